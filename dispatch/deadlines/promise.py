"""One clock of one case: a budget, and a ledger of the times it stood still.

    start ──────► finish            reported back
      │  ▲           │
      │  │ resume    └── reopen ──► runs on, less the time it waited for verification
      ▼  │
    suspend

The due is never stored as a fact: it follows from the budget, the ledger and
the calendar. Nothing here moves ``started``, so no return, transfer, rework
or edit can give a unit its time anew; a reopened case is a new cycle.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from dispatch.deadlines import limits
from dispatch.deadlines.budget import WORKING_TIME, Budget
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.limits import Due
from dispatch.errors import Refused
from dispatch.vocabulary import ClockName


class Ground(StrEnum):
    """Why a clock stood still."""

    POSTPONED = "postponed"
    """挂账: asked for, approved, with a last day; once."""
    VERIFICATION = "verification"
    """Between the report back and the verification that failed."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """One entry of the ledger: from (inclusive) to (exclusive), why, and who allowed it."""

    begins: datetime
    ends: datetime
    ground: Ground
    reason: str = ""
    approved_by: str = ""


class ClockRefused(Refused):
    """A clock was asked for something that may not happen to it now."""

    code = "deadlines.clock_refused"


class AlreadyFinished(ClockRefused):
    """The clock has stopped for good in this cycle."""

    code = "deadlines.already_finished"


class NotFinished(ClockRefused):
    """Only a clock that was stopped can run on."""

    code = "deadlines.not_finished"


class AlreadyOverdue(ClockRefused):
    """More time is asked for before the promise is broken, not after."""

    code = "deadlines.already_overdue"


class SuspendedBefore(ClockRefused):
    """A clock is suspended once."""

    code = "deadlines.suspended_before"


class NotSuspended(ClockRefused):
    """The clock runs: there is nothing to resume."""

    code = "deadlines.not_suspended"


class BackInTime(ClockRefused):
    """Something would end before it begins."""

    code = "deadlines.back_in_time"


@dataclass(frozen=True, slots=True)
class Promise:
    """A budget of time, when it began to be used, and its ledger."""

    subject: str
    """The case, or the quarantined record, whose clock it is."""
    clock: ClockName
    cycle: int
    """Counts from 1; a reopened case begins a new one."""
    budget: Budget
    started: datetime
    suspensions: tuple[Suspension, ...] = ()
    finished: datetime | None = None

    @property
    def stills(self) -> tuple[tuple[datetime, datetime], ...]:
        """The ledger as the arithmetic takes it."""
        return tuple((entry.begins, entry.ends) for entry in self.suspensions)


def due(promise: Promise, calendar: Calendar) -> Due:
    """Return when the budget is used up, and how that was reckoned.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
    """
    return share_due(promise, calendar, Fraction(1))


def share_due(promise: Promise, calendar: Calendar, share: Fraction) -> Due:
    """Return when a share of the budget is used up; more than 1 lies after the due.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
    """
    budget = promise.budget
    value = budget.value if share == 1 else budget.value * share
    return limits.due(calendar, promise.started, value, budget.type, promise.stills)


def spent_share(promise: Promise, calendar: Calendar, now: datetime) -> Fraction:
    """Return which part of the budget is used up; it stops where the clock is finished."""
    used = limits.spent(
        calendar, promise.started, _until(promise, now), promise.budget.type, promise.stills
    )
    return used / promise.budget.value


def is_overdue(promise: Promise, calendar: Calendar, now: datetime) -> bool:
    """Say whether the promise was broken; once true it stays true, also when finished."""
    return _until(promise, now) > due(promise, calendar).due


def late_minutes(promise: Promise, calendar: Calendar, now: datetime) -> int:
    """Return the minutes past the due: working minutes, for an urgent limit all minutes."""
    return limits.elapsed(
        calendar,
        due(promise, calendar).due,
        _until(promise, now),
        working=promise.budget.type in WORKING_TIME,
        suspensions=promise.stills,
    )


def late(promise: Promise, calendar: Calendar, now: datetime) -> Fraction:
    """Return how late it is in the unit of the limit; 0 while it is kept."""
    used = spent_share(promise, calendar, now)
    return max(Fraction(0), (used - 1) * promise.budget.value)


def suspend(
    promise: Promise,
    calendar: Calendar,
    *,
    now: datetime,
    until: datetime,
    reason: str,
    approved_by: str,
) -> Promise:
    """Let the clock stand still from now to a last instant (挂账).

    Raises:
        AlreadyFinished: the clock has stopped.
        SuspendedBefore: it was suspended once.
        AlreadyOverdue: the promise is already broken.
        BackInTime: the last instant is not ahead, or now is before the start.
    """
    _still_running(promise)
    if any(entry.ground is Ground.POSTPONED for entry in promise.suspensions):
        raise SuspendedBefore("a clock is suspended once, and this one was")
    if until <= now or now < promise.started:
        raise BackInTime("a suspension begins after the clock and ends later than now")
    if is_overdue(promise, calendar, now):
        raise AlreadyOverdue("an overdue clock is not suspended; ask before it is due")
    return _noting(promise, Suspension(now, until, Ground.POSTPONED, reason, approved_by))


def resume(promise: Promise, *, now: datetime) -> Promise:
    """End a running suspension before its last instant; what was left of the budget is kept.

    Raises:
        AlreadyFinished: the clock has stopped.
        NotSuspended: the clock does not stand still now.
    """
    _still_running(promise)
    for entry in promise.suspensions:
        if entry.ground is Ground.POSTPONED and entry.begins <= now < entry.ends:
            kept = tuple(other for other in promise.suspensions if other is not entry)
            return _noting(replace(promise, suspensions=kept), replace(entry, ends=now))
    raise NotSuspended("the clock does not stand still: there is nothing to resume")


def finish(promise: Promise, *, now: datetime) -> Promise:
    """Stop the clock: what it was for has been done.

    Raises:
        AlreadyFinished: it has stopped before.
        BackInTime: now is before the start.
    """
    _still_running(promise)
    if now < promise.started:
        raise BackInTime("a clock does not finish before it starts")
    return replace(promise, finished=now)


def reopen(promise: Promise, *, now: datetime) -> Promise:
    """Let the clock run on after a failed verification, without the time it took.

    The start, the budget and what was used of it stay: rework is no new promise.

    Raises:
        NotFinished: the clock still runs.
        BackInTime: now is before the finish.
    """
    if promise.finished is None:
        raise NotFinished("the clock still runs: nothing was reported back")
    if now < promise.finished:
        raise BackInTime("a verification does not fail before the report back")
    waited = Suspension(promise.finished, now, Ground.VERIFICATION)
    return _noting(replace(promise, finished=None), waited)


def tighten(promise: Promise, calendar: Calendar, budget: Budget) -> Promise:
    """Take a new budget if that makes the due earlier; a promise never grows silently."""
    other = replace(promise, budget=budget)
    return other if due(other, calendar).due < due(promise, calendar).due else promise


def _until(promise: Promise, now: datetime) -> datetime:
    return now if promise.finished is None else min(now, promise.finished)


def _still_running(promise: Promise) -> None:
    if promise.finished is not None:
        raise AlreadyFinished("the clock has stopped; a reopened case begins a new cycle")


def _noting(promise: Promise, entry: Suspension) -> Promise:
    ledger = sorted((*promise.suspensions, entry), key=lambda one: one.begins)
    return replace(promise, suspensions=tuple(ledger))
