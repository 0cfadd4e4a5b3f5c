"""An edition of the list: what it said, by whom it was made, its files to carry away."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from dispatch.flows.past_edition import files_of_edition, table_of_edition
from dispatch.web.lists.cells import matter_names, views
from dispatch.web.lists.choices import choices_for
from dispatch.web.lists.frame import people
from dispatch.web.lists.listing import Sieve, asked_of, entries_of, page_of
from dispatch.web.lists.sheets import LINES
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("edition", __name__, url_prefix="/lists/editions/<int:edition>")

CARRIED: dict[str, str] = {
    names.LINES: "责任清单条目",
    names.MATTERS: "事项目录",
    names.TESTS: "清单检验",
    names.RECEIVERS: "派驻与接收单位",
    names.POWERS: "赋权事项",
    names.UNITS: "单位名录",
}
"""The files of an edition that make the list; people's accounts are none of them."""
_MARK = "\ufeff".encode()
"""Without it a spreadsheet reads Chinese as something else."""


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit, edition: int) -> ResponseReturnValue:
    """Show one edition's lines as they were."""
    work, county = visit.work, visit.county
    files = files_of_edition(edition, county=county, work=work)
    table = table_of_edition(edition, names.LINES, county=county, work=work)
    catalogue = table_of_edition(edition, names.MATTERS, county=county, work=work)
    known = matter_names(catalogue.rows)
    asked = asked_of(request.args)
    kept = Sieve(asked, county.book, known).keep(entries_of(LINES, table, table), LINES)
    found = page_of(kept, LINES, request.args.get("after"))
    published = next(e for e in work.counties.published(county.code) if e.edition == edition)
    origin = published.origin
    draft = work.drafts.get(county.code, origin.draft_id) if origin else None
    accounts = {published.published_by}
    if draft:
        accounts |= {draft.created_by, draft.submitted_by or "", draft.decided_by or ""}
    return render_template(
        "lists/edition.html",
        published=published,
        draft=draft,
        names=people(visit, accounts),
        carried={name: text for name, text in CARRIED.items() if name in files},
        sheet=LINES,
        asked=asked,
        found=found,
        all=len(table.rows),
        rows=views(LINES, found.entries, known),
        choices=choices_for(table, catalogue),
    )


@pages.get("/files/<name>")
@page(LIST_KEEPERS)
def carry(visit: Visit, edition: int, name: str) -> ResponseReturnValue:
    """Hand out one of an edition's files as it is."""
    files = files_of_edition(edition, county=visit.county, work=visit.work)
    if name not in CARRIED or name not in files:
        abort(404)
    content = files[name]
    answer = Response(content if content.startswith(_MARK) else _MARK + content)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="edition-{edition}-{name}"'
    return answer
