"""Closed cases of the system before this one, brought in as history: what lists are tried on.

file ─► what its columns mean ─► which rows are cases ─► history, at once or by the workers
"""

import io
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.lifecycle import keeper
from dispatch.editions.model import Upload, UploadKind, UploadState
from dispatch.errors import Refused, Unusable
from dispatch.flows.keep_history import SourceTaken
from dispatch.flows.keep_upload import BOUNDS, LIKE, keep_upload
from dispatch.flows.take_in_history import put_in_line, read_upload, take_in
from dispatch.history.model import LIVE
from dispatch.web.languages import error_text
from dispatch.web.lists.answer_words import answer_words
from dispatch.web.lists.frame import people
from dispatch.web.lists.import_views import column_views, offered
from dispatch.web.lists.importing import WORKBOOK
from dispatch.web.lists.said_of_columns import (
    OTHER,
    answers,
    given_answers,
    history_mapping,
    proposed,
    with_answers,
)
from dispatch.web.lists.understood import grouped, tables_of
from dispatch.web.lists.uploading import UPLOADS, brought, size_words
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.sheets.chosen import chosen_history, mappings_from, mappings_to_json
from dispatch.wire.sheets.fields import HISTORY_FIELDS
from dispatch.wire.sheets.history import ReadHistory, read_history
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import SheetMapping
from dispatch.wire.sheets.marked import marked_workbook, refused_rows
from dispatch.wire.sheets.model import SheetProblem, SheetRefused, Table, told_once

pages = Blueprint("past", __name__, url_prefix="/lists/history")

