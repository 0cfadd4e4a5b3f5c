"""A refused record is put away by a person who says why; its bytes are kept."""

from datetime import datetime
from uuid import UUID

from dispatch.flows.move_case import words
from dispatch.flows.replay_quarantined import settle
from dispatch.transaction import Work


def dismiss_quarantined(
    quarantine_id: UUID, *, note: str, by: str, work: Work, now: datetime
) -> None:
    """Close a quarantined record without taking it.

    Raises:
        NotInQuarantine, AlreadyResolved: there is nothing to dismiss.
        WordsMissing: the reason is not said.
    """
    why = words(note, "不予采用的原因")
    found = work.quarantine.get(quarantine_id, lock=True)
    work.quarantine.resolve(found, state="dismissed", by=by, note=why, at=now)
    settle(found, "quarantine.dismissed", by=by, note=why, work=work, now=now)
