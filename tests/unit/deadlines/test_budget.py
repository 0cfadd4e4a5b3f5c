from fractions import Fraction

import pytest

from dispatch.deadlines.budget import AmbiguousLimit, BadLimit, Budget, exact, limit_type
from dispatch.vocabulary import LimitType


class TestBudget:
    @pytest.mark.parametrize(
        ("value", "type_", "text"),
        [
            (Fraction(5, 60), LimitType.URGENT_HOUR, "5 分钟"),
            (2, LimitType.WORK_HOUR, "2 工作时"),
            (15, LimitType.WORK_DAY, "15 工作日"),
            ("1.5", LimitType.URGENT_DAY, "1.5 紧急工作日"),
        ],
    )
    def test_reads_as_people_say_it(
        self, value: Fraction | int | str, type_: LimitType, text: str
    ) -> None:
        assert Budget.of(value, type_).text == text

    def test_survives_being_stored_as_text(self) -> None:
        five_minutes = Budget.of(Fraction(5, 60), LimitType.URGENT_HOUR)

        assert Fraction(str(five_minutes.value)) == five_minutes.value

    def test_is_never_nothing(self) -> None:
        with pytest.raises(BadLimit, match="above 0"):
            Budget.of(0, LimitType.WORK_DAY)


def test_a_limit_is_taken_as_written() -> None:
    assert exact(0.1) == exact("0.1") == Fraction(1, 10)


@pytest.mark.parametrize("word", ["hour", "day", "小时", "天", "", "WORK_DAY"])
def test_a_bare_unit_is_never_guessed(word: str) -> None:
    with pytest.raises(AmbiguousLimit, match="work_day"):
        limit_type(word)
