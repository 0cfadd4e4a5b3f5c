"""The topics as they are made, and a deployment that serves no county yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType

from deploy.local.stack import LocalStack
from dispatch.flows.publish_county import publish_county
from dispatch.people.scope import WORKER
from dispatch.wire.county.book import CountyBook
from tests.support.working import EVENTS, Working, working
from workers.topics import make_topics

KEY = b"330521001"


@pytest.fixture
def unserved(stack: LocalStack, empty_database: str, tmp_path: Path) -> Iterator[Working]:
    """A deployment into which no county has been loaded."""
    with working(stack.endpoints, empty_database, tmp_path) as found:
        yield found


class TestTopics:
    def test_keep_the_brokers_time_and_no_compression_that_our_client_cannot_read(
        self, at_work: Working
    ) -> None:
        name = at_work.topic(EVENTS)
        with at_work.admin() as admin:
            described = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])

        said = str(described)
        for setting in ("LogAppendTime", "uncompressed"):
            assert setting in said

    def test_are_made_once(self, at_work: Working) -> None:
        make_topics(at_work.deployment)

    def test_take_what_a_producer_compressed(self, at_work: Working) -> None:
        records = at_work.records(50)
        producer = KafkaProducer(
            bootstrap_servers=at_work.deployment.settings.kafka_bootstrap, compression_type="gzip"
        )
        for key, value in records:
            producer.send(at_work.topic(EVENTS), value, key)
        producer.flush(30)
        producer.close(timeout=2)

        at_work.workers.start("reports")
        at_work.settles(50)

        at_work.each_is_one_case(records)


class TestDeploymentWithoutACounty:
    def test_leaves_records_in_kafka_until_somebody_could_own_them(
        self, at_work: Working, unserved: Working, book: CountyBook
    ) -> None:
        records = at_work.records(5)
        unserved.produce([*records, (KEY, b"{")])
        consumer = unserved.workers.start("reports")
        later = at_work.workers.start("reports")
        at_work.produce(at_work.records(1))
        at_work.settles(1)  # by now the other one would have taken its records as well
        assert unserved.count("quarantine") == 0

        with unserved.deployment.work(WORKER) as work:
            publish_county(book, by="test", work=work, before=None, now=unserved.county.clock.now())
        unserved.settles(6)

        assert (unserved.count("cases"), unserved.count("quarantine")) == (5, 1)
        assert (consumer.ended, later.ended) == (None, None)
        unserved.holds()
