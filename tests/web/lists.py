"""The list keepers of the tests: what each does is a request of a real browser's kind."""

import re
from collections.abc import Callable
from uuid import UUID

from dispatch.editions.model import Draft
from dispatch.flows.drafted import open_draft
from dispatch.flows.put_in_force import put_in_force
from dispatch.people.scope import WORKER
from dispatch.wire.county import files as names
from tests.web.people import Browser, Opens, Page
from tests.web.world import COUNTY, World

KEEPER, SECOND = "qingdan1", "qingdan2"
_DRAFT = re.compile(r"/lists/drafts/([0-9a-f-]{36})")


class Drafting:
    """One draft and the browser that works on it."""

    def __init__(self, browser: Browser, draft_id: str) -> None:
        self.browser = browser
        self.draft_id = draft_id
        self.path = f"/lists/drafts/{draft_id}"

    def opens(self, rest: str = "") -> Page:
        return self.browser.opens(self.path + rest)

    def sends(self, rest: str, **fields: str) -> Page:
        return self.browser.sends(self.path + rest, **fields)

    def edits(self, row: str, field: str, value: str, before: str, **also: str) -> Page:
        return self.sends(
            "/edits",
            sheet=also.pop("sheet", "lines"),
            row=row,
            inline="1",
            **{f"value.{field}": value, f"before.{field}": before},
            **also,
        )

    def by(self, browser: Browser) -> "Drafting":
        return Drafting(browser, self.draft_id)


def begins(browser: Browser, title: str = "秋季调整") -> Drafting:
    """Let a list keeper begin a draft."""
    answer = browser.sends("/lists/drafts", title=title)
    assert answer.status == 303, answer.text
    found = _DRAFT.search(answer.location)
    assert found
    return Drafting(browser, found[1])


def row_of(world: World, draft: Drafting, row: str, file: str = names.LINES) -> dict[str, str]:
    """Return a row as it stands in a draft."""
    key = {names.LINES: "row_id", names.MATTERS: "matter_code", names.TESTS: "test_id"}[file]
    with world.deployment.work(WORKER) as work:
        here = open_draft(UUID(draft.draft_id), county=COUNTY, work=work)
        return dict(here.table(file).find(key, row) or {})


def kept(world: World, draft: Drafting) -> Draft:
    """Return a draft as it is kept."""
    with world.deployment.work(WORKER) as work:
        return work.drafts.get(COUNTY, UUID(draft.draft_id))


def takes_effect(world: World) -> tuple[int, ...]:
    """Let approved drafts take effect, as the workers' loop does; every page knows at once."""
    with world.deployment.work(WORKER) as work:
        done = put_in_force(
            work=work, county=world.deployment.county(COUNTY), now=world.clock.now()
        )
    world.deployment._looked = 0.0  # noqa: SLF001 - two seconds are long in a test
    return done


Begins = Callable[..., Drafting]
__all__ = [
    "KEEPER",
    "SECOND",
    "Begins",
    "Drafting",
    "Opens",
    "begins",
    "kept",
    "row_of",
    "takes_effect",
]
