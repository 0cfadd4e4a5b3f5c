"""Whether a clock has left its own course between two looks."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.deadlines.brake import Reading, expected, jumped

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def a_reading(after: float, shows: timedelta, *, factor: float = 1.0, moves: int = 0) -> Reading:
    """A look so many seconds of the machine later, when the clock shows so much more."""
    return Reading(NOON + shows, 1000.0 + after, factor, moves)


@pytest.mark.parametrize(
    ("shows", "jump"),
    [
        (timedelta(seconds=5), False),
        (timedelta(seconds=125), False),
        (timedelta(seconds=126), True),
        (timedelta(seconds=-115), False),
        (timedelta(seconds=-116), True),
        (timedelta(hours=1), True),
        (timedelta(days=-1), True),
    ],
)
def test_a_clock_has_jumped_beyond_two_minutes_in_either_direction(
    shows: timedelta, *, jump: bool
) -> None:
    assert jumped(a_reading(0, timedelta(0)), a_reading(5, shows)) is jump


class TestFastClock:
    def test_is_on_its_course_when_it_is_as_fast_as_it_says(self) -> None:
        before = a_reading(0, timedelta(0), factor=3600)

        assert not jumped(before, a_reading(5, timedelta(hours=5), factor=3600))
        assert jumped(before, a_reading(5, timedelta(days=6), factor=3600))

    def test_is_expected_where_its_factor_takes_it(self) -> None:
        before = a_reading(0, timedelta(0), factor=60)

        assert expected(before, 1002.0) == NOON + timedelta(minutes=2)


class TestClockMovedByHand:
    def test_has_not_jumped(self) -> None:
        assert not jumped(a_reading(0, timedelta(0)), a_reading(5, timedelta(days=9), moves=1))


class TestMachineThatSlept:
    def test_is_no_jump_when_both_clocks_went_on(self) -> None:
        assert not jumped(a_reading(0, timedelta(0)), a_reading(36_000, timedelta(hours=10)))
