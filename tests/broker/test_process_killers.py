"""Well-formed for Kafka, deadly to a naive consumer: keys, headers, what no database takes."""

from types import SimpleNamespace

from tests.support.crashing import wait_until
from tests.support.databases import as_owner
from tests.support.working import Headers, Working
from workers.reports import _arrival

KEY = b"330521001"


class NotUtf8(str):
    """A header's name as another library may write it."""

    __slots__ = ()

    def encode(self, *_how: str) -> bytes:
        return b"\xff\xfe"


def taken(at_work: Working) -> int:
    return at_work.count("report") + at_work.count("quarantine")


class TestHeaders:
    def test_with_nul_or_not_utf8_stop_nobody(self, at_work: Working) -> None:
        consumer = at_work.workers.start("reports")
        deadly: list[Headers] = [
            [("nul", b"a\x00b"), ("\x00", b"")],
            [("not utf-8", b"\xff")],
            [("twice", b"1"), ("twice", b"2")],
        ]

        at_work.produce([at_work.a_record(KEY) for _ in deadly], headers=deadly)
        at_work.produce([(KEY, b"{")] * len(deadly), headers=deadly)
        at_work.produce([at_work.a_record(KEY)])
        wait_until(lambda: taken(at_work) == 7 or consumer.ended is not None)

        assert consumer.ended is None, consumer.said[-3000:]
        assert at_work.count("cases") == 4
        rows = at_work.county.rows("select reason, headers from quarantine order by position")
        assert rows == [
            ("not_json", {"nul": "a\ufffdb", "\ufffd": ""}),
            ("not_json", {"not utf-8": "\ufffd"}),
            ("not_json", {"twice": "2"}),
        ]
        at_work.holds()

    def test_without_a_value_are_read(self) -> None:
        """Our own library refuses to write one; those of others do not."""
        record = SimpleNamespace(
            topic="t", partition=0, offset=1, key=None, value=b"{", headers=[("none", None)]
        )

        assert _arrival(record).headers == {"none": ""}

    def test_whose_name_is_not_utf8_stop_nobody(self, at_work: Working) -> None:
        consumer = at_work.workers.start("reports")

        at_work.produce([at_work.a_record(KEY)], headers=[[(NotUtf8("x"), b"1")]])
        at_work.produce([at_work.a_record(KEY)])
        wait_until(lambda: taken(at_work) == 2 or consumer.ended is not None)

        assert consumer.ended is None, consumer.said[-3000:]
        assert at_work.count("cases") == 2


class TestKeys:
    def test_of_any_bytes_and_length_stop_nobody(self, at_work: Working) -> None:
        at_work.workers.start("reports")
        at_work.workers.start("relay")
        keys = (b"", b"\x00\x00", b"\xff" * 6, "德清".encode(), b"999999", b"k" * 50_000)

        at_work.produce([(key, b"{") for key in keys])
        at_work.produce([at_work.a_record(key) for key in keys])
        at_work.settles(12)
        at_work.relayed()

        kept = at_work.county.rows("select key from quarantine")
        assert sorted(bytes(key) for (key,) in kept) == sorted(keys)
        assert at_work.count("cases") == 6
        assert at_work.count("outbox where refused is not null") == 0
        at_work.holds()


class TestPoison:
    def test_that_only_the_database_refuses_is_set_aside_alone(
        self, at_work: Working, database: str
    ) -> None:
        """No record is known that is read well and cannot be stored: one is made up."""
        with as_owner(database) as owner:
            owner.execute("alter table report add constraint made_up check (text not like '%毒%')")
        poison = [
            (KEY, at_work.county.record("毒", record_id=str(n), source="urn:test:poison"))
            for n in range(2)
        ]
        good = at_work.records(8)
        at_work.workers.start("reports")

        at_work.produce([*good[:3], poison[0], *good[3:6], poison[1], *good[6:]])
        at_work.settles(10)

        assert at_work.county.rows(
            "select reason, source, record_id from quarantine order by 3"
        ) == [
            ("unstorable", "urn:test:poison", "0"),
            ("unstorable", "urn:test:poison", "1"),
        ]
        at_work.each_is_one_case(good)
        at_work.holds()


class TestLostPosition:
    def test_doubles_nothing_for_the_inbox_alone_holds(
        self, at_work: Working, database: str
    ) -> None:
        records = at_work.records(40)
        first = at_work.workers.start("reports")
        at_work.produce(records)
        at_work.settles(40)
        assert first.stop() == 0
        with as_owner(database) as owner:
            owner.execute("delete from stored_position")

        second = at_work.workers.start("reports")
        wait_until(lambda: sum(each["duplicates"] for each in second.lines("batch_taken")) == 40)

        at_work.each_is_one_case(records)
        at_work.holds()
