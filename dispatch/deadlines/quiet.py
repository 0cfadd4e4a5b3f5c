"""The night: what may wait until morning does. A rung fires all the same."""

from dataclasses import dataclass
from datetime import datetime

from dispatch.deadlines.calendar import to_instant, to_minute
from dispatch.deadlines.hours import MINUTES_A_DAY
from dispatch.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day (inclusive) to another (exclusive), usually over midnight."""

    begin: int
    end: int
    urgencies: frozenset[Urgency]
    """Whose notices wait; red and orange ones never do."""


def send_not_before(now: datetime, urgency: Urgency, quiet: QuietHours | None) -> datetime:
    """Return when a notice written now may be sent: now, or the end of the quiet hours."""
    if quiet is None or urgency not in quiet.urgencies:
        return now
    of_day = to_minute(now) % MINUTES_A_DAY
    since_quiet_began = (of_day - quiet.begin) % MINUTES_A_DAY
    if since_quiet_began >= (quiet.end - quiet.begin) % MINUTES_A_DAY:
        return now
    return to_instant(to_minute(now) + (quiet.end - of_day) % MINUTES_A_DAY)
