"""How soon, how often and how many times: bundling, caps, second tries.

Several notices to one reader within a window are one message. What is over a
cap is not dropped: it waits, and what comes meanwhile joins it. Urgent
messages have room of their own, so that reminders never crowd them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.notices.channels import ROBOTS, ChannelKind

WINDOW = timedelta(seconds=60)
"""How long a message waits for others to the same reader."""
LAST_TRY = 6
_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 60, 5 * 60, 15 * 60, 60 * 60))


@dataclass(frozen=True, slots=True)
class Cap:
    """So many messages within a span, and so many more for what is urgent."""

    count: int
    within: timedelta
    urgent: int


_OF_A_PERSON = Cap(6, timedelta(hours=1), urgent=14)
# A robot that says more than 20 messages a minute is silenced for ten minutes by its platform.
_OF_A_ROBOT = Cap(12, timedelta(minutes=1), urgent=6)
_OF_A_SERVER = Cap(120, timedelta(minutes=1), urgent=60)


def cap_of_reader(kind: ChannelKind) -> Cap:
    """Return how much one reader is sent by a channel: a person, or the group behind it."""
    return _OF_A_ROBOT if kind in ROBOTS else _OF_A_PERSON


def cap_of_channel(kind: ChannelKind) -> Cap:
    """Return how much one channel carries."""
    return _OF_A_ROBOT if kind in ROBOTS else _OF_A_SERVER


def first_at(now: datetime, *, at_once: bool) -> datetime:
    """Return when a new message is due: now, or when its window has closed."""
    return now if at_once else now + WINDOW


def free_at(
    tried: Sequence[datetime], cap: Cap, *, at_once: bool, now: datetime
) -> datetime | None:
    """Return when a capped reader or channel has room again, or None if it has now.

    ``tried`` are the instants of what was sent before, in any order.
    """
    room = cap.count + (cap.urgent if at_once else 0)
    recent = sorted(at for at in tried if at > now - cap.within)
    if len(recent) < room:
        return None
    return recent[len(recent) - room] + cap.within


def next_try(attempts: int, *, now: datetime, spread: float) -> datetime | None:
    """Return when to try again after ``attempts`` failures, or None to give up.

    ``spread`` (0 to 1) parts messages that failed together.
    """
    if attempts >= LAST_TRY:
        return None
    pause = _PAUSES[max(attempts - 1, 0)]
    return now + pause * (1 + spread / 5)
