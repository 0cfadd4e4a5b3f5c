import pytest

from dispatch.deadlines.quiet import QuietHours, send_not_before
from dispatch.vocabulary import Urgency
from tests.unit.deadlines.builders import at

NIGHT = QuietHours(22 * 60, 7 * 60, frozenset({Urgency.YELLOW, Urgency.BLUE}))
NOON = QuietHours(12 * 60, 14 * 60, frozenset({Urgency.BLUE}))


class TestQuietHours:
    @pytest.mark.parametrize(
        ("now", "sent"),
        [
            ("2026-11-23 21:59", "2026-11-23 21:59"),
            ("2026-11-23 22:00", "2026-11-24 07:00"),
            ("2026-11-24 06:59:30", "2026-11-24 07:00"),
            ("2026-11-24 07:00", "2026-11-24 07:00"),
        ],
        ids=["before", "first minute", "last minute", "after"],
    )
    def test_let_a_yellow_case_wait_for_the_morning(self, now: str, sent: str) -> None:
        assert send_not_before(at(now), Urgency.YELLOW, NIGHT) == at(sent)

    def test_may_lie_within_a_day(self) -> None:
        assert send_not_before(at("2026-11-23 13:00"), Urgency.BLUE, NOON) == at("2026-11-23 14:00")

    @pytest.mark.parametrize("urgency", [Urgency.RED, Urgency.ORANGE])
    def test_never_hold_back_an_urgent_case(self, urgency: Urgency) -> None:
        midnight = at("2026-11-23 00:00")

        assert send_not_before(midnight, urgency, NIGHT) is midnight

    def test_can_be_left_out(self) -> None:
        midnight = at("2026-11-23 00:00")

        assert send_not_before(midnight, Urgency.BLUE, None) is midnight
