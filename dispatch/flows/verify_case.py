"""Somebody other than the handler looks whether it is gone (核实).

to verify ─┬─ gone ─────► verified: a clock for closing starts
           └─ still there ─► back to the same unit: its handle clock runs on,
                             without the time the look took, never from zero
"""

from datetime import datetime

from dispatch.casework.model import Case
from dispatch.deadlines.running import run_on, stop
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import Moving, begin_move, words
from dispatch.flows.open_case import start
from dispatch.flows.tell_unit import move_notice
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName, UnitCode


def verify_case(
    number: str,
    *,
    passed: bool,
    note: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Say whether a handled case is really settled; a failed look must say what is left.

    Raises:
        WordsMissing: a failed verification does not say why.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    name = "verification" if passed else "sending-back"
    moving = begin_move(name, number, actor=actor, work=work, county=county, now=now)
    if passed:
        _settled(moving, note)
    else:
        _sent_back(moving, words(note, "未通过的原因"))


def _settled(moving: Moving, note: str) -> None:
    case, work, county, now = moving.case, moving.work, moving.county, moving.now
    closer = _closer(case, county)
    moving.write({"note": note.replace("\0", "").strip()}, holder=closer)
    clocks = work.promises.of(case.county, case.case_id)
    before = clocks.get(ClockName.CLOSE)
    # A case that was opened again is closed again, on a clock of its own.
    cycle = before.promise.cycle + 1 if before else 1
    close = start(case, ClockName.CLOSE, county, now, cycle=cycle)
    work.promises.save([stop(clocks[ClockName.VERIFY], now), close])


def _sent_back(moving: Moving, why: str) -> None:
    case, work, county, now = moving.case, moving.work, moving.county, moving.now
    handler = case.handler_unit or county.desk
    moving.write({"why": why}, holder=handler)
    clocks = work.promises.of(case.county, case.case_id)
    handle = run_on(clocks[ClockName.HANDLE], county.calendar(case.places), now)
    work.promises.save([stop(clocks[ClockName.VERIFY], now), handle])
    work.notices.add(
        [move_notice(case, NoticeKind.SENT_BACK, handler, handle, county=county, now=now)]
    )


def _closer(case: Case, county: LoadedCounty) -> UnitCode:
    return county.verifier(case.township, case.handler_unit)
