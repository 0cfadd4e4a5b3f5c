"""The unit says it is done (反馈): the handle clock stops, somebody else looks.

handling ─► result ─► to verify: holder is now who verifies, on a clock of its own
"""

from datetime import datetime

from dispatch.casework.model import Case
from dispatch.deadlines.running import Running, stop
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.open_case import start, unit_notice
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName


def report_back(
    number: str, *, result: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Report a case handled; it goes to whoever verifies, never back to the same hands.

    Raises:
        WordsMissing: the result is not said, or too long.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("report-back", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    moving.write(
        {"result": words(result, "处置结果")},
        holder=case.verify_unit,
        handled_by=sorted(case.handled_by | {actor.account}),
    )
    clocks = work.promises.of(case.county, case.case_id)
    verify = _verify_clock(case, clocks.get(ClockName.VERIFY), county, now)
    work.promises.save([stop(clocks[ClockName.HANDLE], now), verify])
    work.notices.add([unit_notice(case, NoticeKind.TO_VERIFY, case.verify_unit, now)])


def _verify_clock(
    case: Case, before: Running | None, county: LoadedCounty, now: datetime
) -> Running:
    """Start the verify clock; after a rework it is a new cycle, for it is a new look."""
    cycle = before.promise.cycle + 1 if before else 1
    return start(case, ClockName.VERIFY, county, now, cycle=cycle)
