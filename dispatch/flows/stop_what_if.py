"""The list keeper stops a trial that nobody waits for any more."""

from datetime import datetime
from uuid import UUID

from dispatch.editions.lifecycle import keeper
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work


def stop_what_if(
    what_if_id: UUID, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Stop a trial; one that has ended stays as it is.

    Raises:
        NotTheKeeper: the actor does not keep the list.
    """
    keeper(actor)
    work.what_ifs.stop(county.code, what_if_id, at=now)
