"""A promise that is being watched: with its frozen ladder and its next rung.

begin ─► climb ─► climb …        every change computes the next rung's instant:
   └─► stop ─► run on ─► stop    that instant is the timer, a column and an index,
                                 never a job in somebody's memory
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
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
    promise = Promise(str(subject_id), clock, cycle, budget, now)
    frozen = freeze(ladder, promise, calendar)
    return _timed(
        Running(county, kind, subject_id, promise, urgency, frozen, 0, now, False, None),  # noqa: FBT003 - set just below
        calendar,
    )


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


def _timed(running: Running, calendar: Calendar, fired: datetime | None = None) -> Running:
    due = promises.due(running.promise, calendar)
    coming = _coming(running, calendar, fired)
    next_at = coming.due if isinstance(coming, NextRung) else coming
    return replace(running, due_at=due.due, provisional=due.provisional, next_at=next_at)


def _coming(
    running: Running, calendar: Calendar, fired: datetime | None = None
) -> NextRung | datetime | None:
    try:
        return next_rung(
            running.ladder, running.promise, running.rungs_fired, calendar, last_fired=fired
        )
    except MissingYear as missing:
        # The rung lies beyond the calendar: look again on the first day of that year, by
        # when the county has imported it, or the clockwork says loudly that it has not.
        return datetime(missing.year, 1, 1, tzinfo=COUNTY_ZONE)
