"""Carrying a draft to a newer edition: what both changed is chosen field by field."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.errors import Refused
from dispatch.flows.keep_draft import DROPPED, WHOLE_ROW, BothChanged, Clash, rebase_draft
from dispatch.web.languages import error_text, said
from dispatch.web.lists.cells import cell_words, matter_names
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.sheets import OF_FILE, field_label
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page

pages = Blueprint("draft_rebase", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/rebase")

_CHOSEN = "choose:"


@pages.get("")
@page(LIST_KEEPERS)
def ask(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Ask whether to carry the draft to the edition in force."""
    return draft_page(visit, opened(visit, draft_id), "lists/rebase.html", clashes=())


@pages.post("")
@page(LIST_KEEPERS)
def carry(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Carry it there, or ask what to keep of what both changed."""
    chosen = _chosen()
    try:
        with visit.undone_if_refused():
            rebase_draft(
                draft_id,
                chosen=chosen,
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except BothChanged as why:
        here = opened(visit, draft_id)
        clashes = [(_name(clash), clash, _words(clash)) for clash in why.clashes]
        kept = [(f"{_CHOSEN}{'|'.join(place)}", value) for place, value in chosen.items()]
        return draft_page(
            visit, here, "lists/rebase.html", clashes=clashes, kept=kept, refused=error_text(why)
        ), 409
    except Refused as why:
        flash(error_text(why), "refused")
    else:
        flash(_("已并入第 %(n)s 版", n=visit.county.edition), "done")
    return redirect(url_for("draft_rows.lines", draft_id=draft_id), 303)


def _chosen() -> dict[tuple[str, str, str], str]:
    """Return the values to keep, by file, row and column; a row's number may hold anything."""
    found: dict[tuple[str, str, str], str] = {}
    for name, value in request.form.items():
        file, _bar, rest = name.removeprefix(_CHOSEN).partition("|")
        row, _bar, column = rest.rpartition("|")
        if name.startswith(_CHOSEN) and row:
            found[file, row, column] = value
    return found


def _name(clash: Clash) -> str:
    return f"{_CHOSEN}{clash.file}|{clash.row}|{clash.column}"


def _words(clash: Clash) -> dict[str, str]:
    sheet = OF_FILE[clash.file]
    if clash.column == WHOLE_ROW:
        return {
            "sheet": said(sheet.title),
            "column": _("整条"),
            "base": _("有此条"),
            "draft": _("删去") if clash.draft == DROPPED else _("保留"),
            "newer": _("删去") if clash.newer == DROPPED else _("保留"),
        }
    column, named = sheet.column_of(clash.column), matter_names()

    def word(value: str) -> str:
        if not value:
            return str(_("空"))
        return cell_words(column, {clash.column: value}, named) if column else value

    return {
        "sheet": said(sheet.title),
        "column": said(field_label(clash.file, clash.column)),
        "base": word(clash.base),
        "draft": word(clash.draft),
        "newer": word(clash.newer),
    }
