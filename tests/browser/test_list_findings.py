"""The list keeper sees what is wrong, mends it by one press, and watches a trial go."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from dispatch.flows.try_draft import SILENT, claim_what_if
from dispatch.history.model import PastCase
from dispatch.people.scope import WORKER
from dispatch.vocabulary import MatterCode
from tests.browser.conftest import PHONE, Visits
from tests.web.lists import KEEPER, Drafting, begins, row_of
from tests.web.people import Browser
from tests.web.world import COUNTY, START, World


@pytest.fixture
def draft(keeper: Browser) -> Drafting:
    return begins(keeper, "体检")


class TestAudit:
    def test_is_mended_by_one_press_on_a_phone_and_taken_back(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, f"{draft.path}/audit", size=PHONE)
        way = page.locator(".ways form", has_text="以德清县公安局为准")

        way.get_by_role("button").click()
        expect(page.get_by_text("已按建议修改草案")).to_be_visible()
        changed = row_of(world, draft, "M043-02")["overrides"]
        page.get_by_role("button", name="撤销修复").click()

        expect(page.get_by_text("已撤销修复")).to_be_visible()
        assert (changed, row_of(world, draft, "M043-02")["overrides"]) == ("M043-03", "")

    def test_stands_in_sight_of_a_phone_with_its_tabs_and_what_was_mended(
        self, visits: Visits, draft: Drafting
    ):
        page = visits(KEEPER, f"{draft.path}/audit", size=PHONE)

        expect(page.locator(".piles [aria-current]")).to_be_in_viewport(ratio=1)
        expect(page.locator(".menu [aria-current]")).to_be_in_viewport(ratio=1)
        page.locator(".ways form", has_text="以德清县公安局为准").get_by_role("button").click()
        expect(page.get_by_text("已按建议修改草案")).to_be_visible()
        page.goto(f"{draft.path}/changes")

        expect(page.locator(".steps-of .tag")).to_contain_text("体检修复")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


class TestTrial:
    def test_moves_by_itself_until_it_ends(self, visits: Visits, draft: Drafting, world: World):
        case = PastCase("old", "JQ1", START.date(), "330521102", MatterCode("M043"))
        with world.deployment.work(WORKER) as work:
            work.history.keep(COUNTY, [case])
        page = visits(KEEPER, f"{draft.path}/what-if")

        page.get_by_role("button", name="开始推演").click()
        expect(page.get_by_text("排队等待")).to_be_visible()
        with world.deployment.work(WORKER) as work:
            run = claim_what_if(work=work, silent=SILENT, now=world.clock.now())
            assert run
            assert run.draft_id == UUID(draft.draft_id)
            work.what_ifs.beat(run, done=3, total=10, at=world.clock.now())
        expect(page.locator("progress")).to_have_js_property("value", 3)
        with world.deployment.work(WORKER) as work:
            trouble = "草案在推演前又改过,请重新推演"
            work.what_ifs.finish(run, result=None, trouble=trouble, at=run.asked_at)

        expect(page.get_by_role("alert")).to_contain_text("草案在推演前又改过")
