"""清单体检报告: the audit of a draft on paper, as a page that prints and as a document."""

import io
import re
from uuid import UUID

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.flows.drafted import Drafted
from dispatch.flows.look_over import look_over_draft
from dispatch.responsibility.audit.checkup import Checkup
from dispatch.web.lists.findings import today_of, unreadable
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.report_docx import Names, report_docx

pages = Blueprint("draft_report", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@pages.get("/report")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the report."""
    here = opened(visit, draft_id)
    report = _report(visit, here)
    if report is None:
        return draft_page(visit, here, "lists/unreadable.html", **unreadable(here))
    return draft_page(visit, here, "lists/report.html", report=report)


@pages.get("/report.docx")
@page(LIST_KEEPERS)
def carry(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Hand the report out as a document."""
    here = opened(visit, draft_id)
    report = _report(visit, here)
    if report is None or here.book is None:
        abort(404)
    title = _NO_FILE_NAME.sub(" ", here.draft.title).strip()
    names = Names(here.book.matters, here.book.attributes)
    return send_file(
        io.BytesIO(report_docx(report, names)),
        mimetype=_DOCX,
        as_attachment=True,
        download_name=f"{_('清单体检报告')}-{title}-{today_of(visit)}.docx",
    )


def _report(visit: Visit, here: Drafted) -> Checkup | None:
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    if looked is None:
        return None
    dismissed = visit.work.dismissals.all(visit.county.code)
    # A draft has no number yet: it is known by its title.
    return looked.checkup(edition=here.draft.title, dismissed=frozenset(dismissed))
