"""A file that could not be taken comes back as it was, with every place marked.

Red cells and a comment each, and a first sheet that lists them with links. What an earlier
marking left is taken away first, so that a file may come back several times.
"""

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dispatch.wire.sheets.bounds import LIST, Bounds
from dispatch.wire.sheets.cells import put_text
from dispatch.wire.sheets.delimited import read_delimited
from dispatch.wire.sheets.grid import letter
from dispatch.wire.sheets.model import Question, SheetProblem, SheetRefused, Table
from dispatch.wire.sheets.package import check_package, is_workbook
from dispatch.wire.sheets.plain import printable
from dispatch.wire.sheets.read import SUMMARY_SHEET

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

Found = SheetProblem | Question
_AUTHOR = "清单校核"
_RED = "FFFFC7CE"
_CELL = re.compile(r"([A-Z]{1,3})?(\d+)")
_MOST_MARKS, _MOST_LISTED = 5_000, 20_000
"""Beyond these a place is only listed, or counted: a fuller workbook opens too slowly."""
_LONGEST_TEXT = 1_000
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_HEADER = ("位置", "列", "问题", "怎么改")
_WIDTHS = (18, 18, 60, 60)


def marked_workbook(
    data: bytes, found: Sequence[Found], *, name: str = "清单.csv", bounds: Bounds = LIST
) -> bytes:
    """Return the file as a workbook with what was found marked; a CSV becomes one.

    A file that cannot be opened at all comes back as the list of what was found.
    """
    book = _opened(data, name, bounds)
    places = tuple((each, cell) for each in found for cell in _cells(each))
    marks: dict[tuple[str, int, int], list[str]] = {}
    for each, cell in places:
        if at := _place(book, cell):
            marks.setdefault(at, []).append(_said(each))
    for at, said in list(marks.items())[:_MOST_MARKS]:
        _mark(book, at, said)
    _summary(book, places)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refused_rows(table: Table, problems: Iterable[SheetProblem]) -> bytes:
    """Return a workbook with only the rows that have problems, each with what is wrong."""
    import openpyxl  # noqa: PLC0415 - only when a file is written

    by_row: dict[int, list[SheetProblem]] = {}
    for each in problems:
        found = _CELL.fullmatch(each.cell.rsplit("!", 1)[-1])
        if found:
            by_row.setdefault(int(found[2]), []).append(each)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.sheet))
    sheet.append([*(column.name for column in table.columns), "原行号", "问题", "怎么改"])
    for row in table.rows:
        if wrong := by_row.get(row.number):
            told = "\n".join(each.message_zh for each in wrong)
            mend = "\n".join(each.mend_zh for each in wrong)
            sheet.append(
                [_cell(sheet, text) for text in (*row.values, str(row.number), told, mend)]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opened(data: bytes, name: str, bounds: Bounds) -> "Workbook":
    import openpyxl  # noqa: PLC0415 - only when a file is written

    empty = openpyxl.Workbook()
    empty.remove(empty.worksheets[0])
    try:
        if not is_workbook(data):
            return _from_text(empty, name, data, bounds)
        check_package(name, data, bounds)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    except SheetRefused:
        return empty
    _clean(book)
    return book


def _from_text(book: "Workbook", name: str, data: bytes, bounds: Bounds) -> "Workbook":
    grid = read_delimited(name, data, bounds)
    sheet = book.create_sheet(_sheet_name(grid.sheet))
    for row in grid.rows:
        for column, text in enumerate(row.values, start=1):
            if text:
                put_text(sheet.cell(row.number, column), text)
    return book


def _sheet_name(name: str) -> str:
    return _FORBIDDEN.sub("_", name)[:_LONGEST_NAME] or "清单"


def _clean(book: "Workbook") -> None:
    """Take away what an earlier marking left."""
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - only when a file is written

    if SUMMARY_SHEET in book.sheetnames:
        book.remove(book[SUMMARY_SHEET])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    if cell.fill.start_color.rgb == _RED:
                        cell.fill = PatternFill()


def _cells(found: Found) -> tuple[str, ...]:
    return found.cells if isinstance(found, Question) else (found.cell,)


def _said(found: Found) -> str:
    if isinstance(found, Question):
        labels = "、".join(choice.label for choice in found.choices)
        return f"{found.sentence}\n可选:{labels}" if labels else found.sentence
    return f"{found.message_zh}\n{found.mend_zh}"


def _place(book: "Workbook", cell: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column of an address; the first text of the row for a row."""
    from openpyxl.cell.cell import Cell  # noqa: PLC0415 - only when a file is written
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - only when written

    title, _, where = cell.rpartition("!")
    found = _CELL.fullmatch(where)
    if found is None or not book.worksheets:
        return None
    sheet = book[title] if title in book.sheetnames else book.worksheets[0]
    row = int(found[2])
    if found[1]:
        column = column_index_from_string(found[1])
    else:
        texts = (each.column for each in sheet[row] if each.value is not None)
        column = next((each for each in texts if each is not None), 1)
    if isinstance(sheet.cell(row, column), Cell):
        return sheet.title, row, column
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.title, merged.min_row, merged.min_col
    return sheet.title, row, column


def _mark(book: "Workbook", at: tuple[str, int, int], said: list[str]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 - only when a file is written
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - only when a file is written

    cell = book[at[0]].cell(at[1], at[2])
    cell.fill = PatternFill("solid", start_color=_RED, end_color=_RED)
    own = cell.comment.text + "\n" if cell.comment is not None else ""
    text = printable(own + "\n".join(each[:_LONGEST_TEXT] for each in dict.fromkeys(said)))
    cell.comment = Comment(text, _AUTHOR, height=120, width=320)


def _summary(book: "Workbook", places: Sequence[tuple[Found, str]]) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - only when a file is written
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415 - only when written

    sheet = book.create_sheet(SUMMARY_SHEET, 0)
    book.active = 0
    for each in book.worksheets:  # two selected sheets would be edited together
        each.sheet_view.tabSelected = each is sheet
    for column, (title, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True), start=1):
        sheet.cell(1, column, title).font = Font(bold=True)
        sheet.column_dimensions[letter(column)].width = width
    for number, (found, cell) in enumerate(places[:_MOST_LISTED], start=2):
        for column, text in enumerate(_listed(found, cell), start=1):
            put_text(sheet.cell(number, column), text[:_LONGEST_TEXT])
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
        if at := _place(book, cell) if cell else None:
            link = sheet.cell(number, 1)
            title = at[0].replace("'", "''")
            target = f"'{title}'!{book[at[0]].cell(at[1], at[2]).coordinate}"
            link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
            link.font = Font(color="FF0563C1", underline="single")
    if len(places) > _MOST_LISTED:
        left = len(places) - _MOST_LISTED
        sheet.cell(_MOST_LISTED + 2, 3, f"另有 {left} 处没有列出:先改好以上各处再上传。")
    sheet.freeze_panes = "A2"


def _listed(each: Found, cell: str) -> tuple[str, str, str, str]:
    if isinstance(each, Question):
        choices = "、".join(choice.label for choice in each.choices)
        return cell, "", each.sentence, f"请回答:{choices}"
    return cell, each.column, each.message_zh, each.mend_zh


def _cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - only when a file is written

    cell = WriteOnlyCell(sheet)
    put_text(cell, text)
    return cell
