from datetime import timedelta, timezone

import pytest

from dispatch.deadlines.budget import BadLimit
from dispatch.deadlines.hours import Season
from dispatch.deadlines.limits import due, elapsed, spent
from dispatch.vocabulary import LimitType
from tests.unit.deadlines.builders import (
    DAY,
    HOUR,
    URGENT_DAY,
    URGENT_HOUR,
    a_calendar,
    at,
    hours,
)

SHORT_SUMMER = Season((6, 15), (9, 15), hours("08:00-12:00", "15:00-17:00"))


@pytest.mark.parametrize(
    ("start", "value", "type_", "expected"),
    [
        ("2026-11-23 08:00", 8, HOUR, "2026-11-23 18:00"),
        ("2026-11-23 08:00", 1, DAY, "2026-11-23 18:00"),
        ("2026-11-23 13:00", 4, HOUR, "2026-11-23 18:00"),
        ("2026-11-23 13:00", 1, DAY, "2026-11-24 12:00"),
        ("2026-11-23 12:00", 1, HOUR, "2026-11-23 15:00"),
        ("2026-11-23 08:00", 4, HOUR, "2026-11-23 12:00"),
        ("2026-11-20 17:30", 1, DAY, "2026-11-23 17:30"),
        ("2026-11-20 18:00", 1, DAY, "2026-11-23 18:00"),
        ("2026-11-21 09:00", 1, HOUR, "2026-11-23 09:00"),
        ("2026-10-02 10:00", 4, HOUR, "2026-10-08 12:00"),
        ("2026-09-30 10:00", 5, DAY, "2026-10-13 10:00"),
        ("2026-02-13 10:00", 3, DAY, "2026-02-25 10:00"),
        ("2026-02-27 17:00", 2, HOUR, "2026-02-28 09:00"),
        ("2026-11-23 08:00", "0.5", DAY, "2026-11-23 12:00"),
        ("2026-11-23 09:00", "1.25", DAY, "2026-11-24 11:00"),
        ("2026-11-23 08:00:59", "0.1", DAY, "2026-11-23 08:48"),
        ("2026-12-30 08:00", 3, DAY, "2027-01-04 18:00"),
        ("2026-09-30 23:15", 2, URGENT_DAY, "2026-10-02 23:15"),
        ("2027-12-31 08:00", 2, URGENT_DAY, "2028-01-02 08:00"),
        ("2026-11-21 03:10", 2, URGENT_HOUR, "2026-11-21 05:10"),
    ],
    ids=[
        "a boundary is the earlier period's end",
        "a day is this county's day",
        "from the noon break",
        "a day from the noon break",
        "from the minute the break begins",
        "until the minute the break begins",
        "over a weekend",
        "from closing time on",
        "from a Saturday",
        "from a holiday",
        "over National Day and its make-up Saturday",
        "over Spring Festival and its make-up Saturday",
        "into a make-up Saturday",
        "half a day",
        "a day and a quarter",
        "a tenth of a day, seconds dropped",
        "into next year",
        "an urgent day on a holiday",
        "an urgent day into a year without calendar",
        "an urgent hour at night",
    ],
)
def test_a_limit_is_due(start: str, value: int | str, type_: LimitType, expected: str) -> None:
    assert due(a_calendar(), at(start), value, type_).due == at(expected)


class TestDue:
    def test_takes_an_instant_of_any_zone(self) -> None:
        elsewhere = at("2026-11-23 08:00").astimezone(timezone(timedelta(hours=-5)))

        found = due(a_calendar(), elsewhere, 8, HOUR)

        assert found.due.isoformat() == "2026-11-23T18:00:00+08:00"

    def test_of_nothing_is_the_next_working_minute(self) -> None:
        assert due(a_calendar(), at("2026-11-21 09:00"), 0, HOUR).due == at("2026-11-23 08:00")

    def test_gives_a_part_of_a_minute_as_a_whole_one(self) -> None:
        assert due(a_calendar(), at("2026-11-23 08:00"), "0.001", HOUR).due == at(
            "2026-11-23 08:01"
        )

    @pytest.mark.parametrize("value", [-1, "-0.5", "nan", "inf", "1e999999", "two", 100_001, True])
    def test_refuses_what_is_no_limit(self, value: int | str) -> None:
        with pytest.raises(BadLimit):
            due(a_calendar(), at("2026-11-23 08:00"), value, HOUR)

    def test_refuses_to_go_beyond_the_last_year_there_is(self) -> None:
        with pytest.raises(BadLimit, match="9999"):
            due(a_calendar(), at("9999-12-01 08:00"), 31, URGENT_DAY)


