"""A draft held against its base: what it means otherwise, and what differs row by row."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from dispatch.flows.compare_lists import meant_otherwise
from dispatch.flows.drafted import Drafted
from dispatch.flows.past_edition import open_edition
from dispatch.routing.difference.words import message_en, message_zh
from dispatch.web.attributes import condition_words, plain
from dispatch.web.languages import CHINESE, spoken
from dispatch.web.lists.cells import MatterNames, Row, matter_names
from dispatch.web.lists.changes import RowChange, row_changes, whole_changes
from dispatch.web.lists.finding_words import names_marked
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.lists.sheets import SHEETS, Sheet
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.written import Written

pages = Blueprint("draft_compare", __name__, url_prefix="/lists/drafts/<uuid:draft_id>")

_SHOWN = 500
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Meant:
    """One thing that a draft means otherwise."""

    kind: str
    text: str
    rows: tuple[str, ...]
    """The lines of both lists that say so."""
    there: frozenset[str]
    """The lines that the draft has."""


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
    words = request.args.get("q", "").replace("\0", "").strip()[:_LONGEST].lower()
    rows, total = _rows(here, words)
    base = open_edition(here.draft.base_edition, county=visit.county, work=visit.work).book
    matters: dict[str, list[RowChange]] = {}
    for row in rows:
        matters.setdefault(row.matter, []).append(row)
    return draft_page(
        visit,
        here,
        "lists/compare.html",
        all=total,
        meaning=_meaning(here, base),
        most=_SHOWN,
        matters=[OfMatter(name, tuple(of)) for name, of in sorted(matters.items())],
        left_out=total - len(rows),
        words=words,
        whole=whole_changes(here),
    )


def _meaning(here: Drafted, base: CountyBook) -> list[Meant] | None:
    """Return what the draft means otherwise, in words; None where it cannot be read."""
    found = meant_otherwise(here, base)
    if found is None or here.book is None:
        return None
    say = message_zh if spoken() == CHINESE else message_en
    after = {row["row_id"] for row in here.table(names.LINES).rows}
    return [
        Meant(
            kind=each.change.kind.value,
            text=names_marked(say(each, base, here.book, _asked_for)),
            rows=tuple(dict.fromkeys((*each.rows_before, *each.rows_after))),
            there=frozenset(after),
        )
        for each in found
    ]


def _asked_for(condition: str) -> str:
    return plain(condition_words(condition))


def _rows(here: Drafted, words: str) -> tuple[list[RowChange], int]:
    """Return the first rows that differ, of those that are asked for, and how many do."""
    named = matter_names(here.table(names.MATTERS).rows)
    found: list[RowChange] = []
    total = 0
    for sheet in SHEETS.values():
        if sheet.file not in here.draft.files:
            continue
        before, after = here.table_before(sheet.file), here.table(sheet.file)
        if words:
            before, after = (_asked(table, sheet, named, words) for table in (before, after))
        room = _SHOWN - len(found)
        rows, many = row_changes(sheet, before, after, named, limit=room)
        found += rows
        total += many
    return found, total


def _asked(table: Written, sheet: Sheet, named: MatterNames, words: str) -> Written:
    """Return the rows whose number or matter holds these words."""

    def said(row: Row) -> str:
        code = row.get("matter_code", "")
        return f"{row[sheet.key]} {code} {named.get(code, '')}".lower()

    return Written(table.columns, tuple(row for row in table.rows if words in said(row)))
