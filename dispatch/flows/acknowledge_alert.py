"""Somebody has taken an alert in hand (知悉). It stays away for a while, not for ever."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work


def acknowledge_alert(
    notice_id: UUID, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> datetime:
    """Acknowledge one's own alert and return when it comes back if nothing has happened.

    Raises:
        NoSuchAlert: it is not the actor's, or does not exist.
    """
    calendar = county.calendar((county.root,))
    until = county.book.ladders.acknowledged_until(calendar, now)
    work.notices.acknowledge(actor.account, notice_id, at=now, until=until)
    return until


def mark_read(notice_ids: Iterable[UUID], *, actor: Actor, work: Work, now: datetime) -> None:
    """Note the first time that the actor saw these notices of theirs."""
    work.notices.mark_read(actor.account, notice_ids, at=now)
