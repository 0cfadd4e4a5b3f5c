"""Permit, supervise, enforce: each break of the chain, found and only found where it is."""

from dataclasses import replace
from datetime import date

import pytest

from dispatch.people.model import Unit
from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import Audited, Check, Finding, Severity, audit
from dispatch.responsibility.audit.words import message_en, message_zh
from dispatch.responsibility.chain import (
    COMPREHENSIVE_BUREAU,
    NO_CATALOGUES,
    Catalogues,
    EnforcementKind,
    Item,
    chains,
)
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Line, Matter
from dispatch.vocabulary import MatterCode, UnitCode
from tests.builders import (
    BUREAU,
    DUMPING,
    OTHER_BUREAU,
    TOWNSHIP,
    a_line,
    a_matter,
    a_territory,
    a_unit,
    ordinary_units,
)

PART = "M001A"
CHAIN_CHECKS = {
    Check.PERMITTED_UNSUPERVISED,
    Check.ENFORCED_UNSUPERVISED,
    Check.SUPERVISED_UNENFORCED,
    Check.LISTS_DISAGREE,
    Check.NOT_IN_CATALOGUE,
    Check.WRONG_ENFORCER,
}
COMPREHENSIVE, PROFESSIONAL = EnforcementKind.COMPREHENSIVE, EnforcementKind.PROFESSIONAL
PERMIT = a_line("P", OTHER_BUREAU, duty=Duty.PERMIT)
SUPERVISE = a_line("S", OTHER_BUREAU, duty=Duty.SUPERVISE)
ENFORCE = a_line("E", BUREAU, duty=Duty.ENFORCE)
PATROL = a_line("W", OTHER_BUREAU, duty=Duty.PATROL)


def an_item(
    unit: str = BUREAU,
    *,
    code: str = "X1",
    matter: str = DUMPING,
    kind: EnforcementKind | None = None,
    valid_to: date | None = None,
) -> Item:
    return Item(
        MatterCode(matter), code, "某项", UnitCode(unit), "某法", kind=kind, valid_to=valid_to
    )


def audited(
    *lines: Line,
    matters: tuple[Matter, ...] = (),
    units: tuple[Unit, ...] = (),
    **given: tuple[Item, ...],
) -> Audited:
    ground = a_territory()
    known = {matter.code: matter for matter in matters}
    return Audited(
        lines=lines,
        matters=known,
        catalogue=frozenset(),
        territory=ground,
        register=UnitRegister((*(u for u in ordinary_units() if u.code != BUREAU), *units))
        if units
        else UnitRegister(ordinary_units()),
        index=ResponsibilityIndex.build(lines, known, ground),
        powers=None,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        catalogues=Catalogues(**given),
    )


def breaks(*lines: Line, **given: object) -> tuple[Finding, ...]:
    found = audit(audited(*lines, **given))  # type: ignore[arg-type]
    return tuple(each for each in found if each.check in CHAIN_CHECKS)


def checks(*lines: Line, **given: object) -> list[tuple[Check, str]]:
    return [(each.check, each.matter) for each in breaks(*lines, **given)]


def bureau() -> tuple[Unit, ...]:
    return (a_unit(BUREAU, kind=COMPREHENSIVE_BUREAU, name="综合行政执法局"),)


WHOLE = {
    "permits": (an_item(OTHER_BUREAU, code="XK"),),
    "oversight": (an_item(OTHER_BUREAU, code="JG"),),
    "enforcement": (an_item(BUREAU, code="ZF"),),
}


class TestWithoutCatalogues:
    def test_a_list_by_itself_is_never_found_fault_with(self) -> None:
        assert breaks(PERMIT, ENFORCE) == ()
        assert audited().catalogues == NO_CATALOGUES

    def test_a_chain_that_is_whole_has_no_break(self) -> None:
        assert breaks(PERMIT, SUPERVISE, ENFORCE, **WHOLE) == ()


