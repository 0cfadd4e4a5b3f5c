"""A unit says that it is not its own (退回): with a coded ground, soon, and not for ever.

dispatched, handling ─► ground, reason ─► sorting: the county desk, on a dispatch clock
                            └ too late, or for the third time: it stays

The handle clock runs on: handing a case around gives nobody its time anew.
Until somebody else has signed, the unit that gave it back stands in its history.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from dispatch.casework.model import Case, Kind
from dispatch.deadlines.limits import elapsed
from dispatch.deadlines.promise import spent_share
from dispatch.deadlines.running import Running, stop
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import Moving, begin_move, words
from dispatch.flows.open_case import start
from dispatch.flows.tell_unit import move_notice
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName

TIMES = 2
"""So often one unit may hand the same case back."""
_SHARE = 4
"""Within a quarter of the budget, or within one working day, whichever is longer."""


class Ground(StrEnum):
    """Why a unit says that a case is not its own."""

    AREA = "area"
    """属地不符."""
    OWNERSHIP = "ownership"
    """权属不清."""
    OVERLAP = "overlap"
    """职能交叉."""
    BASIS = "basis"
    """依据不足."""


GROUND_LABELS: dict[Ground, str] = {
    Ground.AREA: "属地不符",
    Ground.OWNERSHIP: "权属不清",
    Ground.OVERLAP: "职能交叉",
    Ground.BASIS: "依据不足",
}


class GroundUnknown(Refused):
    """A case is handed back on one of the coded grounds only."""

    code = "hand_back.ground_unknown"


class TooLateToHandBack(Refused):
    """The unit has had the case too long to find now that it is not its own."""

    code = "hand_back.too_late"


class HandedBackBefore(Refused):
    """The unit has handed this case back as often as it may."""

    code = "hand_back.too_often"


class HeldByTheDesk(Refused):
    """The county desk holds the case itself: there is nobody to hand it back to."""

    code = "hand_back.held_by_the_desk"


def hand_back(
    number: str,
    *,
    ground: str,
    why: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Hand a case back to the county desk, which says whose it is.

    Raises:
        GroundUnknown, WordsMissing: the form cannot be taken so.
        TooLateToHandBack, HandedBackBefore, HeldByTheDesk: it may not be handed back any more.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("hand-back", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    if ground not in set(Ground):
        raise GroundUnknown("请选择退回理由")
    if case.holder_unit == county.desk:
        raise HeldByTheDesk("案件由县级指挥中心自办,不能再退回")
    clocks = work.promises.of(case.county, case.case_id)
    _not_too_often(moving)
    _not_too_late(case, clocks, county, now)
    moving.write(
        {"ground": ground, "why": words(why, "退回说明"), "unit": case.holder_unit},
        holder=county.desk,
        lead_unit=None,
        handler_unit=None,
        verify_unit=county.verifier(case.township, None),
        parties=sorted(case.parties | {county.desk}),
    )
    before = clocks.get(ClockName.DISPATCH)
    cycle = before.promise.cycle + 1 if before else 1
    stopped = [stop(sign, now) for sign in _running(clocks, ClockName.SIGN)]
    again = start(case, ClockName.DISPATCH, county, now, cycle=cycle)
    work.promises.save([*stopped, again])
    work.notices.add(
        [move_notice(case, NoticeKind.HANDED_BACK, county.desk, again, county=county, now=now)]
    )


def _running(clocks: dict[ClockName, Running], name: ClockName) -> list[Running]:
    clock = clocks.get(name)
    return [clock] if clock and clock.promise.finished is None else []


def _not_too_often(moving: Moving) -> None:
    case = moving.case
    before = sum(
        entry.kind is Kind.HANDED_BACK and entry.body.get("unit") == case.holder_unit
        for entry in moving.work.cases.timeline(case.county, case.case_id)
    )
    if before >= TIMES:
        raise HandedBackBefore("本单位已退回此案 %(times)s 次,不能再退回", times=before)


def _not_too_late(
    case: Case, clocks: dict[ClockName, Running], county: LoadedCounty, now: datetime
) -> None:
    calendar = county.calendar(case.places)
    since = clocks[ClockName.SIGN].promise.started
    own = replace(clocks[ClockName.HANDLE].promise, started=since, suspensions=(), finished=None)
    worked = elapsed(calendar, since, now, working=True)
    within_a_day = worked <= calendar.hours.standard.length
    if not within_a_day and spent_share(own, calendar, now) * _SHARE > 1:
        raise TooLateToHandBack("已超过退回期限(一个工作日或时限的四分之一),请继续办理")
