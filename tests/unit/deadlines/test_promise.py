from dataclasses import replace
from fractions import Fraction

import pytest

from dispatch.deadlines import promise as promises
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.promise import (
    AlreadyFinished,
    AlreadyOverdue,
    BackInTime,
    Ground,
    NotFinished,
    NotSuspended,
    Promise,
    SuspendedBefore,
    finish,
    reopen,
    resume,
    suspend,
    tighten,
)
from tests.unit.deadlines.builders import DAY, HOUR, URGENT_HOUR, a_calendar, a_promise, at


def due(promise: Promise) -> str:
    return f"{promises.due(promise, a_calendar()).due:%Y-%m-%d %H:%M}"


def suspended(promise: Promise, now: str, until: str) -> Promise:
    return suspend(
        promise,
        a_calendar(),
        now=at(now),
        until=at(until),
        reason="waits for the frost to end",
        approved_by="dispatcher",
    )


class TestPromise:
    def test_is_due_when_its_budget_is_used_up(self) -> None:
        assert due(a_promise(5, DAY, started="2026-11-23 08:00")) == "2026-11-27 18:00"

    def test_knows_which_share_is_used_up(self) -> None:
        share = promises.spent_share(a_promise(8, HOUR), a_calendar(), at("2026-11-23 16:00"))

        assert share == Fraction(3, 4)

    def test_uses_nothing_up_after_it_is_finished(self) -> None:
        done = finish(a_promise(8, HOUR), now=at("2026-11-23 10:00"))

        share = promises.spent_share(done, a_calendar(), at("2026-11-30 10:00"))

        assert share == Fraction(1, 4)

    def test_is_kept_until_its_due_and_broken_after_it(self) -> None:
        promise = a_promise(8, HOUR)

        assert not promises.is_overdue(promise, a_calendar(), at("2026-11-23 18:00"))
        assert promises.is_overdue(promise, a_calendar(), at("2026-11-23 18:01"))

    def test_stays_broken_once_finished_late(self) -> None:
        late = finish(a_promise(8, HOUR), now=at("2026-11-24 10:00"))

        assert promises.is_overdue(late, a_calendar(), at("2026-12-24 10:00"))
        assert promises.late_minutes(late, a_calendar(), at("2026-12-24 10:00")) == 120

    def test_measures_lateness_in_working_time_and_in_its_own_unit(self) -> None:
        promise = a_promise(5, DAY)
        now = at("2026-11-30 18:00")

        assert promises.late_minutes(promise, a_calendar(), now) == 480
        assert promises.late(promise, a_calendar(), now) == 1

    def test_measures_lateness_of_an_urgent_limit_day_and_night(self) -> None:
        promise = a_promise(2, URGENT_HOUR, started="2026-11-23 22:00")

        assert promises.late_minutes(promise, a_calendar(), at("2026-11-24 08:00")) == 480

    def test_is_not_late_while_it_is_kept(self) -> None:
        promise = a_promise(5, DAY)

        assert promises.late(promise, a_calendar(), at("2026-11-24 08:00")) == 0
        assert promises.late_minutes(promise, a_calendar(), at("2026-11-24 08:00")) == 0


class TestSuspend:
    def test_moves_the_due_by_the_working_time_it_stood_still(self) -> None:
        promise = suspended(a_promise(5, DAY), "2026-11-24 08:00", "2026-11-26 08:00")

        assert due(promise) == "2026-12-01 18:00"

    def test_notes_who_allowed_it_and_why(self) -> None:
        (entry,) = suspended(a_promise(), "2026-11-24 08:00", "2026-11-26 08:00").suspensions

        assert (entry.ground, entry.approved_by) == (Ground.POSTPONED, "dispatcher")
        assert entry.reason == "waits for the frost to end"

    def test_happens_once(self) -> None:
        promise = suspended(a_promise(), "2026-11-24 08:00", "2026-11-25 08:00")

        with pytest.raises(SuspendedBefore):
            suspended(promise, "2026-11-26 08:00", "2026-11-27 08:00")

    def test_is_refused_once_overdue(self) -> None:
        with pytest.raises(AlreadyOverdue):
            suspended(a_promise(1, DAY), "2026-11-24 08:00", "2026-11-25 08:00")

    def test_is_refused_without_a_last_instant_ahead(self) -> None:
        with pytest.raises(BackInTime):
            suspended(a_promise(), "2026-11-24 08:00", "2026-11-24 08:00")

    def test_is_refused_on_a_finished_clock(self) -> None:
        done = finish(a_promise(), now=at("2026-11-24 08:00"))

        with pytest.raises(AlreadyFinished):
            suspended(done, "2026-11-24 09:00", "2026-11-25 08:00")


