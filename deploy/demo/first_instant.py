"""Where a county clock begins: a working morning near today that the calendar carries.

The morning must be one on which the list is in force, with weeks ahead that
the calendar knows, for deadlines and ladders run into them. Real dates give
the most believable pictures, so the nearest such day to today is taken.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.years import YearStatus
from dispatch.errors import Unusable
from dispatch.responsibility.model import Duty, Part
from dispatch.wire.county.book import CountyBook

_KNOWN_AHEAD = timedelta(days=150)
_FINAL_AHEAD = timedelta(days=30)
_LOOKED_AT = 100
"""Days, spread over the calendar, of which the one with most lines in force is the measure."""
_AFTER_OPENING = timedelta(minutes=20)


class NoWorkingDay(Unusable):
    """The calendar holds no working day on which a demo could begin."""

    code = "demo.no_working_day"


def first_instant(book: CountyBook, today: date) -> datetime:
    """Return the beginning of a demo's county clock.

    Raises:
        NoWorkingDay: no day of the calendar will do, whatever is asked of it.
    """
    calendar = book.calendar
    mornings = sorted(_working_days(calendar), key=lambda day: (abs(day - today), day))
    most = max(
        (_lines_in_force(book, day) for day in mornings[:: max(1, len(mornings) // 60)]), default=0
    )
    wishes: tuple[Callable[[date], bool], ...] = (
        lambda day: _carried(calendar, day, _KNOWN_AHEAD),
        lambda day: _lines_in_force(book, day) >= most,
        lambda day: _final(calendar, day, _FINAL_AHEAD),
    )
    for wanted in range(len(wishes), -1, -1):
        for day in mornings:
            if all(wish(day) for wish in wishes[:wanted]):
                return _opening(calendar, day)
    raise NoWorkingDay("calendar.json holds no working day: add the present year")


def _working_days(calendar: Calendar) -> Iterator[date]:
    for number, year in calendar.years.items():
        day = date(number, 1, 1)
        while day.year == number:
            if year.is_working_day(day):
                yield day
            day += timedelta(days=1)


def _carried(calendar: Calendar, day: date, ahead: timedelta) -> bool:
    return all(number in calendar.years for number in range(day.year, (day + ahead).year + 1))


def _final(calendar: Calendar, day: date, ahead: timedelta) -> bool:
    return all(
        number in calendar.years and calendar.years[number].status is YearStatus.FINAL
        for number in range(day.year, (day + ahead).year + 1)
    )


def _lines_in_force(book: CountyBook, day: date) -> int:
    return sum(
        (line.valid_from is None or line.valid_from <= day)
        and (line.valid_to is None or day <= line.valid_to)
        for line in book.lines
        if line.part is Part.LEAD and line.duty is Duty.DISPOSE
    )


def _opening(calendar: Calendar, day: date) -> datetime:
    minutes = calendar.hours.on(day.month, day.day).begin
    return datetime.combine(day, time(), COUNTY_ZONE) + timedelta(minutes=minutes) + _AFTER_OPENING
