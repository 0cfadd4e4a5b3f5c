"""A table given out shows what was said and runs none of it."""

import csv
import io

import openpyxl
import pytest

from dispatch.wire.sheets.cells import TooLong
from dispatch.wire.sheets.export import SheetKind
from dispatch.wire.sheets.plain_table import plain_table

HEADER = ("编号", "=标题")
ROWS = [("330521001", "=1+1"), ("", "@SUM(A1)\x07")]


class TestPlainTable:
    def test_keeps_every_text_a_text_in_a_workbook(self) -> None:
        data = plain_table("案件", HEADER, ROWS, widths=(12,))

        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
        assert sheet.title == "案件"
        assert cells[0] == [("编号", "s"), ("=标题", "s")]
        assert cells[1] == [("330521001", "s"), ("=1+1", "s")]
        assert cells[2][1] == ("@SUM(A1)", "s")
        assert sheet["B2"].quotePrefix

    def test_guards_what_a_spreadsheet_would_run_in_a_csv(self) -> None:
        data = plain_table("案件", HEADER, ROWS, SheetKind.CSV)

        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert rows == [["编号", "'=标题"], ["330521001", "'=1+1"], ["", "'@SUM(A1)"]]

    def test_refuses_what_no_cell_can_hold(self) -> None:
        with pytest.raises(TooLong):
            plain_table("案件", HEADER, [("x" * 32_768, "")])
