"""Photos with a real browser: brought while the form is written, shown before beside after."""

import os
import re
from pathlib import Path

from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, Visits
from tests.support.pictures import a_jpeg
from tests.web.world import World

_SHOTS = os.environ.get("DISPATCH_SHOTS")
"""A folder for pictures of the pages, for whoever wants to look at them."""


def files(*seeds: int) -> list[FilePayload]:
    return [
        {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(seed, (1200, 900))}
        for seed in seeds
    ]


def shot(page: Page, name: str) -> None:
    if _SHOTS:
        page.screenshot(path=Path(_SHOTS) / f"{name}.png", full_page=True)


def report(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.get_by_role("button", name="提交").click()


class TestPhotos:
    def test_of_a_report_and_its_result_stand_side_by_side(
        self, visits: Visits, world: World
    ) -> None:
        phone = visits("wk-aokai", "/report", size=PHONE)
        phone.set_input_files("#photo-files", files(1, 2))
        expect(phone.locator("[data-tiles] img")).to_have_count(2)
        shot(phone, "phone-report-photos")
        phone.locator("button.remove").first.click()
        phone.locator("#matter").select_option("M062")
        report(phone, "墙上贴满小广告")
        phone.wait_for_url(re.compile("/report/receipts/"))
        world.relays()
        number = world.number_of(phone.url.rsplit("/", 1)[1])

        unit = visits("wk-zfd-01", f"/cases/{number}", size=DESK)
        shot(unit, "desk-case-report-photo")
        unit.get_by_role("button", name="签收").click()
        unit.locator("summary", has_text="反馈结果").click()
        unit.fill("#result", "已清理")
        unit.set_input_files("#after-files", files(3))
        expect(unit.locator("[data-field=after] [data-tiles] img")).to_have_count(1)
        shot(unit, "desk-report-back")
        unit.get_by_role("button", name="确认反馈").click()

        compared = unit.locator("#before-after")
        expect(compared.locator("figure img")).to_have_count(2)
        slider = compared.locator("input[type=range]")
        # The figures stand before the script that moves them has come.
        unit.wait_for_load_state()
        slider.press("ArrowRight")
        expect(slider).to_have_value("51")
        expect(compared.locator("[data-compare]")).to_have_attribute("style", re.compile("51%"))
        shot(unit, "desk-compare")
        shot(visits("wk-zhs-01", f"/cases/{number}", size=PHONE), "phone-compare")

    def test_that_do_not_arrive_are_tried_again_and_hold_the_form(self, visits: Visits) -> None:
        phone = visits("wk-aokai", "/report", size=PHONE)
        phone.add_init_script("0")
        failed: list[str] = []

        def once(route: Route) -> None:
            if not failed:
                failed.append(route.request.url)
                route.abort()
            else:
                route.continue_()

        phone.route("**/photos", once)
        phone.set_input_files("#photo-files", files(4))
        report(phone, "先写好,照片后到")
        expect(phone.locator("[data-say]")).to_have_text("照片传完就提交,请稍候…")

        phone.wait_for_url(re.compile("/report/receipts/"), timeout=20_000)
        assert failed

    def test_that_are_none_say_so_and_are_not_sent(self, visits: Visits) -> None:
        phone = visits("wk-aokai", "/report", size=PHONE)
        bad: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
        phone.set_input_files("#photo-files", [bad])

        expect(phone.locator(".photo-tile.failed")).to_contain_text("不是可用的照片")
        report(phone, "照片不对")
        expect(phone.locator("[data-say]")).to_contain_text("请重试或移除后再提交")
        shot(phone, "phone-report-bad-photo")

        phone.locator("button.remove").click()
        phone.get_by_role("button", name="提交").click()
        phone.wait_for_url(re.compile("/report/receipts/"))

    def test_outlive_a_reload_of_the_form(self, visits: Visits) -> None:
        phone = visits("wk-aokai", "/report", size=PHONE)
        phone.set_input_files("#photo-files", files(5))
        expect(phone.locator("[data-tiles] img")).to_have_count(1)

        phone.reload()

        expect(phone.locator("[data-tiles] input[name=photo]")).to_have_count(1)
        expect(phone.locator("[data-tiles] img")).to_be_visible()

    def test_stay_with_the_report_that_was_sent(self, visits: Visits) -> None:
        phone = visits("wk-aokai", "/report", size=PHONE)
        phone.set_input_files("#photo-files", files(6))
        expect(phone.locator("[data-tiles] img")).to_have_count(1)
        report(phone, "照片只属于这一件")
        phone.wait_for_url(re.compile("/report/receipts/"))

        phone.get_by_role("link", name="再报一件").click()

        expect(phone.locator("[data-photos].live")).to_be_visible()
        expect(phone.locator("[data-tiles] li")).to_have_count(0)

    def test_go_up_although_they_were_chosen_before_the_script_came(self, visits: Visits) -> None:
        phone = visits("wk-aokai", "/mine", size=PHONE)
        held: list[Route] = []
        phone.route("**/static/photos.js", lambda route: held.append(route))  # noqa: PLW0108 - the library writes to its handler
        phone.goto("/report", wait_until="commit")
        phone.set_input_files("#photo-files", files(7))
        held[0].continue_()

        expect(phone.locator("[data-tiles] img")).to_have_count(1)
