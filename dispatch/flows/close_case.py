"""A verified case is closed (办结): every clock has stopped, nothing is left open."""

from datetime import datetime

from dispatch.deadlines.running import stop
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import begin_move
from dispatch.people.scope import Actor
from dispatch.transaction import Work


def close_case(
    number: str, *, note: str = "", actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Close a verified case and stop whatever clock still runs on it.

    Raises:
        NoSuchCase, NotNow, NotYours: the move may not be made.
    """
    moving = begin_move("closure", number, actor=actor, work=work, county=county, now=now)
    case = moving.case
    moving.write({"note": note.replace("\0", "").strip()}, closed_at=now)
    clocks = work.promises.of(case.county, case.case_id).values()
    work.promises.save([stop(each, now) for each in clocks if each.promise.finished is None])
