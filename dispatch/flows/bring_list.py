"""A spreadsheet that was understood becomes rows of a draft, all at once.

rows, by their number ─► new, changed, unchanged; with "replace" the others are dropped
matters that the draft has not ─► its catalogue, without keywords
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from dispatch.editions.lifecycle import check
from dispatch.editions.model import Action, Draft, Edit
from dispatch.flows.drafted import Drafted, open_draft
from dispatch.flows.keep_draft import edit_draft, replace_file
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.responsibility.conditions import ConditionUnreadable, parse_condition
from dispatch.transaction import Work
from dispatch.wire.county import files as names
from dispatch.wire.county.rows import split
from dispatch.wire.county.written import (
    COLUMNS,
    KEYS,
    Written,
    differences,
    read_written,
    write,
)
from dispatch.wire.sheets.apply import Imported, to_responsibility_csv


class Bringing(StrEnum):
    """What becomes of the rows that the file does not have."""

    REPLACE = "replace"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file would make of a draft."""

    lines: Written
    """The list as it would be."""
    edits: tuple[Edit, ...]
    matters: tuple[Edit, ...]
    """Matters that the draft's catalogue has not."""
    unchanged: int

    def count(self, action: Action) -> int:
        """Return how many lines would be added, set or dropped."""
        return sum(edit.action is action for edit in self.edits)


def brought(
    here: Drafted,
    imported: Imported,
    *,
    how: Bringing,
    unread: Collection[str] = (),
    why: str = "",
) -> Brought:
    """Return what a file would make of a draft; nothing is changed.

    Args:
        here: the draft.
        imported: what the file was understood as.
        how: what becomes of lines that the file does not have.
        unread: fields that the file has no column for: a line that it changes keeps its own.
        why: what is noted with each row.

    Raises:
        NotReady: the file still has open questions or problems.
    """
    given = read_written(names.LINES, to_responsibility_csv(imported))
    before = here.table(names.LINES)
    old = {row[_LINE]: row for row in before.rows}
    rows = [
        _as_it_was(row, old[row[_LINE]], unread) if row[_LINE] in old else dict(row)
        for row in given.rows
    ]
    # What the file has no place for at all, such as a county's own column, stays as well.
    own = [name for name in before.columns if name not in given.columns]
    rows = [{**{n: old.get(row[_LINE], {}).get(n, "") for n in own}, **row} for row in rows]
    new = {name for name in given.columns if any(row.get(name) for row in rows)}
    columns = (
        *before.columns,
        *(n for n in given.columns if n not in before.columns and (n in new or n in _LINE_COLUMNS)),
    )
    after = Written(columns, tuple(rows))
    if how is Bringing.MERGE:
        after = merged(before, after)
    edits = differences(names.LINES, before, after, why=why)
    touched = sum(edit.action is not Action.DROP for edit in edits)
    return Brought(after, edits, _new_matters(here, imported, why), len(after.rows) - touched)


def bring_list(
    draft_id: UUID,
    imported: Imported,
    *,
    how: Bringing,
    unread: Collection[str] = (),
    why: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Bring what a file was understood as into a draft: its lines, and matters that are new.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: the draft cannot be edited.
        NotReady: the file still has open questions or problems.
        RowsRefused: a new matter cannot be read.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    check("edit", here.draft, actor)
    found = brought(here, imported, how=how, unread=unread, why=why)
    if found.matters:
        edit_draft(draft_id, found.matters, actor=actor, work=work, county=county, now=now)
    return replace_file(
        draft_id,
        names.LINES,
        write(found.lines),
        why=why,
        actor=actor,
        work=work,
        county=county,
        now=now,
    )


def merged(before: Written, after: Written) -> Written:
    """Return the old rows with the new ones in their places; more of a matter stand behind it."""
    more = tuple(name for name in after.columns if name not in before.columns)
    new = {row[_LINE]: row for row in after.rows}
    kept = [{**row, **new.pop(row[_LINE], {})} for row in before.rows]
    last = {row.get(_MATTER): at for at, row in enumerate(kept)}
    behind: dict[int, list[Mapping[str, str]]] = {}
    for row in new.values():
        behind.setdefault(last.get(row.get(_MATTER), len(kept) - 1), []).append(row)
    rows = [each for at, row in enumerate(kept) for each in (row, *behind.get(at, ()))]
    return Written(before.columns + more, (*rows, *behind.get(-1, ())))


def _as_it_was(
    row: Mapping[str, str], was: Mapping[str, str], unread: Collection[str]
) -> dict[str, str]:
    """Return a row in the draft's own writing where it says the same in another one."""
    kept = {
        name: was.get(name, "")
        for name, value in row.items()
        if name in unread
        or (name in _SAME and value and _SAME[name](value) == _SAME[name](was.get(name, "")))
    }
    return {**row, **kept}


def _conditions(text: str) -> object:
    try:
        return frozenset(parse_condition(text))
    except ConditionUnreadable:
        return text


def _number(text: str) -> object:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


_SAME: Mapping[str, Callable[[str], object]] = {
    "condition": _conditions,
    "area": lambda text: frozenset(split(text)),
    "overrides": lambda text: frozenset(split(text)),
    "limit_value": _number,
}
"""How fields are compared that may be written in several ways."""
_LINE, _MATTER = KEYS[names.LINES], KEYS[names.MATTERS]
_LINE_COLUMNS = frozenset(COLUMNS[names.LINES])


def _new_matters(here: Drafted, imported: Imported, why: str) -> tuple[Edit, ...]:
    if names.MATTERS not in here.files:
        # Where a county has no catalogue its lines are one, and nothing has to be added.
        return ()
    known = {row[_MATTER] for row in here.table(names.MATTERS).rows}
    return tuple(
        Edit(names.MATTERS, matter[_MATTER], Action.ADD, _fields(matter), {}, why)
        for matter in imported.matters
        if matter["new"] == "1" and matter[_MATTER] not in known
    )


def _fields(matter: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in matter.items() if name not in ("new", _MATTER)}
