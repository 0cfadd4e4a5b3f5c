"""Tables out of a file that somebody uploads: ``.xlsx`` or CSV."""

from pathlib import PurePath

from dispatch.wire.sheets.bounds import LIST, Bounds
from dispatch.wire.sheets.delimited import read_delimited
from dispatch.wire.sheets.grid import Grid
from dispatch.wire.sheets.header import table_of
from dispatch.wire.sheets.model import Table, refuse
from dispatch.wire.sheets.package import check_package, check_size, is_workbook
from dispatch.wire.sheets.workbook import read_workbook

LIST_SHEET = "清单"
SUMMARY_SHEET = "问题汇总"
GUIDE_SHEET, UNITS_SHEET, MATTERS_SHEET, CHOICES_SHEET = "填写说明", "单位", "事项", "选项"
REFERENCE_SHEETS = (GUIDE_SHEET, UNITS_SHEET, MATTERS_SHEET, CHOICES_SHEET, SUMMARY_SHEET)
"""Sheets that we add to a workbook; beside a sheet 清单 they are no lists."""
_OTHERS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods", ".doc", ".docx", ".pdf", ".zip")


def read_tables(name: str, data: bytes, bounds: Bounds = LIST) -> tuple[Table, ...]:
    """Return every sheet of a file that has a header, in their order.

    Raises:
        SheetRefused: nothing in the file can be taken as it is; every reason is named with
            its cell and its mend.
    """
    if is_workbook(data):
        check_package(name, data, bounds)
        grids = read_workbook(name, data, bounds)
    else:
        check_size(name, data, bounds)
        if PurePath(name).suffix.lower() in _OTHERS:
            raise refuse(
                name,
                "文件内容不是 Excel 工作簿。",
                "is no workbook inside",
                "请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再上传。",
            )
        grids = (read_delimited(name, data, bounds),)
    tables = tuple(table for grid in _lists(grids) if (table := table_of(grid)))
    if not tables:
        raise refuse(
            name,
            "没有找到表头:文件里没有一行像列名。",
            "has no row that could be a header",
            "请在第一行写上列名,如“事项名称、责任单位”。",
        )
    return tables


def _lists(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    ours = any(grid.sheet == LIST_SHEET for grid in grids)
    passed_over = REFERENCE_SHEETS if ours else (SUMMARY_SHEET,)
    return tuple(grid for grid in grids if grid.sheet not in passed_over)
