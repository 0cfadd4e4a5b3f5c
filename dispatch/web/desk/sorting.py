"""The county desk's sorting queue: what the list could not decide, one case at a time.

list on the left, the chosen case on the right; on a phone the one leads to the other

    ?case=      which case is looked at; without it the most pressing one
    ?say.zone=  what the desk supplies beyond the report; the list is asked again
    ?pick=      which proposal is about to be confirmed
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.board.alike import alike
from dispatch.board.case_page import names, origin_of
from dispatch.board.case_photos import photos_of_case
from dispatch.board.cursor import read_cursor
from dispatch.board.outages import broker_away
from dispatch.board.queues import QueueFilter, QueueRow, count_open, queue
from dispatch.casework.lifecycle import NotNow
from dispatch.casework.model import Case, Kind, NoSuchCase, State
from dispatch.errors import Refused
from dispatch.flows.assign_case import assign_case
from dispatch.flows.propose_assignment import MATTER, Proposal, facts_of, propose_assignment
from dispatch.routing.because import document
from dispatch.web.desk.compare import answer_words, compared, limit_words
from dispatch.web.desk.reasons import reasons, told
from dispatch.web.languages import error_text
from dispatch.web.moments import near_instant
from dispatch.web.navigation import DESK
from dispatch.web.visit import Visit, page
from dispatch.web.words import unit_name

pages = Blueprint("sorting", __name__)

_PAGE = 25
_SAY = "say."
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list the desk stands, kept from page to page."""

    outcome: str | None
    after: str | None
    number: str | None

    def to(self, number: str | None = None, **also: Any) -> str:
        """Return the address of a case in the same list."""
        return url_for("sorting.show", outcome=self.outcome, after=self.after, case=number, **also)


@pages.get("/sorting")
@page(DESK)
def show(visit: Visit) -> ResponseReturnValue:
    """Show the cases that wait for a person to say whose they are, and one of them whole."""
    place = Place(
        request.args.get("outcome") or None,
        request.args.get("after") or None,
        request.args.get("case") or None,
    )
    return _shown(visit, place, _said(request.args.items(multi=False)))


@pages.post("/sorting/<number>")
@page(DESK)
def decide(visit: Visit, number: str) -> ResponseReturnValue:
    """Give the case to the chosen unit and go on to the next one."""
    form = request.form
    place = Place(form.get("outcome") or None, form.get("after") or None, number)
    said = _said(form.items(multi=False))
    try:
        with visit.undone_if_refused():
            assign_case(
                number,
                unit=form.get("unit", ""),
                matter=form.get("matter") or said.get(MATTER),
                note=form.get("note", ""),
                supplied=said,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except NotNow:
        flash(_meanwhile(visit, visit.work.cases.get(number)), "refused")
        return redirect(place.to(form.get("next") or None), 303)
    except Refused as why:
        return _shown(visit, place, said, problem=error_text(why)), 422
    flash(
        _("案件 %(number)s 已交给 %(unit)s", number=number, unit=unit_name(form.get("unit"))),
        "done",
    )
    return redirect(place.to(form.get("next") or None), 303)


def _shown(visit: Visit, place: Place, said: dict[str, str], problem: str = "") -> str:
    connection, scope = visit.work.connection, visit.work.scope
    asked = QueueFilter(state=State.SORTING, outcome=place.outcome)
    after = read_cursor(place.after) if place.after else None
    found = queue(connection, scope, asked, after=after, limit=_PAGE)
    case, gone = _chosen(visit, place, found.rows)
    return render_template(
        "desk/sorting.html",
        found=found,
        counts=count_open(connection, scope, QueueFilter(state=State.SORTING)),
        away=broker_away(connection, scope),
        place=place,
        gone=gone,
        problem=problem,
        case=case,
        row=next((row for row in found.rows if case and row.number == case.number), None),
        **_beside(found.rows, case),
        **(_whole(visit, case, said) if case else {}),
    )


def _chosen(visit: Visit, place: Place, rows: Sequence[QueueRow]) -> tuple[Case | None, str]:
    """Return the case to be looked at, and what to say if the one asked for is decided."""
    gone = ""
    if place.number:
        try:
            case = visit.work.cases.get(place.number)
        except NoSuchCase:
            gone = _("没有案件 %(number)s,或不在您的查看范围", number=place.number)
        else:
            if case.state is State.SORTING:
                return case, ""
            gone = _meanwhile(visit, case)
    return (visit.work.cases.get(rows[0].number) if rows else None), gone


def _beside(rows: Sequence[QueueRow], case: Case | None) -> dict[str, str | None]:
    """Return the cases before and after the chosen one."""
    numbers = [row.number for row in rows]
    if case is None or case.number not in numbers:
        return {"previous": None, "next": numbers[0] if numbers and case else None}
    at = numbers.index(case.number)
    return {
        "previous": numbers[at - 1] if at else None,
        "next": numbers[at + 1] if at + 1 < len(numbers) else None,
    }


def _whole(visit: Visit, case: Case, said: dict[str, str]) -> dict[str, Any]:
    """Return everything that the desk wants to see of one case."""
    connection, scope, book = visit.work.connection, visit.work.scope, visit.county.book
    origin = origin_of(connection, scope, case.number)
    found = propose_assignment(facts_of(case, origin, said), visit.county)
    pick = _pick(found.choices)
    return {
        "origin": origin,
        "photos": photos_of_case(connection, scope, case.number),
        "routing": document(found.decision.because),
        "decision": found.decision,
        "asked": found.asked,
        "choices": found.choices,
        "table": compared(found.choices),
        "pick": pick,
        "reasons": reasons(pick) if pick else (),
        "limit": limit_words(pick.limit) if pick else "",
        "said": said,
        "say": lambda *also: {_SAY + what: value for what, value in _with(said, also)},
        "answer_words": answer_words,
        "told": [told(what, value) for what, value in said.items()],
        "alike": alike(connection, scope, case),
        "units": [unit for unit in book.register if unit.active],
        "matters": list(book.matters.values()),
    }


def _pick(choices: Sequence[Proposal]) -> Proposal | None:
    given = request.values.get("pick", "")
    at = int(given) - 1 if given.isascii() and given.isdigit() else -1
    return choices[at] if 0 <= at < len(choices) and choices[at].unit else None


def _with(said: dict[str, str], also: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    return ({**said, also[0]: also[1]} if also else said).items()


def _said(fields: Any) -> dict[str, str]:
    return {
        name.removeprefix(_SAY): value.strip()[:_LONGEST]
        for name, value in fields
        if name.startswith(_SAY) and value.strip()
    }


def _meanwhile(visit: Visit, case: Case) -> str:
    """Say who decided a case that is no longer here to be decided."""
    timeline = visit.work.cases.timeline(case.county, case.case_id)
    entry = next((each for each in reversed(timeline) if each.kind is Kind.ASSIGNED), None)
    if entry is None:
        return str(_("案件 %(number)s 已不在研判", number=case.number))
    who = names(visit.work.connection, visit.work.scope, {entry.actor})
    return str(
        _(
            "案件 %(number)s 已由%(who)s于 %(at)s 交给%(unit)s,您的选择没有写入",
            number=case.number,
            who=who.get(entry.actor, entry.actor),
            at=near_instant(entry.at),
            unit=unit_name(str(entry.body.get("lead", ""))),
        )
    )
