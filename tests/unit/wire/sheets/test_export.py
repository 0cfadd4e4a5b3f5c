"""What is given out comes back with the same meaning, and nothing in it runs."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.model import Duty, Limit, Line, ListKind, Part
from dispatch.vocabulary import AreaCode, LimitType, MatterCode, Platform, RowId, UnitCode
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.reader import read_folder
from dispatch.wire.sheets.apply import to_responsibility_csv
from dispatch.wire.sheets.cells import TooLong
from dispatch.wire.sheets.export import SheetKind, export_book, export_list, template
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.read import read_tables
from tests.builders import (
    BUREAU,
    COMMUNITY,
    GRID,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_line,
    a_unit,
)
from tests.unit.wire.sheets.building import HOUSING, POLICE, a_known, imported

TWINS = (a_unit("T1", name="综合执法队"), a_unit("T2", name="综合执法队"))
ODD = a_unit("甲、乙", name="甲、乙（联合）办公室")
ZONES = ["all", "urban", "rural", "dev_zone", "景区"]
KNOWN = a_known(*TWINS, ODD, lines=[a_line(zone=zone) for zone in ZONES])

_texts = st.one_of(
    st.text("甲乙丙丁abc 019,;；、\"'《》()=+-@\t\n%&＝", max_size=12),
    st.sampled_from(
        ["=1+1", "'=1", "''+x", "@SUM(A1)", "-2", "+3", "\t=x", "＝cmd", "'", "'x", "全县"]
    ),
).map(str.strip)
_limits = st.none() | st.builds(
    lambda value, kind: Limit(value, kind, f"{value:g} {kind}"),
    st.sampled_from([1.0, 2.0, 0.5, 40.0, 99.25, 100000.0]),
    st.sampled_from(LimitType),
)
_areas = st.none() | st.frozensets(
    st.sampled_from([TOWNSHIP, OTHER_TOWNSHIP, VILLAGE, COMMUNITY, GRID]).map(AreaCode), min_size=1
)
_conditions = st.sampled_from(
    [
        "",
        "area_m2 >= 300",
        "类别 in 甲;乙 & severity < 3",
        "立案条件 = 破损达0.5m²以上(含)",
        "x = =".strip("= "),
    ]
).map(lambda text: parse_condition(text if any(c in text for c in "<>=") else ""))
_days = st.none() | st.dates(date(1890, 1, 1), date(2100, 1, 1))


@st.composite
def _line(draw: st.DrawFn, number: int, earlier: list[str]) -> Line:
    first, last = draw(_days), draw(_days)
    if first and last and first > last:
        first, last = last, first
    return Line(
        row_id=RowId(f"{draw(st.sampled_from('ARX'))}{number:03}"),
        item_id=draw(_texts),
        matter=MatterCode(draw(st.sampled_from(["M001", "M002", "0101", "X-9"]))),
        matter_name=draw(_texts),
        platform=draw(st.none() | st.sampled_from(Platform)),
        areas=draw(_areas),
        zone=draw(st.sampled_from(ZONES)),
        unit=UnitCode(
            draw(
                st.sampled_from(
                    [
                        BUREAU,
                        OTHER_BUREAU,
                        HOUSING,
                        POLICE,
                        "T1",
                        "T2",
                        "甲、乙",
                        "@township",
                        TOWNSHIP,
                    ]
                )
            )
        ),
        part=draw(st.sampled_from(Part)),
        duty=draw(st.sampled_from(Duty)),
        valid_from=first,
        valid_to=last,
        limit=draw(_limits),
        basis=draw(_texts),
        basis_kind=draw(st.sampled_from(["", "law", "san_ding", "minutes", "ruling"])),
        list_kind=draw(st.none() | st.sampled_from(ListKind)),
        conditions=draw(_conditions),
        overrides=draw(st.frozensets(st.sampled_from(earlier).map(RowId), max_size=2))
        if earlier
        else frozenset(),
        hand_over=draw(_texts),
        number=number + 2,
    )


@st.composite
def _lists(draw: st.DrawFn) -> list[Line]:
    lines: list[Line] = []
    for number in range(draw(st.integers(1, 5))):
        lines.append(draw(_line(number, [line.row_id for line in lines])))
    return lines


def read_back(data: bytes, kind: SheetKind, known: Known = KNOWN) -> list[Line]:
    (table,) = read_tables(f"清单.{kind}", data)
    found = imported(table, known)
    assert found.ready, (found.problems, found.questions)
    problems = Problems()
    lines = read_lines(to_responsibility_csv(found), problems, strict=True)
    assert not list(problems)
    return [line for _, line in lines or ()]


class TestExportList:
    @pytest.mark.parametrize("kind", SheetKind)
    @settings(max_examples=15, deadline=None)
    @given(lines=_lists())
    def test_comes_back_as_the_same_lines(self, kind: SheetKind, lines: list[Line]) -> None:
        assert read_back(export_list(lines, KNOWN, kind), kind) == lines

    @pytest.mark.parametrize("kind", SheetKind)
    def test_gives_a_whole_county_out_and_back(self, kind: SheetKind) -> None:
        book = read_folder(Path("tests/counties/330122"))

        back = read_back(export_book(book, kind), kind, Known.of_book(book))

        assert tuple(back) == book.lines

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "'=1", "=cmd|' /C calc'!A0"])
    def test_writes_text_that_would_run_as_text(self, text: str) -> None:
        data = export_list([a_line(basis=text)], KNOWN)

        sheet = openpyxl.load_workbook(io.BytesIO(data))["清单"]
        (cell,) = [c for c in sheet[2] if sheet.cell(1, c.column).value == "依据"]
        assert cell.data_type == "s"
        assert cell.quotePrefix or cell.value.startswith("''")
        assert b"<f>" not in data

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1"])
    def test_puts_an_apostrophe_before_what_a_csv_would_run(self, text: str) -> None:
        data = export_list([a_line(basis=text)], KNOWN, SheetKind.CSV).decode("utf-8-sig")

        _, row = csv.reader(io.StringIO(data))
        assert f"'{text}" in row
        assert not any(field.startswith(tuple("=+-@\t\r＝")) for field in row)

    def test_refuses_a_text_that_no_cell_holds(self) -> None:
        with pytest.raises(TooLong, match="32767"):
            export_list([a_line(basis="长" * 32_768)], KNOWN)

    def test_gives_out_what_the_file_says_beyond_its_lines(self) -> None:
        extras = {RowId("A1"): {"gov_code": "01001", "remark": "原表备注"}}

        (table,) = read_tables("a.xlsx", export_list([a_line()], KNOWN, extras=extras))

        (row,) = imported(table, KNOWN).rows
        assert (row["gov_code"], row["remark"]) == ("01001", "原表备注")

    def test_keeps_an_ambiguous_limit_as_it_was_and_asks_when_it_comes_back(self) -> None:
        line = a_line(limit=Limit(2.0, None, "2 day_ambiguous"))

        (table,) = read_tables("a.xlsx", export_list([line], KNOWN))

        (question,) = imported(table, KNOWN).questions
        assert (question.kind, question.text) == ("limit", "2day_ambiguous")


class TestTemplate:
    def test_offers_choices_and_explains_every_column(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template(KNOWN)))

        sheet = book["清单"]
        assert book.sheetnames == ["清单", "填写说明", "单位", "事项", "选项"]
        assert sheet.freeze_panes == "E2"
        assert sheet.auto_filter.ref
        titles = [cell.value for cell in sheet[1]]
        assert [row[0].value for row in book["填写说明"].iter_rows(min_row=2)] == titles
        offered = {
            titles[openpyxl.utils.cell.range_boundaries(str(rule.sqref))[0] - 1]
            for rule in sheet.data_validations.dataValidation
        }
        assert offered >= {
            "角色",
            "环节",
            "城乡范围",
            "时限类型",
            "平台",
            "清单类别",
            "责任单位",
            "适用区域",
        }

    def test_is_filled_in_by_names_and_read(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template(KNOWN)))
        sheet = book["清单"]
        titles = [cell.value for cell in sheet[1]]
        filled = {
            "事项名称": "乱倒垃圾",
            "责任单位": book["单位"]["A2"].value,
            "角色": "配合",
            "环节": "处置",
            "适用区域": book["选项"]["A3"].value,
            "生效日期": date(2026, 3, 1),
            "时限数值": 5,
            "时限类型": "工作日",
        }
        for title, value in filled.items():
            sheet.cell(2, titles.index(title) + 1).value = value
        out = io.BytesIO()
        book.save(out)

        (table,) = read_tables("a.xlsx", out.getvalue())
        (row,) = imported(table, KNOWN).rows

        assert row["unit"] == "@township"
        assert row["area"] == TOWNSHIP
        assert (row["valid_from"], row["limit_value"], row["limit_type"]) == (
            "2026-03-01",
            "5",
            "work_day",
        )
        assert row["matter_code"] == "M001"
