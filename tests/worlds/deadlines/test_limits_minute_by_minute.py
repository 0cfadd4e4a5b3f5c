"""The same limits counted minute by minute, by code that shares nothing with the product's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.hours import DayHours, Season
from dispatch.deadlines.limits import due, elapsed, spent
from dispatch.vocabulary import LimitType
from tests.unit.deadlines.builders import (
    DAY,
    HOUR,
    URGENT_DAY,
    URGENT_HOUR,
    a_calendar,
    a_year,
    at,
    hours,
)

MINUTE = timedelta(minutes=1)
BEGIN = at("2026-01-01 00:00")
UNIFORM = (hours("08:00-12:00", "14:00-18:00"), hours("09:30-10:30", "12:00-12:01", "23:00-24:00"))
DAYS = (*UNIFORM, hours("00:00-05:00"), hours("10:00-10:45", "16:00-16:20"))

Gaps = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class World:
    """A year with random days off, and another day from some January date on if it is mixed."""

    off: frozenset[date]
    first: DayHours
    then: DayHours
    change: date
    gaps: Gaps

    @property
    def calendar(self) -> Calendar:
        season = Season((self.change.month, self.change.day), (12, 31), self.then)
        written = tuple(f"{day:%m-%d}" for day in self.off)
        return a_calendar(a_year(2026, off=written), day=self.first, seasons=(season,))

    def hours_on(self, day: date) -> DayHours:
        return self.then if day >= self.change else self.first

    def is_worked(self, minute: datetime) -> bool:
        day = minute.date()
        if day in self.off or day.isoweekday() > 5:
            return False
        of_day = minute.hour * 60 + minute.minute
        return any(begin <= of_day < end for begin, end in self.hours_on(day).periods)

    def runs(self, minute: datetime) -> bool:
        return not any(begin <= minute < end for begin, end in self.gaps)

    def counted(self, start: datetime) -> Iterator[datetime]:
        midnight = datetime.combine(start.date(), time(), start.tzinfo)
        while midnight.year == 2026:
            for begin, end in self.hours_on(midnight.date()).periods:
                for of_day in range(begin, end):
                    minute = midnight + MINUTE * of_day
                    if minute >= start and self.is_worked(minute) and self.runs(minute):
                        yield minute
            midnight += timedelta(days=1)

    def after(self, start: datetime, minutes: int) -> datetime:
        for number, minute in enumerate(self.counted(start), start=1):
            if number == minutes:
                return minute + MINUTE
        raise AssertionError

    def days_after(self, start: datetime, days: int) -> datetime:
        """Literally: the same working-time offset so many working days later."""
        minutes = self.counted(start)
        first = next(minutes)
        begin = datetime.combine(first.date(), time(), first.tzinfo)
        offset = sum(
            self.is_worked(begin + MINUTE * at) for at in range(int((first - begin) / MINUTE))
        )
        working = [first.date()]
        for minute in minutes:
            if minute.date() != working[-1]:
                working.append(minute.date())
            if len(working) > days:
                break
        on = working[days] if offset else working[days - 1]
        midnight = datetime.combine(on, time(), first.tzinfo)
        worked = [
            minute
            for minute in (midnight + MINUTE * at for at in range(1440))
            if self.is_worked(minute)
        ]
        return worked[min(offset or len(worked), len(worked)) - 1] + MINUTE


@st.composite
def worlds(draw: st.DrawFn, *, mixed: bool, gaps: bool) -> World:
    off = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2026, 2, 10)), max_size=8))
    first = draw(st.sampled_from(DAYS if mixed else UNIFORM))
    then = draw(st.sampled_from(DAYS)) if mixed else first
    change = draw(st.dates(date(2026, 1, 5), date(2026, 1, 25)))
    marks = st.integers(0, 30 * 1440)
    found = draw(st.lists(st.tuples(marks, st.integers(0, 3000)), max_size=3 if gaps else 0))
    stills = tuple(
        (BEGIN + MINUTE * begin, BEGIN + MINUTE * (begin + length)) for begin, length in found
    )
    return World(off, first, then, change, stills)


starts = st.integers(0, 20 * 1440).map(lambda minute: BEGIN + MINUTE * minute)
amounts = st.integers(1, 1600).map(lambda hundredths: Fraction(hundredths, 100))
few = settings(max_examples=25, deadline=None)
many = settings(max_examples=60, deadline=None)


class TestDue:
    @few
    @given(worlds(mixed=True, gaps=True), starts, amounts)
    def test_of_working_hours_is_what_counting_gives(
        self, world: World, start: datetime, amount: Fraction
    ) -> None:
        found = due(world.calendar, start, amount, HOUR, world.gaps)

        assert found.due == world.after(start, ceil(amount * 60))

    @few
    @given(worlds(mixed=False, gaps=True), starts, amounts)
    def test_of_working_days_is_so_many_standard_days(
        self, world: World, start: datetime, amount: Fraction
    ) -> None:
        found = due(world.calendar, start, amount, DAY, world.gaps)

        assert found.due == world.after(start, ceil(amount * world.first.length))

    @many
    @given(worlds(mixed=True, gaps=False), st.integers(0, 2400), st.integers(1, 15))
    def test_of_working_days_keeps_the_offset(self, world: World, worked: int, days: int) -> None:
        start = world.after(BEGIN, worked) if worked else BEGIN

        found = due(world.calendar, start, days, DAY)

        assert found.due == world.days_after(start, days)

    @many
    @given(
        worlds(mixed=True, gaps=False),
        st.integers(0, 2400),
        amounts,
        st.frozensets(st.integers(0, 30), max_size=5),
    )
    def test_of_working_days_knows_no_suspension_at_night(
        self, world: World, worked: int, amount: Fraction, nights: frozenset[int]
    ) -> None:
        start = world.after(BEGIN, worked) if worked else BEGIN
        midnights = [BEGIN + timedelta(days=night) for night in nights]
        stills = [
            (midnight + MINUTE * world.hours_on(midnight.date()).end, midnight + timedelta(days=1))
            for midnight in midnights
        ]

        found = due(world.calendar, start, amount, DAY, stills)

        assert found.due == due(world.calendar, start, amount, DAY).due

    @few
    @given(worlds(mixed=False, gaps=True), starts, amounts)
    def test_of_urgent_hours_counts_every_minute(
        self, world: World, start: datetime, amount: Fraction
    ) -> None:
        left, minute = ceil(amount * 60), start
        while left:
            left -= world.runs(minute)
            minute += MINUTE

        assert due(world.calendar, start, amount, URGENT_HOUR, world.gaps).due == minute

    @many
    @given(
        worlds(mixed=True, gaps=True), starts, amounts, amounts, st.sampled_from(list(LimitType))
    )
    def test_never_comes_earlier_for_more(
        self, world: World, start: datetime, one: Fraction, other: Fraction, type_: LimitType
    ) -> None:
        less, more = sorted((one, other))

        first = due(world.calendar, start, less, type_, world.gaps)
        then = due(world.calendar, start, more, type_, world.gaps)

        assert first.due <= then.due

    @many
    @given(worlds(mixed=True, gaps=False), starts, starts, amounts, st.sampled_from(LimitType))
    def test_never_comes_earlier_for_a_later_start(
        self, world: World, one: datetime, other: datetime, amount: Fraction, type_: LimitType
    ) -> None:
        earlier, later = sorted((one, other))

        first = due(world.calendar, earlier, amount, type_)
        then = due(world.calendar, later, amount, type_)

        assert first.due <= then.due

    @many
    @given(worlds(mixed=True, gaps=True), starts, amounts, st.sampled_from(LimitType))
    def test_never_comes_earlier_for_a_suspension(
        self, world: World, start: datetime, amount: Fraction, type_: LimitType
    ) -> None:
        without = due(world.calendar, start, amount, type_)

        assert due(world.calendar, start, amount, type_, world.gaps).due >= without.due


class TestSpent:
    @many
    @given(worlds(mixed=True, gaps=True), starts, amounts, st.sampled_from(LimitType))
    def test_is_the_inverse_of_due(
        self, world: World, start: datetime, amount: Fraction, type_: LimitType
    ) -> None:
        end = due(world.calendar, start, amount, type_, world.gaps).due

        assert spent(world.calendar, start, end, type_, world.gaps) >= amount
        assert spent(world.calendar, start, end - MINUTE, type_, world.gaps) < amount

    @few
    @given(worlds(mixed=True, gaps=True), starts, st.integers(0, 20 * 1440))
    def test_in_hours_is_what_counting_gives(
        self, world: World, start: datetime, length: int
    ) -> None:
        end = start + MINUTE * length

        counted = sum(minute < end for minute in _until(world.counted(start), end))

        assert spent(world.calendar, start, end, HOUR, world.gaps) == Fraction(counted, 60)

    @many
    @given(worlds(mixed=True, gaps=True), starts, starts, starts)
    def test_never_shrinks(
        self, world: World, start: datetime, one: datetime, other: datetime
    ) -> None:
        sooner, later = sorted((one, other))

        assert spent(world.calendar, start, sooner, DAY, world.gaps) <= spent(
            world.calendar, start, later, DAY, world.gaps
        )


class TestSteps:
    @many
    @given(worlds(mixed=True, gaps=True), starts, amounts, st.sampled_from([HOUR, URGENT_DAY]))
    def test_add_up_to_the_limit(
        self, world: World, start: datetime, amount: Fraction, type_: LimitType
    ) -> None:
        minutes = {HOUR: 60, URGENT_DAY: 1440}[type_]

        found = due(world.calendar, start, amount, type_, world.gaps)

        assert sum(step.minutes for step in found.steps) == ceil(amount * minutes)

    @many
    @given(worlds(mixed=True, gaps=True), starts, amounts)
    def test_end_at_the_due(self, world: World, start: datetime, amount: Fraction) -> None:
        found = due(world.calendar, start, amount, DAY, world.gaps)

        assert found.steps[-1].ends == found.due
        assert found.steps[-1].total == elapsed(
            world.calendar, start, found.due, working=True, suspensions=world.gaps
        )


def _until(minutes: Iterator[datetime], end: datetime) -> Iterator[datetime]:
    for minute in minutes:
        if minute >= end:
            return
        yield minute
