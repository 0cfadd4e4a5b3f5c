"""Past cases inside a finding's box, and the severity that they make."""

from datetime import date

import pytest

from dispatch.history.model import PastCase
from dispatch.responsibility.audit import Check, Finding, Severity, audit
from dispatch.responsibility.audit.boxes import box_of
from dispatch.responsibility.audit.model import Audited
from dispatch.responsibility.audit.volume import Past, weigh
from dispatch.vocabulary import MatterCode, Urgency
from tests.builders import (
    BUREAU,
    COMMUNITY,
    COUNTY,
    GRID,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_line,
    a_matter,
)
from tests.unit.responsibility.audit.ground import a_list

RIVALS = a_line("A1", BUREAU), a_line("A2", OTHER_BUREAU)


def a_past_case(
    area: str = VILLAGE,
    *,
    matter: str | None = "M001",
    day: date = date(2025, 5, 1),
    **attributes: str,
) -> PastCase:
    return PastCase(
        source="old",
        case_id=f"{area}-{matter}-{day}-{attributes}",
        occurred_on=day,
        area=area,
        matter=MatterCode(matter) if matter else None,
        attributes=attributes,
    )


def only(audited: Audited, check: Check) -> Finding:
    (found,) = (each for each in audit(audited, advice=True) if each.check is check)
    return found


def inside(audited: Audited, check: Check, *cases: PastCase) -> tuple[list[int], int]:
    volume = Past(cases, audited).inside(box_of(only(audited, check), audited))
    return sorted(volume.cases), volume.unsure


class TestInside:
    def test_are_the_cases_of_the_matters_below_at_places_below(self):
        matters = [a_matter("M1"), a_matter("M11", parent="M1"), a_matter("M2")]
        judged = a_list(
            a_line("A1", matter="M1", areas=TOWNSHIP),
            a_line("A2", OTHER_BUREAU, matter="M1", areas=TOWNSHIP),
            a_line("A3", matter="M2"),
            a_line("A4", matter="M1", areas=OTHER_TOWNSHIP),
            matters=matters,
        )

        found = inside(
            judged,
            Check.MULTI_LEAD,
            a_past_case(GRID, matter="M11"),
            a_past_case(TOWNSHIP, matter="M1"),
            a_past_case(GRID + "777", matter="M1"),
            a_past_case(OTHER_TOWNSHIP, matter="M1"),
            a_past_case(matter="M2"),
            a_past_case(matter=None),
            a_past_case("110101001", matter="M1"),
        )

        assert found == ([0, 1, 2], 0)

    def test_may_be_those_whose_place_is_wider_than_the_box(self):
        judged = a_list(
            a_line("A1", areas=f"{VILLAGE};{OTHER_TOWNSHIP}"),
            a_line("A2", OTHER_BUREAU, areas=f"{VILLAGE};{OTHER_TOWNSHIP}"),
        )

        assert inside(judged, Check.MULTI_LEAD, a_past_case(COUNTY), a_past_case(COMMUNITY)) == (
            [0],
            1,
        )

    def test_are_those_that_say_nothing_against_zone_and_conditions(self):
        judged = a_list(
            a_line("A1", BUREAU, zone="urban"), a_line("A2", OTHER_BUREAU, condition="severity > 2")
        )

        found = inside(
            judged,
            Check.MULTI_LEAD,
            a_past_case(COMMUNITY, severity="3"),
            a_past_case(COMMUNITY),
            a_past_case(COMMUNITY, severity="1"),
            a_past_case(VILLAGE, severity="3"),
            a_past_case(TOWNSHIP, severity="3"),
        )

        assert found == ([0, 1, 4], 2)

    @pytest.mark.parametrize(
        ("day", "met"),
        [
            (date(2025, 7, 1), True),
            (date(2019, 7, 31), True),
            (date(2025, 6, 30), False),
            (date(2025, 8, 1), False),
        ],
    )
    def test_of_a_gap_are_those_of_the_same_days_of_any_year(self, day: date, *, met: bool):
        judged = a_list(
            a_line("A1", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)),
            a_line("A2", valid_from=date(2026, 8, 1)),
        )

        assert inside(judged, Check.HANDOVER_GAP, a_past_case(day=day)) == ([0] if met else [], 0)

    def test_of_a_gap_over_new_year_are_those_on_either_side(self):
        judged = a_list(
            a_line("A1", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 9)),
            a_line("A2", valid_from=date(2027, 1, 10)),
            last=date(2027, 12, 31),
        )
        days = date(2025, 12, 31), date(2025, 1, 3), date(2025, 6, 1)

        found = inside(judged, Check.HANDOVER_GAP, *(a_past_case(day=day) for day in days))

        assert found == ([0, 1], 0)


