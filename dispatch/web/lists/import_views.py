"""What an upload's page shows: its columns and what they mean, and what it would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.editions.model import Action
from dispatch.flows.bring_list import Bringing, Brought, brought
from dispatch.flows.drafted import Drafted
from dispatch.notices.masking import masked
from dispatch.territory.model import Level
from dispatch.web.lists.cells import matter_names, views
from dispatch.web.lists.listing import Standing, entries_of
from dispatch.web.lists.sheets import LINES
from dispatch.web.lists.understood import QuestionGroup, Understood
from dispatch.wire.county import files as names
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import Layout, fitting_layout
from dispatch.wire.sheets.model import Table

LAYOUTS: Mapping[str, str] = {
    Layout.LONG: "每行一个单位、一项职责(本系统模板)",
    Layout.DUTIES: "每行一个事项,牵头、配合单位各一列",
    Layout.PAIRS: "每行一个事项,部门一列、乡镇一列",
    Layout.THREE_LISTS: "基本履职、配合履职、上级收回清单",
    Layout.CASE_STANDARD: "每行一种立案条件,各有时限",
    Layout.UNKNOWN: "没有认出",
}
_ROWS, _SAMPLES = 50, 3
CONSTANT_CHOICES = ("list_kind", "platform", "role", "duty")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of the file: its header, what stands in it, what it means."""

    place: int
    letter: str
    name: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet of the file as the page shows it."""

    name: str
    rows: int
    header_row: int
    chosen: bool
    columns: tuple[ColumnView, ...] = ()
    layout: str = ""
    forced: str = ""
    """The layout that somebody chose although the columns say another."""
    constants: Mapping[str, str] | None = None
    lacking: tuple[str, ...] = ()
    """Fields with one value for the whole sheet, that no column gives."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file would make of the draft, one way."""

    how: Bringing
    new: int
    changed: int
    dropped: int
    unchanged: int


def sheets_of(found: Understood) -> list[SheetView]:
    """Return the sheets of a file, those that are read with their columns."""
    chosen = {table.sheet: mapping for table, mapping in found.chosen}
    views_of: list[SheetView] = []
    for table in found.tables:
        mapping = chosen.get(table.sheet)
        if mapping is None:
            views_of.append(SheetView(table.sheet, len(table.rows), table.header_row, chosen=False))
            continue
        taken = set(mapping.columns.values())
        fits = fitting_layout(mapping.columns, mapping.constants)
        views_of.append(
            SheetView(
                table.sheet,
                len(table.rows),
                table.header_row,
                chosen=True,
                columns=column_views(table, mapping.columns),
                layout=str(fits),
                forced="" if fits == mapping.layout else str(mapping.layout),
                constants=mapping.constants,
                lacking=tuple(
                    name
                    for name in CONSTANT_CHOICES
                    if name not in taken and (fits is Layout.LONG or name not in ("role", "duty"))
                ),
            )
        )
    return views_of


def column_views(table: Table, meant: Mapping[str, str]) -> tuple[ColumnView, ...]:
    """Return a sheet's columns with what stands first in each, numbers of people unreadable."""
    samples: list[dict[str, None]] = [{} for _column in table.columns]
    for row in table.rows:
        for at, value in enumerate(row.values):
            if value and len(samples[at]) < _SAMPLES:
                samples[at][masked(value)] = None
        if all(len(each) >= _SAMPLES for each in samples):
            break
    return tuple(
        ColumnView(at, column.letter, column.name, tuple(shown), meant.get(column.name, ""))
        for at, (column, shown) in enumerate(zip(table.columns, samples, strict=True))
        if column.name or shown
    )


def offered(groups: Sequence[QuestionGroup], known: Known) -> dict[str, list[str]]:
    """Return what may be written where no choice fits: the whole register, every place."""
    kinds = {each.questions[0].kind for each in groups}
    found: dict[str, list[str]] = {}
    if "unit" in kinds:
        active = sorted((u for u in known.units.values() if u.active), key=lambda u: u.code)
        found["unit"] = [known.unit_names.written(unit.code) for unit in active]
    if "area" in kinds:
        found["area"] = [
            f"{area.name}({area.code})" for area in known.territory if area.level is not Level.GRID
        ]
    if "matter" in kinds:
        found["matter"] = [f"{each.code} {each.name}" for each in known.matters.values()]
    return found


def previewed(here: Drafted, found: Understood, asked: str) -> dict[str, Any]:
    """Return what the file would change, both ways, and the rows of one of them."""
    if found.imported is None or not found.ready:
        return {"ways": [], "how": None, "rows": (), "new_matters": ()}
    given = {how: brought(here, found.imported, how=how, unread=found.unread) for how in Bringing}
    how = Bringing(asked) if asked in set(Bringing) else _usual(given)
    before = here.table(names.LINES)
    changed = [
        entry
        for entry in entries_of(LINES, before, given[how].lines)
        if entry.standing is not Standing.SAME
    ]
    new = given[how].matters
    named = matter_names(here.table(names.MATTERS).rows)
    named.update((edit.row, edit.fields.get("name", "")) for edit in new)
    return {
        "ways": [_preview(each, of) for each, of in given.items()],
        "how": how,
        "sheet": LINES,
        "rows": views(LINES, changed[:_ROWS], named),
        "rows_left": max(len(changed) - _ROWS, 0),
        "new_matters": new,
        "had": len(before.rows),
    }


def _preview(how: Bringing, found: Brought) -> Preview:
    return Preview(
        how,
        found.count(Action.ADD),
        found.count(Action.SET),
        found.count(Action.DROP),
        found.unchanged,
    )


def _usual(given: Mapping[Bringing, Brought]) -> Bringing:
    """Return what a file looks to be meant for: a few rows are no whole list."""
    whole = given[Bringing.REPLACE]
    kept = len(whole.lines.rows)
    return Bringing.MERGE if whole.count(Action.DROP) > kept else Bringing.REPLACE
