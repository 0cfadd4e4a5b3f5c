"""A draft held against its base: what differs, row by row, matter by matter."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from dispatch.flows.drafted import Drafted
from dispatch.web.lists.cells import matter_names
from dispatch.web.lists.changes import RowChange, row_changes
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.sheets import SHEETS
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_compare", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class OfMatter:
    """What a draft changes about one matter, in all its tables."""

    name: str
    """Empty where a row is of no matter."""
    rows: tuple[RowChange, ...]

    @property
    def counted(self) -> dict[str, int]:
        """How many rows were added, changed, dropped."""
        return dict(Counter(row.action for row in self.rows))


@pages.get("/compare")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show what a draft changes."""
    here = opened(visit, draft_id)
    rows = _rows(here)
    words = request.args.get("q", "").replace("\0", "").strip()[:60].lower()
    kept = [row for row in rows if words in f"{row.matter} {row.row}".lower()]
    shown = kept[:_SHOWN]
    matters: dict[str, list[RowChange]] = {}
    for row in shown:
        matters.setdefault(row.matter, []).append(row)
    return draft_page(
        visit,
        here,
        "lists/compare.html",
        counted=Counter(row.action for row in rows),
        all=len(rows),
        matters=[OfMatter(name, tuple(of)) for name, of in sorted(matters.items())],
        left_out=len(kept) - len(shown),
        words=words,
        whole=sorted(set(here.draft.files) - {sheet.file for sheet in SHEETS.values()}),
    )


def _rows(here: Drafted) -> list[RowChange]:
    named = matter_names(here.table(names.MATTERS).rows)
    return [
        change
        for sheet in SHEETS.values()
        if sheet.file in here.draft.files
        for change in row_changes(
            sheet, here.table_before(sheet.file), here.table(sheet.file), named
        )
    ]
