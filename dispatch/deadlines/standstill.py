"""Minutes during which a clock stands still, and those in between during which it runs."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from dispatch.deadlines.calendar import to_minute
from dispatch.deadlines.hours import MINUTES_A_DAY

Still = tuple[datetime, datetime]
"""From (inclusive) to (exclusive)."""
Gap = tuple[int, int]

FOREVER = date.max.toordinal() * MINUTES_A_DAY
"""Later than any due."""


def merged(stills: Sequence[Still]) -> tuple[Gap, ...]:
    """Return the standstills in order; overlapping and touching ones are one, empty ones none."""
    gaps: list[Gap] = []
    for stop, go in sorted((to_minute(since), to_minute(to)) for since, to in stills):
        if go <= stop:
            continue
        if gaps and stop <= gaps[-1][1]:
            gaps[-1] = (gaps[-1][0], max(go, gaps[-1][1]))
        else:
            gaps.append((stop, go))
    return tuple(gaps)


def running(start: int, gaps: Sequence[Gap], end: int = FOREVER) -> Iterator[Gap]:
    """Yield, in order, the minutes between ``start`` and ``end`` outside the gaps."""
    since = start
    for stop, go in gaps:
        if go <= since:
            continue
        if stop >= end:
            break
        if stop > since:
            yield since, stop
        since = go
    if since < end:
        yield since, end
