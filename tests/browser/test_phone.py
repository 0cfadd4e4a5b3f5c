"""The phone in a grid worker's hand: one thumb, half a minute, never twice."""

import re

from playwright.sync_api import Page, Route, expect

from dispatch.flows.accept_case import accept_case
from dispatch.flows.report_back import report_back
from tests.browser.conftest import PHONE, Visits
from tests.web.world import World


class TestReporting:
    def test_takes_a_text_and_one_press(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("永安街水果摊占道,盲道堵了")
        page.get_by_role("button", name="提交").tap()

        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()
        expect(page.get_by_text(re.compile(r"^R330521\d{6}[0-9A-Z]{8}$"))).to_be_visible()

    def test_makes_one_report_of_an_impatient_thumb(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("井盖松动,连按了几次")
        page.get_by_role("button", name="提交").dblclick()
        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()

        page.get_by_role("link", name="看我的上报").tap()

        expect(page.get_by_text("井盖松动,连按了几次")).to_have_count(1)

    def test_keeps_the_words_when_the_page_is_opened_again(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("写到一半,来了个电话")

        page.reload()

        expect(page.get_by_label("发生了什么")).to_have_value("写到一半,来了个电话")

    def test_forgets_the_words_once_they_are_sent(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("垃圾桶满了")
        page.get_by_role("button", name="提交").tap()
        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()

        page.get_by_role("link", name="再报一件").tap()

        expect(page.get_by_label("发生了什么")).to_have_value("")

    def test_forgets_them_whatever_the_receipt_page_came_to(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("垃圾桶又满了")
        empty = {"body": "", "content_type": "text/javascript"}
        page.route("**/static/draft.js", lambda route: route.fulfill(**empty))
        page.get_by_role("button", name="提交").tap()
        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()
        page.unroute("**/static/draft.js")

        page.get_by_role("link", name="再报一件").tap()

        expect(page.get_by_label("发生了什么")).to_have_value("")

    def test_makes_one_report_of_words_whose_answer_was_lost(self, visits: Visits):
        page = sent_without_an_answer(visits, "路灯灭了,发出后没了信号")

        page.goto("/report")
        expect(page.get_by_label("发生了什么")).to_have_value("路灯灭了,发出后没了信号")
        page.get_by_role("button", name="提交").tap()
        page.get_by_role("link", name="看我的上报").tap()

        expect(page.get_by_text("路灯灭了,发出后没了信号")).to_have_count(1)

    def test_writes_afresh_what_was_thrown_away(self, visits: Visits):
        page = sent_without_an_answer(visits, "树倒在路上")

        page.goto("/report")
        page.get_by_role("button", name="清空重写").tap()
        page.get_by_label("发生了什么").fill("河边栏杆坏了")
        page.get_by_role("button", name="提交").tap()

        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()

    def test_lets_a_village_be_chosen_that_is_not_ones_own(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").fill("路过看到有人烧秸秆")
        page.get_by_text("不在这里,换一个村社").tap()
        page.get_by_label("其他村社").select_option(label="梅林村委会")
        page.get_by_role("button", name="提交").tap()

        expect(page.get_by_text("新市镇 · 梅林村委会")).to_be_visible()


def sent_without_an_answer(visits: Visits, text: str) -> Page:
    """Send a report that arrives, and whose answer never comes back."""
    page = visits("wk-aokai", size=PHONE)
    page.get_by_label("发生了什么").fill(text)
    cookies = page.context.cookies()

    def lose(route: Route) -> None:
        assert route.fetch(max_redirects=0).status == 303
        route.abort("internetdisconnected")

    page.route("**/report", lose)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="提交").tap()
    page.unroute("**/report")
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    return page


class TestConfirming:
    def test_takes_one_press_to_say_it_is_settled(self, visits: Visits, world: World):
        number = handled(world)
        page = visits("wk-aokai", "/mine", size=PHONE)
        card = page.get_by_role("listitem").filter(has_text=number)

        card.get_by_role("button", name="✓ 已解决").tap()

        expect(page.get_by_role("status")).to_contain_text("已确认解决")

    def test_asks_what_is_left_when_it_is_not(self, visits: Visits, world: World):
        number = handled(world)
        page = visits("wk-aokai", "/mine", size=PHONE)
        card = page.get_by_role("listitem").filter(has_text=number)

        card.get_by_text("✕ 未解决").tap()
        card.get_by_label("还有什么没解决").fill("摊子又摆出来了")
        card.get_by_role("button", name="退回继续处置").tap()

        expect(page.get_by_role("status")).to_contain_text("已退回承办单位继续处置")


def handled(world: World) -> str:
    receipt = world.reports("wk-aokai", "又有摊贩占道经营。", "330521001001001", matter="M014")
    number = world.number_of(receipt)
    world.acts(accept_case, "wk-zfd-01", number)
    world.acts(report_back, "wk-zfd-01", number, result="已劝离")
    return number
