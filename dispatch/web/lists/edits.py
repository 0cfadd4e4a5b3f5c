"""Every way to change rows from their table.

POST …/edits       one cell, one row: asked by the table's script, answered in JSON
POST …/several     the same field of the chosen lines
POST …/drops       one row
POST …/reversals   what one version changed, taken back
"""

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, Change, Edit
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_safety_words import take_words_back
from dispatch.web.languages import error_text
from dispatch.web.lists.cells import matter_names, view
from dispatch.web.lists.changes import UNDONE, undoable
from dispatch.web.lists.choices import filled, seen
from dispatch.web.lists.editing import Outcome, make, reversed_edit, why_of, with_matter
from dispatch.web.lists.frame import opened
from dispatch.web.lists.listing import asked_of, entry_of
from dispatch.web.lists.sheets import LINES, SHEETS, Sheet
from dispatch.web.lists.table import SEVERAL, Several, address_of, table_page
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_edits", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_MANY_CHANGES = 2000


@pages.post("/drops")
@page(LIST_KEEPERS)
def drop(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Drop a row."""
    of, row = _sheet(), request.form.get("row", "")
    done = make(visit, draft_id, [Edit(of.file, row, Action.DROP, {}, {}, why_of(request.form))])
    if done.draft is None:
        flash(done.text, "refused")
    else:
        flash(_("已删除 %(row)s", row=row), "done")
    return redirect(address_of(of, draft_id), 303)


@pages.post("/several")
@page(LIST_KEEPERS)
def several(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Set one column of the chosen lines, or say what is wrong and keep what was chosen."""
    rows, name = request.form.getlist("row"), request.form.get("set", "")
    column = next((each for each in LINES.columns if each.name == name), None)
    given, why = filled(LINES, request.form), why_of(request.form)
    if not rows or column is None or name not in SEVERAL:
        done = Outcome(None, str(_("请先勾选条目,再选要改哪一列")))
    else:
        fields = {each: given.get(each, "") for each in column.fields}
        edits = [Edit(LINES.file, row, Action.SET, fields, {}, why) for row in rows]
        done = make(visit, draft_id, edits, typed=True)
    if done.draft is None:
        asked = Several(frozenset(rows), name, given, why, done)
        here = opened(visit, draft_id)
        return table_page(visit, here, LINES, "lists/lines.html", refused=asked), 422
    flash(_("已修改 %(n)s 条", n=len(rows)), "done")
    return redirect(address_of(LINES, draft_id, asked_of(request.args).address()), 303)


@pages.post("/edits")
@page(LIST_KEEPERS)
def cell(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Make one edit of the table and answer with the row as it is then."""
    here, of = opened(visit, draft_id), _sheet()
    row, action = request.form.get("row", ""), request.form.get("action", "")
    if action == Action.DROP:
        edit = Edit(of.file, row, Action.DROP, {}, seen(of, request.form), why_of(request.form))
    else:
        given = filled(of, request.form)
        edit = Edit(of.file, row, Action.SET, given, seen(of, request.form), why_of(request.form))
        edit = with_matter(edit, here, of)
    return _answer(visit, draft_id, of, make(visit, draft_id, [edit], typed=True))


@pages.post("/reversals")
@page(LIST_KEEPERS)
def reverse(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Take back what one version of the draft changed."""
    version = request.form.get("version", "")
    found = [
        change
        for change in visit.work.drafts.changes(visit.county.code, draft_id, limit=_MANY_CHANGES)
        if str(change.version) == version
    ]
    if not found or not all(map(undoable, found)):
        opened(visit, draft_id)
        done = Outcome(None, str(_("没有可以撤销的修改")))
    elif found[0].action is Action.REPLACE:
        done = _words_back(visit, found[0])
    else:
        done = make(visit, draft_id, [reversed_edit(change) for change in found])
    if request.form.get("inline"):
        return _answer(visit, draft_id, _sheet(), done)
    flash(_("已撤销") if done.draft else done.text, "done" if done.draft else "refused")
    return redirect(url_for("draft_changes.show", draft_id=draft_id), 303)


def _words_back(visit: Visit, change: Change) -> Outcome:
    try:
        with visit.undone_if_refused():
            draft = take_words_back(
                change,
                why=UNDONE,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except Refused as why:
        return Outcome(None, error_text(why))
    return Outcome(draft)


def _answer(visit: Visit, draft_id: UUID, sheet: Sheet, done: Outcome) -> ResponseReturnValue:
    """Answer the table's script."""
    if done.draft is None:
        status = 409 if done.meanwhile else 422
        return jsonify(
            text=done.text,
            problems=[
                {"field": each.field, "name": each.name, "text": str(each.text)}
                for each in done.problems
            ],
            meanwhile=done.meanwhile
            and {"field": done.meanwhile.field, "value": done.meanwhile.value},
            rows=_rows(opened(visit, draft_id), sheet, {request.form.get("row", "")}),
        ), status
    here = opened(visit, draft_id)
    return jsonify(
        version=done.draft.version,
        text=_("已保存"),
        rows=_rows(here, sheet, done.touched),
    )


def _rows(here: Drafted, sheet: Sheet, touched: Iterable[str]) -> dict[str, str]:
    """Return rows as the table shows them now; empty for one that is in neither table."""
    before, after = here.table_before(sheet.file), here.table(sheet.file)
    named = matter_names(here.table(names.MATTERS).rows)
    found: dict[str, str] = {}
    for row_id in touched:
        entry = entry_of(sheet, row_id, before, after)
        found[row_id] = (
            ""
            if entry is None
            else render_template(
                "lists/row.html",
                row=view(sheet, entry, named),
                sheet=sheet,
                draft=here.draft,
                editable=True,
            )
        )
    return found


def _sheet() -> Sheet:
    return SHEETS.get(request.form.get("sheet", ""), LINES)
