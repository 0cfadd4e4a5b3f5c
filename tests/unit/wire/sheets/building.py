"""Workbooks and a small county for what reads them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl

from dispatch.people.model import Unit
from dispatch.responsibility.model import Line, Matter
from dispatch.vocabulary import MatterCode
from dispatch.wire.sheets.apply import Imported, apply_mapping
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import SheetMapping, propose_mapping
from dispatch.wire.sheets.matter_codes import EVERY_MATTER, NEW
from dispatch.wire.sheets.model import Table
from dispatch.wire.sheets.read import read_tables
from tests.builders import a_matter, a_territory, a_unit, ordinary_units

HOUSING, POLICE, GARDENS = "330521-ZJ", "330521-GA", "330521-YL"
MATTERS = (
    a_matter("M001", name="乱倒垃圾"),
    Matter(MatterCode("M002"), "违法建设（私搭乱建）", None, gov_code="06001"),
)


def a_known(*units: Unit, lines: Iterable[Line] = (), matters: Iterable[Matter] = MATTERS) -> Known:
    """The ordinary county with three more departments, and with ``units``."""
    more = (
        a_unit(HOUSING, name="德清县住房和城乡建设局"),
        a_unit(POLICE, name="德清县公安局"),
        a_unit(GARDENS, name="德清县园林绿化中心"),
    )
    catalogue = {matter.code: matter for matter in matters}
    return Known.of((*ordinary_units(), *more, *units), a_territory(), catalogue, lines)


def a_workbook(
    *rows: Sequence[Any],
    sheet: str = "清单表",
    merged: Iterable[str] = (),
    also: Callable[[Any], None] | None = None,
) -> bytes:
    """A workbook of one sheet; ``also`` does to its book whatever else is wanted."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    if also is not None:
        also(book)
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part more, or with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
            elif callable(content):
                new.writestr(part, content(old.read(part)))
        if not callable(content):
            new.writestr(name, content)
    return out.getvalue()


def a_table(*rows: Sequence[Any], merged: Iterable[str] = (), sheet: str = "清单表") -> Table:
    (table,) = read_tables("list.xlsx", a_workbook(*rows, merged=merged, sheet=sheet))
    return table


def a_csv_table(text: str, name: str = "清单表.csv") -> Table:
    (table,) = read_tables(name, text.encode())
    return table


def imported(table: Table, known: Known, **answers: str) -> Imported:
    """The table read as it looks to be meant, with answers; names without a matter are new."""
    return apply_mapping(table, answered(table, known, answers), known)


def answered(table: Table, known: Known, answers: dict[str, str]) -> SheetMapping:
    return propose_mapping(table, known).answered({EVERY_MATTER: NEW, **answers})


def who(result: Imported) -> list[tuple[str, str, str, str]]:
    """Matter's name, unit, role and duty of each row."""
    return [(r["matter_name"], r["unit"], r["role"], r["duty"]) for r in result.rows]
