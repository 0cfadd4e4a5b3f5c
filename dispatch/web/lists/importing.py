"""A spreadsheet becomes rows of a draft, step by step, on one page.

file ─► what its columns mean ─► what only a person can say ─► what would change ─► the draft

Each step is kept with the file, so that the page may be left and opened again.
"""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.lifecycle import check
from dispatch.editions.model import NoSuchUpload, Upload, UploadKind
from dispatch.errors import Refused
from dispatch.flows.bring_list import Bringing, bring_list
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_draft import RowsRefused
from dispatch.flows.keep_upload import LIKE, keep_upload
from dispatch.vocabulary import LABELS, LimitType
from dispatch.web.languages import error_text
from dispatch.web.lists.answer_words import answer_words
from dispatch.web.lists.editing import told
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.import_views import (
    CONSTANT_CHOICES,
    LAYOUTS,
    offered,
    previewed,
    sheets_of,
)
from dispatch.web.lists.problem_words import problem_words
from dispatch.web.lists.said_of_columns import (
    OTHER,
    answers,
    given_answers,
    list_mapping,
    proposed,
    with_answers,
)
from dispatch.web.lists.understood import grouped, understand
from dispatch.web.lists.uploading import UPLOADS, size_words
from dispatch.web.lists.uploading import brought as file_brought
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.sheets.choice_words import WRITTEN
from dispatch.wire.sheets.fields import FIELDS
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.marked import Found, marked_workbook
from dispatch.wire.sheets.model import told_once

