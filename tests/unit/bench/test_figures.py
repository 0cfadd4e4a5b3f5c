"""A figure says honestly whether it reached its goal."""

import pytest

from deploy.bench.figures import Figure, Goal, ratios


def a_figure(*samples: float, goal: Goal | None = None) -> Figure:
    return Figure("rules", "÷ linear scan", "×", samples, "10 lines", goal)


class TestFigure:
    def test_is_the_middle_of_its_rounds_whatever_the_worst_was(self) -> None:
        figure = a_figure(50.0, 1.0, 41.0)

        assert figure.median == 41.0
        assert figure.as_json() | {"min": 1.0, "max": 50.0, "rounds": 3} == figure.as_json()

    @pytest.mark.parametrize(
        ("goal", "value", "met"),
        [
            (Goal(at_least=40), 40.0, True),
            (Goal(at_least=40), 39.9, False),
            (Goal(at_most=2), 2.0, True),
            (Goal(at_most=2), 2.1, False),
        ],
    )
    def test_meets_its_goal_or_does_not(self, goal: Goal, value: float, *, met: bool) -> None:
        assert a_figure(value, goal=goal).met is met

    def test_without_a_goal_claims_nothing(self) -> None:
        assert a_figure(1.0).met is None


class TestRatios:
    def test_divide_each_round_by_itself(self) -> None:
        assert ratios([4.0, 9.0], [2.0, 3.0]) == (2.0, 3.0)
