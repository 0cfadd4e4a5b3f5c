"""One of a draft's files as a table: filtered, a hundred rows a page, edited where it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for

from dispatch.flows.drafted import Drafted
from dispatch.flows.look_over import look_over_draft
from dispatch.web.lists.cells import matter_names, views
from dispatch.web.lists.changes import UNDONE, undoable
from dispatch.web.lists.choices import choices_for, more_areas
from dispatch.web.lists.editing import Outcome
from dispatch.web.lists.findings import findings_of_rows, today_of
from dispatch.web.lists.frame import draft_page
from dispatch.web.lists.listing import Sieve, asked_of, entries_of, page_of
from dispatch.web.lists.sheets import LINES, MATTERS, TESTS, Sheet
from dispatch.web.visit import Visit
from dispatch.wire.county import files as names

ENDPOINTS: Mapping[str, str] = {
    LINES.name: "draft_rows.lines",
    MATTERS.name: "draft_rows.matters",
    TESTS.name: "draft_tests.show",
}
"""Where each sheet's table stands."""
SEVERAL = ("unit", "role", "duty", "zone", "limit", "valid_from", "valid_to", "basis", "platform")
"""What can be set on several lines at once."""


@dataclass(frozen=True, slots=True)
class Several:
    """A change of several lines that was refused: as it was asked for, and why not."""

    rows: frozenset[str]
    column: str
    given: Mapping[str, str]
    why: str
    outcome: Outcome


def address_of(sheet: Sheet, draft_id: UUID, asked: Mapping[str, str] | None = None) -> str:
    """Return where a sheet's table stands, asking for some of its rows."""
    given: dict[str, Any] = {"draft_id": draft_id, **(asked or {})}
    return url_for(ENDPOINTS[sheet.name], **given)


def table_page(
    visit: Visit,
    here: Drafted,
    sheet: Sheet,
    template: str,
    *,
    refused: Several | None = None,
    **given: Any,
) -> str:
    """Render the table of one of a draft's files."""
    table, catalogue = here.table(sheet.file), here.table(names.MATTERS)
    named = matter_names(catalogue.rows)
    asked = asked_of(request.args)
    entries = entries_of(sheet, here.table_before(sheet.file), table)
    checks = _checks(visit, here) if asked.finding and sheet is LINES else {}
    kept = Sieve(asked, visit.county.book, named, checks=checks).keep(entries, sheet)
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
        checks=checks,
        refused=refused,
        several=[each for each in LINES.columns if each.name in SEVERAL],
        last_own=_last_own(visit, here),
        here_endpoint=ENDPOINTS[sheet.name],
        here_path=address_of(sheet, here.draft.draft_id),
        here_address=address_of(sheet, here.draft.draft_id, asked.address()),
        **given,
    )


def _checks(visit: Visit, here: Drafted) -> Mapping[str, tuple[str, ...]]:
    """Return the checks that each line is part of a finding of; the audit is asked only then."""
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    return {} if looked is None else findings_of_rows(looked)


def _last_own(visit: Visit, here: Drafted) -> int | None:
    """Return the version that the visitor changed last, if nobody changed the draft since."""
    last = visit.work.drafts.changes(here.draft.county, here.draft.draft_id, limit=1)
    if not last or last[0].by != visit.actor.account or last[0].why == UNDONE:
        return None
    if not undoable(last[0]):
        return None
    return last[0].version
