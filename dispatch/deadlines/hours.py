"""The working hours of a day: several periods, another set in another season.

Minutes of a day count from midnight, periods are half-open. Which days are
working days is not known here; that is the calendar's.
"""

from dataclasses import dataclass, field

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class DayHours:
    """The working periods of one day, in order, without overlap, at least one."""

    periods: tuple[tuple[int, int], ...]
    length: int = field(init=False)
    """Working minutes of the whole day."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", sum(end - begin for begin, end in self.periods))

    @property
    def begin(self) -> int:
        """The first working minute of the day."""
        return self.periods[0][0]

    @property
    def end(self) -> int:
        """The minute at which the day's work is over."""
        return self.periods[-1][1]

    def worked_by(self, minute: int) -> int:
        """Return how many working minutes of the day lie before ``minute``."""
        worked = 0
        for begin, end in self.periods:
            if minute <= begin:
                break
            worked += min(minute, end) - begin
        return worked

    def earliest(self, worked: int) -> int:
        """Return the first minute by which ``worked`` minutes (at least 1) are done."""
        for begin, end in self.periods:
            if worked <= end - begin:
                return begin + worked
            worked -= end - begin
        return self.end

    def latest(self, worked: int) -> int:
        """Return the working minute that follows ``worked`` minutes of work."""
        for begin, end in self.periods:
            if worked < end - begin:
                return begin + worked
            worked -= end - begin
        return self.end


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from one day of the year to another, both inclusive; may span New Year."""

    first: tuple[int, int]
    """Month and day."""
    last: tuple[int, int]
    hours: DayHours

    def covers(self, month: int, day: int) -> bool:
        """Say whether the day of the year lies in the season."""
        if self.first <= self.last:
            return self.first <= (month, day) <= self.last
        return (month, day) >= self.first or (month, day) <= self.last


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours of one place over the year."""

    standard: DayHours
    """This county's (or area's) day outside any season."""
    seasons: tuple[Season, ...] = ()

    def on(self, month: int, day: int) -> DayHours:
        """Return the hours of a day of the year, were it a working day."""
        for season in self.seasons:
            if season.covers(month, day):
                return season.hours
        return self.standard


ORDINARY_HOURS = WorkingHours(DayHours(((8 * 60, 12 * 60), (14 * 60, 18 * 60))))
"""08:00-12:00 and 14:00-18:00, where a county says nothing else."""
