"""A server that the house needs does not answer, or answers again: the pages say since when.

relay: the broker is away ─► since (the first time only) ─► … ─► answers ─► until
"""

from datetime import datetime

from dispatch.journal.model import Part
from dispatch.transaction import Work


def note_away(part: Part, *, work: Work, now: datetime) -> None:
    """Note that a server is away; who says so again does not move the beginning."""
    work.outages.begin(part, at=now)


def note_back(part: Part, *, work: Work, now: datetime) -> None:
    """Note that a server is back, if it was away."""
    work.outages.end(part, at=now)
