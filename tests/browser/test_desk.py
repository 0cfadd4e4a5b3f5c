"""The desk: from the queue to the case and through its moves, with a mouse or the keys."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.web.world import World


class TestUnit:
    def test_signs_and_reports_back(self, visits: Visits, world: World):
        number = world.arrives("店外经营占道。", "330521001001", matter="M014", urgency="red")
        page = visits("wk-zfd-01")

        page.get_by_role("link", name="店外经营占道").first.click()
        page.get_by_role("button", name="签收").click()
        expect(page.get_by_role("status")).to_contain_text("已签收")
        page.get_by_text("反馈结果", exact=True).first.click()
        page.get_by_label("处置结果").fill("已清理")
        page.get_by_role("button", name="确认反馈").click()

        expect(page.get_by_role("status")).to_contain_text("已反馈结果")
        assert number in page.url

    def test_finds_a_case_with_the_keyboard_alone(self, visits: Visits, world: World):
        number = world.arrives("夜市摊位占道。", "330521001001", matter="M014")
        page = visits("wk-zfd-01")

        page.get_by_role("searchbox").focus()
        page.keyboard.type(number)
        page.keyboard.press("Enter")

        expect(page.get_by_role("link", name="夜市摊位占道")).to_be_visible()

    def test_walks_the_queue_with_j_and_k(self, visits: Visits, world: World):
        for words in ("第一处占道。", "第二处占道。"):
            world.arrives(words, "330521001001", matter="M014")
        page = visits("wk-zfd-01")
        links = page.locator(".queue .what a")

        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(links.first).to_be_focused()
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", name="为什么转到这里")).to_be_visible()


class TestCountyDesk:
    def test_assigns_what_the_rules_could_not(self, visits: Visits, world: World):
        number = world.arrives("校门口堵了。", "330521102201", matter="M043")
        page = visits("desk1", f"/cases/{number}")

        page.get_by_text("交办", exact=True).first.click()
        page.locator("#unit").select_option("330521-GA")
        page.get_by_label("交办意见").fill("公安牵头")
        page.get_by_role("button", name="确认交办").click()

        expect(page.get_by_role("status")).to_contain_text("已交办")
        expect(page.get_by_text("新市派出所").first).to_be_visible()

    def test_closes_nothing_on_the_first_press(self, visits: Visits, world: World):
        record = world.takes(b"not json")
        page = visits("desk1", "/quarantine")
        page.get_by_role("link", name="不是 JSON").first.click()

        page.get_by_text("不予采用", exact=True).click()

        expect(page.get_by_role("button", name="确认不予采用")).to_be_visible()
        assert record == []


class TestSupervisor:
    @pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
    def test_takes_an_alert_in_hand(self, visits: Visits, world: World, size: ViewportSize):
        world.arrives("占道经营没人管。", "330521001001", matter="M014", urgency="red")
        for _ in range(6):
            world.forward(hours=12)
            world.climbs()
        page = visits("duban1", size=size)

        page.get_by_role("button", name="已知悉").first.click()

        expect(page.get_by_role("status")).to_contain_text("已知悉。如到")
