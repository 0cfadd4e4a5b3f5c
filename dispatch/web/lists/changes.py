"""What was changed in a draft, and what became of one line from draft to draft."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, Change
from dispatch.flows.drafted import FILE_LABELS, Drafted
from dispatch.flows.past_edition import table_of_edition
from dispatch.vocabulary import LABELS, MatterCode
from dispatch.web.languages import said
from dispatch.web.lists.cells import MatterNames, Row, cell_words, matter_names
from dispatch.web.lists.frame import draft_page, opened, people
from dispatch.web.lists.listing import Standing, entries_of
from dispatch.web.lists.sheets import LINES, MATTERS, OF_FILE, Column, Sheet, field_label
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.county.files import or_default
from dispatch.wire.county.rows import split
from dispatch.wire.county.safety_words import noted, only_words, words_between
from dispatch.wire.county.written import Written

pages = Blueprint("draft_changes", __name__)
history = Blueprint("line_history", __name__)

ACTIONS = {
    Action.ADD: "新增",
    Action.SET: "修改",
    Action.DROP: "删除",
    Action.REPLACE: "整体替换",
    Action.CARRY: "并入新版",
}
_KINDS = {
    Standing.ADDED: Action.ADD,
    Standing.CHANGED: Action.SET,
    Standing.DROPPED: Action.DROP,
}
UNDONE = "撤销修改"
"""The reason of an edit that takes another back."""
_MOST = 300
_MOST_EDITIONS = 60


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it is called, what stood there, what stands there now."""

    name: str
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    """Of a field that holds several words: which of them came and which went."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What happened to one row."""

    sheet: str
    file: str
    row: str
    kind: str
    """add, set, drop or replace."""
    action: str
    matter: str
    fields: tuple[FieldChange, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one version of a draft changed."""

    version: int
    first: Change
    changes: list[RowChange]
    undone: bool
    """Whether it was taken back since."""
    undoable: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """Editions, one after another, in which a line stood with the same values."""

    first: int
    last: int
    fields: tuple[FieldChange, ...]
    """What became another since the stay before; all of it in the first."""


@pages.get("/lists/drafts/<uuid:draft_id>/changes")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show what was changed in a draft, the last first; each step can be taken back."""
    here = opened(visit, draft_id)
    found = visit.work.drafts.changes(visit.county.code, draft_id, limit=_MOST)
    named = matter_names(here.table(names.MATTERS).rows)
    steps = [
        (version, list(group)) for version, group in groupby(found, key=lambda each: each.version)
    ]
    undone = undone_versions(steps)
    matters = {row[LINES.key]: row["matter_code"] for row in here.table(LINES.file).rows}
    return draft_page(
        visit,
        here,
        "lists/changes.html",
        steps=[
            Step(
                version,
                group[0],
                [told(one, named, matters) for one in group],
                undone=version in undone,
                undoable=version not in undone and all(map(undoable, group)),
            )
            for version, group in steps
        ],
        most=_MOST if len(found) == _MOST else None,
        accounts={each.by for each in found},
    )


@history.get("/lists/lines/<path:row>")
@page(LIST_KEEPERS)
def line(visit: Visit, row: str) -> ResponseReturnValue:
    """Show what became of one line: every change, and the editions in which it stood."""
    work, county = visit.work, visit.county
    changes = work.drafts.of_row(county.code, LINES.file, row)
    named = matter_names()
    stays = _stays(visit, row, named)
    return render_template(
        "lists/line.html",
        row_id=row,
        changes=[(change, draft, told(change, named)) for change, draft in changes],
        stays=stays,
        matter=_matter_of(visit, row),
        names=people(visit, {change.by for change, _draft in changes}),
    ), (200 if changes or stays else 404)


def told(change: Change, named: MatterNames, matters: Mapping[str, str] | None = None) -> RowChange:
    """Return one kept change in words; ``matters`` says of which matter a line is."""
    if change.action is Action.CARRY:
        return _carried(change)
    if change.action is Action.REPLACE:
        return replaced(change.file, change.before, change.after, why=change.why)
    sheet = OF_FILE.get(change.file)
    row = {**change.before, **change.after}
    of = change.row if sheet is MATTERS else row.get("matter_code", "")
    return RowChange(
        sheet=said(sheet.title) if sheet else "",
        file=change.file,
        row=change.row,
        kind=change.action.value,
        action=said(ACTIONS[change.action]),
        matter=named.get(of or (matters or {}).get(change.row, ""), ""),
        fields=fields_between(sheet, change.before, change.after, named) if sheet else (),
        why=change.why,
    )


def replaced(
    file: str, before: Mapping[str, str], after: Mapping[str, str], *, why: str = ""
) -> RowChange:
    """Return in words what became of a file that is kept whole; of the safety words, which."""
    words = only_words(before, after)
    fields = [
        FieldChange(
            _("安全词(%(urgency)s)", urgency=said(LABELS[each.urgency])),
            "",
            "",
            each.added,
            each.removed,
        )
        for each in words_between(before, after)
    ]
    if before and not words:
        fields.append(FieldChange(_("其他研判规则"), "", _("有改动")))
    return RowChange(
        sheet=said(FILE_LABELS.get(file, file)),
        file=file,
        row="",
        kind=Action.REPLACE.value,
        action=said(ACTIONS[Action.SET if words else Action.REPLACE]),
        matter="",
        fields=tuple(fields),
        why=why,
    )


def _carried(change: Change) -> RowChange:
    old, new = (str(_("第 %(n)s 版", n=of["base"])) for of in (change.before, change.after))
    return RowChange(
        sheet="",
        file="",
        row="",
        kind=Action.SET.value,
        action=said(ACTIONS[Action.CARRY]),
        matter="",
        fields=(FieldChange(_("基础版本"), old, new),),
        why=change.why,
    )


def whole_changes(here: Drafted) -> list[RowChange]:
    """Return what a draft changes in the files that it holds whole."""
    found = []
    for name in sorted(here.changed - set(OF_FILE)):
        before: Mapping[str, str] = {}
        after: Mapping[str, str] = {}
        if name == names.TRIAGE:
            before, after = (noted(or_default(of, name)) for of in (here.base, here.files))
        found.append(replaced(name, before, after))
    return found


def undoable(change: Change) -> bool:
    """Tell whether a change can be taken back: what it did is known to the word."""
    if change.action is Action.REPLACE:
        return only_words(change.before, change.after)
    return change.action is not Action.CARRY


def undone_versions(steps: Iterable[tuple[int, Sequence[Change]]]) -> frozenset[int]:
    """Return the versions that were taken back later; ``steps`` are given the last first."""
    found: set[int] = set()
    taken_back: list[Counter[object]] = []
    for version, changes in steps:
        did = Counter(_did(each) for each in changes)
        if did in taken_back:
            taken_back.remove(did)
            found.add(version)
        elif changes[0].why == UNDONE:
            taken_back.append(Counter(_did(each, back=True) for each in changes))
    return frozenset(found)


def _did(change: Change, *, back: bool = False) -> object:
    """Return what a change did, or what it took back, in a form that can be compared."""
    if change.action is Action.REPLACE:
        words = words_between(change.before, change.after)
        told = tuple((each.urgency, each.added, each.removed) for each in words)
        return change.file, tuple(
            (u, gone, come) if back else (u, come, gone) for u, come, gone in told
        )
    sides = (tuple(sorted(side.items())) for side in (change.before, change.after))
    return change.file, change.row, *(reversed(tuple(sides)) if back else sides)


def row_changes(
    sheet: Sheet, before: Written, after: Written, named: MatterNames, *, limit: int
) -> tuple[list[RowChange], int]:
    """Return what differs between two tables, row by row, matters together; and how many do."""
    entries = [e for e in entries_of(sheet, before, after) if e.standing is not Standing.SAME]
    shown = [
        RowChange(
            sheet=said(sheet.title),
            file=sheet.file,
            row=entry.row[sheet.key],
            kind=_KINDS[entry.standing].value,
            action=said(ACTIONS[_KINDS[entry.standing]]),
            matter=named.get(entry.row.get("matter_code", ""), ""),
            fields=fields_between(
                sheet,
                entry.was or {},
                {} if entry.standing is Standing.DROPPED else entry.row,
                named,
            ),
        )
        for entry in entries[:limit]
    ]
    return shown, len(entries)


def fields_between(
    sheet: Sheet, before: Row, after: Row, named: MatterNames
) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the page."""
    found = []
    seen: set[str] = {sheet.key}
    for column in sheet.columns:
        seen.update(column.fields)
        if all(before.get(name, "") == after.get(name, "") for name in column.fields):
            continue
        added, removed = _words_of(column, before, after)
        found.append(
            FieldChange(
                said(column.label),
                cell_words(column, before, named),
                cell_words(column, after, named),
                added,
                removed,
            )
        )
    for name in sorted({*before, *after} - seen):
        if before.get(name, "") != after.get(name, ""):
            label = said(field_label(sheet.file, name))
            found.append(FieldChange(label, before.get(name, ""), after.get(name, "")))
    return tuple(found)


def _words_of(column: Column, before: Row, after: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of a matter's keywords came and which went, in a row that stays."""
    if column.name != "keywords" or not before or not after:
        return (), ()
    old, new = (split(row.get(column.name, "")) for row in (before, after))
    return tuple(w for w in new if w not in old), tuple(w for w in old if w not in new)


def _stays(visit: Visit, row: str, named: MatterNames) -> list[Stay]:
    work, county = visit.work, visit.county
    numbers = sorted(each.edition for each in work.counties.published(county.code))
    found: list[Stay] = []
    before: dict[str, str] = {}
    for number in numbers[-_MOST_EDITIONS:]:
        table = table_of_edition(number, names.LINES, county=county, work=work)
        here = dict(table.find(LINES.key, row) or {})
        if here and here == before and found:
            found[-1] = Stay(found[-1].first, number, found[-1].fields)
        elif here:
            found.append(Stay(number, number, fields_between(LINES, before, here, named)))
        before = here
    return found[::-1]


def _matter_of(visit: Visit, row: str) -> MatterCode | None:
    return next((each.matter for each in visit.county.book.lines if each.row_id == row), None)
