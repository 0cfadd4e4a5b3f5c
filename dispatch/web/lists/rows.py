"""The rows of a draft: the table, one row's form, and every way to change them.

GET  …                    the table: filtered, a hundred rows a page
POST …/edits              one cell, one row: asked by the table's script, answered in JSON
POST …/several            the same field of the chosen rows
POST …/drops              one row
POST …/reversals          what one version changed, taken back
GET, POST …/lines/<row>   the same by a form, without a script
"""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, Edit
from dispatch.flows.drafted import Drafted
from dispatch.web.lists.cells import RowView, matter_names, view, views
from dispatch.web.lists.choices import choices_for, filled, more_areas, seen
from dispatch.web.lists.editing import Outcome, make, reversed_edit, with_matter
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.listing import Sieve, asked_of, entries_of, entry_of, page_of
from dispatch.web.lists.numbering import next_row_id
from dispatch.web.lists.sheets import LINES, MATTERS, SHEETS, TESTS, Sheet
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_rows", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_SHEET = "<any(lines, matters, tests):sheet>"
_HOMES = {
    LINES.name: "draft_rows.lines",
    MATTERS.name: "draft_rows.matters",
    TESTS.name: "draft_tests.show",
}
_MANY_CHANGES = 2000
_ID_LENGTH = 60
SEVERAL = ("unit", "role", "duty", "zone", "limit", "valid_from", "valid_to", "basis", "platform")
"""What can be set on several lines at once."""