class TestResume:
    def test_keeps_what_was_left_of_the_budget(self) -> None:
        promise = suspended(a_promise(5, DAY), "2026-11-24 08:00", "2026-12-24 08:00")

        resumed = resume(promise, now=at("2026-11-25 08:00"))

        assert due(resumed) == "2026-11-30 18:00"

    def test_is_refused_while_the_clock_runs(self) -> None:
        with pytest.raises(NotSuspended):
            resume(a_promise(), now=at("2026-11-25 08:00"))

    def test_is_refused_once_the_clock_is_finished(self) -> None:
        promise = suspended(a_promise(), "2026-11-24 08:00", "2026-12-24 08:00")

        with pytest.raises(AlreadyFinished):
            resume(finish(promise, now=at("2026-11-25 08:00")), now=at("2026-11-25 09:00"))


class TestFinish:
    def test_happens_once(self) -> None:
        done = finish(a_promise(), now=at("2026-11-24 08:00"))

        with pytest.raises(AlreadyFinished):
            finish(done, now=at("2026-11-24 09:00"))

    def test_is_refused_before_the_start(self) -> None:
        with pytest.raises(BackInTime):
            finish(a_promise(), now=at("2026-11-22 08:00"))


class TestReopen:
    """The report back was on Tuesday evening; on Thursday noon it turned out to be untrue."""

    def test_lets_the_clock_run_on_without_the_time_of_the_verification(self) -> None:
        reported = finish(a_promise(5, DAY), now=at("2026-11-24 18:00"))

        reopened = reopen(reported, now=at("2026-11-26 12:00"))

        assert due(reopened) == "2026-12-01 12:00"

    def test_neither_moves_the_start_nor_gives_a_new_budget(self) -> None:
        promise = a_promise(5, DAY)
        reported = finish(promise, now=at("2026-11-24 18:00"))

        reopened = reopen(reported, now=at("2026-11-26 12:00"))

        assert (reopened.started, reopened.budget) == (promise.started, promise.budget)
        assert promises.spent_share(reopened, a_calendar(), at("2026-11-26 12:00")) == Fraction(
            2, 5
        )

    def test_can_happen_after_each_report_back(self) -> None:
        promise = a_promise(5, DAY)
        for reported, failed in (("24 18:00", "25 08:00"), ("25 18:00", "26 08:00")):
            promise = finish(promise, now=at(f"2026-11-{reported}"))
            promise = reopen(promise, now=at(f"2026-11-{failed}"))

        assert due(promise) == "2026-11-27 18:00"

    def test_leaves_a_broken_promise_broken(self) -> None:
        late = finish(a_promise(1, DAY), now=at("2026-11-24 12:00"))

        reopened = reopen(late, now=at("2026-11-26 12:00"))

        assert due(reopened) == "2026-11-23 18:00"

    def test_is_refused_while_the_clock_runs(self) -> None:
        with pytest.raises(NotFinished):
            reopen(a_promise(), now=at("2026-11-24 08:00"))

    def test_is_refused_before_the_report_back(self) -> None:
        done = finish(a_promise(), now=at("2026-11-24 08:00"))

        with pytest.raises(BackInTime):
            reopen(done, now=at("2026-11-24 07:00"))


class TestTighten:
    def test_takes_a_budget_that_ends_earlier(self) -> None:
        promise = a_promise(5, DAY)

        raised = tighten(promise, a_calendar(), Budget.of(2, URGENT_HOUR))

        assert raised == replace(promise, budget=Budget.of(2, URGENT_HOUR))

    def test_never_lengthens_silently(self) -> None:
        promise = a_promise(5, DAY)

        assert tighten(promise, a_calendar(), Budget.of(15, DAY)) is promise
