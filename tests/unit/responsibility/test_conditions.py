import pytest

from dispatch.responsibility.conditions import (
    ConditionUnreadable,
    all_hold,
    incomparable,
    measures,
    parse_condition,
)
from dispatch.responsibility.model import Condition


class TestParseCondition:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("", ()),
            ("   ", ()),
            ("severity>=3", (Condition("severity", ">=", "3"),)),
            ("land_type = farmland", (Condition("land_type", "=", "farmland"),)),
            ("a != 1 & b<2", (Condition("a", "!=", "1"), Condition("b", "<", "2"))),
            ("land in farm;forest", (Condition("land", "in", "farm;forest"),)),
            ("land in (farm,forest)", (Condition("land", "in", "(farm,forest)"),)),
            ("金额 > 500", (Condition("金额", ">", "500"),)),
            ("inside = yes", (Condition("inside", "=", "yes"),)),
        ],
    )
    def test_reads(self, text: str, parts: tuple[Condition, ...]) -> None:
        assert parse_condition(text) == parts

    @pytest.mark.parametrize(
        "text",
        [
            "severity",
            "severity >=",
            "= 3",
            "a = 1 &",
            "a == 1",
            "a => 1",
            "a in ",
            "a in ()",
            "a ~ 1",
            "a ＞ 1",
            "a≥1",
        ],
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(ConditionUnreadable, match="key op value"):
            parse_condition(text)

    @pytest.mark.parametrize(
        ("text", "mend"),
        [
            ("a = 'x'", "without quotation marks"),
            ("a in “x”;“y”", "without quotation marks"),
            ("a >= 3 | b = 1", "holds none of = < > !"),
            ("a >= 3 >= 2", "holds none of = < > !"),
        ],
    )
    def test_says_how_to_write_it(self, text: str, mend: str) -> None:
        with pytest.raises(ConditionUnreadable, match=mend):
            parse_condition(text)


class TestAllHold:
    @pytest.mark.parametrize(
        ("condition", "attributes"),
        [
            ("severity >= 3", {"severity": 3}),
            ("severity >= 3", {"severity": "10"}),
            ("severity = 3", {"severity": 3.0}),
            ("severity < 10", {"severity": 9}),
            ("found < 2026-03-02", {"found": "2026-03-01"}),
            ("land = farmland", {"land": " farmland "}),
            ("land in farmland;forest", {"land": "forest"}),
            ("level in 1|2", {"level": 2}),
            ("land in farmland、forest", {"land": "forest"}),
            ("land in farmland，forest；water", {"land": "forest"}),
            ("severity >= 3", {"severity": "１０"}),
            ("land in {farmland, forest}", {"land": "farmland"}),
            ("land != farmland", {"land": "forest"}),
            ("urgent = true", {"urgent": True}),
            ("a = 1 & b = 2", {"a": 1, "b": 2}),
            ("found = 2026-02-30", {"found": "2026-02-30"}),
        ],
    )
    def test_holds(self, condition: str, attributes: dict[str, object]) -> None:
        assert all_hold(parse_condition(condition), attributes) is True

    @pytest.mark.parametrize(
        ("condition", "attributes"),
        [
            ("severity >= 3", {"severity": 2}),
            ("severity < 10", {"severity": 10}),
            ("found < 2026-03-02", {"found": "2026-03-02"}),
            ("land in farmland;forest", {"land": "river"}),
            ("a = 1 & b = 2", {"a": 2}),
        ],
        ids=["number", "bound", "date", "set", "one fails, whatever the other is"],
    )
    def test_fails(self, condition: str, attributes: dict[str, object]) -> None:
        assert all_hold(parse_condition(condition), attributes) is False

    @pytest.mark.parametrize("unsaid", [{}, {"b": None}, {"b": " "}, {"b": [1]}, {"b": {}}])
    def test_cannot_tell_what_was_not_said(self, unsaid: dict[str, object]) -> None:
        assert all_hold(parse_condition("a = 1 & b != 2"), {"a": 1, **unsaid}) is None


class TestIncomparable:
    @pytest.mark.parametrize("said", ["不详", "90平方米", "1,200", "2026-01-01", True])
    def test_is_what_is_no_number_where_numbers_are_ordered(self, said: object) -> None:
        measured = measures(parse_condition("area_m2 >= 300 & area_m2 != 500"))

        assert incomparable({"area_m2": said}, measured) == ("area_m2",)

    @pytest.mark.parametrize("said", [90, 0.5, " ９０ ", "-1e3", "3.", ".5", None, "", ["90"]])
    def test_is_no_number_however_written_nor_what_is_not_said(self, said: object) -> None:
        assert incomparable({"area_m2": said}, measures(parse_condition("area_m2 < 300"))) == ()

    def test_is_what_is_no_day_where_days_are_ordered(self) -> None:
        measured = measures(parse_condition("found < 2026-03-02"))

        assert incomparable({"found": "2026-02-30"}, measured) == ("found",)
        assert incomparable({"found": "2026-02-28"}, measured) == ()

    @pytest.mark.parametrize("text", ["a = 3", "a in 1;2", "a < x", "a < 3 & a != unknown", ""])
    def test_is_nothing_where_words_may_be_said(self, text: str) -> None:
        assert incomparable({"a": "不详"}, measures(parse_condition(text))) == ()