@pages.get("")
@page(LIST_KEEPERS)
def lines(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the draft's lines."""
    return table_page(visit, opened(visit, draft_id), LINES, "lists/lines.html")


@pages.get("/matters")
@page(LIST_KEEPERS)
def matters(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the draft's matters."""
    return table_page(visit, opened(visit, draft_id), MATTERS, "lists/matters.html")


@pages.get(f"/{_SHEET}/<path:row>")
@page(LIST_KEEPERS)
def one(visit: Visit, draft_id: UUID, sheet: str, row: str) -> ResponseReturnValue:
    """Show one row as a form."""
    return _form(visit, opened(visit, draft_id), SHEETS[sheet], row)


@pages.post(f"/{_SHEET}/<path:row>")
@page(LIST_KEEPERS)
def save(visit: Visit, draft_id: UUID, sheet: str, row: str) -> ResponseReturnValue:
    """Change a row by its form, or say what is wrong."""
    here, of = opened(visit, draft_id), SHEETS[sheet]
    before, given = seen(of, request.form), filled(of, request.form)
    fields = {name: value for name, value in given.items() if value != before.get(name, value)}
    if not fields:
        flash(_("没有改动"), "done")
        return redirect(_place(draft_id, of, row), 303)
    edit = Edit(of.file, row, Action.SET, fields, {name: before[name] for name in fields}, _why())
    done = make(visit, draft_id, [with_matter(edit, here, of)])
    if done.draft is None:
        return _form(visit, here, of, row, given=given, refused=done), 422
    flash(_("已修改 %(row)s", row=row), "done")
    return redirect(_place(draft_id, of, row), 303)


@pages.get(f"/new/{_SHEET}")
@page(LIST_KEEPERS)
def ask(visit: Visit, draft_id: UUID, sheet: str) -> ResponseReturnValue:
    """Ask for a new row: like another one, or of a matter."""
    here, of = opened(visit, draft_id), SHEETS[sheet]
    return new_page(visit, here, of, _prefilled(here, of))


@pages.post(f"/new/{_SHEET}")
@page(LIST_KEEPERS)
def add(visit: Visit, draft_id: UUID, sheet: str) -> ResponseReturnValue:
    """Add a row, or say what is wrong with it."""
    here, of = opened(visit, draft_id), SHEETS[sheet]
    row, given = request.form.get("row", "").strip()[:_ID_LENGTH], filled(of, request.form)
    edit = Edit(of.file, row, Action.ADD, {**given, of.key: row}, {}, _why())
    if not row:
        done = Outcome(None, str(_("请填写编号")))
    else:
        done = make(visit, draft_id, [with_matter(edit, here, of)])
    if done.draft is None:
        return new_page(visit, here, of, {**given, of.key: row}, refused=done), 422
    flash(_("已新增 %(row)s", row=row), "done")
    return redirect(_place(draft_id, of, row, matter=given.get("matter_code")), 303)


@pages.post("/drops")
@page(LIST_KEEPERS)
def drop(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Drop a row."""
    of, row = _sheet(), request.form.get("row", "")
    done = make(visit, draft_id, [Edit(of.file, row, Action.DROP, {}, {}, _why())])
    if done.draft is None:
        flash(done.text, "refused")
    else:
        flash(_("已删除 %(row)s", row=row), "done")
    return redirect(url_for(_HOMES[of.name], draft_id=draft_id), 303)


@pages.post("/several")
@page(LIST_KEEPERS)
def several(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Set one column of the chosen lines."""
    rows, name = request.form.getlist("row"), request.form.get("set", "")
    column = next((each for each in LINES.columns if each.name == name), None)
    given = filled(LINES, request.form)
    asked_at = request.form.get("back", "")
    here = url_for(_HOMES["lines"], draft_id=draft_id)
    back = redirect(asked_at if asked_at.startswith(here) else here, 303)
    if not rows or column is None or name not in SEVERAL:
        flash(_("请先勾选条目,再选要改哪一列"), "refused")
        return back
    fields = {each: given.get(each, "") for each in column.fields}
    done = make(
        visit, draft_id, [Edit(LINES.file, row, Action.SET, fields, {}, _why()) for row in rows]
    )
    if done.draft is None:
        flash(done.text, "refused")
    else:
        flash(_("已修改 %(n)s 条", n=len(rows)), "done")
    return back


@pages.post("/edits")
@page(LIST_KEEPERS)
def edits(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Make one edit of the table and answer with the row as it is then."""
    here, of = opened(visit, draft_id), _sheet()
    row, action = request.form.get("row", ""), request.form.get("action", "")
    if action == Action.DROP:
        edit = Edit(of.file, row, Action.DROP, {}, seen(of, request.form), _why())
    else:
        given = filled(of, request.form)
        edit = Edit(of.file, row, Action.SET, given, seen(of, request.form), _why())
        edit = with_matter(edit, here, of)
    return _answer(visit, draft_id, of, make(visit, draft_id, [edit]))


@pages.post("/reversals")
@page(LIST_KEEPERS)
def reverse(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Take back what one version of the draft changed."""
    version = request.form.get("version", "")
    found = [
        change
        for change in visit.work.drafts.changes(visit.county.code, draft_id, limit=_MANY_CHANGES)
        if str(change.version) == version and change.action is not Action.REPLACE
    ]
    if found:
        done = make(visit, draft_id, [reversed_edit(change) for change in found])
    else:
        opened(visit, draft_id)
        done = Outcome(None, str(_("没有可以撤销的修改")))
    if request.form.get("inline"):
        return _answer(visit, draft_id, _sheet(), done)
    flash(_("已撤销") if done.draft else done.text, "done" if done.draft else "refused")
    return redirect(url_for("draft_changes.show", draft_id=draft_id), 303)


def table_page(visit: Visit, here: Drafted, sheet: Sheet, template: str, **given: Any) -> str:
    """Render the table of one of a draft's files."""
    table, catalogue = here.table(sheet.file), here.table(names.MATTERS)
    named = matter_names(catalogue.rows)
    asked = asked_of(request.args)
    entries = entries_of(sheet, here.table_before(sheet.file), table)
    kept = Sieve(asked, visit.county.book, named).keep(entries, sheet)
    found = page_of(kept, sheet, request.args.get("after"))
    return draft_page(
        visit,
        here,
        template,
        sheet=sheet,
        asked=asked,
        found=found,
        all=len(table.rows),
        rows=views(sheet, found.entries, named),
        choices=choices_for(table, catalogue),
        more_areas=more_areas,
        several=[each for each in LINES.columns if each.name in SEVERAL],
        last_own=_last_own(visit, here),
        here_endpoint=_HOMES[sheet.name],
        here_path=url_for(_HOMES[sheet.name], draft_id=here.draft.draft_id),
        here_address=_address(sheet, here.draft.draft_id, asked.address()),
        **given,
    )


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


def _rows(here: Drafted, sheet: Sheet, touched: frozenset[str] | set[str]) -> dict[str, str]:
    before, after = here.table_before(sheet.file), here.table(sheet.file)
    named = matter_names(here.table(names.MATTERS).rows)
    found: dict[str, str] = {}
    for row_id in touched:
        entry = entry_of(sheet, row_id, before, after)
        found[row_id] = _row_html(here, sheet, view(sheet, entry, named)) if entry else ""
    return found


def _row_html(here: Drafted, sheet: Sheet, row: RowView) -> str:
    return render_template("lists/row.html", row=row, sheet=sheet, draft=here.draft, editable=True)


def _form(
    visit: Visit,
    here: Drafted,
    sheet: Sheet,
    row_id: str,
    *,
    given: dict[str, str] | None = None,
    refused: Outcome | None = None,
) -> str:
    before, after = here.table_before(sheet.file), here.table(sheet.file)
    entry = entry_of(sheet, row_id, before, after)
    if entry is None:
        return draft_page(visit, here, "lists/no_row.html", row_id=row_id, sheet=sheet)
    return draft_page(
        visit,
        here,
        "lists/row_form.html",
        sheet=sheet,
        row_id=row_id,
        entry=entry,
        shown={**entry.row, **(given or {})},
        before=entry.row,
        refused=refused,
        choices=choices_for(after, here.table(names.MATTERS)),
        more_areas=more_areas,
    )


def new_page(
    visit: Visit,
    here: Drafted,
    sheet: Sheet,
    shown: dict[str, str],
    *,
    refused: Outcome | None = None,
) -> str:
    """Render the form of a new row."""
    return draft_page(
        visit,
        here,
        "lists/new_row.html",
        sheet=sheet,
        shown=shown,
        refused=refused,
        choices=choices_for(here.table(sheet.file), here.table(names.MATTERS)),
        more_areas=more_areas,
    )


def _prefilled(here: Drafted, sheet: Sheet) -> dict[str, str]:
    """Return what a new row says before anybody wrote into it."""
    table, args = here.table(sheet.file), request.args
    like = table.find(sheet.key, args.get("like", "")) if args.get("like") else None
    if like:
        return {**like, sheet.key: next_row_id(sheet, table, like.get("matter_code", ""))}
    matter = args.get("matter", "")
    said_so = {name: args[name] for name in ("text", "area", "expect_lead") if name in args}
    start = {
        sheet.key: next_row_id(sheet, table, matter),
        "matter_code": matter,
        "expect_outcome": args.get("expect_outcome", ""),
        "attributes": args.get("attributes", ""),
        **said_so,
    }
    if sheet is LINES:
        catalogue = here.table(names.MATTERS).find("matter_code", matter) or {}
        start |= {"role": "lead", "duty": "dispose", "area": "*", "zone": "all"}
        start |= {name: catalogue.get(name, "") for name in ("platform", "list_kind")}
    return start


def _place(draft_id: UUID, sheet: Sheet, row: str, *, matter: str | None = None) -> str:
    """Return where a row stands in its table."""
    narrowed = {"matter": matter} if matter and sheet is LINES else {"rows": row}
    return _address(sheet, draft_id, narrowed)


def _address(sheet: Sheet, draft_id: UUID, asked: dict[str, str]) -> str:
    given: dict[str, Any] = {"draft_id": draft_id, **asked}
    return url_for(_HOMES[sheet.name], **given)


def _last_own(visit: Visit, here: Drafted) -> int | None:
    """Return the version that the visitor changed last, if nobody changed the draft since."""
    last = visit.work.drafts.changes(here.draft.county, here.draft.draft_id, limit=1)
    return last[0].version if last and last[0].by == visit.actor.account else None


def _sheet() -> Sheet:
    return SHEETS.get(request.form.get("sheet", ""), LINES)


def _why() -> str:
    return request.form.get("why", "").replace("\0", "").strip()[:200]
