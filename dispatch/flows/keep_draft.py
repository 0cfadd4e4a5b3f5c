"""The list keeper begins a draft, edits it row by row, carries it to a newer base, or gives it up.

begin ─► draft on the edition in force
edit  ─► row as the editor saw it? ─► fields fit? ─► file written, change noted, version + 1
rebase ─► what the draft changed, made again on the edition in force; what both changed is asked
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.editions.lifecycle import check, keeper
from dispatch.editions.model import Action, Draft, DraftState, Edit
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted, open_draft
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.people.scope import Actor
from dispatch.responsibility.rows import RowTwice, rebase
from dispatch.transaction import Work
from dispatch.wire.county import files as names
from dispatch.wire.county.checking import problems_of_lines, problems_of_rows
from dispatch.wire.county.files import or_default
from dispatch.wire.county.problems import Problem
from dispatch.wire.county.safety_words import noted
from dispatch.wire.county.written import KEYS, Written, differences, edited, read_written, write

TITLE_LIMIT = 80
_CARRIED = "并入第 {n} 版"
_WHOLE = frozenset({names.TRIAGE, names.TRIAGE_MODEL})
"""Files that a draft replaces whole."""


WHOLE_ROW = ""
"""The column of a clash where one side dropped the row and the other changed it."""
DROPPED, KEPT = "dropped", "kept"
"""What is chosen for a whole row."""


class RowsRefused(Refused):
    """Edited rows cannot be read; ``problems`` names each field and the mend."""

    code = "editions.rows_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class NotEditable(Refused):
    """A draft does not hold this file, or not row by row."""

    code = "editions.not_editable"


class NumberTwice(Refused):
    """Two rows bear one number: nobody could say which became which."""

    code = "editions.number_twice"


class TitleMissing(Refused):
    """A draft needs a title that people know it by."""

    code = "editions.title_missing"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that the draft and the newer edition both changed, differently.

    Of a whole row that one of them dropped the column is ``WHOLE_ROW``.
    """

    file: str
    row: str
    column: str
    base: str
    draft: str
    newer: str


class BothChanged(Refused):
    """The newer edition changed what the draft changed; ``clashes`` says what."""

    code = "editions.both_changed"

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__("新版清单与草案同时改了 %(n)s 处,请逐处选定后再并入新版", n=len(clashes))
        self.clashes = clashes


def begin_draft(
    title: str, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> Draft:
    """Begin a draft on the edition in force.

    Raises:
        NotTheKeeper: the actor does not keep the list.
        TitleMissing: it has no title, or one that is too long.
    """
    keeper(actor)
    title = title.replace("\0", "").strip()
    if not 0 < len(title) <= TITLE_LIMIT:
        raise TitleMissing("请给草案起一个名称(不超过 %(most)s 字)", most=TITLE_LIMIT)
    draft = Draft(
        county=county.code,
        draft_id=uuid7(),
        title=title,
        state=DraftState.OPEN,
        base_edition=county.edition,
        version=1,
        files={},
        created_by=actor.account,
        created_at=now,
        changed_at=now,
    )
    work.drafts.add(draft)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="draft.begun",
        object=str(draft.draft_id),
        body={"title": title, "base": county.edition},
        at=now,
    )
    return draft


