"""``triage.yaml``: what a county may write in it, and what it is told."""

from pathlib import Path

import pytest

import dispatch.wire.county
from dispatch.responsibility.model import Matter
from dispatch.triage import sort
from dispatch.vocabulary import MatterCode, Urgency
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.triage import read_triage

GOOD = """\
margin: 0.3
weights:
  title: 2
  length: 1.5
safety:
  red: [爆炸]
  orange:
    - 冒烟
"""
CODE = MatterCode("M039")
MATTERS = {CODE: Matter(CODE, "窨井盖缺失破损", platform=None, keywords=("井盖",))}
DEFAULTS = Path(dispatch.wire.county.__file__).parent / "defaults" / "triage.yaml"


def problems_of(text: str | bytes) -> list[str]:
    problems = Problems()
    book = read_triage(text.encode() if isinstance(text, str) else text, MATTERS, problems)
    assert (book is None) == bool(problems)
    return [str(problem) for problem in problems]


class TestAGoodFile:
    def test_gives_the_book_it_describes(self) -> None:
        problems = Problems()

        book = read_triage(GOOD.encode(), MATTERS, problems)

        assert not problems
        assert book is not None
        assert (book.margin, book.title_weight) == (0.3, 2.0)
        answer = sort(book, text="井盖冒烟", matters=MATTERS)
        assert (answer.matter, answer.urgency) == (CODE, Urgency.ORANGE)

    def test_may_name_no_safety_word(self) -> None:
        assert (
            problems_of("margin: 0\nweights: {title: 1, length: 0}\nsafety: {red: [], orange: []}")
            == []
        )


class TestTheShareOfChecks:
    @pytest.mark.parametrize(("line", "share"), [("", 0.02), ("audit_share: 0.5\n", 0.5)])
    def test_is_two_in_a_hundred_unless_said_otherwise(self, line: str, share: float) -> None:
        book = read_triage((GOOD + line).encode(), MATTERS, Problems())

        assert book is not None
        assert book.audit_share == share

    def test_is_a_share(self) -> None:
        assert problems_of(GOOD + "audit_share: 2\n") == [
            "triage.yaml, row 9, column audit_share: must lie between 0 and 1"
        ]


class TestTheDefaults:
    @pytest.mark.parametrize(
        ("text", "urgency"),
        [
            ("小区燃气泄漏", Urgency.RED),
            ("围墙坍塌", Urgency.RED),
            ("有人触电", Urgency.RED),
            ("儿童溺水", Urgency.RED),
            ("电梯里有人被困", Urgency.RED),
            ("仓库爆炸", Urgency.RED),
            ("配电箱冒烟", Urgency.ORANGE),
            ("路灯不亮", Urgency.YELLOW),
            ("邻居装修太吵", Urgency.YELLOW),
        ],
    )
    def test_know_danger_when_they_read_it(self, text: str, urgency: Urgency) -> None:
        problems = Problems()

        book = read_triage(DEFAULTS.read_bytes(), {}, problems)

        assert [str(problem) for problem in problems] == []
        assert book is not None
        assert sort(book, text=text, matters=()).urgency is urgency


class TestABadFile:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("margin: 0.3\n", "", "triage.yaml, column margin: is missing"),
            ("0.3", "high", "triage.yaml, row 1, column margin: must be a number"),
            ("0.3", "yes", "triage.yaml, row 1, column margin: must be a number"),
            ("0.3", "!!int x", "triage.yaml, row 1, column margin: must be a number"),
            ("0.3", "1.5", "triage.yaml, row 1, column margin: must lie between 0 and 1"),
            ("0.3", ".nan", "triage.yaml, row 1, column margin: must lie between 0 and 1"),
            (
                "title: 2",
                "title: 0",
                "triage.yaml, row 3, column weights.title: must lie between 1 and 100",
            ),
            ("  length: 1.5\n", "", "triage.yaml, column weights.length: is missing"),
            (
                "  title",
                "  heading: 1\n  title",
                "triage.yaml, row 3, column weights.heading: unknown key; known: title, length",
            ),
            (
                "margin",
                "bar: 1\nmargin",
                (
                    "triage.yaml, row 1, column bar: unknown key; "
                    "known: margin, weights, safety, audit_share"
                ),
            ),
            (
                "margin: 0.3",
                "margin: 0.3\nmargin: 0.4",
                "triage.yaml, row 2, column margin: given twice; keep one",
            ),
            (
                "[爆炸]",
                "爆炸",
                "triage.yaml, row 6, column safety.red: must be a list of words; [] for none",
            ),
            (
                "- 冒烟",
                "- 119",
                "triage.yaml, row 8, column safety.orange: must be a word; put it in quotes",
            ),
            (
                "- 冒烟",
                "- 爆炸",
                "triage.yaml, row 8, column safety.orange: 爆炸 is listed twice; keep the higher",
            ),
            (
                "red:",
                "blue:",
                "triage.yaml, row 6, column safety.blue: unknown key; known: red, orange",
            ),
        ],
    )
    def test_is_told_the_row_the_field_and_the_mend(self, old: str, new: str, told: str) -> None:
        assert told in problems_of(GOOD.replace(old, new, 1))

    def test_is_told_everything_at_once(self) -> None:
        assert len(problems_of("margin: x\nweights: 1\nsafety: {red: 1, orange: []}\n")) == 3

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "triage.yaml: must hold the keys margin, weights, safety"),
            ("- a", "triage.yaml: must hold the keys margin, weights, safety"),
            ("margin: [", "triage.yaml, row 1: not YAML: "),
            ("a: \x07", "triage.yaml: not YAML: "),
        ],
    )
    def test_that_is_no_mapping_is_said_to_be_none(self, text: str, told: str) -> None:
        assert problems_of(text)[0].startswith(told)

    def test_in_another_encoding_is_said_to_be_so(self) -> None:
        assert problems_of(GOOD.encode("gb18030"))[0].endswith("save the file as UTF-8")
