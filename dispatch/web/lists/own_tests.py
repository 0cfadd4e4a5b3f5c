"""The list's own tests: to be edited like any rows, and run at once on the draft."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.clock import COUNTY_ZONE
from dispatch.flows.list_tests import failed, run_tests
from dispatch.web.lists.frame import opened
from dispatch.web.lists.numbering import next_row_id
from dispatch.web.lists.problem_words import placed_words
from dispatch.web.lists.rows import new_page
from dispatch.web.lists.sheets import TESTS
from dispatch.web.lists.table import table_page
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page

pages = Blueprint("draft_tests", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/tests")

_LONGEST = 4000
_KEPT = ("text", "area", "attributes", "expect_outcome", "expect_lead")


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the draft's tests."""
    return table_page(visit, opened(visit, draft_id), TESTS, "lists/tests.html", verdicts=None)


@pages.post("")
@page(LIST_KEEPERS)
def run(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Run them now and show what each came to."""
    here = opened(visit, draft_id)
    today = visit.now.astimezone(COUNTY_ZONE).date()
    verdicts = run_tests(here.book, today=today) if here.book else ()
    return table_page(
        visit,
        here,
        TESTS,
        "lists/tests.html",
        verdicts=verdicts,
        failed=failed(verdicts),
        problems=[] if here.book else placed_words(here.problems, here.files),
    )


@pages.post("/from-trial")
@page(LIST_KEEPERS)
def from_trial(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Offer a trial's report and answer as a new test, to be named and kept."""
    here, form = opened(visit, draft_id), request.form
    shown = {name: form.get(name, "")[:_LONGEST] for name in _KEPT}
    shown["matter_code"] = form.get("matter", "")[:_LONGEST]
    shown["name"] = str(_("试判:%(text)s", text=shown["text"][:30]))
    shown[TESTS.key] = next_row_id(TESTS, here.table(TESTS.file), "")
    return new_page(visit, here, TESTS, shown)
