"""Bundling, caps and second tries."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.notices.channels import ChannelKind
from dispatch.notices.pace import LAST_TRY, WINDOW, Cap, cap_of_channel, first_at, free_at, next_try

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
CAP = Cap(2, MINUTE, urgent=1)


class TestFirst:
    def test_waits_for_company_unless_it_is_urgent(self) -> None:
        assert first_at(NOW, at_once=False) == NOW + WINDOW
        assert first_at(NOW, at_once=True) == NOW


class TestCap:
    @pytest.mark.parametrize(
        ("seconds_ago", "at_once", "free"),
        [
            ([], False, None),
            ([10], False, None),
            ([30, 10], False, 30),
            ([30, 10], True, None),
            ([30, 10, 5], True, 30),
            ([50, 30, 10], False, 30),
            ([61, 60, 10], False, None),
        ],
        ids=["none", "room", "full", "urgent has room", "urgent full", "over full", "long ago"],
    )
    def test_says_when_there_is_room_again(self, seconds_ago, at_once, free) -> None:
        tried = [NOW - SECOND * each for each in seconds_ago]

        found = free_at(tried, CAP, at_once=at_once, now=NOW)

        assert found == (NOW + SECOND * free if free else None)

    def test_of_a_robot_stays_below_what_its_platform_takes(self) -> None:
        cap = cap_of_channel(ChannelKind.DINGTALK)

        assert cap.within == MINUTE
        assert cap.count + cap.urgent < 20


class TestSecondTry:
    def test_comes_later_each_time_and_ends(self) -> None:
        tries = [next_try(n, now=NOW, spread=0) for n in range(1, LAST_TRY + 1)]

        pauses = [at - NOW for at in tries if at]
        assert pauses == sorted(set(pauses))
        assert tries[-1] is None
        assert len(pauses) == LAST_TRY - 1

    def test_is_spread(self) -> None:
        assert next_try(1, now=NOW, spread=1) > next_try(1, now=NOW, spread=0)
