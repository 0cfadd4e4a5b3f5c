"""How a sheet is to be understood: plain data that pages show, people edit and files keep."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dispatch.errors import Unusable
from dispatch.responsibility.model import Duty, ListKind
from dispatch.wire.sheets.fields import BY_NAME, FIELDS, HISTORY_BY_NAME, HISTORY_FIELDS
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.model import Column, Table
from dispatch.wire.sheets.plain import key

CONSTANTS = ("list_kind", "platform", "area", "zone", "role", "duty", "valid_from", "valid_to")
"""Fields of a list that one value may be given for where no column has them."""
_UNIT_FIELDS = frozenset(
    {"unit", "leads", "handlers", "cooperators", "county_unit", "recalled_by", "township"}
)
_OF_SEVERAL = ("text", "place")
"""Fields of a closed case that several columns may give together."""
_TELLING = {name: at for at, name in enumerate(HISTORY_BY_NAME)}
_REPEATED = re.compile(r" \(\d+\)$")
_LIMIT_HEADER = re.compile(
    r"(?P<name>[^\s(（]*时限)\s*[(（/]?\s*(?:单位[:：])?"
    r"(?P<unit>紧急工作时|紧急工作日|工作小时|工作时|工作日|小时|天|日)\s*[)）]?$"
)
_SAMPLED, _FEWEST, _NEARLY_ALL = 50, 3, 0.8
_TITLES = (
    (("收回",), ListKind.RECALLED),
    (("配合履职", "配合事项"), ListKind.COOPERATIVE),
    (("基本履职", "基本事项"), ListKind.BASIC),
    (("属地管理",), ListKind.TERRITORIAL),
)


class MappingUnusable(Unusable):
    """A kept mapping is not of the shape that mappings have."""

    code = "sheets.mapping_unusable"


class Layout(StrEnum):
    """The shapes that lists come in."""

    LONG = "long"
    """A row for each unit and duty, as our template has it."""
    DUTIES = "duties"
    """A row for each matter; columns for who leads and who helps."""
    PAIRS = "pairs"
    """A row for each matter; a column for the department, one for the township."""
    THREE_LISTS = "three_lists"
    """基本履职, 配合履职, 上级收回."""
    CASE_STANDARD = "case_standard"
    """A row for each filing condition, with a limit of its own."""
    HISTORY = "history"
    """A row for each closed case."""
    UNKNOWN = "unknown"
    """No column says whose a matter is."""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a sheet's columns mean, and what a person answered about its texts."""

    layout: Layout
    columns: Mapping[str, str]
    """Header to field; a header that is not here, or stands for ``""``, is not read."""
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For a field, what its texts stand for; goes before everything that is recognised."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Question id to answer."""

    def answered(self, answers: Mapping[str, str]) -> "SheetMapping":
        """Return the mapping with more answers."""
        return replace(self, answers={**self.answers, **answers})

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "layout": str(self.layout),
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "values": {name: dict(texts) for name, texts in self.values.items()},
            "answers": dict(self.answers),
        }

    @classmethod
    def from_json(cls, data: Any) -> "SheetMapping":
        """Read it back.

        Raises:
            MappingUnusable: it has another shape, or names fields that there are not.
        """
        if not isinstance(data, dict):
            raise MappingUnusable("a mapping is an object with layout, columns, answers")
        try:
            layout = Layout(data.get("layout", Layout.UNKNOWN))
        except ValueError:
            raise MappingUnusable(f"layout {data['layout']!r} is unknown") from None
        columns = _texts(data, "columns")
        known = {**HISTORY_FIELDS} if layout is Layout.HISTORY else {**FIELDS}
        for name, to in columns.items():
            if to and to not in known:
                raise MappingUnusable(f"columns: {name!r} stands for {to!r}, which is no field")
        constants = _texts(data, "constants")
        for name in constants:
            if layout is not Layout.HISTORY and name not in CONSTANTS:
                raise MappingUnusable(f"constants: {name!r} is no field with one value")
        values = data.get("values", {})
        if not isinstance(values, dict):
            raise MappingUnusable("values is no object")
        return cls(
            layout,
            columns,
            constants,
            {str(name): _texts(values, name) for name in values},
            _texts(data, "answers"),
        )


def propose_mapping(table: Table, known: Known) -> SheetMapping:
    """Say how a sheet of a list looks to be meant, from its headers and its title alone."""
    columns = {}
    for column in table.columns:
        if to := _field_of(column, BY_NAME):
            columns[column.name] = to
    columns |= dict(_by_content(table, columns, known))
    taken = set(columns.values())
    if "unit" in taken and not taken & {"role", "duty"}:
        # 责任单位 with nothing beside it that says in which role.
        columns = {name: "handlers" if to == "unit" else to for name, to in columns.items()}
    if "role" in taken and "handlers" in taken and "unit" not in taken:
        columns = {name: "unit" if to == "handlers" else to for name, to in columns.items()}
    if set(columns.values()) & {"leads", "handlers"}:
        # A department beside those who act is the one that watches them.
        beside = "supervisors"
        columns = {name: beside if to == "county_unit" else to for name, to in columns.items()}
    taken = set(columns.values())
    constants = dict(_constants(table, taken))
    return SheetMapping(_layout(taken, constants), columns, constants)


