"""清单体检报告: the audit of a draft on paper, as a page that prints and as a document."""

from uuid import UUID

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from dispatch.flows.drafted import Drafted
from dispatch.flows.look_over import look_over_draft
from dispatch.responsibility.audit.checkup import Checkup
from dispatch.web.lists.findings import today_of, unreadable
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.report_docx import report_docx

pages = Blueprint("draft_report", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    report = _report(visit, opened(visit, draft_id))
    if report is None:
        abort(404)
    answer = Response(report_docx(report))
    answer.headers["Content-Type"] = _DOCX
    name = f"checkup-{draft_id.hex[:8]}.docx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report(visit: Visit, here: Drafted) -> Checkup | None:
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    if looked is None:
        return None
    dismissed = visit.work.dismissals.all(visit.county.code)
    # A draft has no number yet: it is known by its title.
    return looked.checkup(edition=here.draft.title, dismissed=frozenset(dismissed))