class TestSeverity:
    def test_without_history_is_that_of_the_kind(self):
        judged = a_list(*RIVALS)
        finding = only(judged, Check.MULTI_LEAD)

        for past in (None, Past((), judged)):
            weight = weigh(finding, judged, past=past)
            assert (weight.severity, weight.cases) == (Severity.HIGH, None)
        assert weight.why.zh == "没有历史案件可比，按问题种类定级"

    @pytest.mark.parametrize(
        ("check", "cases", "severity"),
        [
            (Check.MULTI_LEAD, 0, Severity.MEDIUM),
            (Check.MULTI_LEAD, 1, Severity.HIGH),
            (Check.MULTI_LEAD, 10, Severity.HIGH),
            (Check.PENALTY_ONLY, 0, Severity.LOW),
            (Check.PENALTY_ONLY, 1, Severity.MEDIUM),
            (Check.PENALTY_ONLY, 10, Severity.HIGH),
            (Check.DUPLICATE, 0, Severity.LOW),
            (Check.DUPLICATE, 9, Severity.LOW),
            (Check.DUPLICATE, 10, Severity.LOW),
            (Check.MISSING_LIMIT, 10, Severity.ADVICE),
        ],
    )
    def test_is_the_kinds_raised_or_lowered_by_the_cases(
        self, check: Check, cases: int, severity: Severity
    ):
        judged = a_list(*RIVALS)
        elsewhere = a_past_case(matter="M9")
        past = Past([elsewhere, *(a_past_case() for _ in range(cases))], judged)
        finding = Finding(check, MatterCode("M001"), "*")
        if check in (Check.MULTI_LEAD, Check.DUPLICATE):
            finding = Finding(check, MatterCode("M001"), "*", judged=(MatterCode("M001"),))

        weight = weigh(finding, judged, past=past)

        assert (weight.severity, weight.cases) == (severity, cases)

    def test_of_a_large_county_counts_a_hundredth_as_many(self):
        judged = a_list(*RIVALS)
        past = Past([a_past_case() for _ in range(15)] * 100, judged)

        assert past.many == 15

    @pytest.mark.parametrize(
        ("check", "severity"),
        [
            (Check.NO_MANS_LAND, Severity.HIGH),
            (Check.PENALTY_ONLY, Severity.MEDIUM),
            (Check.UNREACHABLE, Severity.LOW),
            (Check.AMBIGUOUS_LIMIT, Severity.HIGH),
            (Check.NO_BASIS, Severity.ADVICE),
        ],
    )
    def test_of_a_matter_of_life_and_limb_does_not_fall_with_the_cases(
        self, check: Check, severity: Severity
    ):
        judged = a_list(*RIVALS)
        past = Past([a_past_case(matter="M9")], judged)
        finding = Finding(check, MatterCode("M001"), "*")

        weight = weigh(finding, judged, past=past, safety={MatterCode("M001"): Urgency.RED})

        assert weight.severity is severity
        assert weight.why.zh == "没有历史案件落入此范围；“乱倒垃圾”涉及人身安全"
        assert weight.why.en.endswith("life and limb are at stake in 乱倒垃圾")