AT_ONCE = 20_000
"""Rows that are read while a page is asked for; of a longer file the rest is the workers'."""
_ASKED, _TOLD = 60, 100


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of closed cases as far as a page looks at it."""

    table: Table | None
    mapping: SheetMapping | None
    read: ReadHistory | None
    long: bool = False
    """Only its first rows were read."""
    sheets: tuple[str, ...] = ()
    refused: tuple[SheetProblem, ...] = ()


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit) -> ResponseReturnValue:
    """Show what history there is, where it came from, and ask for more."""
    return _first(visit)


@pages.post("")
@UPLOADS
@page(LIST_KEEPERS)
def bring(visit: Visit) -> ResponseReturnValue:
    """Keep a file and show what was understood of it."""
    try:
        name, data = brought(UploadKind.HISTORY)
        upload = keep_upload(
            UploadKind.HISTORY,
            name,
            data,
            actor=visit.actor,
            work=visit.work,
            county=visit.county,
            now=visit.now,
        )
    except Refused as why:
        return _first(visit, refused=error_text(why)), 422
    return redirect(url_for("past.one", upload_id=upload.upload_id), 303)


@pages.get("/<uuid:upload_id>")
@page(LIST_KEEPERS)
def one(visit: Visit, upload_id: UUID) -> ResponseReturnValue:
    """Show what was understood of a file, and which of its rows are cases."""
    return _page(visit, _upload(visit, upload_id))


@pages.post("/<uuid:upload_id>")
@page(LIST_KEEPERS)
def say(visit: Visit, upload_id: UUID) -> ResponseReturnValue:
    """Take what was said of columns and questions, and read the file again."""
    upload, form = _upload(visit, upload_id, lock=True), request.form
    known = Known.of_book(visit.county.book)
    found = _look(upload, known)
    again = url_for("past.one", upload_id=upload_id, q=request.args.get("q") or None)
    if found.table is None or found.mapping is None or found.read is None:
        return redirect(again, 303)
    unknown: list[str] = []
    mapping: dict[str, Any] = {}
    if form.get("do") != "afresh":
        table = found.table
        wanted = form.get("sheet", table.sheet)
        if wanted != table.sheet and wanted in found.sheets:
            table = next(each for each in tables_of(upload) if each.sheet == wanted)
            mapping = mappings_to_json([chosen_history((table,), {}, known)])
        else:
            now = history_mapping(table, found.mapping, form)
            given, unknown = answers(found.read.questions, form, known)
            if form.get("do") == "proposed":
                given = {**proposed(found.read.questions), **given}
            mapping = with_answers(mappings_to_json([(table, now)]), given, form.getlist("forget"))
        if LIKE in upload.mapping:
            mapping[LIKE] = upload.mapping[LIKE]
    visit.work.uploads.understand(visit.county.code, upload_id, mapping)
    if unknown:
        flash(_("没有认出:%(names)s。请从提示中选择。", names=_("、").join(unknown[:5])), "refused")
    return redirect(again, 303)


@pages.post("/<uuid:upload_id>/application")
@page(LIST_KEEPERS)
def apply(visit: Visit, upload_id: UUID) -> ResponseReturnValue:
    """Take the file in: at once, or in the background if it is long."""
    upload = _upload(visit, upload_id, lock=True)
    found = _look(upload, Known.of_book(visit.county.book), only_length=True)
    try:
        with visit.undone_if_refused():
            if found.long:
                keeper(visit.actor)
                if found.mapping and found.mapping.constants.get("source", LIVE) == LIVE:
                    raise SourceTaken("请写明来源系统的名称(不能用 live)")
                put_in_line(upload, work=visit.work)
            else:
                read = take_in(
                    upload,
                    actor=visit.actor,
                    work=visit.work,
                    county=visit.county,
                    now=visit.now,
                )
                flash(_("已导入 %(n)s 件历史案件", n=read.accepted), "done")
    except Refused as why:
        return _page(visit, upload, refused=error_text(why)), 422
    except Unusable:
        return redirect(url_for("past.one", upload_id=upload_id), 303)
    return redirect(url_for("past.one", upload_id=upload_id), 303)


@pages.get("/<uuid:upload_id>/refused.xlsx")
@page(LIST_KEEPERS)
def refused(visit: Visit, upload_id: UUID) -> ResponseReturnValue:
    """Give the rows that are no cases, each with what is wrong."""
    upload = _upload(visit, upload_id)
    known = Known.of_book(visit.county.book)
    found = _look(upload, known, only_length=True)
    if found.table is None or found.mapping is None:
        bounds = BOUNDS[upload.kind]
        content = marked_workbook(
            upload.content, found.refused, name=upload.file_name, bounds=bounds
        )
    else:
        content = refused_rows(found.table, read_upload(upload, visit.county).problems)
    stem = upload.file_name.rpartition(".")[0] or upload.file_name
    return send_file(
        io.BytesIO(content),
        mimetype=WORKBOOK,
        as_attachment=True,
        download_name=f"{stem}-{_('待改')}.xlsx",
    )


@pages.post("/<uuid:upload_id>/removal")
@page(LIST_KEEPERS)
def remove(visit: Visit, upload_id: UUID) -> ResponseReturnValue:
    """Forget a file; what was taken in stays."""
    upload = _upload(visit, upload_id, lock=True)
    if upload.state is not UploadState.WAITING:
        visit.work.uploads.remove(visit.county.code, upload_id)
    return redirect(url_for("past.show"), 303)


def _first(visit: Visit, refused: str = "") -> str:
    work, county = visit.work, visit.county
    imports = work.history.imports(county.code)
    uploads = work.uploads.latest(county.code, UploadKind.HISTORY)
    accounts = {each.imported_by for each in imports} | {each.uploaded_by for each in uploads}
    return render_template(
        "lists/history.html",
        imports=imports,
        uploads=[each for each in uploads if each.state is not UploadState.DONE],
        total=work.history.count(county.code),
        names=people(visit, accounts),
        size=size_words(UploadKind.HISTORY),
        rows=BOUNDS[UploadKind.HISTORY].rows,
        refused=refused,
    )


def _page(visit: Visit, upload: Upload, refused: str = "") -> str:
    settled = upload.state in (UploadState.WAITING, UploadState.DONE)
    known = Known.of_book(visit.county.book)
    found = Looked(None, None, None) if settled else _look(upload, known)
    questions = found.read.questions if found.read else ()
    words = request.args.get("q", "").strip()[:60]
    groups = grouped(questions, words)
    problems = told_once(found.read.problems if found.read else found.refused)
    trouble = (upload.result or {}).get("trouble", "")
    return render_template(
        "lists/history_read.html",
        upload=upload,
        found=found,
        columns=column_views(found.table, found.mapping.columns)
        if found.table and found.mapping
        else (),
        meanings=HISTORY_FIELDS,
        source=found.mapping.constants.get("source", "") if found.mapping else "",
        problems=problems[:_TOLD],
        problems_left=sum(len(cells) for _problem, cells in problems[_TOLD:]),
        questions=questions,
        groups=groups[:_ASKED],
        groups_left=max(len(groups) - _ASKED, 0),
        has_proposed=bool(proposed(questions)),
        offered=offered(groups[:_ASKED], known),
        limit_types={},
        other=OTHER,
        words=words,
        answered=answer_words(given_answers(upload.mapping)),
        like=upload.mapping.get(LIKE, ""),
        names=people(visit, {upload.uploaded_by}),
        at_once=AT_ONCE,
        refused=refused or trouble,
    )


def _look(upload: Upload, known: Known, *, only_length: bool = False) -> Looked:
    """Read as much of a file as a page waits for."""
    try:
        tables = tables_of(upload)
        given = mappings_from(upload.mapping, upload.file_name) if upload.mapping else {}
        table, mapping = chosen_history(tables, given, known)
    except SheetRefused as why:
        return Looked(None, None, None, refused=why.problems)
    sheets = tuple(each.sheet for each in tables)
    first = tuple(islice(table.rows, AT_ONCE + 1))
    long = len(first) > AT_ONCE
    if only_length:
        return Looked(table, mapping, None, long, sheets)
    shown = replace(table, rows=first[:AT_ONCE])
    return Looked(table, mapping, read_history(shown, mapping, known), long, sheets)


def _upload(visit: Visit, upload_id: UUID, *, lock: bool = False) -> Upload:
    return visit.work.uploads.get(visit.county.code, upload_id, UploadKind.HISTORY, lock=lock)