def edit_draft(
    draft_id: UUID,
    edits: Sequence[Edit],
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
    typed: bool = False,
) -> Draft:
    """Apply edits to a draft, all or none; return it as it is then.

    Edits that change nothing leave no trace. Where a person ``typed`` the fields, their
    conditions must ask for what the county describes.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be edited.
        NotEditable: a file that a draft does not hold.
        NoSuchRow, ChangedMeanwhile: the rows are not as the editor saw them.
        RowsRefused: a field that was edited cannot be read, or speaks of what is not there.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    check("edit", here.draft, actor)
    files = dict(here.draft.files)
    done: list[Edit] = []
    for name in dict.fromkeys(edit.file for edit in edits):
        of_file = [edit for edit in edits if edit.file == name]
        if name not in KEYS:
            raise NotEditable("文件 %(file)s 不能在草案里逐行修改", file=name)
        table, changed = edited(name, here.table(name), of_file)
        if changed:
            _refuse_unreadable(name, table, changed, here)
            if name == names.LINES:
                _refuse_misfits(table, changed, here, typed=typed)
            files[name] = write(table)
            done += changed
    return _keep(here.draft, here.base, files, done, actor=actor, work=work, now=now)


def replace_file(
    draft_id: UUID,
    name: str,
    content: bytes,
    *,
    why: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Put a whole file in the place of a draft's; a table's rows are noted one by one.

    What cannot be read is taken all the same, and keeps the draft from being handed in:
    an import is mended in the draft, not before it.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be edited.
        NotEditable: a file that a draft does not hold.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    check("edit", here.draft, actor)
    if name in KEYS:
        after = read_written(name, content)
        done = list(differences(name, here.table(name), after, why=why))
        content = write(after)
    elif name in _WHOLE:
        same = here.files.get(name) == content
        done = [] if same else [_replacing(name, here, content, why)]
    else:
        raise NotEditable("文件 %(file)s 不能在草案里修改", file=name)
    files = {**here.draft.files, name: content}
    return _keep(here.draft, here.base, files, done, actor=actor, work=work, now=now)


def _replacing(name: str, here: Drafted, content: bytes, why: str) -> Edit:
    """Return the edit that puts a file in the place of another, with what words it changes."""
    if name != names.TRIAGE:
        return Edit(name, "", Action.REPLACE, {}, {}, why)
    before = noted(or_default(here.files, name))
    return Edit(name, "", Action.REPLACE, noted(content), before, why)


def withdraw_draft(
    draft_id: UUID, *, note: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> None:
    """Give a draft up; it stays to be read.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper, WordsMissing: it cannot be withdrawn so.
    """
    draft = work.drafts.get(county.code, draft_id, lock=True)
    move = check("withdraw", draft, actor)
    work.drafts.save(
        replace(
            draft,
            state=move.end,
            decision_note=words(note, "撤销理由"),
            decided_by=actor.account,
            decided_at=now,
            changed_at=now,
        )
    )
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="draft.withdrawn",
        object=str(draft_id),
        body={"note": note},
        at=now,
    )


def rebase_draft(
    draft_id: UUID,
    *,
    chosen: dict[tuple[str, str, str], str],
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Carry a draft to the edition in force: what it changed is made again there.

    ``chosen`` gives, for each field that both changed (file, row, column), the value to keep.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be edited.
        BothChanged: fields that both changed were not chosen.
        NumberTwice: rows of the draft cannot be told apart.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    check("edit", here.draft, actor)
    newer = county.book.files
    files: dict[str, bytes] = {}
    clashes: list[Clash] = []
    done: list[Edit] = []
    why = _CARRIED.format(n=county.edition)
    for name, content in here.draft.files.items():
        if name not in KEYS:
            files[name] = content
            continue
        table, found = _carried(name, here, read_written(name, newer.get(name)), chosen)
        clashes += found
        files[name] = write(table)
        done += differences(name, here.table(name), table, why=why)
    if clashes:
        raise BothChanged(tuple(clashes))
    old, new = ({"base": str(each)} for each in (here.draft.base_edition, county.edition))
    done.append(Edit("", "", Action.CARRY, new, old, why))
    moved = replace(here.draft, base_edition=county.edition)
    return _keep(moved, newer, files, done, actor=actor, work=work, now=now)


def _carried(
    name: str, here: Drafted, newer: Written, chosen: dict[tuple[str, str, str], str]
) -> tuple[Written, list[Clash]]:
    """Return a table on the newer edition, and what is still to be chosen in it."""
    key = KEYS[name]
    base, draft = here.table_before(name), here.table(name)
    try:
        found = rebase(base.rows, draft.rows, newer.rows, key=key)
    except RowTwice as why:
        raise NumberTwice(
            "编号“%(row)s”有两条或空着,请先在草案里给每条一个编号", row=why.row_id
        ) from why
    rows = {row[key]: row for row in found.rows}
    open_clashes: list[Clash] = []
    for clash in found.clashes:
        column = clash.field or WHOLE_ROW
        picked = chosen.get((name, clash.row_id, column))
        if picked is None:
            sides = (clash.base, clash.draft, clash.new)
            open_clashes.append(
                Clash(name, clash.row_id, column, *(_side(side, column) for side in sides))
            )
        elif column != WHOLE_ROW:
            rows[clash.row_id][column] = picked
        elif picked == DROPPED:
            del rows[clash.row_id]
    columns = tuple(dict.fromkeys([*newer.columns, *draft.columns]))
    return Written(columns, tuple(rows.values())), open_clashes


def _side(value: str | None, column: str) -> str:
    if column != WHOLE_ROW:
        return value or ""
    return DROPPED if value is None else KEPT


def _refuse_unreadable(name: str, table: Written, changed: Sequence[Edit], here: Drafted) -> None:
    """Refuse edits that leave a field unreadable; what was broken before stays to be mended."""
    key = KEYS[name]
    touched = {edit.row: set(edit.fields) for edit in changed if edit.action is not Action.DROP}
    rows = [row for row in table.rows if row[key] in touched]
    found = [(row[key], each) for row, each in problems_of_rows(name, table, rows, here.files)]
    if not found:
        return
    before = here.table(name)
    old = [row for row in before.rows if row[key] in touched]
    known = {
        (row[key], each.column, each.message)
        for row, each in problems_of_rows(name, before, old, here.files)
    }
    # A field may break by another's change: a day that now lies before its beginning.
    mine = tuple(
        each
        for row, each in found
        if each.column in {None, *touched[row]} or (row, each.column, each.message) not in known
    )
    if mine:
        raise RowsRefused(mine)


def _refuse_misfits(table: Written, changed: Sequence[Edit], here: Drafted, *, typed: bool) -> None:
    if found := tuple(problems_of_lines(table, changed, here.files, typed=typed)):
        raise RowsRefused(found)


def _keep(
    draft: Draft,
    base: Mapping[str, bytes],
    files: Mapping[str, bytes],
    done: Sequence[Edit],
    *,
    actor: Actor,
    work: Work,
    now: datetime,
) -> Draft:
    if not done:
        return draft
    # A file that is as in the base again is none of the draft's: it may change meanwhile.
    differing = Drafted(replace(draft, files=files), base, {**base, **files}).changed
    files = {name: files[name] for name in files if name in differing}
    after = replace(draft, files=files, version=draft.version + 1, changed_at=now, held_back=None)
    work.drafts.save(after)
    work.drafts.note(after, done, by=actor.account, at=now)
    return after
