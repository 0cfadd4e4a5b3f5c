"""A list given out as a spreadsheet that people edit, and that comes back with the same meaning.

清单      the lines, with lists to choose from
填写说明  each column: what it is, what is allowed, an example
单位 事项 what may be named; 选项 feeds the lists to choose from
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dispatch.responsibility.conditions import written as condition_written
from dispatch.responsibility.model import AT_TOWNSHIP, Line, Matter
from dispatch.territory.model import ALL_ZONES, Zone
from dispatch.vocabulary import AreaCode, RowId
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.files import LINES
from dispatch.wire.sheets.cells import put_text
from dispatch.wire.sheets.choice_words import WRITTEN
from dispatch.wire.sheets.fields import REMARK, TEMPLATE
from dispatch.wire.sheets.grid import letter
from dispatch.wire.sheets.guidance import GUIDANCE, NEEDED
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.plain import guarded, printable
from dispatch.wire.sheets.read import (
    CHOICES_SHEET,
    GUIDE_SHEET,
    LIST_SHEET,
    MATTERS_SHEET,
    UNITS_SHEET,
)

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

Extras = Mapping[RowId, Mapping[str, str]]
"""For a row id what the list's file says beyond its line: ``gov_code`` and ``remark``."""

_ZONES = {ALL_ZONES: "不限", Zone.URBAN.value: "城区", Zone.RURAL.value: "农村"}
_EVERYWHERE = "全县"
_SEPARATORS = frozenset(";；、，,\n")
_FIRST_EXCEL_YEAR = 1901
_SPARE_ROWS = 500
_DAYS = ("valid_from", "valid_to")


class SheetKind(StrEnum):
    """What a list may be given out as."""

    XLSX = "xlsx"
    CSV = "csv"


def export_book(book: CountyBook, kind: SheetKind = SheetKind.XLSX) -> bytes:
    """Return a county's list as a spreadsheet."""
    text = io.StringIO(book.files[LINES].decode("utf-8-sig"), newline="")
    extras = {
        RowId((row.get("row_id") or "").strip()): {
            name: (row.get(name) or "").strip() for name in ("gov_code", REMARK)
        }
        for row in csv.DictReader(text)
    }
    return export_list(book.lines, Known.of_book(book), kind, extras)


def export_list(
    lines: Iterable[Line],
    known: Known,
    kind: SheetKind = SheetKind.XLSX,
    extras: Extras | None = None,
) -> bytes:
    """Return lines as a spreadsheet that reads back to the same lines.

    Raises:
        TooLong: a text is longer than a cell can hold.
    """
    rows = [_row(line, known, (extras or {}).get(line.row_id, {})) for line in lines]
    return _as_csv(rows) if kind is SheetKind.CSV else _as_workbook(rows, known)


def template(known: Known) -> bytes:
    """Return an empty list to fill in."""
    return export_list((), known)


def _row(line: Line, known: Known, extra: Mapping[str, str]) -> Mapping[str, str]:
    matter = known.matters.get(line.matter)
    value, kind = _limit(line)
    return {
        "row_id": line.row_id,
        "item_id": line.item_id,
        "matter_code": line.matter,
        "matter_name": line.matter_name,
        "gov_code": extra.get("gov_code") or (matter.gov_code if matter else ""),
        "platform": WRITTEN["platform"][line.platform] if line.platform else "",
        "area": _areas(line.areas, known),
        "zone": _zone(line.zone, known),
        "unit": known.unit_names.written(line.unit),
        "role": WRITTEN["role"][line.part],
        "duty": WRITTEN["duty"][line.duty],
        "valid_from": line.valid_from.isoformat() if line.valid_from else "",
        "valid_to": line.valid_to.isoformat() if line.valid_to else "",
        "limit_value": value,
        "limit_type": kind,
        "basis": line.basis,
        "basis_kind": WRITTEN["basis_kind"][line.basis_kind] if line.basis_kind else "",
        "list_kind": WRITTEN["list_kind"][line.list_kind] if line.list_kind else "",
        "condition": " & ".join(map(condition_written, line.conditions)),
        "overrides": ";".join(sorted(line.overrides)),
        "hand_over": line.hand_over,
        REMARK: extra.get(REMARK, ""),
    }


def _limit(line: Line) -> tuple[str, str]:
    """Return a limit's two columns; what nobody understood stays as it was written."""
    limit = line.limit
    if limit is None:
        return "", ""
    if limit.value is None:
        return limit.raw, ""
    value = format(Decimal(repr(limit.value)), "f").removesuffix(".0")
    if limit.type is not None:
        return value, WRITTEN["limit_type"][limit.type]
    return value, limit.raw.partition(" ")[2]


def _areas(areas: frozenset[AreaCode] | None, known: Known) -> str:
    if areas is None:
        return _EVERYWHERE
    return "；".join(_area(code, known) for code in sorted(areas))


def _area(code: AreaCode, known: Known) -> str:
    area = known.territory.get(code)
    if area is None or not area.name or _SEPARATORS & set(area.name):
        return code
    return f"{area.name}({code})"


def _zone(zone: str, known: Known) -> str:
    word = _ZONES.get(zone, zone)
    return zone if word != zone and word in known.zones else word


def _as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(TEMPLATE.values())
    for row in rows:
        writer.writerow([guarded(printable(row[name])) for name in TEMPLATE])
    return out.getvalue().encode("utf-8-sig")


