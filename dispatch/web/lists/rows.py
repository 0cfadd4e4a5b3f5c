"""The rows of a draft: its tables, and every row as a form, for whoever has no script."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, Edit
from dispatch.flows.drafted import Drafted
from dispatch.web.lists.cells import cell_words, matter_names
from dispatch.web.lists.choices import choices_for, filled, more_areas, seen
from dispatch.web.lists.editing import Outcome, make, why_of, with_matter
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.listing import entry_of
from dispatch.web.lists.numbering import next_row_id
from dispatch.web.lists.sheets import LINES, MATTERS, SHEETS, Sheet
from dispatch.web.lists.table import address_of, table_page
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.sheets.plain import narrow

pages = Blueprint("draft_rows", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_SHEET = "<any(lines, matters, tests):sheet>"
_ID_LENGTH = 60


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
    edit = Edit(
        of.file,
        row,
        Action.SET,
        fields,
        {name: before[name] for name in fields},
        why_of(request.form),
    )
    done = make(visit, draft_id, [with_matter(edit, here, of)], typed=True)
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
    row, given = narrow(request.form.get("row", ""))[:_ID_LENGTH], filled(of, request.form)
    edit = Edit(of.file, row, Action.ADD, {**given, of.key: row}, {}, why_of(request.form))
    if not row:
        done = Outcome(None, str(_("请填写编号")))
    else:
        done = make(visit, draft_id, [with_matter(edit, here, of)], typed=True)
    if done.draft is None:
        return new_page(visit, here, of, {**given, of.key: row}, refused=done), 422
    flash(_("已新增 %(row)s", row=row), "done")
    return redirect(_place(draft_id, of, row, matter=given.get("matter_code")), 303)


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
    named = matter_names(here.table(names.MATTERS).rows)
    return draft_page(
        visit,
        here,
        "lists/row_form.html",
        sheet=sheet,
        row_id=row_id,
        entry=entry,
        shown={**entry.row, **(given or {})},
        before=entry.row,
        told=[(column, cell_words(column, entry.row, named)) for column in sheet.columns],
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
        **({} if sheet is MATTERS else {"matter_code": matter}),
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
    return address_of(sheet, draft_id, narrowed)
