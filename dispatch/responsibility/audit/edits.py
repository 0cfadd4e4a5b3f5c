"""Changes to a list, small enough to show one by one and to take back.

The same edits are made on the rows of the file, which a person keeps, and on the lines read
from it, on which they are tried before they are proposed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

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
    match field:
        case "unit":
            return replace(line, unit=UnitCode(text))
        case "matter_code":
            return replace(line, matter=MatterCode(text))
        case "platform":
            return replace(line, platform=Platform(text) if text else None)
        case "area":
            areas = None if text == EVERYWHERE else frozenset(map(AreaCode, text.split(";")))
            return replace(line, areas=areas)
        case "role":
            return replace(line, part=Part(text))
        case "duty":
            return replace(line, duty=Duty(text))
        case "valid_from" | "valid_to":
            day = date.fromisoformat(text) if text else None
            return (
                replace(line, valid_from=day)
                if field == "valid_from"
                else replace(line, valid_to=day)
            )
        case "limit_value" | "limit_type":
            return replace(line, limit=_limit(line.limit, field, text))
        case "condition":
            return replace(line, conditions=parse_condition(text))
        case "overrides":
            rows = frozenset(RowId(row) for row in text.split(";") if row)
            return replace(line, overrides=rows)
        case "list_kind":
            return replace(line, list_kind=ListKind(text) if text else None)
        case "item_id" | "matter_name" | "zone" | "basis" | "basis_kind" | "hand_over":
            return replace(line, **{field: text})
        case _:
            raise EditDoesNotFit(_NO_COLUMN, field=field)


def _limit(limit: Limit | None, field: str, text: str) -> Limit | None:
    value = limit.value if limit else None
    kind = limit.type if limit else None
    if field == "limit_value":
        value = float(text) if text else None
    else:
        kind = LimitType(text) if text else None
    if value is None and kind is None:
        return None
    return Limit(value, kind, f"{'' if value is None else f'{value:g}'} {kind or ''}".strip())
