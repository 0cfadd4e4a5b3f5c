"""Advice of the audit is set aside with a reason, and can be shown again."""

from datetime import datetime

from dispatch.editions.lifecycle import keeper
from dispatch.editions.model import Dismissal
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.people.scope import Actor
from dispatch.transaction import Work


def dismiss_finding(
    finding: str,
    what: str,
    *,
    reason: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Set a piece of advice aside until its meaning changes.

    ``finding`` is its key, ``what`` its words as they were read.

    Raises:
        NotTheKeeper, WordsMissing: it cannot be set aside so.
    """
    keeper(actor)
    work.dismissals.keep(
        Dismissal(county.code, finding, what, words(reason, "理由"), actor.account, now)
    )
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="finding.dismissed",
        object=finding,
        body={"what": what, "reason": reason},
        at=now,
    )


def show_again(
    finding: str, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Show advice again that was set aside.

    Raises:
        NotTheKeeper: the actor does not keep the list.
    """
    keeper(actor)
    work.dismissals.take_back(county.code, finding)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="finding.shown_again",
        object=finding,
        body={},
        at=now,
    )
