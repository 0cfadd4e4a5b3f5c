from datetime import UTC, datetime

import pytest

from dispatch.deadlines import limits
from dispatch.deadlines.calendar import AreaHours, to_instant, to_minute
from dispatch.deadlines.hours import Season, WorkingHours
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import AreaCode
from tests.unit.deadlines.builders import (
    DAY,
    HOUR,
    URGENT_HOUR,
    a_calendar,
    a_year,
    at,
    hours,
    the_year_2026,
    the_year_2027,
)

SUMMER = Season((6, 15), (9, 15), hours("08:00-12:00", "15:00-18:00"))
MARKET_TOWN = AreaCode("330521104")


class TestMinutes:
    def test_floor_an_instant_to_its_minute(self) -> None:
        instant = datetime(2026, 11, 23, 0, 30, 59, 999_999, tzinfo=UTC)

        assert to_instant(to_minute(instant)) == at("2026-11-23 08:30")

    def test_are_given_back_in_beijing_time(self) -> None:
        instant = to_instant(to_minute(datetime(2026, 11, 23, tzinfo=UTC)))

        assert instant.isoformat() == "2026-11-23T08:00:00+08:00"


class TestCalendar:
    @pytest.mark.parametrize(
        ("day", "worked"),
        [
            ("2026-11-23", 8),
            ("2026-11-22", 0),
            ("2026-10-01", 0),
            ("2026-10-10", 8),
            ("2026-02-14", 8),
        ],
        ids=["Monday", "Sunday", "holiday", "made-up Saturday", "made-up before the festival"],
    )
    def test_knows_which_days_are_worked(self, day: str, worked: int) -> None:
        begin, end = at(f"{day} 00:00"), at(f"{day} 23:59")

        assert limits.spent(a_calendar(), begin, end, HOUR) == worked

    @pytest.mark.parametrize(
        ("day", "worked"),
        [("2026-06-12", 8), ("2026-06-15", 7), ("2026-09-15", 7), ("2026-09-16", 8)],
    )
    def test_gives_a_season_its_own_periods(self, day: str, worked: int) -> None:
        calendar = a_calendar(seasons=(SUMMER,))

        spent = limits.spent(calendar, at(f"{day} 00:00"), at(f"{day} 23:59"), HOUR)

        assert spent == worked

    @pytest.mark.parametrize(("day", "worked"), [("2026-12-01", 6), ("2026-01-05", 6)])
    def test_lets_a_season_span_new_year(self, day: str, worked: int) -> None:
        winter = Season((11, 1), (2, 28), hours("09:00-12:00", "14:00-17:00"))
        calendar = a_calendar(seasons=(winter,))

        spent = limits.spent(calendar, at(f"{day} 00:00"), at(f"{day} 23:59"), HOUR)

        assert spent == worked

    def test_gives_an_area_its_own_periods(self) -> None:
        own = AreaHours(frozenset({MARKET_TOWN}), WorkingHours(hours("06:00-12:00")))
        calendar = a_calendar(areas=(own,))
        village = AreaCode("330521104201")

        there = calendar.for_area([AreaCode("330521"), MARKET_TOWN, village])

        assert limits.due(there, at("2026-11-23 06:00"), 6, HOUR).due == at("2026-11-23 12:00")

    def test_takes_the_narrowest_area_whatever_the_order(self) -> None:
        village = AreaCode("330521104201")
        calendar = a_calendar(
            areas=(
                AreaHours(frozenset({village}), WorkingHours(hours("10:00-12:00"))),
                AreaHours(frozenset({MARKET_TOWN}), WorkingHours(hours("06:00-12:00"))),
            )
        )

        path = [village, MARKET_TOWN]

        assert calendar.for_area(path) is calendar.for_area(path[::-1])
        assert calendar.for_area(path).hours.standard == hours("10:00-12:00")

    def test_is_the_countys_where_no_area_says_otherwise(self) -> None:
        calendar = a_calendar()

        assert calendar.for_area([MARKET_TOWN]) is calendar


class TestMissingYear:
    def test_is_named(self) -> None:
        with pytest.raises(MissingYear, match="2028") as refused:
            limits.due(a_calendar(), at("2027-12-20 08:00"), 30, DAY)

        assert refused.value.year == 2028

    def test_is_named_when_the_clock_starts_in_it(self) -> None:
        with pytest.raises(MissingYear, match="2025"):
            limits.due(a_calendar(), at("2025-12-31 08:00"), 1, HOUR)

    def test_is_named_when_it_lies_between_two_known_years(self) -> None:
        calendar = a_calendar(the_year_2026(), a_year(2028))

        with pytest.raises(MissingYear, match="2027"):
            limits.due(calendar, at("2026-12-31 08:00"), 2, DAY)

    def test_is_no_matter_to_a_limit_that_counts_no_days_of_it(self) -> None:
        due = limits.due(a_calendar(), at("2027-12-31 08:00"), 1, DAY)

        assert due.due == at("2027-12-31 18:00")

    def test_is_no_matter_when_its_last_day_is_over(self) -> None:
        due = limits.due(a_calendar(), at("2025-12-31 18:00"), 1, DAY)

        assert due.due == at("2026-01-04 18:00")

    def test_is_no_matter_while_the_clock_stands_still(self) -> None:
        calendar = a_calendar(the_year_2026(), a_year(2028))
        still = (at("2026-12-31 12:00"), at("2028-01-03 08:00"))

        due = limits.due(calendar, at("2026-12-31 08:00"), 1, DAY, [still])

        assert due.due == at("2028-01-03 12:00")

    def test_is_no_matter_before_its_first_working_minute(self) -> None:
        spent = limits.spent(a_calendar(), at("2027-12-31 08:00"), at("2028-01-01 08:00"), HOUR)

        assert spent == 8

    def test_is_named_when_time_spent_runs_into_it(self) -> None:
        with pytest.raises(MissingYear, match="2028"):
            limits.spent(a_calendar(), at("2027-12-31 08:00"), at("2028-01-01 08:01"), HOUR)


class TestProvisionalYear:
    def test_marks_what_was_counted_in_it(self) -> None:
        assert limits.due(a_calendar(), at("2026-12-20 10:00"), 15, DAY).provisional

    def test_marks_nothing_that_ends_before_it(self) -> None:
        assert not limits.due(a_calendar(), at("2026-12-31 08:00"), 1, DAY).provisional

    def test_marks_no_urgent_limit(self) -> None:
        assert not limits.due(a_calendar(), at("2026-12-31 08:00"), 48, URGENT_HOUR).provisional

    def test_gives_another_due_once_its_days_are_published(self) -> None:
        published = a_calendar(the_year_2026(), a_year(2027, off=("01-01", "01-04")))
        start = at("2026-12-31 17:00")

        expected = limits.due(a_calendar(the_year_2026(), the_year_2027()), start, 1, DAY)
        final = limits.due(published, start, 1, DAY)

        assert (expected.due, expected.provisional) == (at("2027-01-04 17:00"), True)
        assert (final.due, final.provisional) == (at("2027-01-05 17:00"), False)
