"""A supervisor takes a case up in form (督查督办): a note with a strength, told to the holder.

open case ─► strength, words ─► timeline, louder strength ─► the holder's queue

It alerts and takes the case from nobody; no clock notices. Strength only rises.
"""

from datetime import datetime

from dispatch.casework.model import Case
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move, words
from dispatch.flows.tell_unit import move_notice, pressing
from dispatch.notices.model import NoticeKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import STRENGTH_ORDER, Strength

BY_HAND = (Strength.SUPERVISE, Strength.YELLOW_CARD, Strength.RED_CARD, Strength.PUBLISH)
"""What a supervisor may say; softer words are the ladder's."""


class NotLouder(Refused):
    """The case has been supervised more strongly before."""

    code = "supervision.not_louder"


def louder(case: Case) -> tuple[Strength, ...]:
    """Return what a supervisor may still say of a case: as loud as before, or louder."""
    before = STRENGTH_ORDER.index(case.strength) if case.strength else -1
    return tuple(each for each in BY_HAND if STRENGTH_ORDER.index(each) >= before)


def supervise_case(
    number: str,
    *,
    strength: Strength,
    note: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Note a formal supervision; the same strength may be said again, a weaker one not.

    Raises:
        NotLouder: the case stands at a stronger one, or this is none of a supervisor's.
        WordsMissing: the demand is not said, or too long.
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("supervision", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    if strength not in louder(case):
        raise NotLouder("督办力度只升不降,请选择不低于现有力度的督办")
    moving.write(
        {"strength": strength.value, "note": words(note, "督办要求")}, strength=strength.value
    )
    clock = pressing(work.promises.of(case.county, case.case_id).values())
    told = move_notice(
        case,
        NoticeKind.SUPERVISED,
        case.holder_unit,
        clock,
        county=county,
        now=now,
        strength=strength,
    )
    work.notices.add([told])
