"""Who is told, how loudly and when, while a promise is not kept.

A ladder is frozen on a case when its clock starts: what is stored with the
clock is the policy itself, so editing it later changes no running case, and
a suspension or a new calendar moves the instants without changing the rungs.

    50 % screen ─► 75 % remind ─► due supervise ─► yellow ─► red ─► publish ─► again, daily

A rung lies at a share of the budget, or at an offset of working time after
the due, or at whichever of the two comes first. Of an urgent limit the share
alone counts where a rung has one; a rung that has only an offset keeps it,
because working time is the only measure it was given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from dispatch.deadlines import limits
from dispatch.deadlines.budget import WORKING_TIME, Budget
from dispatch.deadlines.calendar import Calendar, to_instant, to_minute
from dispatch.deadlines.promise import Promise, Suspension, due, share_due
from dispatch.deadlines.rungs import Audience, Ladder, Rung
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import STRENGTH_ORDER, ClockName, Strength

__all__ = ["Audience", "Ladder", "NextRung", "Rung", "freeze", "instants", "next_rung"]

_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class NextRung:
    """The rung a clock climbs next, and the instant it has earned it."""

    number: int
    """Counts from 1 and goes on rising when the last rung is told again."""
    due: datetime
    provisional: bool
    strength: Strength
    audience: tuple[Audience, ...]
    score: int


def freeze(ladder: Ladder, promise: Promise, calendar: Calendar) -> Ladder:
    """Return the ladder as this promise climbs it: by instant, then strength, only ever louder.

    The order stays as it is from then on, so that the number of a rung means
    one thing for the whole life of the clock. Rungs that lie beyond the
    calendar come last; they are looked up again when their turn comes.
    """
    start, ledger = to_minute(promise.started), promise.suspensions
    return _frozen(ladder, promise.budget, start, ledger, calendar)


def instants(ladder: Ladder, promise: Promise, calendar: Calendar) -> tuple[NextRung, ...]:
    """Return all rungs of a frozen ladder with their instants, the repeats left out.

    Raises:
        MissingYear: a rung lies in a year the calendar does not have.
    """
    return tuple(
        _named(number, rung, _instant(rung, promise, calendar))
        for number, rung in enumerate(ladder.rungs, start=1)
    )


def next_rung(
    ladder: Ladder,
    promise: Promise,
    rungs_fired: int,
    calendar: Calendar,
    *,
    last_fired: datetime | None = None,
) -> NextRung | None:
    """Return the single rung that comes after ``rungs_fired``, or None if the clock is finished.

    One call climbs at most one rung. A scheduler that slept through a weekend
    therefore tells every audience in turn instead of skipping to the top.
    While a clock is suspended its next rung lies behind the suspension. After
    the last rung its audience is told again, at most once per ``repeat`` after
    ``last_fired``, so that an open case always has a next check.

    Raises:
        MissingYear: the rung lies in a year the calendar does not have.
    """
    if promise.finished is not None:
        return None
    if rungs_fired < len(ladder.rungs):
        rung = ladder.rungs[rungs_fired]
        return _named(rungs_fired + 1, rung, _instant(rung, promise, calendar))
    top = ladder.rungs[-1]
    again = rungs_fired - len(ladder.rungs) + 1
    if last_fired is None:
        since, times = _instant(top, promise, calendar).due, again
    else:
        since, times = last_fired, 1
    at = limits.due(
        calendar, since, ladder.repeat.value * times, ladder.repeat.type, promise.stills
    )
    # Its cost was paid when the rung was climbed; being told again costs nothing more.
    return _named(rungs_fired + 1, replace(top, score=0), at)


# Thousands of clocks begin in the same minute with the same few ladders and budgets.
@lru_cache(maxsize=_REMEMBERED)
def _frozen(
    ladder: Ladder,
    budget: Budget,
    start: int,
    ledger: tuple[Suspension, ...],
    calendar: Calendar,
) -> Ladder:
    # Whose clock it is, and which one, plays no part in where its rungs lie.
    promise = Promise("", ClockName.HANDLE, 1, budget, to_instant(start), ledger)
    ordered = _ever_louder(sorted(ladder.rungs, key=lambda rung: _place(rung, promise, calendar)))
    return ladder if ordered == ladder.rungs else replace(ladder, rungs=ordered)


def _place(rung: Rung, promise: Promise, calendar: Calendar) -> tuple[bool, float, int]:
    loudness = STRENGTH_ORDER.index(rung.strength)
    try:
        return False, _instant(rung, promise, calendar).due.timestamp(), loudness
    except MissingYear:
        return True, 0.0, loudness


def _ever_louder(rungs: Sequence[Rung]) -> tuple[Rung, ...]:
    louder: list[Rung] = []
    for rung in rungs:
        loudest = max(
            (rung.strength, *(below.strength for below in louder[-1:])), key=STRENGTH_ORDER.index
        )
        louder.append(rung if loudest is rung.strength else replace(rung, strength=loudest))
    return tuple(louder)


def _instant(rung: Rung, promise: Promise, calendar: Calendar) -> limits.Due:
    ways: list[Callable[[], limits.Due]] = []
    if (share := rung.share) is not None:
        ways.append(lambda: share_due(promise, calendar, share))
    if (offset := rung.offset) is not None and (
        rung.share is None or promise.budget.type in WORKING_TIME
    ):
        ways.append(lambda: _after_due(offset, promise, calendar))
    return _first(ways)


def _first(ways: Sequence[Callable[[], limits.Due]]) -> limits.Due:
    # What lies beyond the calendar is later than anything in it, so one known way decides.
    known: list[limits.Due] = []
    unknown: MissingYear | None = None
    for way in ways:
        try:
            known.append(way())
        except MissingYear as missing:
            unknown = missing
    if unknown is not None and not known:
        raise unknown
    return min(known, key=lambda either: either.due)


def _after_due(offset: Budget, promise: Promise, calendar: Calendar) -> limits.Due:
    begin = due(promise, calendar)
    return limits.due(calendar, begin.due, offset.value, offset.type, promise.stills)


def _named(number: int, rung: Rung, at: limits.Due) -> NextRung:
    return NextRung(number, at.due, at.provisional, rung.strength, rung.audience, rung.score)
