"""When a limit is used up, and how much of it is: the arithmetic of the four types.

    urgent_hour, urgent_day   run day and night
    work_hour                 working minutes only
    work_day                  from the start's offset in its working day to the same
                              offset of the next working day is one day, whatever the
                              lengths of the two (the end of a day that is shorter)

Where all days are of one length that makes n times that length. A clock
stands still while it is suspended: what is left of the limit is kept, and
days go on being counted from the start's own offset. A due on a boundary is
the earlier period's end; a part of a minute is given as a whole one.
``spent`` is the inverse of ``due``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from math import ceil

from dispatch.deadlines.budget import MINUTES_IN, URGENT, Amount, BadLimit, exact
from dispatch.deadlines.calendar import Calendar, to_instant, to_minute
from dispatch.deadlines.standstill import Gap, Still, merged, running
from dispatch.deadlines.steps import Step, derive
from dispatch.deadlines.stretch import Stretch
from dispatch.vocabulary import LimitType

_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit is used up, and how that was reckoned."""

    due: datetime
    provisional: bool
    """A year was counted whose days are not yet published."""
    _calendar: Calendar = field(repr=False, compare=False)
    _start: int = field(repr=False, compare=False)
    _end: int = field(repr=False, compare=False)
    _type: LimitType = field(repr=False, compare=False)
    _gaps: tuple[Gap, ...] = field(repr=False, compare=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The derivation: each day, period and suspension with the minutes it counts."""
        # Derived when somebody looks: thousands of dues a second are never disputed.
        always = self._type in URGENT
        return derive(self._calendar, self._start, self._end, self._gaps, always=always)


def due(
    calendar: Calendar,
    start: datetime,
    value: Amount,
    type_: LimitType,
    suspensions: Sequence[Still] = (),
) -> Due:
    """Return when ``value`` units of ``type_`` are used up by a clock started at ``start``.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
        BadLimit: the value cannot be a limit, or the due lies beyond all calendars.
    """
    gaps = merged(suspensions) if suspensions else ()
    return _due(calendar, to_minute(start), exact(value), type_, gaps)


def spent(
    calendar: Calendar,
    start: datetime,
    end: datetime,
    type_: LimitType,
    suspensions: Sequence[Still] = (),
) -> Fraction:
    """Return exactly how many units of ``type_`` are used up from ``start`` to ``end``.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
    """
    if type_ is not LimitType.WORK_DAY:
        working = type_ not in URGENT
        minutes = elapsed(calendar, start, end, working=working, suspensions=suspensions)
        return Fraction(minutes, MINUTES_IN[type_])
    runs = running(to_minute(start), merged(suspensions), to_minute(end))
    total, offset = Fraction(0), None
    for years, since, to in _on_axis(calendar, runs):
        if to > since:
            offset = years.offset(since) if offset is None else offset
            total += years.day_count(to, offset) - years.day_count(since, offset)
    return total


def elapsed(
    calendar: Calendar,
    start: datetime,
    end: datetime,
    *,
    working: bool,
    suspensions: Sequence[Still] = (),
) -> int:
    """Return the minutes a clock ran from ``start`` to ``end``: of working time, or of all time.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
    """
    runs = running(to_minute(start), merged(suspensions), to_minute(end))
    if not working:
        return sum(to - since for since, to in runs)
    return sum(to - since for _, since, to in _on_axis(calendar, runs))


def _on_axis(calendar: Calendar, runs: Iterator[Gap]) -> Iterator[tuple[Stretch, int, int]]:
    for since, to in runs:
        years, worked = calendar.stretch_from(since)
        yield years, worked, calendar.worked_until(years, to)


# Thousands of cases begin in the same minute with the same few limits.
@lru_cache(maxsize=_REMEMBERED)
def _due(
    calendar: Calendar, start: int, value: Fraction, type_: LimitType, gaps: tuple[Gap, ...]
) -> Due:
    if type_ in URGENT:
        end = _always(start, ceil(value * MINUTES_IN[type_]), gaps)
    elif not value:
        years, worked = calendar.stretch_from(start)
        end = years.latest(worked)
    elif type_ is LimitType.WORK_HOUR:
        end = _hours(calendar, start, ceil(value * MINUTES_IN[type_]), gaps)
    else:
        end = _days(calendar, start, value, gaps)
    provisional = type_ not in URGENT and any(
        calendar.is_provisional(since, to) for since, to in running(start, gaps, end)
    )
    return Due(to_instant(end), provisional, calendar, start, end, type_, gaps)


def _always(start: int, minutes: int, gaps: tuple[Gap, ...]) -> int:
    for since, to in running(start, gaps):
        if since + minutes <= to:
            return since + minutes
        minutes -= to - since
    raise _beyond_all_calendars()


def _hours(calendar: Calendar, start: int, minutes: int, gaps: tuple[Gap, ...]) -> int:
    for since, to in running(start, gaps):
        years, worked = calendar.stretch_from(since)
        if worked + minutes <= years.worked_by(to):
            return years.earliest(worked + minutes)
        minutes -= calendar.worked_until(years, to) - worked
    raise _beyond_all_calendars()


def _days(calendar: Calendar, start: int, days: Fraction, gaps: tuple[Gap, ...]) -> int:
    offset = None
    for since, to in running(start, gaps):
        years, worked = calendar.stretch_from(since)
        until = years.worked_by(to)
        if until > worked:
            # The offset is that of the first minute that counts, and stays it.
            offset = years.offset(worked) if offset is None else offset
            counted = years.day_count(worked, offset)
            target = years.at_day_count(counted + days, offset)
            if target <= until:
                return years.earliest(target)
            days -= years.day_count(until, offset) - counted
        calendar.worked_until(years, to)
    raise _beyond_all_calendars()


def _beyond_all_calendars() -> BadLimit:
    return BadLimit("the due lies beyond the year 9999")
