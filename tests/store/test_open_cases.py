"""A batch of cases is written whole, or not at all."""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from dispatch.flows.take_reports import Taken, take_reports
from dispatch.intake.inbox import InboxKey, Known
from dispatch.intake.store import ReportStore
from dispatch.people.scope import WORKER
from dispatch.transaction import TakenMeanwhile
from tests.support.county import CountyWorld

TABLES = ("report", "cases", "journal", "promise", "notice", "outbox", "case_counter")


class SlowReports(ReportStore):
    """Looks a batch up, and then lets something happen before it is opened."""

    def __init__(self, connection: Connection, meanwhile: Callable[[], object]) -> None:
        super().__init__(connection)
        self._meanwhile = meanwhile

    def known(self, keys: Iterable[InboxKey]) -> dict[InboxKey, Known]:
        found = super().known(keys)
        self._meanwhile()
        return found


def take_slowly(
    county: CountyWorld, *values: bytes, key: bytes = b"330521001", meanwhile: Callable[[], object]
) -> Taken:
    """Take records in a transaction that is slow between its look and its writing."""
    with county.deployment.work(WORKER) as work:
        work.reports = SlowReports(work.connection, meanwhile)
        return take_reports(
            county.arrivals(*values, key=key),
            work=work,
            counties=county.deployment.counties(),
            now=county.clock.now(),
        )


def counted(county: CountyWorld) -> dict[str, int]:
    return {table: county.rows(f"select count(*) from {table}")[0][0] for table in TABLES}


class TestReportTakenMeanwhile:
    def test_fails_the_batch_and_leaves_nothing_of_it(self, county: CountyWorld) -> None:
        first, second = county.record("甲处小广告"), county.record("乙处小广告")
        after_the_quick_one: list[dict[str, int]] = []

        def meanwhile() -> None:
            county.takes(second)
            after_the_quick_one.append(counted(county))

        with pytest.raises(TakenMeanwhile, match="1 reports were taken meanwhile"):
            take_slowly(county, first, second, meanwhile=meanwhile)

        assert [counted(county)] == after_the_quick_one
        assert county.rows("select number, title from cases") == [
            ("C3305212026000001", "乙处小广告")
        ]
        assert county.breaches() == []

    def test_is_a_duplicate_when_the_batch_is_taken_again(self, county: CountyWorld) -> None:
        first, second = county.record("甲处小广告"), county.record("乙处小广告")
        with pytest.raises(TakenMeanwhile):
            take_slowly(county, first, second, meanwhile=lambda: county.takes(second))

        again = county.takes(first, second)

        assert [new.case.number for new in again.opened] == ["C3305212026000002"]
        assert len(again.duplicates) == 1
        assert county.breaches() == []

    def test_fails_it_too_where_the_web_had_accepted_the_report(self, county: CountyWorld) -> None:
        """Its row exists; two consumers each believe that they may give it its case."""
        county.grid_worker("敖凯").reports("墙上贴满小广告")
        with county.deployment.work(WORKER) as work:
            ((_, message),) = [(w.message_id, w.message) for w in work.outbox.claim(10)]
        key = message.key.encode()

        with pytest.raises(TakenMeanwhile):
            take_slowly(
                county,
                message.payload,
                key=key,
                meanwhile=lambda: county.take(county.arrivals(message.payload, key=key)),
            )

        assert counted(county)["cases"] == counted(county)["report"] == 1
        assert county.breaches() == []

    def test_is_no_matter_where_it_was_another(self, county: CountyWorld) -> None:
        taken = take_slowly(
            county, county.record("甲"), meanwhile=lambda: county.takes(county.record("乙"))
        )

        assert [new.case.number for new in taken.opened] == ["C3305212026000002"]
        assert counted(county)["cases"] == 2
        assert county.breaches() == []


class TestOpenCases:
    def test_of_nothing_writes_nothing(self, county: CountyWorld) -> None:
        before = counted(county)

        with county.deployment.work(WORKER) as work:
            work.open_cases([])

        assert counted(county) == before

    def test_may_be_called_several_times_in_one_transaction(self, county: CountyWorld) -> None:
        with county.deployment.work(WORKER) as work:
            for n in range(3):
                take_reports(
                    county.arrivals(county.record(f"第{n}处小广告")),
                    work=work,
                    counties=county.deployment.counties(),
                    now=county.clock.now(),
                )

        assert [title for (title,) in county.rows("select title from cases order by number")] == [
            "第0处小广告",
            "第1处小广告",
            "第2处小广告",
        ]
        assert county.breaches() == []

    def test_leaves_nothing_when_a_number_is_taken(self, county: CountyWorld) -> None:
        """As if the counter had been set back by hand."""
        county.a_case()
        before = counted(county)

        def set_back() -> None:
            with county.deployment.work(WORKER) as work:
                work.connection.exec_driver_sql("update case_counter set last = 0")

        with pytest.raises(IntegrityError, match="cases_number"):
            take_slowly(county, county.record("乙"), meanwhile=set_back)

        assert counted(county) == before
        assert county.rows("select last from case_counter") == [(0,)]