class TestPermittedUnsupervised:
    def test_is_found_by_the_permit_list_or_the_lines_once_the_list_is_given(self) -> None:
        permits = (an_item(OTHER_BUREAU, code="XK"),)

        assert checks(permits=permits) == [(Check.PERMITTED_UNSUPERVISED, DUMPING)]
        assert checks(PERMIT, permits=()) == [(Check.PERMITTED_UNSUPERVISED, DUMPING)]
        assert checks(PERMIT, PATROL, permits=()) == [(Check.PERMITTED_UNSUPERVISED, DUMPING)]

    def test_is_not_where_a_line_or_the_oversight_list_supervises_it_or_a_part(self) -> None:
        part = a_matter(PART, parent=DUMPING)
        of_part = a_line("S", OTHER_BUREAU, matter=PART, duty=Duty.SUPERVISE)

        assert checks(PERMIT, SUPERVISE, permits=()) == []
        assert checks(PERMIT, permits=(), oversight=(an_item(),), enforcement=()) == [
            (Check.SUPERVISED_UNENFORCED, DUMPING)
        ]
        assert checks(PERMIT, of_part, matters=(a_matter(), part), permits=()) == []

    def test_counts_what_is_in_force_only(self) -> None:
        over = an_item(valid_to=date(2025, 12, 31))

        assert checks(permits=(over,)) == []
        assert checks(PERMIT, permits=(), oversight=(over,)) == [
            (Check.PERMITTED_UNSUPERVISED, DUMPING)
        ]


class TestEnforcedUnsupervised:
    def test_is_found_where_only_the_catalogue_punishes(self) -> None:
        assert checks(enforcement=(an_item(),)) == [(Check.ENFORCED_UNSUPERVISED, DUMPING)]

    def test_leaves_a_line_that_punishes_to_the_lists_own_check(self) -> None:
        found = audit(audited(ENFORCE, enforcement=(an_item(),)))

        assert [each.check for each in found] == [Check.PENALTY_ONLY]

    def test_is_not_where_somebody_watches(self) -> None:
        assert checks(SUPERVISE, enforcement=(an_item(),)) == []
        assert checks(PATROL, enforcement=(an_item(),)) == []


class TestSupervisedUnenforced:
    def test_is_found_where_nobody_punishes(self) -> None:
        (found,) = breaks(oversight=(an_item(OTHER_BUREAU, code="JG"),))

        assert (found.check, found.severity) == (Check.SUPERVISED_UNENFORCED, Severity.LOW)
        assert found.what == "oversight_list JG"

    def test_is_not_where_a_line_or_the_catalogue_does(self) -> None:
        oversight = (an_item(OTHER_BUREAU),)

        assert checks(ENFORCE, oversight=oversight) == []
        assert checks(oversight=oversight, enforcement=(an_item(),)) == []


class TestListsDisagree:
    def test_names_the_units_that_only_one_of_them_has(self) -> None:
        (found,) = breaks(ENFORCE, SUPERVISE, enforcement=(an_item(OTHER_BUREAU, code="ZF"),))

        assert found.check is Check.LISTS_DISAGREE
        assert found.units == (OTHER_BUREAU, BUREAU)
        assert (found.rows, found.what) == (("E",), "enforcement_catalogue ZF")

    def test_is_found_for_each_stage(self) -> None:
        other = tuple(an_item(unit) for unit in (TOWNSHIP,))

        found = checks(
            PERMIT, SUPERVISE, ENFORCE, permits=other, oversight=other, enforcement=other
        )

        assert found == [(Check.LISTS_DISAGREE, DUMPING)] * 3

    def test_is_said_once_of_a_branch(self) -> None:
        matters = (a_matter(), a_matter(PART, parent=DUMPING))
        of_part = a_line("P", OTHER_BUREAU, matter=PART, duty=Duty.PERMIT)

        found = checks(
            ENFORCE, SUPERVISE, of_part, matters=matters, enforcement=(an_item(OTHER_BUREAU),)
        )

        assert found == [(Check.LISTS_DISAGREE, DUMPING)]


class TestNotInCatalogue:
    def test_is_a_line_that_punishes_what_no_item_has(self) -> None:
        (found,) = breaks(ENFORCE, SUPERVISE, enforcement=())

        assert (found.check, found.rows) == (Check.NOT_IN_CATALOGUE, ("E",))

    @pytest.mark.parametrize(("line_on", "item_on"), [(DUMPING, PART), (PART, DUMPING)])
    def test_is_not_where_an_item_has_the_matter_above_or_a_part(
        self, line_on: str, item_on: str
    ) -> None:
        matters = (a_matter(), a_matter(PART, parent=DUMPING))
        lines = (a_line("E", BUREAU, matter=line_on, duty=Duty.ENFORCE), SUPERVISE)

        assert checks(*lines, matters=matters, enforcement=(an_item(matter=item_on),)) == []


