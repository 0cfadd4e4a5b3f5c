"""A demo begins on a working morning that its county's calendar and list carry."""

from dataclasses import replace
from datetime import date

import pytest

from deploy.demo.first_instant import NoWorkingDay, first_instant
from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.years import Year, YearStatus


def of_years(book, *years: Year):
    return replace(book, calendar=Calendar(years))


def final(number: int, **days) -> Year:
    return Year(number, YearStatus.FINAL, **days)


class TestFirstInstant:
    def test_is_this_morning_on_a_working_day(self, example):
        at = first_instant(example, date(2026, 9, 16)).astimezone(COUNTY_ZONE)

        assert (at.date(), at.hour, at.minute) == (date(2026, 9, 16), 8, 20)

    def test_is_the_nearest_working_morning_in_a_holiday(self, example):
        on = first_instant(example, date(2026, 10, 1)).astimezone(COUNTY_ZONE).date()

        assert on == date(2026, 9, 30)

    def test_leaves_weeks_of_published_days_ahead(self, example):
        on = first_instant(example, date(2026, 12, 30)).astimezone(COUNTY_ZONE).date()

        assert on == date(2026, 12, 1)

    def test_leaves_months_of_known_days_ahead(self, example):
        book = of_years(example, final(2026))

        on = first_instant(book, date(2026, 11, 23)).astimezone(COUNTY_ZONE).date()

        assert on == date(2026, 8, 3)

    def test_goes_back_to_where_the_list_is_in_force(self, example):
        of_2024 = tuple(
            replace(line, valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
            for line in example.lines
        )

        on = first_instant(replace(example, lines=of_2024), date(2026, 9, 16))

        assert on.astimezone(COUNTY_ZONE).year == 2024

    def test_is_refused_without_a_working_day(self, example):
        with pytest.raises(NoWorkingDay, match="add the present year"):
            first_instant(of_years(example), date(2026, 9, 16))
