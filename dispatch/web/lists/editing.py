"""An edit from a page, made or refused, in words that fit the cell it was made in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask_babel import gettext as _

from dispatch.editions.model import Action, Change, ChangedMeanwhile, Draft, Edit
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_draft import RowsRefused, edit_draft
from dispatch.web.attributes import plain
from dispatch.web.languages import error_text, said
from dispatch.web.lists.cells import cell_words, matter_fields, matter_names
from dispatch.web.lists.changes import UNDONE
from dispatch.web.lists.frame import people
from dispatch.web.lists.problem_words import ProblemWords, problem_words
from dispatch.web.lists.sheets import LINES, OF_FILE, Sheet, field_label
from dispatch.web.visit import Visit
from dispatch.wire.county import files as names

_REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A field that somebody else changed: what was seen, what stands there now."""

    row: str
    field: str
    name: str
    by: str
    """Who changed it; empty where the draft's history does not say."""
    seen: str
    now: str
    value: str
    """What stands there now, as the file writes it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of edits: the draft after them, or why they were not made."""

    draft: Draft | None
    text: str = ""
    problems: tuple[ProblemWords, ...] = ()
    meanwhile: Meanwhile | None = None
    touched: frozenset[str] = field(default_factory=frozenset)


def make(visit: Visit, draft_id: UUID, edits: Sequence[Edit], *, typed: bool = False) -> Outcome:
    """Make edits in a draft, all or none, and say what became of them.

    ``typed`` says that a person wrote their fields; else they are a repair, or take one back.

    Raises:
        NoSuchDraft: the county has none of this name.
    """
    touched = frozenset(edit.row for edit in edits)
    try:
        with visit.undone_if_refused():
            draft = edit_draft(
                draft_id,
                edits,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
                typed=typed,
            )
    except RowsRefused as why:
        problems = tuple(map(problem_words, why.problems))
        return Outcome(None, told(problems), problems)
    except ChangedMeanwhile as why:
        meanwhile = _meanwhile(visit, draft_id, why, edits)
        return Outcome(None, _clash(meanwhile), meanwhile=meanwhile)
    except Refused as why:
        return Outcome(None, error_text(why))
    return Outcome(draft, touched=touched)


def why_of(form: Mapping[str, str]) -> str:
    """Return the reason that goes with an edit; it need not be given."""
    return form.get("why", "").replace("\0", "").strip()[:_REASON_LENGTH]


def told(problems: Iterable[ProblemWords]) -> str:
    """Return problems in one text, each once: many lines may have the same."""
    return ";".join(dict.fromkeys(f"{each.name}:{each.text}" for each in problems))


def with_matter(edit: Edit, here: Drafted, sheet: Sheet) -> Edit:
    """Return an edit in which a line repeats the name and code of its matter, too."""
    code = edit.fields.get("matter_code")
    if sheet.name != LINES.name or not code:
        return edit
    repeated = matter_fields(code, here.table(names.MATTERS).rows)
    given = {name: value for name, value in edit.fields.items() if value}
    return replace(edit, fields={**edit.fields, **repeated, **_own(given, repeated)})


def _own(given: dict[str, str], repeated: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name in repeated}


def reversed_edit(change: Change) -> Edit:
    """Return the edit that takes a change back, if its row still is as the change left it."""
    if change.action is Action.ADD:
        return Edit(change.file, change.row, Action.DROP, {}, change.after, UNDONE)
    if change.action is Action.DROP:
        return Edit(change.file, change.row, Action.ADD, change.before, {}, UNDONE)
    return Edit(change.file, change.row, Action.SET, change.before, change.after, UNDONE)


def last_to_change(visit: Visit, draft_id: UUID, file: str, row: str) -> str:
    """Return the name of whoever changed a row of a draft last; empty where nobody did."""
    found = visit.work.drafts.of_row(visit.county.code, file, row)
    by = next((change.by for change, draft in found if draft.draft_id == draft_id), None)
    return people(visit, {by}).get(by, by) if by else ""


def _meanwhile(
    visit: Visit, draft_id: UUID, why: ChangedMeanwhile, edits: Sequence[Edit]
) -> Meanwhile:
    row, name = str(why.values["row"]), str(why.values["column"])
    file = next(edit.file for edit in edits if edit.row == row)
    return Meanwhile(
        row=row,
        field=name,
        name=said(field_label(file, name)),
        by=last_to_change(visit, draft_id, file, row),
        seen=_words(file, name, str(why.values["seen"])),
        now=_words(file, name, str(why.values["now"])),
        value=str(why.values["now"]),
    )


def _words(file: str, name: str, value: str) -> str:
    column = OF_FILE[file].column_of(name)
    if not value:
        return str(_("空"))
    return plain(cell_words(column, {name: value}, matter_names())) if column else value


def _clash(meanwhile: Meanwhile) -> str:
    return str(
        _(
            "“%(field)s”已被%(who)s改为“%(now)s”(您看到的是“%(seen)s”),没有写入",
            field=meanwhile.name,
            who=meanwhile.by or _("别人"),
            now=meanwhile.now,
            seen=meanwhile.seen,
        )
    )
