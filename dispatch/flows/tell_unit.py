"""A person's move is told to the unit it concerns: on its queue, in its inbox, and outside.

handed back, sent back, reopened, supervised ─► the unit, with the clock that now runs for it
                                                   └ at night it leaves in the morning, unless
                                                     the case is red or orange

The notice carries the clock: what it says of the time left is counted when it is
read, and once that clock has stopped nothing more is told.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dispatch.casework.model import Case
from dispatch.deadlines.quiet import send_not_before
from dispatch.deadlines.running import Running
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.open_case import unit_notice
from dispatch.notices.model import Notice, NoticeKind
from dispatch.vocabulary import ClockName, Strength, UnitCode


def move_notice(
    case: Case,
    kind: NoticeKind,
    unit: UnitCode,
    clock: Running | None,
    *,
    county: LoadedCounty,
    now: datetime,
    strength: Strength | None = None,
) -> Notice:
    """Return the notice that tells a unit of a move, due by ``clock``."""
    return replace(
        unit_notice(case, kind, unit, now),
        clock=clock.promise.clock if clock else None,
        cycle=clock.promise.cycle if clock else None,
        strength=strength,
        send_not_before=send_not_before(now, case.urgency, county.book.ladders.quiet_hours),
    )


def pressing(clocks: Iterable[Running]) -> Running | None:
    """Return the clock that a holder is asked about: handling if it runs, else the next due."""
    running = [each for each in clocks if each.promise.finished is None]
    handling = [each for each in running if each.promise.clock is ClockName.HANDLE]
    return min(handling or running, key=lambda each: each.due_at, default=None)
