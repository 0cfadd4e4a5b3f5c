"""Changes to a list, small enough to show one by one and to take back.

The same edits are made on the rows of the file, which a person keeps, and on the lines read
from it, on which they are tried before they are proposed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dispatch.errors import Refused
from dispatch.responsibility.audit.model import EVERYWHERE
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.model import Duty, Limit, Line, ListKind, Part
from dispatch.vocabulary import AreaCode, LimitType, MatterCode, Platform, RowId, UnitCode

CHOSEN = "?"
"""Stands in an edit for the word that a person still has to choose."""


class EditDoesNotFit(Refused):
    """The rows are not those that an edit was made for."""

    code = "audit.edit_does_not_fit"


class NothingChosen(Refused):
    """An edit still waits for somebody's choice."""

    code = "audit.nothing_chosen"


_NOT_THERE = "清单里没有条目 %(row)s，可能已被他人改动；请刷新后再试"
_THERE_ALREADY = "清单里已有条目 %(row)s；请刷新后再试"
_NO_COLUMN = "清单没有可改的列 %(field)s"
_TO_CHOOSE = "还有一项没有选定；请先选择单位或填写内容"


@dataclass(frozen=True, slots=True)
class SetField:
    """Write a value into a row."""

    row: RowId
    field: str
    """The name of the column."""
    value: str


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row, right after the one that it is like; at the end where it is like none."""

    row: RowId
    like: RowId | None
    values: tuple[tuple[str, str], ...]
    """Columns and what stands in them; all others are as in the row that it is like."""


@dataclass(frozen=True, slots=True)
class DropRow:
    """Take a row away."""

    row: RowId


Edit = SetField | AddRow | DropRow


def chosen(edits: Iterable[Edit], value: str) -> tuple[Edit, ...]:
    """Return the edits with a person's choice filled in."""

    def fill(text: str) -> str:
        return value if text == CHOSEN else text

    filled: list[Edit] = []
    for edit in edits:
        match edit:
            case SetField():
                filled.append(replace(edit, value=fill(edit.value)))
            case AddRow():
                values = tuple((field, fill(text)) for field, text in edit.values)
                filled.append(replace(edit, values=values))
            case DropRow():
                filled.append(edit)
    return tuple(filled)


def apply(edits: Iterable[Edit], rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the rows of ``responsibility.csv`` after the edits; the given ones stay as they are.

    Raises:
        EditDoesNotFit: a row is not there, or a row to be added is there already.
        NothingChosen: a word that a person has to choose was not chosen.
    """
    found = [dict(row) for row in rows]
    columns = dict.fromkeys(column for row in found for column in row)
    for edit in edits:
        place = _place(edit.row, found)
        match edit:
            case SetField():
                _needed(edit.row, place)
                found[place][edit.field] = _said(edit.value)
            case DropRow():
                _needed(edit.row, place)
                del found[place]
            case AddRow():
                if place >= 0:
                    raise EditDoesNotFit(_THERE_ALREADY, row=edit.row)
                like = len(found) - 1 if edit.like is None else _place(edit.like, found)
                if edit.like is not None:
                    _needed(edit.like, like)
                base = dict.fromkeys(columns, "") if edit.like is None else found[like]
                values = {field: _said(value) for field, value in edit.values}
                found.insert(like + 1, {**base, "row_id": edit.row, **values})
    return found


def edited(edits: Iterable[Edit], lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines after the edits.

    Raises:
        EditDoesNotFit: a line is not there, or one to be added is there already.
        NothingChosen: a word that a person has to choose was not chosen.
    """
    found = {line.row_id: line for line in lines}
    for edit in edits:
        match edit:
            case SetField():
                found[edit.row] = _changed(_of(edit.row, found), {edit.field: edit.value})
            case DropRow():
                _of(edit.row, found)
                del found[edit.row]
            case AddRow():
                if edit.row in found:
                    raise EditDoesNotFit(_THERE_ALREADY, row=edit.row)
                like = _EMPTY if edit.like is None else _of(edit.like, found)
                found[edit.row] = _changed(replace(like, row_id=edit.row), dict(edit.values))
    return tuple(found.values())


_EMPTY = Line(
    row_id=RowId(""),
    item_id="",
    matter=MatterCode(""),
    matter_name="",
    platform=None,
    areas=None,
    zone="all",
    unit=UnitCode(""),
    part=Part.LEAD,
    duty=Duty.DISPOSE,
    valid_from=None,
    valid_to=None,
    limit=None,
    basis="",
)


def _place(row: RowId, rows: Sequence[Mapping[str, str]]) -> int:
    return next((at for at, each in enumerate(rows) if each.get("row_id", "").strip() == row), -1)


def _needed(row: RowId, place: int) -> None:
    if place < 0:
        raise EditDoesNotFit(_NOT_THERE, row=row)


def _of(row: RowId, lines: Mapping[RowId, Line]) -> Line:
    _needed(row, 0 if row in lines else -1)
    return lines[row]


def _said(value: str) -> str:
    if value == CHOSEN:
        raise NothingChosen(_TO_CHOOSE)
    return value


def _changed(line: Line, values: Mapping[str, str]) -> Line:
    for field, text in values.items():
        line = _with(line, field, _said(text))
    return line


def _with(line: Line, field: str, text: str) -> Line:
    write = _WRITES.get(field)
    if write is None:
        raise EditDoesNotFit(_NO_COLUMN, field=field)
    name, read = write
    return replace(line, **{name: read(line, text)})


def _day(_: Line, text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _areas(_: Line, text: str) -> frozenset[AreaCode] | None:
    return None if text == EVERYWHERE else frozenset(map(AreaCode, text.split(";")))


def _limit_value(line: Line, text: str) -> Limit | None:
    return _limit(float(text) if text else None, line.limit.type if line.limit else None)


def _limit_type(line: Line, text: str) -> Limit | None:
    return _limit(line.limit.value if line.limit else None, LimitType(text) if text else None)


def _limit(value: float | None, kind: LimitType | None) -> Limit | None:
    if value is None and kind is None:
        return None
    return Limit(value, kind, f"{'' if value is None else f'{value:g}'} {kind or ''}".strip())


_WRITES: Mapping[str, tuple[str, Callable[[Line, str], Any]]] = {
    "item_id": ("item_id", lambda _, text: text),
    "matter_code": ("matter", lambda _, text: MatterCode(text)),
    "matter_name": ("matter_name", lambda _, text: text),
    "platform": ("platform", lambda _, text: Platform(text) if text else None),
    "area": ("areas", _areas),
    "zone": ("zone", lambda _, text: text),
    "unit": ("unit", lambda _, text: UnitCode(text)),
    "role": ("part", lambda _, text: Part(text)),
    "duty": ("duty", lambda _, text: Duty(text)),
    "valid_from": ("valid_from", _day),
    "valid_to": ("valid_to", _day),
    "limit_value": ("limit", _limit_value),
    "limit_type": ("limit", _limit_type),
    "basis": ("basis", lambda _, text: text),
    "basis_kind": ("basis_kind", lambda _, text: text),
    "list_kind": ("list_kind", lambda _, text: ListKind(text) if text else None),
    "condition": ("conditions", lambda _, text: parse_condition(text)),
    "overrides": (
        "overrides",
        lambda _, text: frozenset(RowId(row) for row in text.split(";") if row),
    ),
    "hand_over": ("hand_over", lambda _, text: text),
}
"""The columns that an edit may write, and what of a line each of them is."""
