"""A refused record is tried again: the list, the county or our own reading was mended.

quarantined ─► the same bytes, the same way in ─┬─ taken ─► replayed, its clock stops
                                                └─ refused again ─► nothing changed
"""

from datetime import datetime
from uuid import UUID

from dispatch.deadlines.running import stop
from dispatch.errors import Refused
from dispatch.flows.loaded_county import Counties
from dispatch.flows.take_reports import Taken, take_reports
from dispatch.intake.refusal import Quarantined
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode


class StillRefused(Refused):
    """The record would be quarantined again, for the reason given."""

    code = "quarantine.still_refused"


def replay_quarantined(
    quarantine_id: UUID, *, by: str, work: Work, counties: Counties, now: datetime
) -> Taken:
    """Take a quarantined record as if it had just arrived.

    Raises:
        NotInQuarantine, AlreadyResolved: there is nothing to replay.
        StillRefused: it cannot be taken yet; it stays where it is.
    """
    found = work.quarantine.get(quarantine_id, lock=True)
    work.quarantine.resolve(found, state="replayed", by=by, note="", at=now)
    taken = take_reports([found.arrival], work=work, counties=counties, now=now)
    if taken.quarantined:
        again = taken.quarantined[0]
        raise StillRefused(f"{again.reason}: {again.detail}")
    settle(found, "quarantine.replayed", by=by, note="", work=work, now=now)
    return taken


def settle(
    found: Quarantined, action: str, *, by: str, note: str, work: Work, now: datetime
) -> None:
    """Stop a resolved record's clock and note who resolved it."""
    # No case stands before this clock: it is locked itself, or a rung that fires is forgotten.
    clocks = work.promises.of(CountyCode(found.county), found.quarantine_id, lock=True).values()
    work.promises.save([stop(each, now) for each in clocks if each.promise.finished is None])
    work.audit.note(
        county=found.county,
        actor=by,
        action=action,
        object=str(found.quarantine_id),
        body={"reason": found.reason, "note": note},
        at=now,
    )
