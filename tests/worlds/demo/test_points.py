"""What the list answers where, found without knowing the list."""

from datetime import date

import pytest

from deploy.demo.points import Aim, leaves_of, points, satisfying, ways_to_answer
from deploy.demo.traffic import aimed_at
from dispatch.responsibility.conditions import all_hold, parse_condition
from dispatch.routing.model import Outcome, Reason
from dispatch.vocabulary import MatterCode

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def found(example, dice):
    return points(example, DAY, dice())


class TestPoints:
    @pytest.mark.parametrize("aim", list(Aim))
    def test_of_the_example_county_show_everything_it_was_made_for(self, found, aim):
        assert [point for point in found if aim in point.aims]

    def test_hold_the_planted_gap_and_the_planted_conflict(self, found):
        gaps = {(p.matter.code, p.area.township) for p in found if Aim.GAP in p.aims}
        conflicts = {(p.matter.code, p.area.township) for p in found if Aim.CONFLICT in p.aims}

        assert ("M040", "330521004") in gaps
        assert ("M043", "330521102") in conflicts

    def test_cover_every_township(self, found, example):
        assert {point.area.township for point in found} == set(example.territory.townships)

    def test_also_say_nothing_where_a_line_asks_for_more(self, found):
        silent = [p for p in found if p.decision.reason is Reason.ATTRIBUTE_UNKNOWN]

        assert {point.matter.code for point in silent} >= {"M001", "M055"}

    def test_are_the_same_for_the_same_seed(self, example, dice):
        again = [
            [(p.matter.code, p.area.code) for p in points(example, DAY, dice())] for _ in range(2)
        ]

        assert again[0] == again[1]

    def test_of_a_list_without_stationed_units_show_none(self, bare, dice):
        aims = {aim for point in points(bare, DAY, dice()) for aim in point.aims}

        assert aims == set(Aim) - {Aim.STATIONED}

    def test_of_a_day_without_lines_in_force_are_gaps(self, bare, dice):
        outcomes = {p.decision.outcome for p in points(bare, date(2019, 1, 2), dice())}

        assert outcomes == {Outcome.GAP}


class TestSatisfying:
    @pytest.mark.parametrize(
        "condition",
        [
            "stage=standing",
            "stage!=standing",
            "area_m2>=300",
            "area_m2<300",
            "area_m2>300",
            "area_m2>=50&area_m2<300",
            "scale in large|huge",
            "since>2026-01-31",
            "since<2026-01-31&kind=a",
            "name>b",
        ],
    )
    def test_gives_values_for_which_all_conditions_hold(self, condition):
        conditions = parse_condition(condition)

        said = satisfying(conditions)

        assert said is not None
        assert all_hold(conditions, said)

    def test_gives_nothing_where_no_value_can_do(self):
        assert satisfying(parse_condition("area_m2>300&area_m2<200")) is None


class TestWaysToAnswer:
    def test_of_a_plain_matter_is_saying_nothing(self, example):
        assert ways_to_answer(example, MatterCode("M040")) == ({},)

    def test_has_one_way_for_each_condition_and_silence(self, example):
        ways = ways_to_answer(example, MatterCode("M001"))

        assert {"stage": "going_up"} in ways
        assert {"stage": "standing"} in ways
        assert ways[-1] == {}


def test_leaves_are_the_deepest_places(example, bare):
    assert {len(area.code) for area in leaves_of(example)} >= {15}
    assert {len(area.code) for area in leaves_of(bare)} == {12}


def test_aiming_repeats_the_few_points_there_are(found):
    aimed = list(aimed_at(found, frozenset({Aim.GAP}), 500))

    assert len(aimed) == 500
    assert all(Aim.GAP in point.aims for point in aimed)


def test_aiming_at_what_a_list_does_not_have_gives_nothing(found):
    assert list(aimed_at([p for p in found if not p.aims], frozenset({Aim.GAP}), 5)) == []
