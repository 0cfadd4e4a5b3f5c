"""The local stack comes up, takes a beating part by part, and goes without a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from redis import Redis

from deploy.local.stack import InUse, LocalStack, NotOurs, ServerFailed
from tests.stack.leftovers import left_of


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def stack(data: Path) -> Iterator[LocalStack]:
    with LocalStack(data) as running:
        yield running
    assert left_of(data) == []


def ask(stack: LocalStack, question: LiteralString) -> object:
    with psycopg.connect(stack.endpoints.owner_database_url) as connection:
        return connection.execute(question).fetchone()[0]


class TestLocalStack:
    def test_has_a_healthy_part_of_each_kind(self, stack: LocalStack) -> None:
        parts = stack.status()

        assert [part.name for part in parts] == ["postgres", "kafka", "redis"]
        assert all(part.healthy for part in parts)
        assert sum(part.memory for part in parts) < 600e6

    def test_listens_on_the_loopback_alone(self, stack: LocalStack) -> None:
        endpoints = stack.endpoints

        assert "@127.0.0.1:" in endpoints.owner_database_url
        assert endpoints.kafka_bootstrap.startswith("127.0.0.1:")
        assert endpoints.redis_url.startswith("redis://127.0.0.1:")

    def test_speaks_utf8_in_the_order_of_code_points(self, stack: LocalStack) -> None:
        assert ask(stack, "show server_encoding") == "UTF8"
        assert ask(stack, "select datlocale from pg_database where datname = 'dispatch'") == (
            "C.UTF-8"
        )

    def test_keeps_what_it_acknowledged(self, stack: LocalStack) -> None:
        assert ask(stack, "show fsync") == "on"
        assert ask(stack, "show synchronous_commit") == "on"

    def test_lets_the_owner_work_as_a_role_without_rights(self, stack: LocalStack) -> None:
        with psycopg.connect(stack.endpoints.owner_database_url) as connection:
            connection.execute("create role a_plain_role login")
            connection.execute("set role a_plain_role")
            current = connection.execute("select current_user").fetchone()[0]
            connection.rollback()

        assert current == "a_plain_role"

    def test_lets_nobody_in_without_the_password(self, stack: LocalStack) -> None:
        url = stack.endpoints.owner_database_url
        wrong = url[: url.index(":", 14)] + ":wrong" + url[url.index("@") :]

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)

    def test_makes_no_topic_by_itself(self, stack: LocalStack) -> None:
        producer = KafkaProducer(
            bootstrap_servers=stack.endpoints.kafka_bootstrap, max_block_ms=1000
        )

        with producer, pytest.raises(Exception, match=r"(?i)topic|metadata|timeout|timed"):
            producer.send("nobody.made.this", b"x").get(timeout=3)

    def test_loses_no_row_when_postgres_is_killed(self, stack: LocalStack) -> None:
        with psycopg.connect(stack.endpoints.owner_database_url) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept values (1)")

        stack.postgres.stop(kill=True)
        stack.postgres.start()

        assert ask(stack, "select count(*) from kept") == 1

    def test_loses_no_record_when_kafka_is_killed(self, stack: LocalStack) -> None:
        bootstrap = stack.endpoints.kafka_bootstrap
        with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
            admin.create_topics([NewTopic("kept", 1, 1)])
        with KafkaProducer(bootstrap_servers=bootstrap) as producer:
            producer.send("kept", b"one").get(timeout=10)

        stack.kafka.stop(kill=True)
        stack.kafka.start()

        with KafkaConsumer(bootstrap_servers=bootstrap, consumer_timeout_ms=10_000) as consumer:
            consumer.assign([TopicPartition("kept", 0)])
            consumer.seek_to_beginning()
            assert next(consumer).value == b"one"

    def test_forgets_what_was_in_redis(self, stack: LocalStack) -> None:
        client = Redis.from_url(stack.endpoints.redis_url)
        client.set("gone", 1)

        stack.redis.stop(kill=True)
        stack.redis.start()

        assert client.get("gone") is None

    def test_says_that_a_stopped_part_is_not_well(self, stack: LocalStack) -> None:
        stack.redis.stop()

        healthy = {part.name: part.healthy for part in stack.status()}
        stack.redis.start()

        assert healthy == {"postgres": True, "kafka": True, "redis": False}

    @pytest.mark.usefixtures("stack")
    def test_refuses_a_folder_that_is_in_use(self, data: Path) -> None:
        with pytest.raises(InUse, match="another process holds a stack"):
            LocalStack(data).up()


class TestLocalStackWithExternalServers:
    def test_uses_them_and_starts_none(
        self, stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DISPATCH_DATABASE_URL", stack.endpoints.owner_database_url)
        monkeypatch.setenv("DISPATCH_KAFKA_BOOTSTRAP", stack.endpoints.kafka_bootstrap)
        monkeypatch.setenv("DISPATCH_REDIS_URL", stack.endpoints.redis_url)

        with LocalStack(tmp_path) as other:
            assert other.endpoints == stack.endpoints
            assert all(part.healthy and part.pid is None for part in other.status())
            assert left_of(tmp_path, within=0) == []
            with pytest.raises(NotOurs, match="DISPATCH_REDIS_URL is set"):
                _ = other.redis

    def test_names_the_one_that_does_not_answer(
        self, stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DISPATCH_DATABASE_URL", stack.endpoints.owner_database_url)
        monkeypatch.setenv("DISPATCH_KAFKA_BOOTSTRAP", stack.endpoints.kafka_bootstrap)
        monkeypatch.setenv("DISPATCH_REDIS_URL", "redis://127.0.0.1:9/0")

        with pytest.raises(ServerFailed, match="the redis that DISPATCH_REDIS_URL names"):
            LocalStack(tmp_path).up()


class TestLocalStackThatCannotStart:
    def test_names_the_part_and_its_log_and_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = tmp_path / "bin" / "redis-server"
        broken.parent.mkdir()
        broken.write_text("#!/bin/sh\necho out of ideas >&2; exit 3\n")
        broken.chmod(0o755)
        monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")
        data = tmp_path / "data"

        with pytest.raises(ServerFailed, match=r"redis ended .*redis\.log says: out of ideas"):
            LocalStack(data).up()

        assert left_of(data) == []
