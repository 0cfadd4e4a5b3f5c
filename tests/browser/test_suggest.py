"""What it may be is offered while somebody writes, and never in the way."""

from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, Visits

WORDS = "桥头有人占道经营摆摊"


class TestSuggesting:
    def test_offers_a_matter_and_takes_it_by_one_press(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("发生了什么").press_sequentially(WORDS)

        offer = page.get_by_role("button", name="占道经营与店外经营")
        expect(offer).to_be_visible()
        expect(page.get_by_text("因为写到:").first).to_be_visible()
        offer.tap()

        expect(page.get_by_label("是什么事")).to_have_value("M014")
        expect(offer).to_be_hidden()

    def test_is_quiet_once_a_matter_is_chosen(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        page.get_by_label("是什么事").select_option("M015")
        page.get_by_label("发生了什么").press_sequentially(WORDS)
        page.wait_for_timeout(900)

        expect(page.locator("[data-offers]")).to_be_hidden()

    def test_does_not_hold_the_form_up_when_no_answer_comes(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)
        asked: list[Route] = []

        def hold(route: Route) -> None:
            asked.append(route)

        page.route("**/report/suggest", hold)
        page.get_by_label("发生了什么").press_sequentially(WORDS)
        page.wait_for_timeout(900)
        assert len(asked) == 1

        page.get_by_role("button", name="提交").tap()

        expect(page.get_by_role("heading", name="已收到,谢谢")).to_be_visible()

    def test_is_no_part_of_the_form_where_scripts_do_not_run(self, visits: Visits):
        page = visits("wk-aokai", size=PHONE)

        expect(page.locator("[data-offers]")).to_be_hidden()
