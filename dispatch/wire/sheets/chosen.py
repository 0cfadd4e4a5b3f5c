"""Which sheets of a file are read, and how: what a person kept goes before what is proposed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from dispatch.wire.sheets.fields import REMARK
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import (
    Layout,
    MappingUnusable,
    SheetMapping,
    is_list,
    propose_history_mapping,
    propose_mapping,
)
from dispatch.wire.sheets.model import SheetRefused, Table, refuse

Chosen = tuple[tuple[Table, SheetMapping], ...]

_MAY_BE_MISSING = frozenset(
    {
        *("platform", "area", "zone", "valid_from", "valid_to", "limit_value", "limit_type"),
        *("basis", "basis_kind", "list_kind", "condition", "overrides", "hand_over", REMARK),
    }
)
"""Fields that a line can do without, so that a sheet need have no column for them."""


def chosen_sheets(
    file: str, tables: tuple[Table, ...], given: Mapping[str, SheetMapping], known: Known
) -> Chosen:
    """Return the sheets that hold a list, each with what its columns mean.

    Raises:
        SheetRefused: none of them looks like a list.
    """
    lists = tuple(
        (table, mapping)
        for table in tables
        if (mapping := given.get(table.sheet) or propose_mapping(table, known))
        if table.sheet in given or is_list(mapping)
    )
    if not lists:
        none = refuse(
            file,
            "没有一个工作表像责任清单:要有事项名称和责任单位两列。",
            "has no sheet that looks like a list: matters and units need a column each",
            "请检查表头,或指明各列的含义。",
        )
        broken = (problem for table in tables for problem in table.problems)
        raise SheetRefused(file, (*none.problems, *broken))
    return lists


def chosen_history(
    tables: tuple[Table, ...], given: Mapping[str, SheetMapping], known: Known
) -> tuple[Table, SheetMapping]:
    """Return the one sheet of closed cases: the chosen one, else where most columns are known."""
    for table in tables:
        if table.sheet in given:
            return table, given[table.sheet]
    proposed = [(table, propose_history_mapping(table, known)) for table in tables]
    return max(proposed, key=lambda each: len(each[1].columns))


def mappings_from(data: Any, where: str) -> dict[str, SheetMapping]:
    """Read mappings back, by the name of their sheet.

    Raises:
        MappingUnusable: it is none; the message begins with ``where``.
    """
    sheets = data.get("sheets") if isinstance(data, dict) else None
    if not isinstance(sheets, dict):
        raise MappingUnusable(f"{where}: has no object 'sheets' with a mapping for each sheet")
    try:
        return {str(name): SheetMapping.from_json(each) for name, each in sheets.items()}
    except MappingUnusable as error:
        raise MappingUnusable(f"{where}: {error}") from None


def mappings_to_json(chosen: Iterable[tuple[Table, SheetMapping]]) -> dict[str, Any]:
    """Return mappings as plain data, by the name of their sheet."""
    return {"sheets": {table.sheet: mapping.to_json() for table, mapping in chosen}}


def renamed(
    given: Mapping[str, SheetMapping], tables: tuple[Table, ...]
) -> Mapping[str, SheetMapping]:
    """Return mappings for a file that is called otherwise: the sheet of a CSV is its name."""
    if len(tables) == len(given) == 1 and tables[0].sheet not in given:
        return {tables[0].sheet: next(iter(given.values()))}
    return given


def headers_of(tables: Iterable[Table]) -> str:
    """Return what two files have in common whose sheets and columns are called the same.

    Of a CSV file the sheet is the file's own name, which says nothing of its columns.
    """
    said = "\n".join(
        "\t".join(
            (
                "" if table.file.startswith(f"{table.sheet}.") else table.sheet,
                *(column.name for column in table.columns),
            )
        )
        for table in tables
    )
    return hashlib.sha256(said.encode()).hexdigest()


def unread_fields(chosen: Chosen) -> frozenset[str]:
    """Return the fields of a line that no column of a list in our own layout gives."""
    if any(mapping.layout is not Layout.LONG for _table, mapping in chosen):
        return frozenset()
    read = {field for _table, mapping in chosen for field in mapping.columns.values()}
    read |= {field for _table, mapping in chosen for field in mapping.constants}
    if "limit" in read:
        read |= {"limit_value", "limit_type"}
    return _MAY_BE_MISSING - read
