"""An ``.xlsx`` as grids of text.

The library reads the values, row by row, and builds nothing else: formats, pictures
and what a merge spans stay where they are. What is merged or hidden is read from the
sheet's own part.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from dispatch.wire.sheets.bounds import Bounds
from dispatch.wire.sheets.grid import Grid, Merge, letter, number_of
from dispatch.wire.sheets.model import SheetProblem, SheetRefused, SheetRow, refuse
from dispatch.wire.sheets.plain import unguarded

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=[\"'](?:1|true))[^>]*?\br=[\"'](\d+)")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=[\"'](?:1|true)")
_ZEROS = re.compile("0+")
_LAST_ROW = 1_048_576
_WIDEST = 1_024
"""Cells of a row that may be there at all: formats reach further than text, but not so far."""
_SHOWN = 5


def read_workbook(file: str, data: bytes, bounds: Bounds) -> tuple[Grid, ...]:
    """Return the sheets that hold text; the package must have been checked.

    Formulas and error values are named with their rows: what they would show is not in the file.

    Raises:
        SheetRefused: it has too many rows or columns, or it cannot be read.
    """
    import openpyxl  # noqa: PLC0415 - half a second that offline commands need not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                grids = tuple(_grids(file, book, archive, bounds))
    except SheetRefused:
        raise
    except Exception as error:  # the library raises whatever a broken part leads to
        raise refuse(
            file,
            "工作簿无法读取,内部结构有错。",
            f"cannot be read as a workbook: {type(error).__name__}: {error}",
            "请在 Excel 或 WPS 中打开并另存为新的 .xlsx 后再上传。",
        ) from error
    return grids


def _grids(
    file: str,
    book: "Workbook",
    archive: zipfile.ZipFile,
    bounds: Bounds,
) -> Iterator[Grid]:
    for sheet in book.worksheets:
        broken: dict[int, tuple[SheetProblem, ...]] = {}
        rows = tuple(_rows(file, sheet, bounds, broken))
        if not rows:
            continue
        part = archive.read(sheet._worksheet_path) if bounds.keep_merges else b""  # type: ignore[attr-defined] # noqa: SLF001
        merges = tuple(
            Merge(number_of(left.decode()), int(top), number_of(right.decode()), int(bottom))
            for left, top, right, bottom in _MERGE.findall(part)
        )
        notes = tuple(_hidden(sheet.title, sheet.sheet_state, part, rows))
        width = max(len(row.values) for row in rows)
        yield Grid(file, sheet.title, rows, width, merges, notes, broken)


def _rows(
    file: str, sheet: Any, bounds: Bounds, broken: dict[int, tuple[SheetProblem, ...]]
) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    kept = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > _LAST_ROW:
            raise _too_many_rows(file, sheet.title, bounds)
        texts = [
            (at, cell, text)
            for at, cell in enumerate(cells[:_WIDEST])
            if cell.value is not None and (text := _text(cell))
        ]
        if len(cells) > _WIDEST or (texts and texts[-1][0] >= bounds.columns):
            raise _too_wide(file, sheet.title, bounds)
        if not texts:
            continue
        values = [""] * (texts[-1][0] + 1)
        for at, cell, text in texts:
            values[at] = text
            if cell.data_type in ("f", "e"):
                place = f"{sheet.title}!{letter(at + 1)}{number}"
                found = _runs(place, text, formula=cell.data_type == "f")
                broken[number] = (*broken.get(number, ()), found)
        kept += 1
        if kept > bounds.rows + 1:  # the header is no row of the table
            raise _too_many_rows(file, sheet.title, bounds)
        yield SheetRow(number, tuple(values))


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, str):
        return unguarded(value.strip())
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value)) or "="


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.replace(microsecond=0).isoformat(sep=" ")


def _number(value: float, form: str) -> str:
    if not float(value).is_integer():
        return str(value)
    # 06001 typed as a number keeps the zero that its format shows.
    return str(int(value)).zfill(len(form) if _ZEROS.fullmatch(form) else 0)


def _runs(place: str, text: str, *, formula: bool) -> SheetProblem:
    if formula:
        return SheetProblem(
            place,
            "",
            f"单元格是公式({text[:40]})。",
            f"the cell is a formula ({text[:40]})",
            "选中该单元格,复制后“选择性粘贴—数值”。",
        )
    return SheetProblem(
        place,
        "",
        f"单元格是错误值({text[:40]})。",
        f"the cell is an error value ({text[:40]})",
        "请改为实际内容或清空。",
    )


def _hidden(title: str, state: str, part: bytes, rows: tuple[SheetRow, ...]) -> Iterator[str]:
    if state != "visible":
        yield f"工作表“{title}”是隐藏的,也已读取。"
    numbers = {row.number for row in rows}
    hidden = sorted({int(number) for number in _HIDDEN_ROW.findall(part)} & numbers)
    if hidden:
        shown = "、".join(str(number) for number in hidden[:_SHOWN])
        yield f"工作表“{title}”有 {len(hidden)} 行是隐藏的(如第 {shown} 行),也已读取。"
    if _HIDDEN_COLUMN.search(part):
        yield f"工作表“{title}”有隐藏的列,也已读取。"


def _too_many_rows(file: str, sheet: str, bounds: Bounds) -> SheetRefused:
    return refuse(
        file,
        f"工作表“{sheet}”超过 {bounds.rows} 行。",
        f"sheet {sheet} has more than {bounds.rows} rows",
        "请删除多余的行,或分成几个文件上传。",
    )


def _too_wide(file: str, sheet: str, bounds: Bounds) -> SheetRefused:
    return refuse(
        file,
        f"工作表“{sheet}”超过 {bounds.columns} 列。",
        f"sheet {sheet} has more than {bounds.columns} columns",
        "请删除清单以外的列后再上传。",
    )
