"""The case's page: from Kafka to line and law, receiver, rungs and acknowledgement."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from dispatch.board.case_page import names, origin_of
from dispatch.board.case_photos import photos_of_case
from dispatch.board.told import Told, told_about
from dispatch.casework.lifecycle import open_moves
from dispatch.casework.model import Case
from dispatch.deadlines import ladder
from dispatch.deadlines.ladder import NextRung
from dispatch.deadlines.promise import is_overdue, late_minutes, spent_share
from dispatch.deadlines.running import Fired, Running
from dispatch.deadlines.years import MissingYear
from dispatch.flows.hand_back import GROUND_LABELS
from dispatch.flows.supervise_case import louder
from dispatch.responsibility.model import Line
from dispatch.vocabulary import RowId
from dispatch.web.navigation import CASE_READERS, CONTACT_READERS
from dispatch.web.visit import Visit, page

pages = Blueprint("case", __name__)


class LostRung(RuntimeError):
    """A rung is neither fired nor to come: a defect."""


@dataclass(frozen=True, slots=True)
class RungView:
    """One rung of a clock: fired, or still to come."""

    number: int
    due: datetime
    strength: str
    fired: Fired | None
    told: tuple[Told, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock with everything that proves it."""

    running: Running
    spent: Fraction | None
    """Of the budget; None where the calendar does not reach."""
    overdue: bool
    late_minutes: int
    rungs: tuple[RungView, ...]


@pages.get("/cases/<number>")
@page(CASE_READERS)
def show(visit: Visit, number: str) -> ResponseReturnValue:
    """Show one case whole."""
    return render(visit, number)


def render(visit: Visit, number: str, *, contact_shown: bool = False) -> str:
    """Return the page of one case.

    Raises:
        NoSuchCase: it does not exist, or is not theirs to see.
    """
    work = visit.work
    case = work.cases.get(number)
    origin = origin_of(work.connection, work.scope, number)
    entries = work.cases.timeline(case.county, case.case_id)
    told = told_about(work.connection, work.scope, [case.case_id]).get(case.case_id, ())
    fired = work.promises.fired(case.county, [case.case_id])
    clocks = [
        _clock(visit, case, running, fired, told)
        for running in work.promises.all_of(case.county, case.case_id)
    ]
    return render_template(
        "case/page.html",
        case=case,
        origin=origin,
        contact_shown=contact_shown,
        may_ask_contact=bool(CONTACT_READERS & visit.actor.roles),
        photos=photos_of_case(work.connection, work.scope, number),
        entries=entries,
        names=names(work.connection, work.scope, {entry.actor for entry in entries}),
        clocks=clocks,
        queue_notices=[one for one in told if one.rung is None],
        moves=open_moves(case, visit.actor),
        lines=_lines(visit),
        units=[unit for unit in visit.county.book.register if unit.active],
        matters=list(visit.county.book.matters.values()),
        grounds=GROUND_LABELS,
        strengths=louder(case),
    )


def _clock(
    visit: Visit, case: Case, running: Running, fired: list[Fired], told: tuple[Told, ...]
) -> ClockView:
    promise, calendar = running.promise, visit.county.calendar(case.places)
    mine = {
        one.rung: one for one in fired if (one.clock, one.cycle) == (promise.clock, promise.cycle)
    }
    heard = [one for one in told if (one.clock, one.cycle) == (promise.clock, promise.cycle)]
    try:
        spent: Fraction | None = spent_share(promise, calendar, visit.now)
        coming = {rung.number: rung for rung in ladder.instants(running.ladder, promise, calendar)}
        overdue = is_overdue(promise, calendar, visit.now)
        late = late_minutes(promise, calendar, visit.now) if overdue else 0
    except MissingYear:
        # Without its calendar's year a clock shows the rungs that fired, and no more.
        ended = promise.finished or visit.now
        spent, coming, overdue, late = None, {}, running.due_at < ended, 0
    if promise.finished is not None:
        coming = {}
    return ClockView(
        running,
        spent,
        overdue,
        late,
        tuple(
            _rung(number, coming.get(number), mine.get(number), heard)
            for number in sorted(mine.keys() | coming.keys())
        ),
    )


def _rung(number: int, coming: NextRung | None, fired: Fired | None, heard: list[Told]) -> RungView:
    if fired:
        told = tuple(one for one in heard if one.rung == number)
        return RungView(number, fired.due_at, fired.strength, fired, told, fired.audience)
    if coming is None:
        raise LostRung(number)
    audience = tuple(word.value for word in coming.audience)
    return RungView(number, coming.due, coming.strength, None, (), audience)


def _lines(visit: Visit) -> dict[RowId, Line]:
    return {line.row_id: line for line in visit.county.book.lines}
