"""A county's calendar: which days are worked, in which hours, and what is known of a year.

Everything is whole minutes of Beijing time, half-open; datetimes come in and
go out aware. A calendar is a value: importing another year makes another
calendar, and open promises are derived again from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.hours import MINUTES_A_DAY, ORDINARY_HOURS, WorkingHours
from dispatch.deadlines.stretch import Stretch
from dispatch.deadlines.years import MissingYear, Year, YearStatus
from dispatch.vocabulary import AreaCode

_EPOCH_MINUTE = date(1970, 1, 1).toordinal() * MINUTES_A_DAY + 8 * 60
_LAST_DAY = date.max - timedelta(days=1)


def to_minute(instant: datetime) -> int:
    """Return the minute an aware instant lies in, counted in Beijing time from the year 1."""
    return int(instant.timestamp() // 60) + _EPOCH_MINUTE


def to_instant(minute: int) -> datetime:
    """Return the beginning of a minute as an aware instant in the county's zone."""
    return datetime.fromtimestamp((minute - _EPOCH_MINUTE) * 60, COUNTY_ZONE)


@dataclass(frozen=True, slots=True)
class AreaHours:
    """Working hours that hold in some areas only."""

    areas: frozenset[AreaCode]
    hours: WorkingHours


class Calendar:
    """The working time of a county, or of one area that keeps its own hours."""

    def __init__(
        self,
        years: Iterable[Year],
        hours: WorkingHours = ORDINARY_HOURS,
        areas: Sequence[AreaHours] = (),
    ) -> None:
        self.years = {year.number: year for year in sorted(years, key=lambda year: year.number)}
        self.hours = hours
        self._provisional = frozenset(
            year.number for year in self.years.values() if year.status is YearStatus.PROVISIONAL
        )
        self._stretches = self._build()
        self._areas = {
            code: calendar
            for of_area in areas
            for calendar in (Calendar(self.years.values(), of_area.hours),)
            for code in of_area.areas
        }

    def _build(self) -> dict[int, Stretch]:
        runs: list[list[Year]] = []
        for number, year in self.years.items():
            if runs and runs[-1][-1].number == number - 1:
                runs[-1].append(year)
            else:
                runs.append([year])
        return {
            year.number: stretch
            for run in runs
            for stretch in (Stretch(run, self.hours),)
            for year in run
        }

    def for_area(self, path: Sequence[AreaCode]) -> "Calendar":
        """Return the calendar of the narrowest area of ``path`` that keeps its own hours.

        ``path`` holds an area's code and those of the areas above it, in any order.
        """
        own = [code for code in path if code in self._areas]
        return self._areas[max(own, key=len)] if own else self

    def stretch_from(self, minute: int) -> tuple[Stretch, int]:
        """Return the years around a beginning, and the working minutes before it.

        A day whose work is over by then is not counted, so its year need not be known.

        Raises:
            MissingYear: the day has to be counted and its year is unknown.
        """
        day, of_day = divmod(minute, MINUTES_A_DAY)
        on = date.fromordinal(day)
        if on.year not in self._stretches and of_day >= self.hours.on(on.month, on.day).end:
            minute = (day + 1) * MINUTES_A_DAY
            on = min(on, _LAST_DAY) + timedelta(days=1)
        stretch = self._stretches.get(on.year)
        if stretch is None:
            raise MissingYear(on.year)
        return stretch, stretch.worked_by(minute)

    def worked_until(self, stretch: Stretch, minute: int) -> int:
        """Return the working minutes of ``stretch`` before an end, if the end lies in it.

        Raises:
            MissingYear: days after the stretch would have to be counted.
        """
        day, of_day = divmod(minute, MINUTES_A_DAY)
        on = date.fromordinal(day)
        if on.year <= stretch.last_year:
            return stretch.worked_by(minute)
        if (on.month, on.day) == (1, 1) and of_day <= self.hours.on(1, 1).begin:
            on = date.fromordinal(day - 1)
        if on.year > stretch.last_year:
            raise MissingYear(stretch.last_year + 1)
        return stretch.total

    def is_provisional(self, begin: int, end: int) -> bool:
        """Say whether a day of the minutes from ``begin`` to before ``end`` may still change."""
        if not self._provisional:
            return False
        first = date.fromordinal(begin // MINUTES_A_DAY).year
        last = date.fromordinal(max(begin, end - 1) // MINUTES_A_DAY).year
        return any(first <= year <= last for year in self._provisional)

    def year_of(self, day: date) -> Year:
        """Return the year a day lies in.

        Raises:
            MissingYear: the calendar does not have it.
        """
        if day.year not in self.years:
            raise MissingYear(day.year)
        return self.years[day.year]
