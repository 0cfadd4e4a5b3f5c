"""Handling cannot go on for a while (挂账): the handle clock stands still to a last day.

dispatched, handling ─► reason, until ─► suspension in the clock's ledger ─► a later due

Once per clock, before it is overdue, and approved by who sent the case: never
by the unit whose time it is. The clock wakes by itself.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.promise import AlreadyOverdue, SuspendedBefore, suspend
from dispatch.deadlines.running import look_again
from dispatch.deadlines.years import MissingYear
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName

LONGEST = timedelta(days=180)


class EndOutOfRange(Refused):
    """A suspension ends on a day that lies ahead, and not too far."""

    code = "suspension.end_out_of_range"


class NotSuspendable(Refused):
    """The clock was suspended before, or is overdue already."""

    code = "suspension.not_suspendable"


def suspend_case(
    number: str,
    *,
    until: datetime,
    reason: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Let the handle clock stand still until an instant.

    Raises:
        EndOutOfRange: it does not lie ahead, or too far.
        NotSuspendable: the clock was suspended once, or its promise is broken already.
        WordsMissing: the reason is not said, or too long.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("suspension", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    if not now < until <= now + LONGEST:
        raise EndOutOfRange("挂账截止时间应在今后 %(days)s 天以内", days=LONGEST.days)
    said = words(reason, "挂账理由")
    calendar = county.calendar(case.places)
    handle = work.promises.of(case.county, case.case_id)[ClockName.HANDLE]
    try:
        held = suspend(
            handle.promise,
            calendar,
            now=now,
            until=until,
            reason=said,
            approved_by=actor.account,
        )
        moved = look_again(replace(handle, promise=held), calendar)
    except (SuspendedBefore, AlreadyOverdue) as why:
        raise NotSuspendable("处置时限已挂账过或已超期,不能再挂账") from why
    except MissingYear as why:
        raise EndOutOfRange("挂账后的时限落在尚无日历的年份,请选择更早的截止时间") from why
    moving.write({"reason": said, "until": until.astimezone(COUNTY_ZONE).isoformat()})
    work.promises.save([moved])
