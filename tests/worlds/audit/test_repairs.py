"""A proposed repair makes its finding go and brings no other: on rows, as a person applies it."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import ADVICE, Audited, Check, Finding, audit
from dispatch.responsibility.audit.boxes import box_of
from dispatch.responsibility.audit.choices import Choice
from dispatch.responsibility.audit.edits import (
    AddRow,
    DropRow,
    EditDoesNotFit,
    NothingChosen,
    SetField,
    apply,
    edited,
)
from dispatch.responsibility.audit.repairs import repair
from dispatch.responsibility.audit.volume import Past
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Limit, Line, Part
from dispatch.vocabulary import RowId, UnitCode
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.problems import given as known
from tests.builders import (
    BUREAU,
    CENTRE,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    a_division,
    a_limit,
    a_line,
    a_matter,
    a_territory,
    a_unit,
    ordinary_divisions,
)
from tests.unit.responsibility.audit.ground import a_list
from tests.unit.responsibility.audit.test_volume import a_past_case
from tests.worlds.audit.test_against_oracle import (
    audited,
    in_some_worlds,
    seeds,
)
from tests.worlds.audit.test_injected import (
    IN_CHAINS,
    MISTAKES,
    Draft,
    a_draft,
    ask_too_much,
    audited_of,
)
from tests.worlds.routing.worlds import a_world, growing_from

_COLUMNS = (
    *("row_id", "item_id", "matter_code", "matter_name", "gov_code", "platform", "area", "zone"),
    *("unit", "role", "duty", "valid_from", "valid_to", "limit_value", "limit_type", "basis"),
    *("basis_kind", "list_kind", "condition", "overrides", "hand_over"),
)


_OF_PLACES = frozenset(
    {Check.OMITTED, Check.NO_MANS_LAND, Check.HANDOVER_GAP, Check.ZONE_GAP, Check.VILLAGE_GAP}
)


def a_row(line: Line) -> dict[str, str]:
    limit = line.limit
    return {
        "row_id": line.row_id,
        "item_id": line.item_id,
        "matter_code": line.matter,
        "matter_name": line.matter_name,
        "gov_code": "",
        "platform": line.platform or "",
        "area": "*" if line.areas is None else ";".join(sorted(line.areas)),
        "zone": line.zone or "all",
        "unit": line.unit,
        "role": line.part,
        "duty": line.duty,
        "valid_from": str(line.valid_from or ""),
        "valid_to": str(line.valid_to or ""),
        "limit_value": f"{limit.value:g}" if limit and limit.value else "",
        "limit_type": (limit.type or limit.raw.split()[-1]) if limit else "",
        "basis": line.basis,
        "basis_kind": line.basis_kind,
        "list_kind": line.list_kind or "",
        "condition": " & ".join(f"{c.key} {c.op} {c.value}" for c in line.conditions),
        "overrides": ";".join(sorted(line.overrides)),
        "hand_over": line.hand_over,
    }


def read(rows: Iterable[dict[str, str]]) -> tuple[Line, ...]:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    problems = Problems()
    lines = known(read_lines(out.getvalue().encode(), problems, strict=False))
    problems.raise_if_any()
    return tuple(line for _, line in lines)


def after(choice: Choice, judged: Audited) -> Audited:
    """The list as a person has it after taking the choice."""
    return with_lines(read(apply(choice.edits, [a_row(line) for line in judged.lines])), judged)


def with_lines(lines: tuple[Line, ...], judged: Audited) -> Audited:
    index = ResponsibilityIndex.build(lines, judged.matters, judged.territory)
    return replace(judged, lines=lines, index=index)


def atoms(findings: Iterable[Finding], check: Check, judged: Audited) -> set[tuple[object, ...]]:
    """Findings of a check as the smallest things they say."""
    found: set[tuple[object, ...]] = set()
    for finding in findings:
        if finding.check is not check:
            continue
        if not finding.judged and check not in _OF_PLACES:
            rows = finding.rows or ("",)
            found |= {(finding.matter, row, finding.units, finding.what) for row in rows}
            continue
        box = box_of(finding, judged)
        days = (finding.first, finding.last) if check is Check.HANDOVER_GAP else ()
        found |= {
            (matter, end.code, finding.rows if finding.judged else (), days, finding.what)
            for matter in box.matters & set(judged.reportable)
            for end in judged.ends
            if end.leaves & box.leaves
        }
    return found


def assert_mends(
    choice: Choice, finding: Finding, judged: Audited, then: Audited | None = None
) -> None:
    then = then or after(choice, judged)
    before = audit(judged, advice=finding.check in ADVICE)
    left = audit(then, advice=finding.check in ADVICE)
    gone = atoms([finding], finding.check, judged)
    was = atoms(before, finding.check, judged)
    now = atoms(left, finding.check, then)
    if finding.check is Check.HANDOVER_GAP:
        was, now, gone = ({(matter, end) for matter, end, *_ in each} for each in (was, now, gone))
        assert finding not in left
    else:
        assert not now & gone, (finding, choice)
    assert now <= was, (finding, choice, now - was)


def only(judged: Audited, check: Check) -> Finding:
    (found,) = (each for each in audit(judged, advice=True) if each.check is check)
    return found


class TestRepair:
    @pytest.mark.parametrize("mistake", MISTAKES[:-1], ids=lambda each: each.__name__)
    def test_of_each_mistake_is_a_choice_that_mends_it_alone(
        self, mistake: Callable[[Draft, str], None]
    ):
        for seed in (3, 7):
            draft = a_draft(seed, matters=12)
            mistake(draft, "M003")
            judged = audited_of(draft)
            (finding,) = audit(judged)

            found = repair(finding, judged)

            assert found.choices
            for choice in found.choices:
                whole = choice.with_word(f"{TOWNSHIP[:6]}-D5") if choice.needs == "unit" else choice
                assert_mends(whole, finding, judged)
                if not choice.needs:
                    assert audit(after(choice, judged)) == (), choice

    @pytest.mark.parametrize("mistake", IN_CHAINS, ids=lambda each: each.__name__)
    def test_of_a_broken_chain_mends_what_the_list_can(self, mistake: Callable[[Draft, str], None]):
        draft = a_draft(7, matters=12, listed=True)
        mistake(draft, "M003")
        judged = audited_of(draft)
        (finding,) = audit(judged)

        found = repair(finding, judged)

        # To drop the line would only leave what is supervised without a penalty.
        in_vain = finding.check is Check.NOT_IN_CATALOGUE
        assert bool(found.choices) is not in_vain
        for choice in found.choices:
            if not choice.needs:
                assert audit(after(choice, judged)) == (), choice

    @settings(in_some_worlds, max_examples=40)
    @given(seed=seeds)
    def test_in_any_world_mends_exactly_what_it_is_for(self, seed: int) -> None:
        judged = audited(a_world(growing_from(seed)))
        findings = audit(judged, advice=True)
        grown = Random(seed)  # noqa: S311 - a made-up county is no secret

        for finding in grown.sample(findings, min(len(findings), 6)):
            for choice in repair(finding, judged).choices:
                if not choice.needs:
                    # A grown world has lines that no file may have, such as days run backwards.
                    then = with_lines(edited(choice.edits, judged.lines), judged)
                    assert_mends(choice, finding, judged, then)

    def test_offers_the_other_unit_and_the_split_where_a_line_is_larger_than_the_quarrel(self):
        judged = a_list(
            a_line("A1", BUREAU, condition="severity > 2"),
            a_line("A2", OTHER_BUREAU, areas=TOWNSHIP),
        )

        choices = repair(only(judged, Check.MULTI_LEAD), judged).choices

        assert [choice.words.zh for choice in choices] == [
            "以德清县综合行政执法局为准：第A1条优先于第A2条（填写“优先于条目”）",
            "删去第A2条（湖州市生态环境局德清分局）",
            "以湖州市生态环境局德清分局为准：第A2条优先于第A1条（填写“优先于条目”）",
            (
                "分地域：武康街道只由湖州市生态环境局德清分局牵头，"
                "第A1条（德清县综合行政执法局）不再含该地"
            ),
        ], "without A1 nobody would lead in the other township, so it is not to be dropped"

    def test_offers_who_worked_such_cases_first(self):
        judged = a_list(
            a_line("A1", BUREAU, areas=TOWNSHIP), a_line("A2", "@township", duty=Duty.PATROL)
        )
        past = Past(
            [replace(a_past_case(OTHER_TOWNSHIP), unit=UnitCode(CENTRE)) for _ in range(3)], judged
        )
        finding = only(judged, Check.NO_MANS_LAND)

        words = [choice.words.zh for choice in repair(finding, judged, past=past).choices]

        assert words[:2] == [
            "把第A1条（德清县综合行政执法局）的地域扩大，把新市镇也包括进来",
            "补一条：由德清县社会治理中心牵头处置",
        ]
        assert words[-1] == "补一条：由其他单位牵头处置"

    def test_of_a_merged_township_takes_its_place_out_of_the_line_of_all(self):
        judged = replace_unit_gone(a_list(a_line("A1", "@township"), a_line("A2", duty=_SUPERVISE)))
        finding = only(judged, Check.LAPSED)
        assert (finding.units, finding.area) == (("330521009",), "330521009")

        choice = repair(finding, judged).choices[0].with_word(CENTRE)
        then = after(choice, judged)

        assert [each.check for each in audit(then)] == []
        assert {(line.unit, line.areas) for line in then.lines if line.duty is Duty.DISPOSE} == {
            ("@township", frozenset({TOWNSHIP, OTHER_TOWNSHIP})),
            (BUREAU, frozenset({"330521009"})),
        }

    def test_of_a_limit_of_days_offers_days_first_and_guesses_none(self):
        judged = a_list(a_line("A1", limit=Limit(5, None, "5 天")))

        found = repair(only(judged, Check.AMBIGUOUS_LIMIT), judged)

        assert [each.edits[0].value for each in found.choices] == [
            *("urgent_day", "work_day", "urgent_hour", "work_hour"),
            "",
        ]

    def test_of_a_limit_that_is_no_number_offers_to_take_it_out(self):
        judged = a_list(a_line("A1", limit=Limit(None, None, "尽快")))

        (choice,) = repair(only(judged, Check.AMBIGUOUS_LIMIT), judged).choices

        assert choice.words.zh == "先去掉这个时限，另行明确"

    def test_of_what_waits_for_words_has_a_column_for_them(self):
        judged = a_list(
            a_line("A1", BUREAU, limit=a_limit()),
            a_line("A2", OTHER_BUREAU, duty=Duty.ENFORCE),
            a_line("A3", duty=Duty.SUPERVISE),
        )

        found = {
            check: repair(only(judged, check), judged).choices
            for check in (Check.NO_BASIS, Check.STAGE_HANDOVER)
        }

        assert found[Check.NO_BASIS][0].needs == "basis"
        assert found[Check.STAGE_HANDOVER][0].needs == "hand_over"
        assert_mends(
            found[Check.NO_BASIS][0].with_word("《条例》第三条"),
            only(judged, Check.NO_BASIS),
            judged,
        )

    def test_of_advice_mends_it_too(self):
        judged = a_list(
            a_line("A1", BUREAU, limit=a_limit()),
            a_line("A2", OTHER_BUREAU, areas=TOWNSHIP),
            a_line("A3", OTHER_BUREAU, areas=TOWNSHIP, part=Part.COOPERATE),
            a_line("A4", "GHOST", part=Part.COOPERATE),
            a_line("A5", matter="M002", zone="urban", limit=a_limit()),
            matters=[replace(a_matter(), required_stages=("dispose", "patrol")), a_matter("M002")],
        )
        checks = (
            *(Check.UNDECLARED_EXCEPTION, Check.LEAD_COOPERATES, Check.UNKNOWN_UNIT),
            *(Check.MISSING_STAGE, Check.MISSING_LIMIT, Check.ZONE_GAP),
        )

        for check in checks:
            finding = only(judged, check)
            choices = repair(finding, judged).choices
            assert choices, check
            for choice in choices:
                whole = choice.with_word(CENTRE) if choice.needs else choice
                assert_mends(whole, finding, judged)

    def test_of_conditions_that_no_edit_makes_fewer_has_no_choice(self):
        draft = a_draft(3, matters=12)
        ask_too_much(draft, "M003")
        judged = audited_of(draft)

        assert repair(only(judged, Check.NOT_JUDGED), judged).choices == ()

    def test_of_what_no_change_of_the_list_mends_has_no_choice(self):
        judged = a_list(a_line("A1", zone="river"), polygons=[])

        assert repair(only(judged, Check.ZONE_WITHOUT_POLYGON), judged).choices == ()


class TestApply:
    def test_is_the_same_on_rows_and_on_lines(self):
        lines = a_line("A1", limit=a_limit()), a_line("A2", areas=TOWNSHIP)
        edits = (
            SetField(RowId("A1"), "area", f"{TOWNSHIP};{OTHER_TOWNSHIP}"),
            SetField(RowId("A1"), "limit_type", "work_day"),
            AddRow(
                RowId("A9"),
                RowId("A2"),
                (("valid_from", "2026-03-01"), ("overrides", "A1;A2"), ("role", "cooperate")),
            ),
            AddRow(RowId("A8"), None, _NEW),
            DropRow(RowId("A2")),
        )

        rows = apply(edits, [a_row(line) for line in lines])

        assert [row["row_id"] for row in rows] == ["A1", "A9", "A8"]
        assert {replace(each, number=0) for each in read(rows)} == set(edited(edits, lines))

    def test_leaves_the_given_rows_as_they_are(self):
        rows = [a_row(a_line("A1"))]

        apply([SetField(RowId("A1"), "unit", "X")], rows)

        assert rows == [a_row(a_line("A1"))]

    @pytest.mark.parametrize(
        "edit",
        [
            SetField(RowId("B1"), "unit", "X"),
            DropRow(RowId("B1")),
            AddRow(RowId("A1"), None, ()),
            AddRow(RowId("A2"), RowId("B1"), ()),
        ],
    )
    def test_refuses_rows_that_have_changed_since(self, edit: SetField | DropRow | AddRow):
        for way in (
            lambda: apply([edit], [a_row(a_line("A1"))]),
            lambda: edited([edit], [a_line("A1")]),
        ):
            with pytest.raises(EditDoesNotFit, match="请刷新后再试"):
                way()

    def test_refuses_what_nobody_has_chosen(self):
        waiting = SetField(RowId("A1"), "unit", "?")

        with pytest.raises(NothingChosen, match="请先选择单位"):
            apply([waiting], [a_row(a_line("A1"))])
        with pytest.raises(NothingChosen):
            edited([waiting], [a_line("A1")])

    def test_refuses_a_column_that_is_none(self):
        with pytest.raises(EditDoesNotFit, match="没有可改的列 colour"):
            edited([SetField(RowId("A1"), "colour", "red")], [a_line("A1")])


_SUPERVISE = Duty.SUPERVISE
_NEW = (
    *(("matter_code", "M7"), ("matter_name", "新事项"), ("unit", BUREAU), ("area", "*")),
    *(("zone", "all"), ("role", "lead"), ("duty", "dispose")),
)


def replace_unit_gone(judged: Audited) -> Audited:
    """The ordinary county with a third township whose unit was merged away."""
    ground = a_territory(*ordinary_divisions(), a_division("330521009", name="并走的镇"))
    units = (*judged.register, a_unit("330521009", kind="township", active=False))
    index = ResponsibilityIndex.build(judged.lines, judged.matters, ground)
    return replace(judged, territory=ground, register=UnitRegister(units), index=index)
