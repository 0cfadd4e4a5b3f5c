"""A file that cannot be taken comes back as it was, with every place marked."""

import io

import openpyxl
import pytest
from openpyxl.styles import Font

from dispatch.wire.sheets.marked import marked_workbook, refused_rows
from dispatch.wire.sheets.model import SheetRefused
from dispatch.wire.sheets.read import read_tables
from tests.unit.wire.sheets.building import a_csv_table, a_known, a_workbook, imported, saved

KNOWN = a_known()
ROWS = (("事项名称", "牵头单位", "时限"), ("噪声", "住建部门", "2天"), ("垃圾", None, "5工作日"))
RED = "FFFFC7CE"


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def marked(data: bytes, name: str = "list.xlsx") -> bytes:
    found = imported(read_tables(name, data)[0], KNOWN)
    return marked_workbook(data, (*found.problems, *found.questions), name=name)


class TestMarkedWorkbook:
    def test_marks_each_place_and_lists_it_first_with_a_link(self) -> None:
        book = opened(marked(a_workbook(*ROWS)))

        assert book.sheetnames == ["问题汇总", "清单表"]
        sheet = book["清单表"]
        red = {cell.coordinate for row in sheet for cell in row if cell.fill.start_color.rgb == RED}
        assert red == {"B2", "C2", "B3"}
        assert "没有牵头单位" in sheet["B3"].comment.text
        assert "紧急工作日" in sheet["C2"].comment.text
        links = {cell.hyperlink.location for cell in book["问题汇总"]["A"][1:]}
        assert links == {"'清单表'!B2", "'清单表'!C2", "'清单表'!B3"}

    def test_keeps_the_rest_of_the_workbook(self) -> None:
        def dressed(book) -> None:
            page = book.worksheets[0]
            page["A1"].font = Font(bold=True, size=20)
            page.column_dimensions["A"].width = 44
            book.create_sheet("别的").append(["原样"])

        book = opened(marked(a_workbook(*ROWS, also=dressed)))

        assert book["清单表"]["A1"].font.size == 20
        assert book["清单表"].column_dimensions["A"].width == 44
        assert book["别的"]["A1"].value == "原样"
        assert [s.sheet_view.tabSelected for s in book.worksheets] == [True, False, False]

    def test_marks_the_first_cell_of_a_merge(self) -> None:
        rows = (*ROWS[:2], ("垃圾", None, "5工作日"))
        book = opened(marked(a_workbook(*rows, merged=("B2:B3",))))

        assert book["清单表"]["B2"].fill.start_color.rgb == RED

    def test_coming_back_mended_it_loses_its_marks(self) -> None:
        book = opened(marked(a_workbook(*ROWS)))
        sheet = book["清单表"]
        sheet["B2"], sheet["B3"], sheet["C2"] = "公安局", "住建局", "2天"

        again = saved(book)
        second = opened(marked(again))

        assert [table.sheet for table in read_tables("list.xlsx", again)] == ["清单表"]
        assert second.sheetnames == ["问题汇总", "清单表"]
        page = second["清单表"]
        red = {c.coordinate for row in page for c in row if c.fill.start_color.rgb == RED}
        assert red == {"C2"}
        assert page["B3"].comment is None

    def test_a_csv_becomes_a_workbook(self) -> None:
        text = "事项名称,牵头单位,时限\n噪声,住建部门,2天\n=1+1,公安局,\n"

        book = opened(marked(text.encode(), "清单:甲.csv"))

        sheet = book.worksheets[1]
        assert sheet["B2"].fill.start_color.rgb == RED
        assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")

    def test_formulas_are_marked_where_they_stand(self) -> None:
        data = a_workbook(ROWS[0], ("噪声", "公安局", "=A1"))
        (table,) = read_tables("list.xlsx", data)

        book = opened(marked_workbook(data, table.problems))

        assert "数值" in book["清单表"]["C2"].comment.text

    def test_a_file_that_cannot_be_opened_comes_back_as_the_list_of_reasons(self) -> None:
        with pytest.raises(SheetRefused) as caught:
            read_tables("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

        book = opened(marked_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", caught.value.problems))

        assert "旧格式" in book["问题汇总"]["C2"].value


def test_refused_rows_are_given_back_alone() -> None:
    table = a_csv_table("事项名称,牵头单位\n噪声,公安局\n=垃圾,\n道路,住建局\n")
    problems = imported(table, KNOWN).problems

    sheet = opened(refused_rows(table, problems)).worksheets[0]

    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2)] == [
        ["=垃圾", None, "3"]
    ]
    assert sheet["A2"].data_type == "s"