class TestWrongEnforcer:
    def test_is_the_comprehensive_bureau_on_a_professional_matter(self) -> None:
        items = (an_item(BUREAU, kind=PROFESSIONAL),)

        (found,) = breaks(ENFORCE, SUPERVISE, units=bureau(), enforcement=items)

        assert (found.check, found.units) == (Check.WRONG_ENFORCER, (BUREAU,))

    def test_is_a_department_on_a_comprehensive_matter(self) -> None:
        line = a_line("E", OTHER_BUREAU, duty=Duty.ENFORCE)
        items = (an_item(OTHER_BUREAU, kind=COMPREHENSIVE),)

        assert checks(line, SUPERVISE, units=bureau(), enforcement=items) == [
            (Check.WRONG_ENFORCER, DUMPING)
        ]

    def test_spares_townships_squads_of_the_bureau_and_matters_of_both_kinds(self) -> None:
        squad = a_unit("ZFD", kind="stationed", parent=TOWNSHIP, parent_functional=BUREAU)
        units = (*bureau(), squad)
        both = (an_item(BUREAU, kind=COMPREHENSIVE), an_item(OTHER_BUREAU, kind=PROFESSIONAL))

        for unit in ("@township", TOWNSHIP, "ZFD"):
            line = a_line("E", unit, duty=Duty.ENFORCE)
            items = (an_item(unit, kind=COMPREHENSIVE),)
            assert checks(line, SUPERVISE, units=units, enforcement=items) == []
        lines = (ENFORCE, a_line("E2", OTHER_BUREAU, duty=Duty.ENFORCE), SUPERVISE)
        assert checks(*lines, units=units, enforcement=both) == []

    def test_is_silent_while_no_unit_says_that_it_is_the_bureau(self) -> None:
        items = (an_item(BUREAU, kind=PROFESSIONAL),)

        assert checks(ENFORCE, SUPERVISE, enforcement=items) == []


class TestChains:
    def test_tell_who_does_what_by_list_and_by_catalogue(self) -> None:
        index = audited(PERMIT, SUPERVISE, ENFORCE, PATROL).index

        chain = chains([PERMIT, SUPERVISE, ENFORCE, PATROL], Catalogues(**WHOLE), index)[
            MatterCode(DUMPING)
        ]

        assert [link.stage for link in chain.links] == [Duty.PERMIT, Duty.SUPERVISE, Duty.ENFORCE]
        assert [set(link.by_lines) for link in chain.links] == [
            {OTHER_BUREAU},
            {OTHER_BUREAU},
            {BUREAU},
        ]
        assert all(link.by_lines == link.by_catalogue for link in chain.links)
        assert chain.patrolled


class TestHandOvers:
    def test_are_advised_on_where_they_leave_out_parts_or_name_nobody(self) -> None:
        told = "触发：在建；材料：照片；时限：2小时；接收：{}；反馈：当日"
        lines = (
            with_hand_over("A1", told.format("某某专班")),
            with_hand_over("A2", told.format("综合行政执法局")),
            with_hand_over("A3", "触发：在建；接收：主体责任单位"),
            with_hand_over("A4", "电话通知"),
        )

        found = [each for each in audit(audited(*lines), advice=True) if "hand_over" in each.check]

        assert [(each.check, each.rows, each.what) for each in found] == [
            (Check.HAND_OVER_INCOMPLETE, ("A3",), "material, limit, feedback"),
            (
                Check.HAND_OVER_INCOMPLETE,
                ("A4",),
                "trigger, material, limit, receiver, feedback",
            ),
            (Check.HAND_OVER_TO_NOBODY, ("A1",), "某某专班"),
        ]
        assert "没有写明材料、时限、反馈" in message_zh(found[0], audited(*lines))
        assert "leaves out material, limit, feedback" in message_en(found[0], audited(*lines))
        assert not [each for each in audit(audited(*lines)) if "hand_over" in each.check]


def with_hand_over(row: str, text: str) -> Line:
    return replace(a_line(row, BUREAU, matter=f"M{row}"), hand_over=text)


def test_every_break_is_said_in_both_languages() -> None:
    cases: tuple[Audited, ...] = (
        audited(permits=(an_item(),)),
        audited(enforcement=(an_item(),)),
        audited(oversight=(an_item(),)),
        audited(ENFORCE, SUPERVISE, enforcement=(an_item(OTHER_BUREAU),)),
        audited(ENFORCE, SUPERVISE, enforcement=()),
        audited(ENFORCE, SUPERVISE, units=bureau(), enforcement=(an_item(kind=PROFESSIONAL),)),
    )

    said = [
        (each.check, message_zh(each, case), message_en(each, case))
        for case in cases
        for each in audit(case)
    ]

    assert {check for check, _, _ in said} == CHAIN_CHECKS
    (wrong,) = (zh for check, zh, _ in said if check is Check.WRONG_ENFORCER)
    assert wrong.startswith("执法主体错位：“M001”在执法目录中属专业执法，却由综合行政执法局执法")
    assert all("{" not in zh + en for _, zh, en in said)
