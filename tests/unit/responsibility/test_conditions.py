import pytest

from dispatch.responsibility.conditions import ConditionUnreadable, all_hold, parse_condition
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
        ],
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(ConditionUnreadable, match="key op value"):
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
