"""A person lets held rungs go: they fire from the next tick on, one each."""

from datetime import datetime

from dispatch.errors import NotFound
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode


class NothingHeld(NotFound):
    """The county's brake is not on."""

    code = "brake.nothing_held"


def release_brake(county: CountyCode, *, by: str, work: Work, now: datetime) -> None:
    """Take a county's brake off.

    Raises:
        NothingHeld: it is not on.
    """
    held = work.promises.held(county)
    if held is None or not work.promises.release(county, at=now):
        raise NothingHeld(f"no rungs are held in county {county}")
    work.audit.note(
        county=county,
        actor=by,
        action="brake.released",
        object=held.reason,
        body={"due_after": held.due_after.isoformat(), "due_until": held.due_until.isoformat()},
        at=now,
    )
