"""The unit signs for a case (签收): the sign clock stops, handling goes on."""

from datetime import datetime

from dispatch.deadlines.running import stop
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName


def accept_case(
    number: str, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Sign for a case; the handle clock has been running since dispatch.

    Raises:
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("acceptance", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    moving.write({}, handled_by=sorted(case.handled_by | {actor.account}))
    sign = work.promises.of(case.county, case.case_id)[ClockName.SIGN]
    work.promises.save([stop(sign, now)])
