"""The list keeper at work: cell by cell, by mouse and by the keys alone; a second one decides."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from dispatch.editions.model import DraftState
from tests.browser.conftest import PHONE, Visits
from tests.web.lists import KEEPER, SECOND, Drafting, begins, kept, row_of, takes_effect
from tests.web.people import Browser
from tests.web.world import World

LEAD, OTHER = "330521-ZHZF", "330521-ZRGH"


@pytest.fixture
def draft(keeper: Browser) -> Drafting:
    return begins(keeper, "冬季调整")


def cell(page: Page, row: str, column: str) -> Locator:
    return page.locator(f'#row-{row} td[data-col="{column}"]')


def told(page: Page) -> Locator:
    return page.locator("[data-said]")


class TestByMouse:
    def test_edits_a_cell_and_sees_what_stood_there(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, draft.path)

        page.get_by_label("修改理由").fill("职责划转")
        cell(page, "M001-01", "unit").click()
        page.get_by_role("gridcell").get_by_label("责任单位").select_option(OTHER)
        page.get_by_role("button", name="保存").click()

        expect(cell(page, "M001-01", "unit")).to_contain_text("德清县自然资源和规划局")
        expect(cell(page, "M001-01", "unit").locator("del")).to_have_text("德清县综合行政执法局")
        expect(told(page)).to_have_text("已保存")
        assert row_of(world, draft, "M001-01")["unit"] == OTHER
        assert "职责划转" in draft.opens("/changes")

    def test_keeps_what_was_filled_in_when_another_cell_is_pressed(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-02", "valid_to").click()
        cell(page, "M001-02", "valid_to").locator("input").fill("2027-12-31")
        cell(page, "M001-02", "limit").click()
        expect(told(page)).to_have_text("已保存")
        cell(page, "M001-02", "limit").locator("input").fill("20")
        page.keyboard.press("Enter")

        expect(cell(page, "M001-02", "limit")).to_contain_text("20 工作日")
        expect(cell(page, "M001-02", "valid_to")).to_contain_text("2027-12-31")
        kept_row = row_of(world, draft, "M001-02")
        assert (kept_row["valid_to"], kept_row["limit_value"]) == ("2027-12-31", "20")

    def test_chooses_townships_by_boxes(self, visits: Visits, draft: Drafting, world: World):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-03", "area").click()
        page.get_by_role("gridcell").get_by_label("全县").uncheck()
        page.get_by_role("gridcell").get_by_label("武康街道").check()
        page.get_by_role("button", name="保存").click()

        expect(cell(page, "M001-03", "area").locator(".v")).to_have_text("武康街道")
        assert row_of(world, draft, "M001-03")["area"] == "330521001"

    def test_chooses_townships_instead_of_the_whole_county(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-03", "area").click()
        boxes = cell(page, "M001-03", "area")
        boxes.get_by_label("新市镇").check()
        expect(boxes.get_by_label("全县")).not_to_be_checked()
        boxes.get_by_label("全县").check()
        expect(boxes.get_by_label("新市镇")).not_to_be_checked()
        boxes.get_by_label("新市镇").check()
        page.get_by_role("button", name="保存").click()

        expect(boxes.locator(".v")).to_have_text("新市镇")
        assert row_of(world, draft, "M001-03")["area"] == "330521102"

    def test_is_told_at_the_cell_what_is_wrong(self, visits: Visits, draft: Drafting, world: World):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-03", "limit").click()
        cell(page, "M001-03", "limit").locator("input").fill("很多")
        page.keyboard.press("Enter")

        alert = cell(page, "M001-03", "limit").get_by_role("alert")
        expect(alert).to_contain_text("“很多”不是时限数值")
        expect(alert).to_be_in_viewport(ratio=1)
        page.keyboard.press("Escape")
        expect(cell(page, "M001-03", "limit")).to_have_text("")
        assert row_of(world, draft, "M001-03")["limit_value"] == ""

    def test_sees_both_values_where_somebody_was_faster(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, draft.path)
        draft.edits("M001-01", "unit", "330521-ZJ", LEAD)

        cell(page, "M001-01", "unit").click()
        page.get_by_role("gridcell").get_by_label("责任单位").select_option(OTHER)
        page.get_by_role("button", name="保存").click()
        clash = cell(page, "M001-01", "unit").get_by_role("alert")
        expect(clash).to_contain_text("已被谈玲玲改为“德清县住房和城乡建设局”")
        expect(clash).to_contain_text("您看到的是“德清县综合行政执法局”")
        page.get_by_role("button", name="用我填的").click()

        expect(cell(page, "M001-01", "unit").locator(".v")).to_have_text("德清县自然资源和规划局")
        assert row_of(world, draft, "M001-01")["unit"] == OTHER

    def test_changes_several_lines_at_once(self, visits: Visits, draft: Drafting, world: World):
        page = visits(KEEPER, f"{draft.path}?matter=M001")

        for row in ("M001-01", "M001-04"):
            page.get_by_label(f"选择 {row}", exact=True).check()
        page.locator(".several").get_by_label("责任单位").last.select_option("330521-ZJ")
        page.get_by_role("button", name="改选中的条目").click()

        expect(page.get_by_text("已修改 2 条")).to_be_visible()
        assert {row_of(world, draft, row)["unit"] for row in ("M001-01", "M001-04")} == {
            "330521-ZJ"
        }

    def test_opens_the_cell_that_was_pressed_though_the_open_one_above_it_closes(
        self, visits: Visits, draft: Drafting
    ):
        page = visits(KEEPER, f"{draft.path}?matter=M001")

        cell(page, "M001-02", "area").click()
        cell(page, "M001-04", "role").click()

        expect(page.locator("td.editing")).to_have_count(1)
        expect(cell(page, "M001-04", "role").locator("select")).to_be_focused()

    def test_opens_it_by_a_double_press_too(self, visits: Visits, draft: Drafting):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-02", "area").click()
        cell(page, "M001-04", "role").dblclick()

        expect(page.locator("td.editing")).to_have_count(1)
        expect(cell(page, "M001-04", "role").locator("select")).to_be_focused()

    def test_ticks_the_line_that_was_pressed(self, visits: Visits, draft: Drafting):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-02", "area").click()
        page.get_by_label("选择 M001-04", exact=True).click()

        expect(page.locator("td.editing")).to_have_count(0)
        expect(page.locator(".pick input:checked")).to_have_value("M001-04")

    def test_keeps_what_was_filled_in_when_nothing_was_pressed_in_between(
        self, visits: Visits, draft: Drafting
    ):
        page = visits(KEEPER, draft.path)

        cell(page, "M001-02", "valid_to").click()
        cell(page, "M001-02", "valid_to").locator("input").fill("2027-12-31")
        page.get_by_role("heading", name="冬季调整").click()
        cell(page, "M001-04", "role").click()

        expect(told(page)).to_have_text("已保存")
        expect(cell(page, "M001-02", "valid_to").locator(".v")).to_have_text("2027-12-31")
        expect(cell(page, "M001-04", "role").locator("select")).to_be_focused()

    def test_edits_on_a_phone_by_the_form(self, visits: Visits, draft: Drafting, world: World):
        page = visits(KEEPER, f"{draft.path}?matter=M001", size=PHONE)

        page.get_by_role("link", name="M001-05").click()
        page.get_by_label("失效日期").fill("2027-06-30")
        page.get_by_role("button", name="保存", exact=True).click()

        expect(page.get_by_text("已修改 M001-05")).to_be_visible()
        assert row_of(world, draft, "M001-05")["valid_to"] == "2027-06-30"


class TestByKeysAlone:
    def test_moves_edits_leaves_takes_back_drops_and_adds(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, f"{draft.path}?matter=M001")
        keys = page.keyboard

        cell(page, "M001-01", "matter_code").focus()
        for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
            keys.press(key)
        expect(cell(page, "M001-02", "unit")).to_be_focused()
        keys.press("Enter")
        expect(page.get_by_role("gridcell").get_by_label("责任单位")).to_be_focused()
        keys.press("Escape")
        expect(cell(page, "M001-02", "unit")).to_be_focused()

        keys.press("End")
        for _ in range(5):
            keys.press("ArrowLeft")
        expect(cell(page, "M001-02", "basis")).to_be_focused()
        keys.press("Enter")
        keys.type("新的依据")
        keys.press("Enter")
        expect(cell(page, "M001-02", "basis").locator(".v")).to_have_text("新的依据")
        expect(cell(page, "M001-02", "basis")).to_be_focused()
        keys.press("Control+z")
        expect(told(page)).to_have_text("已撤销上一处修改")
        expect(cell(page, "M001-02", "basis").locator("del")).to_have_count(0)

        keys.press("Delete")
        expect(page.get_by_role("button", name="不删除")).to_be_focused()
        keys.press("Shift+Tab")
        keys.press("Enter")
        expect(page.locator("#row-M001-02")).to_contain_text("已删")
        expect(cell(page, "M001-03", "basis")).to_be_focused()
        keys.press("n")

        expect(page.get_by_role("heading", name="新增条目")).to_be_visible()
        expect(page.get_by_label("编号", exact=False).first).to_have_value("M001-09")
        assert row_of(world, draft, "M001-02") == {}

    def test_asks_for_help_without_dropping_a_line(
        self, visits: Visits, draft: Drafting, world: World
    ):
        page = visits(KEEPER, f"{draft.path}?matter=M001")
        keys = page.keyboard

        cell(page, "M001-01", "unit").focus()
        keys.press("Delete")
        keys.press("Escape")
        keys.press("?")
        expect(page.locator("dialog[open]")).to_have_count(1)
        expect(page.locator("dialog[open]")).to_contain_text("修改这一格")
        keys.press("Enter")
        keys.press("Enter")
        page.locator("[data-yes]").dispatch_event("click")

        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator("#row-M001-01 td.editing")).to_have_count(1)
        assert row_of(world, draft, "M001-01") != {}

    def test_goes_on_to_the_next_cell_with_tab(self, visits: Visits, draft: Drafting, world: World):
        page = visits(KEEPER, f"{draft.path}?matter=M001")

        cell(page, "M001-01", "valid_from").focus()
        page.keyboard.press("Enter")
        cell(page, "M001-01", "valid_from").locator("input").fill("2026-02-01")
        page.keyboard.press("Tab")

        expect(cell(page, "M001-01", "valid_to")).to_be_focused()
        assert row_of(world, draft, "M001-01")["valid_from"] == "2026-02-01"


class TestWithoutAScript:
    def test_every_row_has_its_form(self, draft: Drafting):
        page = draft.opens("?matter=M001")

        assert f'href="{draft.path}/lines/M001-01"' in page.raw
        assert 'form="several"' in page.raw
        assert "hidden" in page.raw.split("data-undo")[1][:40]


class TestSafetyWords:
    def test_are_said_to_be_kept_where_the_page_opens(self, visits: Visits, draft: Drafting):
        page = visits(KEEPER, f"{draft.path}/triage")

        page.get_by_role("button", name="保存安全词").click()

        expect(page).to_have_url(re.compile("#safety$"))
        expect(page.get_by_text("安全词已保存")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("heading", name="安全词")).to_be_in_viewport(ratio=1)


class TestTwoPeople:
    def test_hand_in_and_approve_from_today(self, visits: Visits, draft: Drafting, world: World):
        before = row_of(world, draft, "M059-01")["basis"]
        draft.edits("M059-01", "basis", before + "及其实施细则", before)
        first = visits(KEEPER, f"{draft.path}/decision")
        first.get_by_label("提交说明").fill("补充实施细则")
        first.get_by_role("button", name="提交审定").click()
        expect(first.get_by_text("须由另一人审定")).to_be_visible()
        expect(first.get_by_role("button", name="审定并施行")).to_have_count(0)

        second = visits(SECOND, "/lists")
        second.locator(f'a[href="{draft.path}/decision"]').click()
        expect(second.locator(".was-is ins").first).to_contain_text("及其实施细则")
        second.get_by_label("审定意见").fill("同意")
        second.get_by_role("button", name="审定并施行").click()
        expect(second.get_by_text("已审定,到施行日期自动施行")).to_be_visible()

        (number,) = takes_effect(world)
        second.reload()
        expect(second.get_by_text(f"已成为第 {number} 版")).to_be_visible()
        assert kept(world, draft).state is DraftState.IN_FORCE
        assert UUID(draft.draft_id)


class TestTrial:
    def test_shows_both_lists_and_becomes_a_test(
        self, visits: Visits, draft: Drafting, world: World
    ):
        draft.edits("M014-01", "unit", "330521-ZJ", LEAD)
        page = visits(KEEPER, f"{draft.path}/try")

        page.get_by_label("上报内容").fill("店外经营占道。")
        page.get_by_label("在哪里").select_option("330521001001")
        page.get_by_label("上报人所选事项").select_option("M014")
        page.get_by_role("button", name="试判").click()
        expect(page.get_by_text("两版不同")).to_be_visible()
        page.get_by_role("button", name="存为清单检验").click()
        page.get_by_role("button", name="新增", exact=True).click()

        expect(page.get_by_text("已新增 T04")).to_be_visible()
        page.get_by_role("button", name="马上检验").click()
        expect(page.get_by_text("4 条全部通过")).to_be_visible()
