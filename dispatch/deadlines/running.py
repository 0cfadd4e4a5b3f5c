"""A promise that is being watched: with its frozen ladder and its next rung.

begin ─► climb ─► climb …        every change computes the next rung's instant:
   └─► stop ─► run on ─► stop    that instant is the timer, a column and an index,
                                 never a job in somebody's memory
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines import promise as promises
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.ladder import NextRung, freeze, next_rung
from dispatch.deadlines.promise import Promise
from dispatch.deadlines.rungs import Ladder
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import ClockName, CountyCode, Strength, Urgency

_REMEMBERED = 4_096


class SubjectKind(StrEnum):
    """What a clock can run on."""

    CASE = "case"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Running:
    """One watched promise, as its row holds it."""

    county: CountyCode
    kind: SubjectKind
    subject_id: UUID
    promise: Promise
    urgency: Urgency
    ladder: Ladder
    rungs_fired: int
    due_at: datetime
    provisional: bool
    next_at: datetime | None
    """When the next rung is earned; None once the clock is finished."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A rung that fired: when it was due, when it fired and who was told."""

    county: CountyCode
    subject_id: UUID
    clock: ClockName
    cycle: int
    rung: int
    due_at: datetime
    fired_at: datetime
    strength: Strength
    audience: tuple[str, ...]
    """Whom the ladder names."""
    told: tuple[str, ...]
    """The accounts that were found on duty; empty when there was nobody."""


def begin(
    *,
    county: CountyCode,
    kind: SubjectKind,
    subject_id: UUID,
    clock: ClockName,
    budget: Budget,
    urgency: Urgency,
    ladder: Ladder,
    calendar: Calendar,
    now: datetime,
    cycle: int = 1,
) -> Running:
    """Start a clock now and freeze its ladder.

    Raises:
        MissingYear: the promise would end in a year the calendar does not have.
    """
    frozen, due_at, provisional, next_at = _first_times(clock, budget, ladder, calendar, now)
    promise = Promise(str(subject_id), clock, cycle, budget, now)
    return Running(
        county, kind, subject_id, promise, urgency, frozen, 0, due_at, provisional, next_at
    )


# A batch begins its clocks at one instant, with the same few budgets and ladders.
@lru_cache(maxsize=_REMEMBERED)
def _first_times(
    clock: ClockName, budget: Budget, ladder: Ladder, calendar: Calendar, now: datetime
) -> tuple[Ladder, datetime, bool, datetime | None]:
    # Whose clock it is plays no part in where its due and its rungs lie.
    promise = Promise("", clock, 1, budget, now)
    frozen = freeze(ladder, promise, calendar)
    due = promises.due(promise, calendar)
    coming = _next(frozen, promise, 0, calendar)
    return frozen, due.due, due.provisional, _instant(coming)


def earned(running: Running, calendar: Calendar, now: datetime) -> NextRung | None:
    """Return the one rung that is earned by now, if any: one call climbs at most one."""
    coming = _coming(running, calendar)
    return coming if isinstance(coming, NextRung) and coming.due <= now else None


def climb(running: Running, calendar: Calendar, now: datetime) -> Running:
    """Return the clock after its next rung has fired now."""
    return _timed(replace(running, rungs_fired=running.rungs_fired + 1), calendar, fired=now)


def look_again(
    running: Running, calendar: Calendar, *, last_fired: datetime | None = None
) -> Running:
    """Return the clock with its due and next rung computed anew, the rungs that fired kept.

    A clock beyond its last rung is told again in turn from ``last_fired`` on.
    """
    return _timed(running, calendar, fired=last_fired)


def stop(running: Running, now: datetime) -> Running:
    """Return the clock after what it was for has been done."""
    return replace(running, promise=promises.finish(running.promise, now=now), next_at=None)


def run_on(running: Running, calendar: Calendar, now: datetime) -> Running:
    """Return the clock running on after a failed verification; its start and budget stay."""
    return _timed(replace(running, promise=promises.reopen(running.promise, now=now)), calendar)


def tightened(running: Running, calendar: Calendar, budget: Budget) -> Running:
    """Return the clock under the next holder's budget if that ends earlier; it never grows."""
    kept = promises.tighten(running.promise, calendar, budget)
    return (
        _timed(replace(running, promise=kept), calendar) if kept is not running.promise else running
    )


def _timed(running: Running, calendar: Calendar, fired: datetime | None = None) -> Running:
    due = promises.due(running.promise, calendar)
    next_at = _instant(_coming(running, calendar, fired))
    return replace(running, due_at=due.due, provisional=due.provisional, next_at=next_at)


def _instant(coming: NextRung | datetime | None) -> datetime | None:
    return coming.due if isinstance(coming, NextRung) else coming


def _coming(
    running: Running, calendar: Calendar, fired: datetime | None = None
) -> NextRung | datetime | None:
    return _next(running.ladder, running.promise, running.rungs_fired, calendar, fired)


def _next(
    ladder: Ladder,
    promise: Promise,
    rungs_fired: int,
    calendar: Calendar,
    fired: datetime | None = None,
) -> NextRung | datetime | None:
    try:
        return next_rung(ladder, promise, rungs_fired, calendar, last_fired=fired)
    except MissingYear as missing:
        # The rung lies beyond the calendar: look again on the first day of that year, by
        # when the county has imported it, or the clockwork says loudly that it has not.
        return datetime(missing.year, 1, 1, tzinfo=COUNTY_ZONE)
