"""The first minutes of three users in a real browser: grid worker, unit, county desk."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.web.world import World


class TestGridWorker:
    def test_finds_the_draft_and_the_place_again_after_the_signal_was_lost(self, visits: Visits):
        page = visits("wk-aokai", "/report", size=PHONE)
        page.get_by_label("发生了什么").fill("井盖没了,路边很危险")
        page.get_by_role("radio", name="正在扩大").check(force=True)
        page.context.set_offline(True)

        page.get_by_role("button", name="提交").tap()

        expect(page.get_by_text("写好的内容已保存在这部手机上")).to_be_visible()
        page.context.set_offline(False)
        again = page.context.new_page()
        again.goto("/report")
        expect(again.get_by_label("发生了什么")).to_have_value("井盖没了,路边很危险")
        expect(again.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
        again.get_by_role("button", name="提交").tap()
        expect(again.get_by_role("heading", name="已收到,谢谢")).to_be_visible()

    def test_may_throw_the_draft_away(self, visits: Visits):
        page = visits("wk-aokai", "/report", size=PHONE)
        page.get_by_label("发生了什么").fill("不报了")
        page.reload()

        page.get_by_role("button", name="清空重写").tap()

        expect(page.get_by_label("发生了什么")).to_have_value("")
        page.reload()
        expect(page.get_by_label("发生了什么")).to_have_value("")


class TestUnit:
    def test_signs_handles_and_the_reporter_is_told(self, visits: Visits, world: World):
        receipt = world.reports("wk-aokai", "摊贩占道。", "330521001001001", matter="M014")
        number = world.number_of(receipt)
        page = visits("wk-zfd-01", f"/cases/{number}", size=DESK)

        page.get_by_role("button", name="签收").click()
        page.get_by_text("反馈结果", exact=True).click()
        page.get_by_label("处置结果").fill("已劝离,盲道已通。")
        page.get_by_role("button", name="确认反馈").click()

        expect(page.get_by_role("status")).to_contain_text("已反馈结果")
        mine = visits("wk-aokai", "/mine", size=PHONE)
        card = mine.get_by_role("listitem").filter(has_text=number)
        expect(card.get_by_role("button", name="✓ 已解决")).to_be_visible()


class TestCountyDesk:
    def test_decides_a_conflict_by_two_keys_and_the_next_case_comes(
        self, visits: Visits, world: World
    ):
        first = world.arrives("甲校门口堵。", "330521102201", matter="M043")
        second = world.arrives("乙校门口堵。", "330521102201", matter="M043")
        page = visits("desk1", f"/sorting?outcome=conflict&case={first}", size=DESK)

        page.keyboard.press("1")
        expect(page.get_by_role("button", name="确认交办")).to_be_focused()
        page.keyboard.press("Enter")

        expect(page.get_by_role("status")).to_contain_text(f"案件 {first} 已交给")
        expect(page.locator("#chosen")).to_be_visible()
        assert f"case={first}" not in page.url
        visits("desk1", f"/sorting?outcome=conflict&case={second}", size=DESK)

    def test_takes_a_choice_back_and_walks_by_keys(self, visits: Visits, world: World):
        world.arrives("丙校门口堵。", "330521102201", matter="M043")
        world.arrives("丁校门口堵。", "330521102201", matter="M043")
        page = visits("desk1", "/sorting?outcome=conflict", size=DESK)
        title = page.locator("#chosen").inner_text()

        page.keyboard.press("2")
        expect(page.get_by_role("button", name="确认交办")).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press("u")
        expect(page.get_by_role("button", name="确认交办")).to_have_count(0)
        page.wait_for_load_state()
        page.keyboard.press("j")
        expect(page.locator("#chosen")).not_to_have_text(title)
        page.wait_for_load_state()
        page.keyboard.press("k")
        expect(page.locator("#chosen")).to_have_text(title)
        page.wait_for_load_state()
        page.keyboard.press("?")

        expect(page.get_by_role("heading", name="快捷键")).to_be_visible()

    def test_leads_from_the_list_to_the_case_on_a_phone(self, visits: Visits, world: World):
        world.arrives("戊校门口堵。", "330521102201", matter="M043")
        page = visits("desk1", "/sorting?outcome=conflict", size=PHONE)
        expect(page.locator("#chosen")).to_be_hidden()

        page.locator(".pane-list a").first.tap()

        expect(page.locator("#chosen")).to_be_visible()
        page.get_by_role("link", name="← 回到列表").tap()
        expect(page.locator("#chosen")).to_be_hidden()


class TestSupervisor:
    @pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
    def test_takes_an_alert_in_hand(self, visits: Visits, world: World, size):
        number = world.arrives("又堵了。", "330521001001", matter="M014", urgency="red")
        for _ in range(8):
            world.forward(hours=12)
            world.climbs()
        page = visits("duban1", "/alerts", size=size)
        alert = page.locator("li.alert").filter(has_text=number).first

        alert.get_by_role("button", name="已知悉").click()

        expect(page.get_by_role("status")).to_be_visible()
