"""What a county promises: a budget and a ladder for every clock and urgency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dispatch.deadlines import limits
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.quiet import QuietHours
from dispatch.deadlines.rungs import Ladder
from dispatch.responsibility.model import Limit
from dispatch.vocabulary import ClockName, LimitType, Urgency

_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class LimitBook:
    """The budgets of a county (``limits.yaml``), complete for every clock and urgency."""

    budgets: Mapping[tuple[ClockName, Urgency], Budget]

    def budget(self, clock: ClockName, urgency: Urgency) -> Budget:
        """Return what the county promises where the list says nothing."""
        return self.budgets[clock, urgency]

    def for_handling(self, urgency: Urgency, line: Limit | None) -> Budget:
        """Return the limit of the list's line; where it has none, the county's for the urgency."""
        if line is None or line.type is None or not line.value:
            return self.budget(ClockName.HANDLE, urgency)
        return _given(line.value, line.type)


# A list has few limits, and each report of a busy day asks for one of them.
@lru_cache(maxsize=_REMEMBERED)
def _given(value: float, type_: LimitType) -> Budget:
    return Budget.of(value, type_)


@dataclass(frozen=True, slots=True)
class LadderBook:
    """The ladders of a county (``ladder.yaml``), complete for every clock and urgency."""

    ladders: Mapping[tuple[ClockName, Urgency], Ladder]
    quiet_hours: QuietHours | None
    acknowledge_expires: Budget

    def ladder(self, clock: ClockName, urgency: Urgency) -> Ladder:
        """Return the ladder that a new clock is given."""
        return self.ladders[clock, urgency]

    def acknowledged_until(self, calendar: Calendar, acknowledged: datetime) -> datetime:
        """Return when an acknowledged alert returns, if nothing has happened by then.

        Raises:
            MissingYear: that lies in a year the calendar does not have.
        """
        budget = self.acknowledge_expires
        return limits.due(calendar, acknowledged, budget.value, budget.type).due
