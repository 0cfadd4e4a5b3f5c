"""The unit says it is done (反馈): the handle clock stops, somebody else looks.

handling ─► result, photos ─► to verify: holder is now who verifies, on a clock of its own
"""

from collections.abc import Sequence
from datetime import datetime

from dispatch.casework.model import Case
from dispatch.deadlines.running import Running, stop
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.open_case import start, unit_notice
from dispatch.flows.show_photos import own_photos
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.photos.model import MOST_OF_A_SIDE, PhotoKind
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName


def report_back(
    number: str,
    *,
    result: str,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Report a case handled; it goes to whoever verifies, never back to the same hands.

    ``before`` and ``after`` are ids of photos that this account has brought; the
    entry names them, so that its seal holds for what they show.

    Raises:
        WordsMissing: the result is not said, or too long.
        PhotosUnknown, TooManyPhotos: a photo is not theirs to show, or there are too many.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("report-back", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    shown = {
        kind: own_photos(ids, most=MOST_OF_A_SIDE, actor=actor, work=work)
        for kind, ids in ((PhotoKind.BEFORE, before), (PhotoKind.AFTER, after))
    }
    named = {kind.value: list(ids) for kind, ids in shown.items() if ids}
    entry = moving.write(
        {"result": words(result, "处置结果"), **named},
        holder=case.verify_unit,
        handled_by=sorted(case.handled_by | {actor.account}),
    )
    for kind, ids in shown.items():
        work.photos.show(
            case.county, case.report_id, ids, kind=kind, by=actor.account, at=now, seq=entry.seq
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