pages = Blueprint("draft_import", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/import")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ASKED, _TOLD = 60, 200


@pages.get("")
@page(LIST_KEEPERS)
def ask(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Ask for a file, and show those that are on their way in."""
    return _first(visit, opened(visit, draft_id))


@pages.post("")
@UPLOADS
@page(LIST_KEEPERS)
def bring(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Keep a file and show what was understood of it."""
    here = opened(visit, draft_id)
    try:
        check("edit", here.draft, visit.actor)
        name, data = file_brought(UploadKind.LIST)
        upload = keep_upload(
            UploadKind.LIST,
            name,
            data,
            draft_id=draft_id,
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            now=visit.now,
        )
    except Refused as why:
        return _first(visit, here, refused=error_text(why)), 422
    return redirect(_address(upload), 303)


@pages.get("/<uuid:upload_id>")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Show what was understood of a file, what is open, and what it would change."""
    return _page(visit, opened(visit, draft_id), _upload(visit, draft_id, upload_id))


@pages.post("/<uuid:upload_id>")
@page(LIST_KEEPERS)
def say(visit: Visit, draft_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Take what was said of columns and questions, and read the file again."""
    here, form = opened(visit, draft_id), request.form
    upload = _upload(visit, draft_id, upload_id, lock=True)
    known = _known(visit, here)
    before = understand(upload, known)
    if form.get("do") == "afresh":
        mapping: dict[str, Any] = {}
        unknown: list[str] = []
    else:
        mapping = list_mapping(before.tables, before.chosen, form, known)
        if LIKE in upload.mapping:
            mapping[LIKE] = upload.mapping[LIKE]
        given, unknown = answers(before.questions, form, known)
        if form.get("do") == "proposed":
            given = {**proposed(before.questions), **given}
        mapping = with_answers(mapping, given, form.getlist("forget"))
    visit.work.uploads.understand(visit.county.code, upload_id, mapping)
    if unknown:
        flash(_("没有认出:%(names)s。请从提示中选择。", names=_("、").join(unknown[:5])), "refused")
    return redirect(_address(upload, request.args.get("q") or None), 303)


@pages.post("/<uuid:upload_id>/application")
@page(LIST_KEEPERS)
def apply(visit: Visit, draft_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Bring the file's rows into the draft."""
    here = opened(visit, draft_id)
    upload = _upload(visit, draft_id, upload_id, lock=True)
    found = understand(upload, _known(visit, here))
    how = Bringing.MERGE if request.form.get("how") == Bringing.MERGE else Bringing.REPLACE
    if found.imported is None:
        return redirect(_address(upload), 303)
    try:
        with visit.undone_if_refused():
            bring_list(
                draft_id,
                found.imported,
                how=how,
                unread=found.unread,
                why=str(_("导入 %(file)s", file=upload.file_name)),
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except RowsRefused as why:
        text = told(map(problem_words, why.problems))
        return _page(visit, here, upload, refused=text), 422
    except Refused as why:
        return _page(visit, here, upload, refused=error_text(why)), 422
    flash(_("已导入 %(n)s 行", n=len(found.imported.rows)), "done")
    return redirect(url_for("draft_rows.lines", draft_id=draft_id, changed=1), 303)


@pages.get("/<uuid:upload_id>/marked.xlsx")
@page(LIST_KEEPERS)
def marked(visit: Visit, draft_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Give the file back with every place marked that has to be mended or answered."""
    upload = _upload(visit, draft_id, upload_id)
    found = understand(upload, _known(visit, opened(visit, draft_id)))
    every: tuple[Found, ...] = (*found.problems, *found.questions)
    content = marked_workbook(upload.content, every, name=upload.file_name)
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return send_file(
        io.BytesIO(content),
        mimetype=WORKBOOK,
        as_attachment=True,
        download_name=f"{stem}-{_('待改')}.xlsx",
    )


@pages.post("/<uuid:upload_id>/removal")
@page(LIST_KEEPERS)
def remove(visit: Visit, draft_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Forget a file; the draft stays as it is."""
    visit.work.uploads.remove(visit.county.code, _upload(visit, draft_id, upload_id).upload_id)
    return redirect(url_for("draft_import.ask", draft_id=draft_id), 303)


def _first(visit: Visit, here: Drafted, refused: str = "") -> str:
    uploads = visit.work.uploads.latest(
        visit.county.code, UploadKind.LIST, draft_id=here.draft.draft_id
    )
    return draft_page(
        visit,
        here,
        "lists/import.html",
        uploads=uploads,
        refused=refused,
        size=size_words(UploadKind.LIST),
        accounts={each.uploaded_by for each in uploads},
    )


def _page(visit: Visit, here: Drafted, upload: Upload, refused: str = "") -> str:
    known = _known(visit, here)
    found = understand(upload, known)
    words = request.args.get("q", "").strip()[:60]
    groups, problems = grouped(found.questions, words), told_once(found.problems)
    return draft_page(
        visit,
        here,
        "lists/import_read.html",
        upload=upload,
        found=found,
        refused=refused,
        like=upload.mapping.get(LIKE, ""),
        sheets=sheets_of(found),
        meanings=FIELDS,
        layouts=LAYOUTS,
        constant_choices={name: WRITTEN[name] for name in CONSTANT_CHOICES},
        groups=groups[:_ASKED],
        groups_left=max(len(groups) - _ASKED, 0),
        words=words,
        has_proposed=bool(proposed(found.questions)),
        problems=problems[:_TOLD],
        problems_left=sum(len(cells) for _problem, cells in problems[_TOLD:]),
        answered=answer_words(given_answers(upload.mapping)),
        other=OTHER,
        limit_types={each.value: LABELS[each] for each in LimitType},
        offered=offered(groups[:_ASKED], known),
        **previewed(here, found, request.args.get("how", "")),
    )


def _known(visit: Visit, here: Drafted) -> Known:
    """Return what the sheet is held against: the draft itself, or the list in force."""
    return Known.of_book(here.book or visit.county.book)


def _upload(visit: Visit, draft_id: UUID, upload_id: UUID, *, lock: bool = False) -> Upload:
    found = visit.work.uploads.get(visit.county.code, upload_id, UploadKind.LIST, lock=lock)
    if found.draft_id != draft_id:
        raise NoSuchUpload("没有这份上传的文件,可能已过期")
    return found


def _address(upload: Upload, q: str | None = None) -> str:
    return url_for("draft_import.show", draft_id=upload.draft_id, upload_id=upload.upload_id, q=q)
