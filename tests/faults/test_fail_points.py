"""Death exactly where it hurts: before a commit, between two commits, between send and mark."""

import pytest

from tests.support.crashing import wait_until
from tests.support.working import EVENTS, RECEIPTS, Working

LIVES = 2


class TestConsumer:
    @pytest.mark.parametrize("point", ["reports.before_commit", "reports.committed"])
    def test_that_dies_there_again_and_again_loses_doubles_and_turns_nothing(
        self, at_work: Working, point: str
    ) -> None:
        records = at_work.records(200)
        at_work.produce(records)

        for _ in range(LIVES):
            dying = at_work.workers.start("reports", failpoint=f"{point}:exit")
            dying.dies_at_its_fail_point()
            assert at_work.breaches() == []
        at_work.workers.start("reports")
        at_work.settles(200)

        at_work.each_is_one_case(records)
        at_work.holds()

    def test_that_fails_without_dying_takes_the_batch_once_it_can(self, at_work: Working) -> None:
        records = at_work.records(100)
        at_work.produce(records)
        failing = at_work.workers.start("reports", failpoint="reports.before_commit:raise")
        wait_until(lambda: len(failing.lines("batch_put_back")) > 1, told="it tries again")
        assert at_work.count("cases") == 0
        assert failing.stop() == 0

        at_work.workers.start("reports")
        at_work.settles(100)

        at_work.each_is_one_case(records)
        at_work.holds()


class TestRelay:
    def test_that_dies_between_send_and_mark_sends_again_what_changes_nothing(
        self, at_work: Working
    ) -> None:
        reports = report_from_the_phone(at_work)

        send_twice(at_work, reports)

        rows = at_work.county.rows(
            "select r.text from report r join cases c using (county_code, case_id)"
            " order by c.number"
        )
        assert [text for (text,) in rows] == reports
        assert len(at_work.read(EVENTS)) == 2 * len(reports)
        told = at_work.read(RECEIPTS)
        assert {each["outcome"] for each in told} == {"accepted", "duplicate"}
        assert len({each["receipt"] for each in told}) == len(reports)
        at_work.holds()


def report_from_the_phone(at_work: Working, count: int = 20) -> list[str]:
    """Let the web accept reports; return their texts in order."""
    worker = at_work.county.grid_worker("敖凯")
    texts = [f"第{n}处小广告" for n in range(count)]
    for text in texts:
        worker.reports(text)
    return texts


def send_twice(at_work: Working, reports: list[str]) -> None:
    """Let the relay die once between send and mark while a consumer takes what it sends."""
    at_work.workers.start("reports")
    dying = at_work.workers.start("relay", failpoint="relay.sent:exit")
    dying.dies_at_its_fail_point()
    # Taken before they come again, so that only what is kept in the database can know them.
    at_work.settles(len(reports))
    at_work.workers.start("relay")
    at_work.settles(2 * len(reports))
    at_work.relayed()
