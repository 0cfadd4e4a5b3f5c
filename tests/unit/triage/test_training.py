"""What training makes of messages."""

import pytest

from dispatch.triage.evaluating import evaluate
from dispatch.triage.examples import Record, TooLittle, folds, groups_of
from dispatch.triage.figures import Judged, bar_for, calibration_error, figures_of, macro_f1
from dispatch.triage.interval import clopper_pearson, tail, upper_bound
from dispatch.triage.training import written
from tests.unit.triage.learning import DOCUMENT, messages, trained


class TestTrain:
    def test_gives_the_same_bytes_whatever_the_order(self) -> None:
        assert written(trained(tuple(reversed(messages())))) == written(DOCUMENT)

    def test_is_named_by_what_decides_and_not_by_its_day(self) -> None:
        dated, strict = trained(trained_at="2026-11-28"), trained(error=0.2)

        assert (dated["trained_at"], dated["version"]) == ("2026-11-28", DOCUMENT["version"])
        assert strict["version"] != DOCUMENT["version"]

    def test_tells_what_it_is_worth(self) -> None:
        figures = DOCUMENT["figures"]

        assert figures["macro_f1"] > 0.9
        assert figures["automatic"] > 0.5
        assert figures["error"] <= 0.05
        assert DOCUMENT["n"] == figures["n"] == len(messages())

    def test_leaves_out_a_label_with_too_few_examples_and_says_so(self) -> None:
        rare = [Record(f"r{n}", "", f"古树{n}", "trees") for n in range(4)]

        document = trained((*messages(), *rare))

        assert document["left_out"] == {"trees": 4}
        assert "trees" not in document["labels"]

    @pytest.mark.parametrize("label", ["waste", None])
    def test_refuses_what_has_fewer_than_two_labels(self, label: str | None) -> None:
        few = tuple(each for each in messages() if each.label == label) or messages()[:3]

        with pytest.raises(TooLittle, match="a model needs two"):
            trained(few)

    def test_sets_no_bar_where_nothing_can_be_told(self) -> None:
        guesses = [Record(f"{n}", "", f"情况{n}", "ab"[n % 2]) for n in range(60)]

        assert trained(tuple(guesses), parents={})["bars"] == {
            "leaf": None,
            "middle": None,
            "alone": None,
        }

    def test_learns_from_the_catalogue_and_is_not_judged_by_it(self) -> None:
        words = [Record("", "", "占道经营", "waste"), Record("", "", "无此事项", "M999")]

        document = trained(catalogue=words)

        assert document["n"] == document["messages"] + 1
        assert document["figures"]["n"] == len(messages())

    def test_sets_a_bar_of_its_own_where_keywords_are_silent(self) -> None:
        few = frozenset(each.id for each in messages()[:4])

        assert trained(silent=few)["bars"]["alone"] is None
        assert DOCUMENT["bars"]["alone"] == DOCUMENT["bars"]["leaf"]

    def test_judges_itself_on_what_it_has_not_seen(self) -> None:
        figures = evaluate(messages(), parents={}, error=0.05, parts=2)

        assert figures["n"] == len(messages())
        assert figures["macro_f1"] > 0.9
        assert 0 <= figures["error"] <= 0.1


class TestFolds:
    def test_never_cut_a_group_and_leave_nobody_out(self) -> None:
        groups = [at // 3 for at in range(60)]
        of = [group % 4 for group in groups]

        cut = folds(of, groups, 5)

        assert sorted(at for _, part in cut for at in part) == list(range(60))
        for rest, part in cut:
            assert {groups[at] for at in rest}.isdisjoint(groups[at] for at in part)

    def test_give_every_part_its_share_of_each_label(self) -> None:
        of = [at % 3 for at in range(90)]

        for _, part in folds(of, list(range(90)), 5):
            assert sorted(of[at] for at in part) == [0] * 6 + [1] * 6 + [2] * 6


class TestGroups:
    def test_hold_near_copies_together(self) -> None:
        long = "永安街的摊贩每天傍晚都把人行道占满,行人只能走机动车道"
        texts = [long, long + ",请处理", "水管爆了,路上都是水,没人来修理也没人管", "路灯"]

        groups = groups_of([Record(str(n), "", text, "x") for n, text in enumerate(texts)])

        assert groups[0] == groups[1]
        assert len(set(groups)) == 3


def a_judgement(p: float, *, right: bool) -> Judged:
    return Judged(p, "a", "a" if right else "b", "b", 0.0, level_right=False)


class TestBar:
    def test_is_the_lowest_that_keeps_the_error_below_what_was_stated(self) -> None:
        sure = [a_judgement(0.9 + n / 10_000, right=True) for n in range(100)]
        unsure = [a_judgement(0.5 + n / 10_000, right=n % 2 == 0) for n in range(100)]

        bar = bar_for([*sure, *unsure], 0.05)

        assert bar is not None
        assert 0.5 < bar <= 0.9

    def test_is_never_set_by_a_few_lucky_answers(self) -> None:
        assert bar_for([a_judgement(0.99, right=True)] * 10, 0.05) is None
        assert bar_for([a_judgement(0.99, right=True)] * 30, 0.05) is not None

    def test_counts_a_message_judged_three_times_once(self) -> None:
        thrice = [a_judgement(0.99, right=True)] * 30

        assert bar_for(thrice, 0.05, times=3) is None

    def test_does_not_part_answers_that_are_equally_sure(self) -> None:
        same = [a_judgement(0.9, right=n > 20) for n in range(100)]

        assert bar_for(same, 0.05) is None


class TestFigures:
    def test_count_what_is_above_the_bar(self) -> None:
        judged = [a_judgement(0.9, right=True)] * 3 + [a_judgement(0.8, right=False)]

        figures = figures_of(judged, 0.85, None)

        assert (figures["automatic"], figures["error"]) == (0.75, 0.0)
        assert figures["top2"] == 1.0

    def test_weigh_every_label_alike(self) -> None:
        judged = [a_judgement(0.9, right=True)] * 9 + [a_judgement(0.9, right=False)]

        assert macro_f1(judged) == pytest.approx((18 / 19 + 0) / 2)

    def test_see_overconfidence(self) -> None:
        assert calibration_error([a_judgement(0.95, right=False)] * 5) == pytest.approx(0.95)


class TestInterval:
    """Against tables of the exact binomial."""

    @pytest.mark.parametrize(
        ("wrong", "n", "low", "high"),
        [
            (0, 10, 0.0, 0.3085),
            (1, 20, 0.0013, 0.2487),
            (5, 100, 0.0164, 0.1128),
            (10, 10, 0.6915, 1.0),
            (0, 0, 0.0, 1.0),
        ],
    )
    def test_is_the_exact_one(self, wrong: int, n: int, low: float, high: float) -> None:
        assert clopper_pearson(wrong, n) == pytest.approx((low, high), abs=5e-5)

    def test_of_nothing_wrong_is_the_rule_of_three(self) -> None:
        assert upper_bound(0, 59, 0.95) == pytest.approx(0.0495, abs=1e-4)

    def test_tail_is_a_chance(self) -> None:
        assert tail(5, 10, 0.5) == pytest.approx(0.623, abs=1e-3)
        assert (tail(0, 10, 0.0), tail(3, 10, 1.0), tail(10, 10, 0.3)) == (1.0, 0.0, 1.0)