class TestWorkDaysOfDifferentLength:
    """Eight hours until 14 June, six in summer."""

    @pytest.mark.parametrize(
        ("start", "days", "expected"),
        [
            ("2026-06-12 10:00", 1, "2026-06-15 10:00"),
            ("2026-06-12 10:00", 2, "2026-06-16 10:00"),
            ("2026-06-12 15:00", 1, "2026-06-15 16:00"),
            ("2026-06-12 17:30", 1, "2026-06-15 17:00"),
            ("2026-06-12 08:00", 2, "2026-06-15 17:00"),
            ("2026-09-15 16:00", 1, "2026-09-16 15:00"),
        ],
        ids=[
            "same offset next working day",
            "same offset two days later",
            "same working time, other clock time",
            "a day that is shorter ends the limit",
            "whole days are whole days",
            "into longer days",
        ],
    )
    def test_keep_the_offset(self, start: str, days: int, expected: str) -> None:
        calendar = a_calendar(seasons=(SHORT_SUMMER,))

        found = due(calendar, at(start), days, DAY)

        assert found.due == at(expected)
        assert spent(calendar, at(start), found.due, DAY) == days

    def test_are_counted_from_the_starts_offset_after_a_suspension_too(self) -> None:
        calendar = a_calendar(seasons=(SHORT_SUMMER,))
        night = (at("2026-06-11 19:00"), at("2026-06-12 06:00"))

        interrupted = due(calendar, at("2026-06-11 17:30"), 2, DAY, [night])

        assert interrupted.due == at("2026-06-15 17:00")


class TestSuspension:
    def test_lets_the_clock_stand_still(self) -> None:
        still = (at("2026-11-23 10:00"), at("2026-11-25 10:00"))

        assert due(a_calendar(), at("2026-11-23 08:00"), 1, DAY, [still]).due == at(
            "2026-11-25 18:00"
        )

    def test_counts_once_where_two_overlap(self) -> None:
        stills = [
            (at("2026-11-23 10:00"), at("2026-11-23 11:00")),
            (at("2026-11-23 10:30"), at("2026-11-23 11:30")),
        ]

        assert due(a_calendar(), at("2026-11-23 08:00"), 3, HOUR, stills).due == at(
            "2026-11-23 14:30"
        )

    def test_of_no_length_changes_nothing(self) -> None:
        still = (at("2026-11-23 10:00"), at("2026-11-23 10:00"))

        assert due(a_calendar(), at("2026-11-23 08:00"), 3, HOUR, [still]).due == at(
            "2026-11-23 11:00"
        )

    def test_stops_an_urgent_clock_too(self) -> None:
        still = (at("2026-11-23 22:00"), at("2026-11-24 06:00"))

        assert due(a_calendar(), at("2026-11-23 21:00"), 2, URGENT_HOUR, [still]).due == at(
            "2026-11-24 07:00"
        )

    def test_over_the_start_lets_it_begin_afterwards(self) -> None:
        still = (at("2026-11-23 00:00"), at("2026-11-23 09:00"))

        assert due(a_calendar(), at("2026-11-23 08:00"), 1, DAY, [still]).due == at(
            "2026-11-24 09:00"
        )

    def test_that_begins_at_the_due_does_not_move_it(self) -> None:
        still = (at("2026-11-23 10:00"), at("2026-11-24 10:00"))

        assert due(a_calendar(), at("2026-11-23 08:00"), 2, HOUR, [still]).due == at(
            "2026-11-23 10:00"
        )


class TestSpent:
    @pytest.mark.parametrize(
        ("type_", "expected"), [(HOUR, 16), (DAY, 2), (URGENT_HOUR, 96), (URGENT_DAY, 4)]
    )
    def test_counts_in_the_limits_own_unit(self, type_: LimitType, expected: int) -> None:
        begin, end = at("2026-11-20 12:00"), at("2026-11-24 12:00")

        assert spent(a_calendar(), begin, end, type_) == expected

    def test_leaves_suspensions_out(self) -> None:
        still = (at("2026-11-23 10:00"), at("2026-11-23 16:00"))

        used = spent(a_calendar(), at("2026-11-23 08:00"), at("2026-11-23 18:00"), HOUR, [still])

        assert used == 4

    def test_is_nothing_before_the_start(self) -> None:
        assert spent(a_calendar(), at("2026-11-23 08:00"), at("2026-11-22 08:00"), DAY) == 0

    def test_tells_minutes_of_work_from_minutes_of_the_day(self) -> None:
        begin, end = at("2026-11-23 11:30"), at("2026-11-23 14:30")

        assert elapsed(a_calendar(), begin, end, working=True) == 60
        assert elapsed(a_calendar(), begin, end, working=False) == 180
