"""The list keepers of the tests: what each does is a request of a real browser's kind."""

import re
from uuid import UUID

from dispatch.editions.model import Draft
from dispatch.flows.drafted import open_draft
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.reroute_cases import propose_reroutes
from dispatch.people.scope import WORKER
from dispatch.wire.county import files as names
from dispatch.wire.county.written import KEYS
from tests.web.people import PEOPLE, Browser, Page
from tests.web.world import COUNTY, World

KEEPER, SECOND = PEOPLE["list keeper"], PEOPLE["second list keeper"]
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
        """Change one cell as the table's script does."""
        sheet = also.pop("sheet", "lines")
        said = {f"value.{field}": value, f"before.{field}": before}
        return self.sends("/edits", sheet=sheet, row=row, inline="1", **said, **also)

    def by(self, browser: Browser) -> "Drafting":
        """Return the same draft in another one's browser."""
        return Drafting(browser, self.draft_id)


def begins(browser: Browser, title: str = "秋季调整") -> Drafting:
    """Let a list keeper begin a draft."""
    answer = browser.sends("/lists/drafts", title=title)
    found = _DRAFT.search(answer.location)
    assert found, answer.text
    return Drafting(browser, found[1])


def row_of(world: World, draft: Drafting, row: str, file: str = names.LINES) -> dict[str, str]:
    """Return a row as it stands in a draft; empty where it is not there."""
    with world.deployment.work(WORKER) as work:
        here = open_draft(UUID(draft.draft_id), county=COUNTY, work=work)
        return dict(here.table(file).find(KEYS[file], row) or {})


def kept(world: World, draft: Drafting) -> Draft:
    """Return a draft as it is kept."""
    with world.deployment.work(WORKER) as work:
        return work.drafts.get(COUNTY, UUID(draft.draft_id))


def takes_effect(world: World) -> tuple[int, ...]:
    """Let approved drafts take effect, as the workers' loop does; pages know at once."""
    with world.deployment.work(WORKER) as work:
        county = world.deployment.county(COUNTY)
        done = put_in_force(work=work, county=county, now=world.clock.now())
    world.deployment._looked = 0.0  # noqa: SLF001 - two seconds are long in a test
    if done:
        county = world.deployment.county(COUNTY)
        with world.deployment.work(WORKER) as work:
            propose_reroutes(work=work, county=county, now=world.clock.now())
    return done
