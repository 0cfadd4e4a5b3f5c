"""The list keepers' office of one county: every act is a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from dispatch.editions.model import Action, Draft, Edit
from dispatch.flows.decide_draft import approve_draft
from dispatch.flows.keep_draft import begin_draft, edit_draft
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.reroute_cases import propose_reroutes
from dispatch.flows.submit_draft import submit_draft
from dispatch.people.scope import WORKER
from dispatch.wire.county import files as names
from tests.support.county import CountyWorld

KEEPER, SECOND, DESK, UNIT = "qingdan1", "qingdan2", "desk1", "zhzf-01"
LINES = names.LINES
STALLS = "M014"


class Lists:
    """The list keepers' office: every act is a transaction of its own."""

    def __init__(self, county: CountyWorld) -> None:
        self.county = county

    @contextmanager
    def work(self, account: str) -> Iterator[dict[str, Any]]:
        actor = self.county.person(account).actor
        with self.county.deployment.work(actor.scope) as work:
            yield {
                "actor": actor,
                "work": work,
                "county": self.county.loaded,
                "now": self.county.clock.now(),
            }

    def begins(self, title: str = "秋季调整", *, by: str = KEEPER) -> Draft:
        with self.work(by) as here:
            return begin_draft(title, **here)

    def edits(self, draft: Draft, *edits: Edit, by: str = KEEPER) -> Draft:
        with self.work(by) as here:
            return edit_draft(draft.draft_id, edits, **here)

    def submits(self, draft: Draft, *, by: str = KEEPER, note: str = "机构改革后调整") -> Draft:
        with self.work(by) as here:
            return submit_draft(draft.draft_id, note=note, **here)

    def approves(self, draft: Draft, *, by: str = SECOND, day: date | None = None) -> Draft:
        with self.work(by) as here:
            return approve_draft(draft.draft_id, in_force_from=day, note="", **here)

    def ticks(self) -> tuple[int, ...]:
        with self.county.deployment.work(WORKER) as work:
            done = put_in_force(work=work, county=self.county.loaded, now=self.county.clock.now())
        self.county.look_for_editions()
        return done

    def proposes(self) -> int | None:
        with self.county.deployment.work(WORKER) as work:
            return propose_reroutes(
                work=work, county=self.county.loaded, now=self.county.clock.now()
            )

    def draft(self, draft_id: UUID) -> Draft:
        with self.county.deployment.work(WORKER) as work:
            return work.drafts.get(self.county.code, draft_id)

    def row(self, row: str) -> dict[str, str]:
        lines = self.county.loaded.book.files[LINES].decode().splitlines()
        columns = lines[0].split(",")
        found = next(line for line in lines if line.startswith(f"{row},"))
        return dict(zip(columns, found.split(","), strict=False))

    def published(self, *edits: Edit) -> int:
        draft = self.edits(self.begins(), *edits)
        self.submits(draft)
        self.approves(draft)
        (number,) = self.ticks()
        return number


def lead_of(lists: Lists, matter: str) -> str:
    """Return the row of the only dispose lead of a matter in the list in force."""
    rows = [
        line.row_id
        for line in lists.county.loaded.book.lines
        if line.matter == matter and line.part == "lead" and line.duty == "dispose"
    ]
    assert rows
    return rows[0]


def to_another_unit(lists: Lists, matter: str = STALLS, unit: str = "330521-ZJ") -> list[Edit]:
    return [
        Edit(LINES, line.row_id, Action.SET, {"unit": unit})
        for line in lists.county.loaded.book.lines
        if line.matter == matter and line.part == "lead" and line.duty == "dispose"
    ]