def _as_workbook(rows: list[Mapping[str, str]], known: Known) -> bytes:
    import openpyxl  # noqa: PLC0415 - half a second that offline commands need not pay

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = LIST_SHEET
    _head(sheet, tuple(TEMPLATE.values()), tuple(GUIDANCE[name].width for name in TEMPLATE))
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(TEMPLATE, start=1):
            _put(sheet.cell(number, column), name, row[name])
    for column, name in enumerate(TEMPLATE, start=1):
        # For rows to come: a code that is typed here stays text and keeps its zeros.
        sheet.column_dimensions[letter(column)].number_format = _format(name)
    last = len(rows) + 1 + _SPARE_ROWS
    sheet.freeze_panes = "E2"
    sheet.auto_filter.ref = f"A1:{letter(len(TEMPLATE))}{len(rows) + 1}"
    _guide(book)
    ranges = _reference(book, known)
    _choices(sheet, ranges, last)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Any, name: str, text: str) -> None:
    cell.number_format = _format(name)
    if not text:
        return
    if name in _DAYS and (day := date.fromisoformat(text)).year >= _FIRST_EXCEL_YEAR:
        cell.value = day
        cell.number_format = _format(name)
    elif name == "limit_value" and text.replace(".", "", 1).isdecimal():
        cell.value = float(text) if "." in text else int(text)
    else:
        put_text(cell, text)


def _format(name: str) -> str:
    if name in _DAYS:
        return "yyyy-mm-dd"
    return "General" if name == "limit_value" else "@"


def _head(sheet: Any, titles: tuple[str, ...], widths: tuple[int, ...]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - with a workbook

    for column, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        cell = sheet.cell(1, column, title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="FFDDE8F4", end_color="FFDDE8F4")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[letter(column)].width = width


def _guide(book: "Workbook") -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415 - with a workbook

    sheet = book.create_sheet(GUIDE_SHEET)
    _head(sheet, ("列名", "必填", "填什么", "允许的内容", "例子"), (14, 8, 60, 44, 26))
    for number, (name, title) in enumerate(TEMPLATE.items(), start=2):
        said = GUIDANCE[name]
        texts = (title, "是" if name in NEEDED else "否", said.what, said.allowed, said.example)
        for column, text in enumerate(texts, start=1):
            put_text(sheet.cell(number, column), text)
            sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _reference(book: "Workbook", known: Known) -> Mapping[str, str]:
    """Write the sheets of what may be named; return the ranges to choose from."""
    units = [
        (known.unit_names.written(AT_TOWNSHIP), AT_TOWNSHIP, "", "在用"),
        *(
            (known.unit_names.written(unit.code), unit.code, unit.kind, _state(active=unit.active))
            for unit in sorted(known.units.values(), key=lambda unit: unit.code)
        ),
    ]
    _table(book, UNITS_SHEET, ("单位", "编码", "类型", "状态"), (36, 18, 16, 8), units)
    matters = [_matter(matter) for _, matter in sorted(known.matters.items())]
    titles = ("事项编码", "事项名称", "国标编码", "平台", "清单类别")
    _table(book, MATTERS_SHEET, titles, (12, 36, 10, 12, 12), matters)
    areas = [_EVERYWHERE, *(_area(code, known) for code in known.territory.townships)]
    zones = [_zone(zone, known) for zone in sorted(known.zones)]
    longest = max(len(areas), len(zones))
    rows = [
        tuple(column[at] if at < len(column) else "" for column in (areas, zones))
        for at in range(longest)
    ]
    _table(book, CHOICES_SHEET, ("适用区域", "城乡范围"), (26, 14), rows)
    return {
        "unit": f"{UNITS_SHEET}!$A$2:$A${len(units) + 1}",
        "matter_code": f"{MATTERS_SHEET}!$A$2:$A${max(len(matters), 1) + 1}",
        "area": f"{CHOICES_SHEET}!$A$2:$A${len(areas) + 1}",
        "zone": f"{CHOICES_SHEET}!$B$2:$B${len(zones) + 1}",
    }


def _table(
    book: "Workbook",
    title: str,
    header: tuple[str, ...],
    widths: tuple[int, ...],
    rows: Iterable[tuple[str, ...]],
) -> None:
    sheet = book.create_sheet(title)
    _head(sheet, header, widths)
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            sheet.cell(number, column).number_format = "@"
            put_text(sheet.cell(number, column), text)
    sheet.freeze_panes = "A2"


def _matter(matter: Matter) -> tuple[str, ...]:
    platform = WRITTEN["platform"][matter.platform] if matter.platform else ""
    kind = WRITTEN["list_kind"][matter.list_kind] if matter.list_kind else ""
    return matter.code, matter.name, matter.gov_code, platform, kind


def _state(*, active: bool) -> str:
    return "在用" if active else "停用"


def _choices(sheet: Any, ranges: Mapping[str, str], last: int) -> None:
    """Offer lists to choose from. Where a cell may hold more than one choice they only help."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - with a workbook

    lists = {name: f'"{",".join(words.values())}"' for name, words in WRITTEN.items()} | dict(
        ranges
    )
    open_ = ("area", "zone", "matter_code")
    for column, name in enumerate(TEMPLATE, start=1):
        if name not in lists:
            continue
        rule = DataValidation(type="list", formula1=lists[name], allow_blank=True)
        rule.showErrorMessage = name not in open_
        rule.errorTitle = TEMPLATE[name]
        rule.error = GUIDANCE[name].allowed
        rule.add(f"{letter(column)}2:{letter(column)}{last}")
        sheet.add_data_validation(rule)
