"""The county desk says whose it is, where the list could not (交办).

sorting ─► unit and matter chosen ─► receiver in that township ─► dispatched
                 └ dispatch clock stops; sign and handle clocks start
"""

from datetime import datetime

from dispatch.casework.model import Case
from dispatch.deadlines.running import stop
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.open_case import holders_clocks, unit_notice
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.responsibility.model import Duty, Limit, Part
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName, MatterCode, UnitCode


class UnitUnknown(Refused):
    """The chosen unit cannot take a case."""

    code = "assignment.unit_unknown"


class NobodyToVerify(Refused):
    """Nobody but the chosen unit itself could look whether the work was done."""

    code = "assignment.nobody_to_verify"


class MatterUnknown(Refused):
    """The chosen matter is not on the county's list."""

    code = "assignment.matter_unknown"


def assign_case(
    number: str,
    *,
    unit: str,
    note: str,
    matter: str | None = None,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Give a case in sorting to a lead unit; it lands on its station or room in the township.

    Raises:
        UnitUnknown, MatterUnknown, NobodyToVerify, WordsMissing: the form cannot be taken so.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("assignment", number, actor=actor, work=work, county=county, now=now)
    case, book = moving.case, county.book
    lead = UnitCode(unit.strip())
    if not book.register.active(lead):
        raise UnitUnknown(f"单位 {unit} 不存在或已停用,请重新选择")
    chosen = MatterCode(matter) if matter else case.matter
    if chosen and chosen not in book.matters:
        raise MatterUnknown(f"事项 {matter} 不在清单内,请重新选择")
    receiver = _receiver(lead, case, county)
    room = book.register.command_room(case.township) if case.township else None
    verifier = county.verifier(case.township, receiver)
    if verifier == receiver:
        raise NobodyToVerify("此处没有可以核实的镇街指挥室,县级指挥中心不能自办自核,请交办其他单位")
    body = {
        "lead": lead,
        "receiver": receiver,
        "matter": chosen,
        "note": words(note, "交办意见"),
    }
    platform = book.matters[chosen].platform if chosen else None
    moving.write(
        body,
        holder=receiver,
        lead_unit=lead,
        handler_unit=receiver,
        verify_unit=verifier,
        matter=chosen,
        platform=platform.value if platform else None,
        parties=sorted(case.parties | {lead, receiver, verifier} | ({room} if room else set())),
    )
    _clocks(case, _limit(lead, chosen, county), work, county, now)
    work.notices.add(
        [unit_notice(case, NoticeKind.ASSIGNED, receiver, now)]
        + ([unit_notice(case, NoticeKind.COPY, room, now)] if room and room != receiver else [])
    )


def _receiver(lead: UnitCode, case: Case, county: LoadedCounty) -> UnitCode:
    if case.township is None:
        return lead
    return county.book.receivers.get((lead, case.township), lead)


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
    dispatch = work.promises.of(case.county, case.case_id)[ClockName.DISPATCH]
    handle = county.book.limits.for_handling(case.urgency, limit)
    work.promises.save([stop(dispatch, now), *holders_clocks(case, handle, county, now)])
