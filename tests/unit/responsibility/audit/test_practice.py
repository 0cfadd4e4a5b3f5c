"""What cases show of a list in practice, with known answers."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from dispatch.history.model import PastCase
from dispatch.responsibility.audit.chance import at_least, discoveries
from dispatch.responsibility.audit.practice import Practice, practice
from dispatch.vocabulary import UnitCode
from tests.builders import BUREAU, CENTRE, GRID, OTHER_BUREAU, VILLAGE, a_line, a_matter
from tests.unit.responsibility.audit.ground import a_list
from tests.unit.responsibility.audit.test_volume import a_past_case

UNTIL = date(2026, 6, 30)
JUDGED = a_list(
    a_line("A1", BUREAU, matter="M1"),
    a_line("A2", BUREAU, matter="M2"),
    matters=[a_matter("M1"), a_matter("M11", parent="M1"), a_matter("M2", name="噪音")],
)


def worked(
    unit: str, many: int, *, returns: int = 0, matter: str = "M1", day: date = UNTIL
) -> Iterator[PastCase]:
    for n in range(many):
        back = (UnitCode(unit),) if n < returns else ()
        case = a_past_case(matter=matter, day=day, n=str(n))
        yield replace(case, case_id=f"{unit}-{matter}-{n}", unit=UnitCode(unit), returned_by=back)


def shown(cases: list[PastCase], kind: Practice, **asked: int):
    return [each for each in practice(cases, JUDGED, until=UNTIL, **asked) if each.practice is kind]


class TestChance:
    @pytest.mark.parametrize(
        ("observed", "expected", "chance"),
        [
            (0, 3.0, 1.0),
            (1, 0.0, 0.0),
            (1, 1.0, 1 - math.exp(-1)),
            (2, 1.0, 1 - 2 * math.exp(-1)),
            (5, 2.0, 0.052653),
            (10, 3.0, 0.0011025),
            (3, 10.0, 0.9972306),
            (20, 5.0, 3.4521e-07),
        ],
    )
    def test_of_a_count_or_more_is_the_poisson_tail(
        self, observed: int, expected: float, chance: float
    ):
        assert at_least(observed, expected) == pytest.approx(chance, rel=1e-4)

    def test_of_large_counts_is_still_a_number(self):
        assert at_least(1_000_000, 900_000.0) == pytest.approx(0.0, abs=1e-300)
        assert 0.45 < at_least(100_000, 100_000.0) < 0.55

    def test_believes_step_by_step(self):
        # The worked example of the method: of fifteen chances four are believed at 0.05.
        chances = [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
            *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000),
        ]

        assert discoveries(chances, share=0.05) == {0, 1, 2, 3}
        assert discoveries([], share=0.05) == frozenset()
        assert discoveries([0.02, 0.03, 0.04], share=0.05) == {0, 1, 2}

    def test_names_few_where_nothing_is_out_of_the_common(self):
        grown = Random(5)  # noqa: S311 - made-up counts
        wrong = 0
        for _ in range(100):
            cases = []
            for unit in range(12):
                returns = sum(grown.random() < 0.2 for _ in range(40))
                cases += worked(f"U{unit}", 40, returns=returns)
            wrong += bool(shown(cases, Practice.RETURNED))

        assert wrong <= 5, "a binomial count is narrower than a Poisson one, so at most 5 %"


class TestReturned:
    def test_names_the_unit_that_hands_back_more_than_the_median(self):
        cases = [
            *worked(BUREAU, 100, returns=5),
            *worked(OTHER_BUREAU, 100, returns=30),
            *worked(CENTRE, 100, returns=4),
        ]

        (found,) = shown(cases, Practice.RETURNED)

        assert (found.unit, found.matter, found.n, found.observed) == (
            OTHER_BUREAU,
            "M1",
            100,
            30,
        )
        assert found.expected == pytest.approx(5.0)
        assert found.p == pytest.approx(at_least(30, 5.0))
        assert len(found.cases) == 30
        assert found.words.zh == (
            "湖州市生态环境局德清分局退回“乱倒垃圾”30次（收到100件，按全县中位数应为5.0次，"
            "偶然达到的可能为< 0.0001）"
        )

    def test_does_not_judge_by_a_few(self):
        cases = [
            *worked(BUREAU, 100),
            *worked(OTHER_BUREAU, 19, returns=19),
            *worked(CENTRE, 25, returns=4),
        ]

        assert shown(cases, Practice.RETURNED) == []

    def test_makes_no_sensation_of_a_county_without_returns(self):
        cases = [*worked(BUREAU, 200), *worked(OTHER_BUREAU, 200), *worked(CENTRE, 50, returns=5)]

        (found,) = shown(cases, Practice.RETURNED)

        assert found.expected == pytest.approx(50 * 0.5 / 450)


class TestNeverUsed:
    def test_names_the_highest_matter_without_a_case(self):
        cases = [a_past_case(matter="M2", day=date(2025, 1, 1)), *worked(BUREAU, 3, matter="M2")]

        (found,) = shown(cases, Practice.NEVER_USED)

        assert (found.matter, found.n, found.observed) == ("M1", 3, 0)
        assert found.words.zh == "“乱倒垃圾”12个月内没有一件案件（同期全部3件）"

    def test_counts_a_case_of_the_matter_above_as_one_that_may_be_its_own(self):
        cases = [a_past_case(matter="M2", day=date(2025, 1, 1)), *worked(BUREAU, 1)]

        assert [each.matter for each in shown(cases, Practice.NEVER_USED)] == ["M2"]

    def test_says_nothing_of_a_history_that_is_too_short(self):
        assert shown(list(worked(BUREAU, 3)), Practice.NEVER_USED) == []
        assert shown([], Practice.NEVER_USED) == []


class TestUnheld:
    def test_counts_open_cases_without_a_holder(self):
        cases = [
            replace(a_past_case(matter="M1"), held=False, case_id="C1"),
            replace(a_past_case(matter="M1"), held=False, closed_on=UNTIL, case_id="C2"),
            replace(a_past_case(matter="M1"), case_id="C3"),
            replace(a_past_case(matter=None), held=False, case_id="C4"),
        ]

        found = shown(cases, Practice.UNHELD)

        assert [(each.matter, each.cases) for each in found] == [("", ("C4",)), ("M1", ("C1",))]
        assert found[0].words.zh == "“未识别事项”有1件未结案件没有承办单位"


class TestBackAgain:
    def punished(self, closed: date, case_id: str = "P1", area: str = GRID) -> PastCase:
        case = a_past_case(area, matter="M1", day=closed - timedelta(days=9))
        return replace(case, closed_on=closed, penalty=True, case_id=case_id)

    @pytest.mark.parametrize(("days", "back"), [(0, False), (1, True), (90, True), (91, False)])
    def test_counts_the_same_matter_at_the_same_place_within_the_days(
        self, days: int, *, back: bool
    ):
        closed = date(2026, 1, 10)
        cases = [
            self.punished(closed),
            a_past_case(GRID, matter="M1", day=closed + timedelta(days=days)),
            a_past_case(VILLAGE, matter="M1", day=closed + timedelta(days=5)),
            a_past_case(GRID, matter="M2", day=closed + timedelta(days=5)),
        ]

        found = shown(cases, Practice.BACK_AGAIN)

        assert [(each.area, each.observed, each.n, each.cases) for each in found] == (
            [(GRID, 1, 1, ("P1",))] if back else []
        )

    def test_knows_a_place_by_where_it_lies_and_not_by_how_it_was_written(self):
        cases = [
            self.punished(date(2026, 1, 10)),
            a_past_case(GRID + "000", matter="M1", day=date(2026, 2, 1)),
        ]

        (found,) = shown(cases, Practice.BACK_AGAIN)

        assert found.words.zh == "“乱倒垃圾”在对河口村第1网格以处罚结案1件，其中1件90天内又发生"