def propose_history_mapping(table: Table, known: Known) -> SheetMapping:
    """Say what the columns of a sheet of closed cases look to mean."""
    del known  # headers tell it all; names are looked up when the rows are read
    columns: dict[str, str] = {}
    taken: set[str] = set()
    for column in sorted(table.columns, key=_how_telling):
        to = _field_of(column, HISTORY_BY_NAME)
        if to and (to not in taken or to in _OF_SEVERAL):
            columns[column.name] = to
            taken.add(to)
    return SheetMapping(Layout.HISTORY, columns, {"source": table.sheet})


def is_list(mapping: SheetMapping) -> bool:
    """Say whether a sheet looks to hold a list of responsibilities at all."""
    fields = set(mapping.columns.values())
    of_basic = mapping.constants.get("list_kind") == ListKind.BASIC
    return bool(fields & {"matter_name", "matter_code"}) and (
        bool(fields & _UNIT_FIELDS) or of_basic
    )


def unread_columns(table: Table, mapping: SheetMapping) -> Iterator[str]:
    """Yield what is to be said of the columns that are not read, if there are any."""
    left = [
        column.name or f"{column.letter}列(没有列名)"
        for at, column in enumerate(table.columns)
        if not mapping.columns.get(column.name)
        and (column.name or any(row.values[at] for row in table.rows))
    ]
    if left:
        yield f"没有读取的列:{'、'.join(left)}。"


def _field_of(column: Column, names: Mapping[str, str]) -> str:
    """Return the field of a header: the whole of it, else its lower row, else its upper one."""
    return names.get(_name_of(column, names), "")


def _how_telling(column: Column) -> int:
    """Return the place of a header among the names of closed cases; the more telling first."""
    return _TELLING.get(_name_of(column, HISTORY_BY_NAME), len(_TELLING))


def _name_of(column: Column, names: Mapping[str, str]) -> str:
    name = _REPEATED.sub("", column.name)
    upper, _, lower = name.partition("/")
    said = (name, lower, upper + lower, upper, limit_unit(name)[0])
    return next((key(each) for each in said if each and key(each) in names), "")


def limit_unit(header: str) -> tuple[str, str]:
    """Return a header like 处置时限(工作日) as its name and the unit that it gives to numbers."""
    found = _LIMIT_HEADER.search(header)
    return (found["name"], found["unit"]) if found else (header, "")


def _by_content(
    table: Table, columns: Mapping[str, str], known: Known
) -> Iterator[tuple[str, str]]:
    """Yield columns that no header explains, where nearly every value is a name that is known."""
    sample = list(itertools.islice(table.rows, _SAMPLED))
    wanted: dict[str, Callable[[str], bool]] = {
        "matter_name": lambda text: key(text) in known.matters_by_name,
        "handlers": lambda text: known.unit_names.certain(text) is not None,
    }
    if set(columns.values()) & _UNIT_FIELDS:
        del wanted["handlers"]
    if {"matter_name", "matter_code"} & set(columns.values()):
        del wanted["matter_name"]
    for at, column in enumerate(table.columns):
        values = [row.values[at] for row in sample if row.values[at]]
        if column.name in columns or not column.name or len(values) < _FEWEST:
            continue
        for to, fits in tuple(wanted.items()):
            if sum(map(fits, values)) >= len(values) * _NEARLY_ALL:
                del wanted[to]
                yield column.name, to
                break


def _constants(table: Table, taken: set[str]) -> Mapping[str, str]:
    constants: dict[str, str] = {}
    if "list_kind" not in taken:
        said = f"{table.title} {table.sheet} {table.file}"
        kind = next((k for words, k in _TITLES if any(word in said for word in words)), None)
        if "recalled_by" in taken:
            kind = ListKind.RECALLED
        if kind is not None:
            constants["list_kind"] = str(kind)
    if "unit" in taken and "duty" not in taken:
        constants["duty"] = str(Duty.DISPOSE)
    return constants


def fitting_layout(columns: Mapping[str, str], constants: Mapping[str, str]) -> Layout:
    """Return the layout that a list has whose columns mean this."""
    return _layout(set(columns.values()), constants)


def _layout(taken: set[str], constants: Mapping[str, str]) -> Layout:
    kind = constants.get("list_kind")
    if "unit" in taken:
        return Layout.LONG
    if taken & {"filing", "closing"}:
        return Layout.CASE_STANDARD
    if taken & {"leads", "handlers"}:
        return Layout.DUTIES
    if kind in (ListKind.BASIC, ListKind.COOPERATIVE, ListKind.RECALLED):
        return Layout.THREE_LISTS
    if "county_unit" in taken:
        return Layout.PAIRS
    return Layout.UNKNOWN


def _texts(data: Mapping[Any, Any], name: Any) -> dict[str, str]:
    found = data.get(name, {})
    if not isinstance(found, dict) or not all(
        isinstance(key_, str) and isinstance(value, str) for key_, value in found.items()
    ):
        raise MappingUnusable(f"{name} is no object of texts")
    return dict(found)
