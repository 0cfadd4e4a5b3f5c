"""Malformed records between good ones over a real Kafka: each set aside alone, each answered."""

import hashlib
import itertools
import json
from collections import Counter

from tests.corpus.records import Case, good_but_odd, malformed
from tests.support.working import QUARANTINE, RECEIPTS, TOWNSHIPS, Keyed, Lies, Working


def each_between_good_ones(bad: list[Case], at_work: Working) -> list[tuple[Keyed, Case | None]]:
    """Return every record to send, and what is bad of it; odd ones are good ones too."""
    odd = iter(good_but_odd())
    mixed: list[tuple[Keyed, Case | None]] = []
    for key, case in zip(itertools.cycle(TOWNSHIPS), bad, strict=False):
        neighbour = next(((key, each.value) for each in odd), None) or at_work.a_record(key)
        mixed += [(neighbour, None), ((key, case.value), case)]
    return [*mixed, *((at_work.a_record(key), None) for key in TOWNSHIPS)]


class TestMalformedRecords:
    def test_are_each_kept_with_their_reason_and_harm_no_neighbour(self, at_work: Working) -> None:
        bad = malformed()
        mixed = each_between_good_ones(bad, at_work)
        good = [record for record, case in mixed if case is None]
        assert len(good) > len(bad) >= 100
        at_work.workers.start("relay")
        at_work.workers.start("reports", batch_size="200")

        lies = at_work.produce([record for record, _ in mixed])
        at_work.settles(len(mixed))
        at_work.relayed()

        expected = {each: case for each, (_, case) in zip(lies, mixed, strict=True) if case}
        self._are_in_quarantine(at_work, expected)
        self._are_told_to_their_producers(at_work, expected, good)
        at_work.each_is_one_case(good)
        at_work.holds()

    def _are_in_quarantine(self, at_work: Working, expected: dict[Lies, Case]) -> None:
        kept = {
            Lies(partition, position): (reason, bytes(raw))
            for partition, position, reason, raw in at_work.county.rows(
                "select partition, position, reason, raw from quarantine"
            )
        }
        assert kept == {lies: (case.expected, case.value) for lies, case in expected.items()}

    def _are_told_to_their_producers(
        self, at_work: Working, expected: dict[Lies, Case], good: list[Keyed]
    ) -> None:
        told = at_work.read(RECEIPTS)
        refused = Counter(each["reason"] for each in told if each["outcome"] == "quarantined")
        assert refused == Counter(case.expected for case in expected.values())
        accepted = Counter(
            (each["source"], each["id"], each["receipt"])
            for each in told
            if each["outcome"] == "accepted"
        )
        rows = at_work.county.rows("select source, record_id, receipt from report")
        assert accepted == Counter(rows)
        assert len(rows) == len(good)
        copies = {
            Lies(each["partition"], each["offset"]): (each["reason"], each["sha256"])
            for each in at_work.read(QUARANTINE)
        }
        assert copies == {
            lies: (case.expected, hashlib.sha256(case.value).hexdigest())
            for lies, case in expected.items()
        }


class TestRecordsThatNobodyCanRead:
    def test_and_those_of_another_county_are_kept_where_they_lay(self, at_work: Working) -> None:
        _, value = at_work.a_record()
        elsewhere = json.loads(value)
        elsewhere["data"]["area_code"] = "330122001001"
        at_work.workers.start("reports")

        nothing, odd_key, foreign, *_ = at_work.produce(
            [
                (b"330521001", None),
                (b"\xff\x00" * 50, b"{"),
                (b"330122001", json.dumps(elsewhere).encode()),
                at_work.a_record(),
            ]
        )
        at_work.settles(4)

        kept = at_work.county.rows(
            "select partition, position, reason, county_code from quarantine"
        )
        assert sorted(kept) == sorted(
            [
                (nothing.partition, nothing.position, "null_value", "330521"),
                (odd_key.partition, odd_key.position, "not_json", "330521"),
                (foreign.partition, foreign.position, "county_unknown", "330521"),
            ]
        )
        assert at_work.count("cases") == 1
        at_work.holds()
