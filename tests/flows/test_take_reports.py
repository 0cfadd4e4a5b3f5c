"""A batch of records becomes cases or quarantine rows, each exactly once in effect."""

import json
import threading

import pytest
from sqlalchemy.exc import IntegrityError

from dispatch.bootstrap import Deployment
from dispatch.casework.model import State
from dispatch.flows.take_reports import take_reports
from dispatch.intake.quarantine import QuarantineReason
from dispatch.people.scope import WORKER
from dispatch.transaction import TakenMeanwhile
from dispatch.vocabulary import ClockName
from tests.support.county import CountyWorld
from tests.support.databases import as_owner


def receipts(county: CountyWorld) -> list[dict[str, str]]:
    """Return what producers are told, in order."""
    rows = county.rows(
        "select payload from outbox where topic = 'township.receipts.v1' order by message_id"
    )
    return [json.loads(bytes(payload))["data"] for (payload,) in rows]


class TestBatch:
    def test_opens_a_case_for_each_report_with_all_that_belongs_to_it(
        self, county: CountyWorld
    ) -> None:
        taken = county.takes(county.record("东墙小广告"), county.record("西墙小广告"))

        numbers = [new.case.number for new in taken.opened]
        assert numbers == ["C3305212026000001", "C3305212026000002"]
        case = county.case(numbers[0])
        assert (case.state, case.outcome) == (State.DISPATCHED, "decided")
        assert (case.lead_unit, case.holder_unit) == ("330521-ZHZF", "330521001-ZFD")
        assert set(county.clocks(numbers[0])) == {ClockName.SIGN, ClockName.HANDLE}
        assert [entry.seq for entry in county.timeline(numbers[0])] == [1]
        assert sorted(
            county.rows(
                "select unit_code, kind from notice where subject_id = :id", id=case.case_id
            )
        ) == [("330521001-ZFD", "assigned"), ("330521001-ZHS", "copy")]
        assert county.breaches() == []

    def test_keeps_the_order_of_its_records(self, county: CountyWorld) -> None:
        values = [county.record(f"第{n}处小广告") for n in range(50)]

        taken = county.takes(*values)

        assert [new.case.title for new in taken.opened] == [f"第{n}处小广告" for n in range(50)]
        assert [new.case.number for new in taken.opened] == sorted(
            new.case.number for new in taken.opened
        )

    def test_that_is_empty_changes_nothing(self, county: CountyWorld) -> None:
        taken = county.takes()

        assert (taken.opened, taken.duplicates, taken.quarantined) == ([], [], [])
        assert county.rows("select count(*) from outbox") == [(0,)]

    def test_tells_every_producer_what_became_of_its_record(self, county: CountyWorld) -> None:
        good = county.record(record_id="a")

        county.takes(good, good, b"{no json", county.record(record_id="b", source="urn:test:other"))

        told = receipts(county)
        assert sorted(each["outcome"] for each in told) == [
            "accepted",
            "accepted",
            "duplicate",
            "quarantined",
        ]
        assert next(r for r in told if r["outcome"] == "quarantined")["reason"] == "not_json"
        accepted = next(r for r in told if r["outcome"] == "accepted" and r["id"] == "a")
        assert accepted["case_number"] == "C3305212026000001"
        again = next(r for r in told if r["outcome"] == "duplicate")
        assert again["receipt"] == accepted["receipt"]


class TestNoAnswerOfTheList:
    @pytest.mark.parametrize(
        ("at", "matter", "outcome"),
        [
            ("330521102001001", "M043", "conflict"),
            ("330521004", "M040", "gap"),
            ("居仁社区第1网格", "M001", "not_evaluated"),
        ],
        ids=["two leads", "no lead", "an attribute is missing"],
    )
    def test_opens_a_case_at_the_desk_on_the_dispatch_clock(
        self, county: CountyWorld, at: str, matter: str, outcome: str
    ) -> None:
        number = county.a_case("情况如下", at=at, matter=matter)

        case = county.case(number)
        assert (case.state, case.outcome) == (State.SORTING, outcome)
        assert case.holder_unit == county.loaded.desk
        assert set(county.clocks(number)) == {ClockName.DISPATCH}
        assert county.breaches() == []

    def test_of_an_unsorted_text_goes_to_the_desk_as_well(self, county: CountyWorld) -> None:
        number = county.a_case("天气很好", matter=None)

        case = county.case(number)
        assert (case.state, case.matter) == (State.SORTING, None)
        assert case.holder_unit == county.loaded.desk

    def test_of_an_area_the_county_does_not_know_is_placed_above_it(
        self, county: CountyWorld
    ) -> None:
        number = county.a_case(at="330521001001999")

        assert county.case(number).area == "330521001001"


