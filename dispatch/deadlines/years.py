"""The years a county has a calendar for, and the year it has none for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dispatch.errors import Unusable

_SATURDAY = 5


class YearStatus(StrEnum):
    """Whether the State Council has published the year's days, or they are expected."""

    FINAL = "final"
    PROVISIONAL = "provisional"


class MissingYear(Unusable):
    """A day had to be counted in a year that the calendar does not have."""

    code = "deadlines.missing_year"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"calendar.json has no year {year}: add it, as provisional until it is published"
        )
        self.year = year


@dataclass(frozen=True, slots=True)
class Year:
    """One year: its days off and its make-up working days (调休), weekends otherwise."""

    number: int
    status: YearStatus
    off: Mapping[date, str] = field(default_factory=dict)
    """Days off and what they are called."""
    work: Mapping[date, str] = field(default_factory=dict)
    """Days worked although they fall on a weekend, and which holiday they make up for."""

    def is_working_day(self, day: date) -> bool:
        """Say whether ``day``, one of this year, is worked."""
        if day in self.work:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def why(self, day: date) -> str:
        """Return what a day off or a make-up day is called; empty on an ordinary day."""
        if day in self.work:
            return f"make-up day: {self.work[day]}"
        if day in self.off:
            return self.off[day]
        return "weekend" if day.weekday() >= _SATURDAY else ""
