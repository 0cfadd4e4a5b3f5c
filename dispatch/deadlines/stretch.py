"""Consecutive years as one axis of working minutes, so that a due is one look-up.

    worked    0 ........ 240 | 240 ........ 480 | 480 .....
    time      08:00 .. 12:00 | 14:00 .... 18:00 | 08:00 next working day

A place on the axis ("240 minutes worked") stands for every instant of the
break after it: ``earliest`` is the instant work stopped, ``latest`` the one
it goes on. Minutes of time count from the first day of the year 1, +08:00.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from dispatch.deadlines.hours import MINUTES_A_DAY, DayHours, WorkingHours
from dispatch.deadlines.years import MissingYear, Year


class Stretch:
    """Working minutes over consecutive years; knows nothing beyond them."""

    def __init__(self, years: Sequence[Year], hours: WorkingHours) -> None:
        self.first_year = years[0].number
        self.last_year = years[-1].number
        self._first_day = date(self.first_year, 1, 1).toordinal()
        self._working: list[int] = []
        self._hours: list[DayHours] = []
        self._before: list[int] = [0]
        self._days_before: list[int] = [0]
        for year in years:
            self._add(year, hours)
        self.total = self._before[-1]

    def _add(self, year: Year, hours: WorkingHours) -> None:
        day, one = date(year.number, 1, 1), timedelta(days=1)
        for _ in range(date(year.number, 12, 31).timetuple().tm_yday):
            if year.is_working_day(day):
                of_day = hours.on(day.month, day.day)
                self._working.append(day.toordinal())
                self._hours.append(of_day)
                self._before.append(self._before[-1] + of_day.length)
            self._days_before.append(len(self._working))
            if day != date.max:
                day += one

    def worked_by(self, minute: int) -> int:
        """Return the stretch's working minutes before an instant."""
        day, of_day = divmod(minute, MINUTES_A_DAY)
        at = day - self._first_day
        if at < 0:
            return 0
        if at >= len(self._days_before) - 1:
            return self.total
        number = self._days_before[at]
        if self._days_before[at + 1] == number:
            return self._before[number]
        return self._before[number] + self._hours[number].worked_by(of_day)

    def earliest(self, worked: int) -> int:
        """Return the first instant by which ``worked`` minutes (at least 1) are done.

        Raises:
            MissingYear: the stretch ends before that.
        """
        if worked > self.total:
            raise MissingYear(self.last_year + 1)
        number = bisect_left(self._before, worked) - 1
        of_day = self._hours[number].earliest(worked - self._before[number])
        return self._working[number] * MINUTES_A_DAY + of_day

    def latest(self, worked: int) -> int:
        """Return the working minute that follows ``worked`` minutes of work.

        Raises:
            MissingYear: the stretch ends before that.
        """
        if worked >= self.total:
            raise MissingYear(self.last_year + 1)
        number = bisect_right(self._before, worked) - 1
        of_day = self._hours[number].latest(worked - self._before[number])
        return self._working[number] * MINUTES_A_DAY + of_day

    def offset(self, worked: int) -> int:
        """Return how far into its working day the minute after ``worked`` lies."""
        number = bisect_right(self._before, worked) - 1
        return worked - self._before[number]

    def day_count(self, worked: int, offset: int) -> Fraction:
        """Return the working days up to a place, each counted from ``offset`` to ``offset``.

        Whole numbers fall on the same offset of each working day, or on its
        end where the day is shorter; between two of them days pass evenly.
        """
        number = bisect_right(self._before, worked) - 1
        if worked < self._mark(number, offset):
            number -= 1
        mark = self._mark(number, offset)
        if worked == mark:
            return Fraction(number)
        return number + Fraction(worked - mark, self._mark(number + 1, offset) - mark)

    def at_day_count(self, count: Fraction, offset: int) -> int:
        """Return the first whole minute of work by which ``day_count`` reaches ``count``.

        More than ``total`` where the stretch ends before that.
        """
        number = floor(count)
        if number > len(self._working):
            return self.total + 1
        mark = self._mark(number, offset)
        if count == number:
            return mark
        return mark + ceil((count - number) * (self._mark(number + 1, offset) - mark))

    def _mark(self, number: int, offset: int) -> int:
        # The days next to the stretch are unknown, yet an instant inside may lie between two
        # marks of which one is outside: that day is taken to be as long as its neighbour.
        if number < 0:
            length = self._hours[0].length
            return min(offset, length) - length
        if number >= len(self._working):
            return self.total + min(offset, self._hours[-1].length)
        return self._before[number] + min(offset, self._hours[number].length)