class TestSameReportAgain:
    def test_in_one_batch_is_a_duplicate(self, county: CountyWorld) -> None:
        value = county.record()

        taken = county.takes(value, value, value)

        assert (len(taken.opened), len(taken.duplicates)) == (1, 2)
        assert county.rows("select count(*) from cases") == [(1,)]

    def test_in_a_later_batch_is_a_duplicate_with_the_first_receipt(
        self, county: CountyWorld
    ) -> None:
        value = county.record()
        county.takes(value)

        taken = county.takes(county.record("别处"), value)

        assert (len(taken.opened), len(taken.duplicates)) == (1, 1)
        told = receipts(county)
        assert told[0]["receipt"] == told[-1]["receipt"]
        assert county.breaches() == []

    def test_from_another_source_is_another_report(self, county: CountyWorld) -> None:
        taken = county.takes(
            county.record(record_id="1", source="urn:test:a"),
            county.record(record_id="1", source="urn:test:b"),
        )

        assert len(taken.opened) == 2

    def test_with_its_keys_in_another_order_is_the_same(self, county: CountyWorld) -> None:
        value = county.record()
        turned = dict(reversed(json.loads(value).items()))
        turned["data"] = dict(reversed(turned["data"].items()))

        taken = county.takes(value, json.dumps(turned, indent=1).encode())

        assert (len(taken.opened), len(taken.duplicates)) == (1, 1)


class TestSameIdWithAnotherBody:
    @pytest.mark.parametrize("together", [True, False], ids=["in one batch", "later"])
    def test_is_quarantined_and_the_first_stands(
        self, county: CountyWorld, *, together: bool
    ) -> None:
        first, other = county.record("原文", record_id="1"), county.record("改了", record_id="1")

        if together:
            taken = county.takes(first, other, county.record())
        else:
            county.takes(first)
            taken = county.takes(other, county.record())

        assert [each.reason for each in taken.quarantined] == [QuarantineReason.ID_REUSED]
        assert county.rows("select text from report where record_id = '1'") == [("原文",)]
        assert county.rows("select count(*) from cases") == [(2,)]
        told = next(r for r in receipts(county) if r["outcome"] == "quarantined")
        assert (told["id"], told["reason"]) == ("1", "id_reused")
        assert county.breaches() == []


class TestUnknownCounty:
    def test_is_quarantined_and_looked_after_by_ours(self, county: CountyWorld) -> None:
        value = county.record().replace(b'"330521001001001"', b'"330999001001001"')

        taken = county.take(county.arrivals(value, key=b"330999001"))

        assert [each.reason for each in taken.quarantined] == [QuarantineReason.COUNTY_UNKNOWN]
        assert county.rows("select county_code from quarantine") == [("330521",)]
        assert county.breaches() == []


class TestQuarantinedRecord:
    def test_keeps_its_bytes_its_place_and_a_clock(self, county: CountyWorld) -> None:
        raw = b"\xff\xfe not text"

        taken = county.take(county.arrivals(raw, key=b"330521001"))

        assert county.rows("select raw, reason, position, state from quarantine") == [
            (raw, "not_utf8", 0, "open")
        ]
        assert county.rows("select subject_id, clock from promise") == [
            (taken.quarantined[0].quarantine_id, "quarantine")
        ]
        assert county.breaches() == []

    def test_that_comes_twice_from_one_place_is_kept_once(self, county: CountyWorld) -> None:
        arrivals = county.arrivals(b"{")
        county.take(arrivals)

        county.take(arrivals)

        assert county.rows("select count(*) from quarantine") == [(1,)]
        assert county.rows("select count(*) from promise") == [(1,)]

    def test_may_have_any_key(self, county: CountyWorld) -> None:
        keys = [None, b"", b"\x00", b"33\x000521", b"\xff\xfe", b"k" * 5000]

        for key in keys:
            taken = county.take(county.arrivals(b"{", county.record(), key=key))
            assert (len(taken.quarantined), len(taken.opened)) == (1, 1), key

        assert county.rows("select key from quarantine order by position") == [
            (key,) for key in keys
        ]

    def test_does_not_touch_its_neighbours(self, county: CountyWorld) -> None:
        taken = county.takes(county.record(), b"", county.record(), None, county.record())

        assert (len(taken.opened), len(taken.quarantined)) == (3, 2)
        assert county.breaches() == []


