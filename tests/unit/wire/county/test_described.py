"""Conditions as people type them, in the words that the county has for its attributes."""

import pytest

from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.described import Misfit, misfit
from dispatch.wire.county.attributes import read_attributes
from dispatch.wire.county.described import in_codes
from dispatch.wire.county.problems import Problems

LABELS = read_attributes("depth: {name: 深度, unit: 米}".encode(), Problems())


class TestInCodes:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("建设阶段=在建", "stage=going_up"),
            ("深度＞＝3", "depth>=3"),
            ("面积≥300平方米", "area_m2>=300"),
            ("面积 ≥ 300 平方米、建设阶段:在建", "area_m2>=300&stage=going_up"),
            ("建设阶段！＝在建，面积≤300", "stage!=going_up&area_m2<=300"),
            ("stage=going_up 且 面积>300", "stage=going_up&area_m2>300"),
            ("建设阶段in(在建,已建成)&面积≠300", "stage in (going_up,standing)&area_m2!=300"),
            ("建设阶段=在建、已建成", "stage=going_up、standing"),
        ],
    )
    def test_puts_names_and_signs_as_a_list_writes_them(self, typed: str, written: str) -> None:
        assert in_codes(typed, LABELS) == written

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "stage = going_up & area_m2 >= 300",
            "stage in going_up;standing",
            "foo=bar",
            "road_class=第一条：总则",
            "很大",
        ],
    )
    def test_leaves_what_is_in_codes_or_that_nobody_described(self, text: str) -> None:
        assert in_codes(text, LABELS) == text

    def test_leaves_a_name_that_two_attributes_bear(self) -> None:
        own = "width: {name: 面积}".encode()

        assert in_codes("面积>3", read_attributes(own, Problems())) == "面积>3"


class TestMisfit:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("stage=going_up", None),
            ("stage in going_up;standing", None),
            ("road_class!=村道", None),
            ("area_m2>=300.5", None),
            ("foo=bar", (Misfit.ATTRIBUTE, "foo")),
            ("stage=在建中", (Misfit.CHOICE, "在建中")),
            ("stage in going_up;gone", (Misfit.CHOICE, "gone")),
            ("area_m2<大", (Misfit.NUMBER, "大")),
            ("stage=going_up,standing", (Misfit.SEVERAL, "going_up,standing")),
        ],
    )
    def test_is_what_no_report_can_meet(self, text: str, found: tuple[Misfit, str] | None) -> None:
        (condition,) = parse_condition(text)

        assert misfit(condition, LABELS) == found
