"""It was closed, and it is not gone (重启): the same unit again, on a new cycle of its clock.

closed ─► why ─► handling: the unit that handled it, told ─► a new handle clock
             └ too long ago: a new report is the way
"""

from datetime import datetime, timedelta

from dispatch.deadlines.running import stop
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.open_case import start
from dispatch.flows.tell_unit import move_notice
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName

PERIOD = timedelta(days=30)


class TooLateToReopen(Refused):
    """The case was closed too long ago."""

    code = "reopening.too_late"


class HandlerGone(Refused):
    """The unit that handled the case does not exist any more."""

    code = "reopening.handler_gone"


def reopen_case(
    number: str, *, why: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Open a closed case again; that it was late before stays seen.

    Raises:
        TooLateToReopen, HandlerGone: a new report is the way.
        WordsMissing: the reason is not said, or too long.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("reopening", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    if case.closed_at is None or now > case.closed_at + PERIOD:
        raise TooLateToReopen("办结已超过 %(days)s 天,请作为新问题上报", days=PERIOD.days)
    handler = case.handler_unit
    if handler is None or not county.book.register.active(handler):
        raise HandlerGone("原承办单位已停用,请作为新问题上报")
    moving.write({"why": words(why, "重启理由")}, holder=handler, closed_at=None)
    before = work.promises.of(case.county, case.case_id)[ClockName.HANDLE]
    unfinished = [stop(before, now)] if before.promise.finished is None else []
    again = start(
        case,
        ClockName.HANDLE,
        county,
        now,
        budget=before.promise.budget,
        cycle=before.promise.cycle + 1,
    )
    work.promises.save([*unfinished, again])
    work.notices.add(
        [move_notice(case, NoticeKind.REOPENED, handler, again, county=county, now=now)]
    )