class TestReportFromTheWeb:
    def test_and_its_record_are_one_case_with_the_first_receipt(self, county: CountyWorld) -> None:
        receipt = county.grid_worker("敖凯").reports()

        county.relay()

        assert county.rows("select receipt from report") == [(receipt.receipt,)]
        ((account, receipt_told),) = county.rows(
            "select c.reporter_account, r.receipt from cases c join report r using (case_id)"
        )
        assert (account, receipt_told) == ("wk-aokai", receipt.receipt)
        assert county.breaches() == []

    def test_whose_record_comes_twice_is_one_case(self, county: CountyWorld) -> None:
        county.grid_worker("敖凯").reports()
        ((payload,),) = county.rows("select payload from outbox")

        once = county.takes(bytes(payload), bytes(payload))
        again = county.takes(bytes(payload))

        assert (len(once.opened), len(once.duplicates), len(again.duplicates)) == (1, 1, 1)
        assert county.rows("select count(*) from cases") == [(1,)]

    def test_is_no_breach_while_its_record_is_on_its_way(self, county: CountyWorld) -> None:
        county.grid_worker("敖凯").reports()

        assert county.breaches() == []

    def test_is_a_breach_when_its_record_never_comes(self, county: CountyWorld) -> None:
        county.grid_worker("敖凯").reports()

        county.clock.forward(minutes=6)

        assert [breach.name for breach in county.breaches()] == ["report_has_case"]


class TestRace:
    def test_of_two_who_take_the_same_report_the_second_starts_again(
        self, county: CountyWorld, deployment: Deployment
    ) -> None:
        """Both have looked into the inbox before either has written."""
        value = county.record(record_id="1")
        looked, outcomes = threading.Barrier(2, timeout=20), []

        def take() -> None:
            try:
                with deployment.work(WORKER) as work:
                    look = work.reports.known

                    def known(keys: object) -> object:
                        found = look(keys)
                        looked.wait()
                        return found

                    work.reports.known = known
                    take_reports(
                        county.arrivals(value),
                        work=work,
                        counties=deployment.counties(),
                        now=county.clock.now(),
                    )
                outcomes.append("taken")
            except TakenMeanwhile:
                outcomes.append("taken meanwhile")

        both = [threading.Thread(target=take) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        again = county.takes(value)

        assert sorted(outcomes) == ["taken", "taken meanwhile"]
        assert len(again.duplicates) == 1
        assert county.rows("select count(*) from cases") == [(1,)]
        assert county.breaches() == []

    def test_of_two_batches_leaves_no_hole_in_the_numbers(self, county: CountyWorld) -> None:
        county.takes(county.record())
        with pytest.raises(DiesBeforeItsCommit):
            _take_and_die(county)

        number = county.a_case()

        assert number == "C3305212026000002"
        assert county.breaches() == []


class DiesBeforeItsCommit(Exception):
    pass


def _take_and_die(county: CountyWorld) -> None:
    with county.deployment.work(WORKER) as work:
        take_reports(
            county.arrivals(county.record()),
            work=work,
            counties=county.deployment.counties(),
            now=county.clock.now(),
        )
        raise DiesBeforeItsCommit


class TestStorage:
    def test_takes_an_instant_at_any_offset(self, county: CountyWorld) -> None:
        for offset in ("+23:59", "-23:59", "+16:00", "Z"):
            value = json.loads(county.record())
            value["data"]["occurred_at"] = f"2026-11-22T09:00:00{offset}"

            taken = county.takes(json.dumps(value).encode())

            assert len(taken.opened) == 1, offset

    def test_refuses_with_the_errors_that_everybody_catches(
        self, county: CountyWorld, database: str
    ) -> None:
        """What COPY and scripts say comes out like what any other statement says."""
        with as_owner(database) as owner:
            owner.execute("alter table report add constraint no check (text not like '%毒%')")

        with pytest.raises(IntegrityError):
            county.takes(county.record("毒"))

    def test_takes_several_batches_in_one_transaction(self, county: CountyWorld) -> None:
        with county.deployment.work(WORKER) as work:
            for _ in range(3):
                take_reports(
                    county.arrivals(county.record(), county.record()),
                    work=work,
                    counties=county.deployment.counties(),
                    now=county.clock.now(),
                )

        assert county.rows("select count(*) from cases") == [(6,)]
        assert county.breaches() == []
