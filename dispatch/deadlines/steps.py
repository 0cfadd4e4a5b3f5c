"""A derivation that can be followed with a finger on the calendar.

Written day by day and period by period, without the tables that ``due`` looks
up, so that whoever disputes a due can add the minutes up again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch.deadlines.calendar import Calendar, to_instant
from dispatch.deadlines.hours import MINUTES_A_DAY
from dispatch.deadlines.standstill import Gap, running
from dispatch.deadlines.years import YearStatus


class StepKind(StrEnum):
    """What a clock did during a step."""

    RUN = "run"
    """Day and night, as urgent limits do."""
    PERIOD = "period"
    """A working period, or the part of one that counts."""
    OFF = "off"
    """A day that is not worked."""
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of time and the minutes it counts."""

    kind: StepKind
    begins: datetime
    ends: datetime
    minutes: int
    total: int
    """Minutes counted so far, this step included."""
    note: str = ""
    """Why a day is off, or which holiday a make-up day belongs to."""
    provisional: bool = False

    def as_json(self) -> dict[str, str | int | bool]:
        """Return the step as it is shown outside."""
        return {
            "kind": self.kind.value,
            "from": self.begins.isoformat(),
            "to": self.ends.isoformat(),
            "minutes": self.minutes,
            "total": self.total,
            "note": self.note,
            "provisional": self.provisional,
        }


_Bare = tuple[StepKind, Gap, str, bool]


def derive(
    calendar: Calendar, start: int, end: int, gaps: Sequence[Gap], *, always: bool
) -> tuple[Step, ...]:
    """Return the steps of a clock from its start to its end.

    Raises:
        MissingYear: a day has to be counted in a year the calendar does not have.
    """
    bare: list[_Bare] = [
        (StepKind.SUSPENDED, (max(stop, start), min(go, end)), "", False)
        for stop, go in gaps
        if stop < end and go > start
    ]
    for run in running(start, gaps, end):
        bare.extend([(StepKind.RUN, run, "", False)] if always else _days(calendar, run))
    steps: list[Step] = []
    total = 0
    for kind, (since, to), note, provisional in sorted(bare, key=lambda step: step[1]):
        counted = to - since if kind in {StepKind.RUN, StepKind.PERIOD} else 0
        total += counted
        steps.append(
            Step(kind, to_instant(since), to_instant(to), counted, total, note, provisional)
        )
    return tuple(steps)


def _days(calendar: Calendar, run: Gap) -> Iterator[_Bare]:
    since, to = run
    for day in range(since // MINUTES_A_DAY, (to - 1) // MINUTES_A_DAY + 1):
        on, midnight = date.fromordinal(day), day * MINUTES_A_DAY
        hours = calendar.hours.on(on.month, on.day)
        counted = [
            (max(since, midnight + begin), min(to, midnight + end))
            for begin, end in hours.periods
            if midnight + end > since and midnight + begin < to
        ]
        if not counted:
            continue
        year = calendar.year_of(on)
        provisional = year.status is YearStatus.PROVISIONAL
        if year.is_working_day(on):
            for period in counted:
                yield StepKind.PERIOD, period, year.why(on), provisional
        else:
            whole = (max(since, midnight), min(to, midnight + MINUTES_A_DAY))
            yield StepKind.OFF, whole, year.why(on), provisional
