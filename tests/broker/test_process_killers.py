"""Records that another library may write and that a consumer must survive."""

from collections.abc import Callable, Iterator

import pytest
from kafka import KafkaProducer

from tests.corpus.records import good_but_odd
from tests.support.crashing import wait_until
from tests.support.databases import as_owner
from tests.support.working import EVENTS, Working

Headers = list[tuple[str, bytes | None]]
Put = Callable[[bytes | None, bytes | None, Headers], None]


class NotUtf8(str):
    """A header's name as a library of another language may write it."""

    __slots__ = ()

    def encode(self, *_how: str) -> bytes:
        return b"\xff\xfe"


@pytest.fixture
def put(at_work: Working) -> Iterator[Put]:
    """Send one record to one partition, with headers."""
    producer = KafkaProducer(
        bootstrap_servers=at_work.deployment.settings.kafka_bootstrap,
        acks="all",
        max_request_size=2 * 1024 * 1024,
    )

    def send(value: bytes | None, key: bytes | None, headers: Headers) -> None:
        topic = at_work.topic(EVENTS)
        producer.send(topic, value, key, headers=headers, partition=0).get(30)

    yield send
    producer.close(timeout=2)


def good(at_work: Working) -> bytes:
    return at_work.a_record()[1]


class TestHeaders:
    @pytest.mark.parametrize(
        "headers",
        [
            [("nothing", None)],
            [("empty", b"")],
            [("nul", b"a\x00b")],
            [("\x00", b"1")],
            [("not text", b"\xff\xfe")],
            [("twice", b"1"), ("twice", b"2")],
            [(NotUtf8("x"), b"1")],
            [("large", b"h" * 200_000)],
        ],
        ids=["null", "empty", "NUL", "NUL in the name", "binary", "twice", "name", "large"],
    )
    def test_of_any_kind_stop_nobody(self, at_work: Working, put: Put, headers: Headers) -> None:
        put(b"{", b"330521001", headers)
        put(good(at_work), b"330521001", headers)
        put(good(at_work), b"330521001", [])

        reports = at_work.workers.start("reports")
        at_work.settles(3)

        assert (at_work.count("cases"), at_work.count("quarantine")) == (2, 1)
        assert reports.ended is None
        at_work.holds()


class TestKeysAndSizes:
    def test_of_any_kind_stop_nobody(self, at_work: Working, put: Put) -> None:
        put(None, None, [])
        put(b"{", b"\x00\x00", [])
        put(b"{", b"\xff" * 50_000, [])
        put(b"x" * 900_000, b"330521001", [])
        put(good(at_work), b"", [])

        reports = at_work.workers.start("reports")
        at_work.workers.start("relay")
        at_work.settles(5)
        at_work.relayed()

        assert (at_work.count("cases"), at_work.count("quarantine")) == (1, 4)
        assert at_work.count("outbox where refused is not null") == 0
        assert reports.ended is None
        at_work.holds()


class TestOddRecords:
    def test_are_all_taken(self, at_work: Working, put: Put) -> None:
        odd = good_but_odd()
        at_work.produce([(b"330521001", each.value) for each in odd])

        at_work.workers.start("reports")
        at_work.settles(len(odd))

        assert at_work.county.rows("select record_id, reason, detail from quarantine") == []
        at_work.holds()


class TestPoison:
    def test_that_only_the_database_refuses_is_quarantined_alone(
        self, at_work: Working, database: str
    ) -> None:
        """No record is known that is read well and refused by PostgreSQL: two are made so."""
        records = at_work.records(30)
        poison = {"000007", "000020"}
        with as_owner(database) as owner:
            owner.execute("alter table report add check (record_id not in ('000007', '000020'))")
        at_work.produce(records)

        at_work.workers.start("reports")
        at_work.settles(30)

        assert set(at_work.county.rows("select reason, source, record_id from quarantine")) == {
            ("unstorable", "urn:test:township", each) for each in poison
        }
        assert at_work.count("cases") == 28
        at_work.holds()

    def test_of_a_passing_kind_is_tried_again_and_not_quarantined(
        self, at_work: Working, database: str
    ) -> None:
        records = at_work.records(10)
        with as_owner(database) as owner:
            owner.execute("revoke insert on cases from dispatch_app")
        at_work.produce(records)
        reports = at_work.workers.start("reports")
        wait_until(lambda: len(reports.lines("batch_put_back")) > 1, told="it tries again")

        with as_owner(database) as owner:
            owner.execute("grant insert on cases to dispatch_app")
        at_work.settles(10)

        assert at_work.count("quarantine") == 0
        at_work.each_is_one_case(records)
        at_work.holds()
