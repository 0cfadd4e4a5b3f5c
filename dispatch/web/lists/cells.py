"""A row of a file in people's words, cell by cell, beside what stood there before."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.vocabulary import MatterCode
from dispatch.web.attributes import condition_words, plain
from dispatch.web.languages import as_written, said
from dispatch.web.lists.listing import Entry, Standing
from dispatch.web.lists.sheets import Column, Editor, Sheet
from dispatch.web.visit import present_visit
from dispatch.web.words import area_name, unit_name, word
from dispatch.wire.county.rows import split

EVERYWHERE = "*"
CONDITIONS = frozenset({"condition", "attributes"})
"""The columns that ask for attributes of reports, or tell of them."""
_FEW = 3

Row = Mapping[str, str]
MatterNames = Mapping[str, str]
"""What the matters of a draft are called: it may name some that are not in force."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, what stood there before, and its fields as they are written."""

    column: Column
    words: str
    was: str | None
    """None where nothing was changed."""
    values: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the table on the page."""

    row_id: str
    standing: Standing
    matter: str
    cells: tuple[Cell, ...]


def views(sheet: Sheet, entries: Sequence[Entry], matters: MatterNames) -> tuple[RowView, ...]:
    """Return rows as the table shows them."""
    return tuple(view(sheet, each, matters) for each in entries)


def view(sheet: Sheet, entry: Entry, matters: MatterNames) -> RowView:
    """Return one row as the table shows it."""
    return RowView(
        entry.row[sheet.key],
        entry.standing,
        entry.row.get("matter_code", ""),
        tuple(_cell(column, entry, matters) for column in sheet.shown),
    )


def _cell(column: Column, entry: Entry, matters: MatterNames) -> Cell:
    row, was = entry.row, entry.was
    changed = (
        entry.standing is Standing.CHANGED
        and was is not None
        and any(row.get(each, "") != was.get(each, "") for each in column.fields)
    )
    return Cell(
        column,
        cell_words(column, row, matters),
        (cell_words(column, was, matters) or str(_("空"))) if changed and was else None,
        json.dumps({each: row.get(each, "") for each in column.fields}, ensure_ascii=False),
    )


def cell_words(column: Column, row: Row, matters: MatterNames) -> str:
    """Return what a cell says to people."""
    value = row.get(column.name, "")
    if column.editor is Editor.LIMIT:
        return _limit(row, column)
    if not value:
        return ""
    if column.editor is Editor.MATTER:
        return as_written(matters.get(value, value))
    return _WORDS.get(column.editor, _text)(column, value)


def area_words(value: str) -> str:
    """Return an area column in the names of its places."""
    if value == EVERYWHERE:
        return str(_("全县"))
    codes = split(value)
    shown = "、".join(plain(area_name(code)) for code in codes[:_FEW])
    if len(codes) > _FEW:
        return as_written(_("%(places)s 等 %(n)s 处", places=shown, n=len(codes)))
    return as_written(shown)


def matter_names(table: Sequence[Row] | None = None) -> dict[str, str]:
    """Return what matters are called: in force, and above it in a draft's table."""
    book = present_visit().county.book
    found: dict[str, str] = {code: matter.name for code, matter in book.matters.items()}
    for row in table or ():
        if row.get("matter_code"):
            found[row["matter_code"]] = row.get("name", "")
    return found


def matter_fields(code: str, table: Sequence[Row]) -> dict[str, str]:
    """Return what a line repeats of its matter."""
    for row in table:
        if row.get("matter_code") == code:
            return {"matter_name": row.get("name", ""), "gov_code": row.get("gov_code", "")}
    matter = present_visit().county.book.matters.get(MatterCode(code))
    return {"matter_name": matter.name, "gov_code": matter.gov_code} if matter else {}


def _limit(row: Row, column: Column) -> str:
    value, kind = row.get("limit_value", ""), row.get("limit_type", "")
    if not value and not kind:
        return ""
    return f"{value} {said(column.words.get(kind, kind))}".strip()


def _unit(_column: Column, value: str) -> str:
    return str(_("所在镇街")) if value == AT_TOWNSHIP else unit_name(value)


def _text(column: Column, value: str) -> str:
    if column.name in CONDITIONS:
        return condition_words(value)
    if column.words:
        return str(_("、")).join(word(column.words, each) for each in split(value))
    return as_written(value)


_WORDS: Mapping[Editor, Callable[[Column, str], str]] = {
    Editor.UNIT: _unit,
    Editor.AREA: lambda _column, value: area_words(value),
    Editor.PLACE: lambda _column, value: area_name(value),
    Editor.CHOICE: lambda column, value: word(column.words, value),
}
