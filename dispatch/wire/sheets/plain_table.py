"""A table of texts given out as a spreadsheet: nothing in it is ever run."""

import csv
import io
from collections.abc import Iterable, Sequence

from dispatch.wire.sheets.cells import TooLong, put_text
from dispatch.wire.sheets.export import SheetKind
from dispatch.wire.sheets.grid import letter
from dispatch.wire.sheets.plain import guarded, printable

_WIDTH = 20


def plain_table(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    kind: SheetKind = SheetKind.XLSX,
    *,
    widths: Sequence[int] = (),
) -> bytes:
    """Return a table as the bytes of a file; ``widths`` are those of its columns, in letters.

    Raises:
        TooLong: a text is longer than a cell can hold.
    """
    if kind is SheetKind.CSV:
        return _csv(header, rows)
    return _workbook(title, header, rows, widths)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(printable(text)) for text in header])
    writer.writerows([guarded(printable(text)) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> bytes:
    import openpyxl  # noqa: PLC0415 - half a second that offline commands need not pay
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - with a workbook
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - with a workbook

    # Row by row: a county's moved cases may be very many.
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column in range(1, len(header) + 1):
        width = widths[column - 1] if column <= len(widths) else _WIDTH
        sheet.column_dimensions[letter(column)].width = width
    bold, top = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    try:
        for number, row in enumerate((header, *rows)):
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet)
                cell.number_format = "@"
                put_text(cell, text)
                if number == 0:
                    cell.font = bold
                cell.alignment = top
                cells.append(cell)
            sheet.append(cells)
    except TooLong:
        # What was begun lies in a file of its own until somebody closes it.
        sheet.close()
        raise
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
