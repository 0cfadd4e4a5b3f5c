"""The county desk says whose it is, where the list could not (交办).

sorting ─► unit chosen, with what the report lacked ─► the list asked again ─► dispatched
                 ├ kept: what was supplied, the lines it rests on, the edition
                 └ dispatch clock stops; sign and handle clocks start
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch.board.case_page import origin_of
from dispatch.casework.model import Case
from dispatch.deadlines.running import stop, tightened
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.open_case import holders_clocks, start, unit_notice
from dispatch.flows.propose_assignment import MATTER, facts_of, question_of, receiver_of
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.responsibility.model import Duty, Limit, ListKind, Part
from dispatch.routing.ask import AREA, piece
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question, Reason
from dispatch.territory.tree import OutsideCounty
from dispatch.transaction import Work
from dispatch.vocabulary import AreaCode, ClockName, MatterCode, RowId, UnitCode


class UnitUnknown(Refused):
    """The chosen unit cannot take a case."""

    code = "assignment.unit_unknown"


class NobodyToVerify(Refused):
    """Nobody but the chosen unit itself could look whether the work was done."""

    code = "assignment.nobody_to_verify"


class MatterUnknown(Refused):
    """The chosen matter is not on the county's list."""

    code = "assignment.matter_unknown"


class AreaUnknown(Refused):
    """The supplied place is none of the county's."""

    code = "assignment.area_unknown"


class RecalledToTownship(Refused):
    """A matter that was recalled from the townships would go back to one."""

    code = "assignment.recalled_to_township"


def assign_case(
    number: str,
    *,
    unit: str,
    note: str,
    matter: str | None = None,
    supplied: Mapping[str, str] | None = None,
    move: str = "assignment",
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Give a case in sorting to a lead unit; it lands on its station or room in the township.

    ``supplied`` is what the desk found out beyond the report: ``area``, ``zone`` or an
    attribute. The list in force is asked again with it, and what it says is kept.
    ``move`` is ``transfer`` where another unit holds the case already.

    Raises:
        UnitUnknown, MatterUnknown, AreaUnknown, NobodyToVerify, RecalledToTownship,
        WordsMissing: the form cannot be taken so.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move(move, number, actor=actor, work=work, county=county, now=now)
    book = county.book
    lead = UnitCode(unit.strip())
    if not book.register.active(lead):
        raise UnitUnknown("单位 %(unit)s 不存在或已停用,请重新选择", unit=unit)
    chosen = MatterCode(matter) if matter else moving.case.matter
    if chosen and chosen not in book.matters:
        raise MatterUnknown("事项 %(matter)s 不在清单内,请重新选择", matter=matter)
    told = {what: value for what, value in (supplied or {}).items() if what != MATTER and value}
    place = _place(told.get(AREA), county)
    case = replace(moving.case, **place)
    origin = origin_of(work.connection, work.scope, number)
    question = question_of(replace(facts_of(case, origin, told), matter=chosen), book)
    decision = decide(question, book)
    _refuse_recalled(chosen, lead, decision, county)
    receiver = receiver_of(lead, case.township, county)
    room = book.register.command_room(case.township) if case.township else None
    verifier = county.verifier(case.township, receiver)
    if verifier == receiver:
        raise NobodyToVerify("此处没有可以核实的镇街指挥室,县级指挥中心不能自办自核,请交办其他单位")
    body = {
        "lead": lead,
        "receiver": receiver,
        "matter": chosen,
        "note": words(note, "交办意见"),
        "supplied": _kept(told, question, county),
        "outcome": decision.outcome.value,
        "rows": list(_rows(decision, lead)),
        "edition": county.edition,
    }
    helpers = decision.supporting if decision.lead == lead else ()
    platform = book.matters[chosen].platform if chosen else None
    parties = case.parties | {lead, receiver, verifier, *helpers} | ({room} if room else set())
    moving.write(
        body,
        holder=receiver,
        lead_unit=lead,
        handler_unit=receiver,
        verify_unit=verifier,
        matter=chosen,
        platform=platform.value if platform else None,
        parties=sorted(parties),
        **_columns(place),
    )
    limit = decision.limit if decision.lead == lead else _limit(lead, chosen, county)
    _clocks(case, limit, work, county, now)
    work.notices.add(
        [unit_notice(case, NoticeKind.ASSIGNED, receiver, now)]
        + ([unit_notice(case, NoticeKind.COPY, room, now)] if room and room != receiver else [])
    )


def _place(code: str | None, county: LoadedCounty) -> dict[str, Any]:
    """Return what changes of a case when the desk says more exactly where it lies."""
    if code is None:
        return {}
    place = county.book.territory.resolve(code)
    if isinstance(place, OutsideCounty):
        raise AreaUnknown("地点 %(area)s 不在本县范围内,请重新选择", area=code)
    area = place.area
    return {"area": area.code, "places": area.path, "township": area.township}


def _columns(place: Mapping[str, Any]) -> dict[str, Any]:
    if not place:
        return {}
    places: Sequence[AreaCode] = place["places"]
    return {
        "area_code": place["area"],
        "places": list(places),
        "township": place["township"],
    }


def _refuse_recalled(
    matter: MatterCode | None, lead: UnitCode, decision: Decision, county: LoadedCounty
) -> None:
    if matter is None or not county.book.register.is_township(lead):
        return
    lineage = map(county.book.matters.get, county.book.index.lineage(matter))
    kind = next((each.list_kind for each in lineage if each and each.list_kind), None)
    if kind is ListKind.RECALLED or decision.reason is Reason.RECALLED:
        raise RecalledToTownship("该事项已由上级收回,不得再交给镇街,请选择县级部门")


def _kept(
    told: Mapping[str, str], question: Question, county: LoadedCounty
) -> list[tuple[str, str, str]]:
    """Return what was supplied: the input, the value, and the piece of the list it lies in."""
    return [
        (what, value, piece(question, what, value, county.book))
        for what, value in sorted(told.items())
    ]


def _rows(decision: Decision, lead: UnitCode) -> tuple[RowId, ...]:
    """Return the lines that the choice rests on: those that decided, else the lead's own."""
    if decision.outcome is Outcome.DECIDED and decision.lead == lead:
        return decision.rows
    return tuple(
        RowId(one.row)
        for one in decision.because.candidates
        if one.unit == lead and one.role == Part.LEAD
    )


def _limit(lead: UnitCode, matter: MatterCode | None, county: LoadedCounty) -> Limit | None:
    """Return the limit that the list gives this unit for the matter, if it names the unit."""
    limits = (
        line.limit
        for line in county.book.lines
        if line.matter == matter
        and line.unit == lead
        and line.part is Part.LEAD
        and line.duty is Duty.DISPOSE
        and line.limit
    )
    return next(limits, None)


def _clocks(
    case: Case, limit: Limit | None, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Stop what the last holder was asked; the new one signs anew, but handles on the old time."""
    before = work.promises.of(case.county, case.case_id)
    over = [
        stop(before[name], now)
        for name in (ClockName.DISPATCH, ClockName.SIGN)
        if name in before and before[name].promise.finished is None
    ]
    if handle := before.get(ClockName.HANDLE):
        cycle = before[ClockName.SIGN].promise.cycle + 1
        budget = county.book.limits.for_handling(case.urgency, limit)
        sign = start(case, ClockName.SIGN, county, now, cycle=cycle)
        work.promises.save([*over, sign, tightened(handle, county.calendar(case.places), budget)])
        return
    first = county.book.limits.for_handling(case.urgency, limit)
    work.promises.save([*over, *holders_clocks(case, first, county, now)])
