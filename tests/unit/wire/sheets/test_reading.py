"""A sheet as offices have it becomes a table: title, header of two rows, merged cells."""

from datetime import date, datetime

import pytest

from dispatch.wire.sheets.read import read_tables
from tests.unit.wire.sheets.building import a_csv_table, a_table, a_workbook

HEADER = ("序号", "事项名称", "责任单位", "处置时限")


class TestXlsx:
    def test_finds_the_header_below_a_title(self) -> None:
        table = a_table(("某县事件处置标准",), (), HEADER, (1, "乱倒垃圾", "执法局", "2天"))

        assert table.title == "某县事件处置标准"
        assert table.header_row == 3
        assert [column.name for column in table.columns] == list(HEADER)
        assert [row.values for row in table.rows] == [("1", "乱倒垃圾", "执法局", "2天")]

    def test_joins_a_header_of_two_rows(self) -> None:
        table = a_table(
            ("事项名称", "责任主体", None, "时限"),
            (None, "牵头单位", "配合单位", None),
            ("乱倒垃圾", "甲局", "乙局", "2天"),
            merged=("A1:A2", "B1:C1", "D1:D2"),
        )

        names = [column.name for column in table.columns]
        assert names == ["事项名称", "责任主体/牵头单位", "责任主体/配合单位", "时限"]
        assert [row.number for row in table.rows] == [3]

    def test_joins_a_header_of_two_rows_in_a_csv_that_lost_its_merges(self) -> None:
        table = a_csv_table(
            "事项名称,责任主体,,时限\n,牵头单位,配合单位,\n乱倒垃圾,甲局,乙局,2天\n"
        )

        assert [column.name for column in table.columns][1:3] == [
            "责任主体/牵头单位",
            "责任主体/配合单位",
        ]
        assert len(table.rows) == 1

    def test_fills_what_is_merged_downward_and_leaves_section_titles_out(self) -> None:
        table = a_table(
            HEADER,
            ("一、市容环境",),
            (1, "乱倒垃圾", "执法局", "2天"),
            (None, None, "执法局", "3天"),
            merged=("A2:D2", "A3:A4", "B3:B4"),
        )

        assert [row.values[1] for row in table.rows] == ["乱倒垃圾", "乱倒垃圾"]
        assert any("分类标题" in note for note in table.notes)
        assert any("合并单元格" in note for note in table.notes)

    def test_says_where_a_value_stands(self) -> None:
        table = a_table(HEADER, (1, "乱倒垃圾", "执法局", "2天"), sheet="部件")

        assert table.address(2, 2) == "部件!C2"

    def test_writes_dates_numbers_and_codes_as_people_read_them(self) -> None:
        def with_code(book) -> None:
            cell = book.worksheets[0]["D2"]
            cell.value = 601
            cell.number_format = "00000"

        data = a_workbook(
            ("事项名称", "责任单位", "生效日期", "国标编码", "时限"),
            ("乱倒垃圾", 3.0, date(2026, 3, 1), None, datetime(2026, 3, 1, 8, 5)),  # noqa: DTZ001
            also=with_code,
        )

        (table,) = read_tables("list.xlsx", data)

        (row,) = table.rows
        assert row.values == ("乱倒垃圾", "3", "2026-03-01", "00601", "2026-03-01 08:05:00")

    def test_notes_hidden_sheets_and_rows_and_reads_them(self) -> None:
        def hidden(book) -> None:
            book.worksheets[0].row_dimensions[3].hidden = True
            other = book.create_sheet("备份")
            other.append(HEADER)
            other.append((1, "噪声", "公安局", "1天"))
            other.sheet_state = "hidden"

        data = a_workbook(
            HEADER, (1, "甲", "公安局", "1天"), (2, "乙", "公安局", "1天"), also=hidden
        )

        first, second = read_tables("list.xlsx", data)

        assert len(first.rows) == 2
        assert any("隐藏" in note and "3" in note for note in first.notes)
        assert any("隐藏" in note for note in second.notes)


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    def test_reads_every_encoding_and_separator(self, encoding: str, separator: str) -> None:
        lines = (("事项名称", "责任单位"), ("乱倒垃圾", "甲局、乙局"), ("噪声", "公安局"))
        text = "".join(separator.join(line) + "\r\n" for line in lines)

        (table,) = read_tables("list.csv", text.encode(encoding))

        assert [row.values for row in table.rows] == [
            ("乱倒垃圾", "甲局、乙局"),
            ("噪声", "公安局"),
        ]
        assert any("GB18030" in note for note in table.notes) == (encoding == "gb18030")

    def test_is_not_misled_by_separators_inside_of_fields(self) -> None:
        text = "row_id,area\nA1,330521001;330521002;330521003\nA2,330521001;330521002\n"

        (table,) = read_tables("list.csv", text.encode())

        assert [column.name for column in table.columns] == ["row_id", "area"]

    def test_keeps_a_row_that_is_longer_than_the_header(self) -> None:
        table = a_csv_table("事项名称,责任单位\n乱倒垃圾,执法局,多出来的\n")

        assert table.columns[2].letter == "C"
        assert next(iter(table.rows)).values == ("乱倒垃圾", "执法局", "多出来的")
