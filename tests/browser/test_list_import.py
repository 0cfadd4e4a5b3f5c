"""A list keeper brings a spreadsheet with ten mistakes in, and mends it, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, WALL, Visits
from tests.browser.test_axe import _ASK as ASK
from tests.browser.test_axe import _AXE as AXE
from tests.browser.test_looks import TOO_PALE, TOO_SMALL
from tests.web.lists import KEEPER
from tests.web.sheets import MISTAKES, ten_mistakes

_MARKS_IN_SIGHT = """() => [...document.querySelectorAll(".sheet-lines tbody .key .tag")].every(
  (tag) => tag.getBoundingClientRect().right <= tag.closest(".key").getBoundingClientRect().right
)"""
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def begins(page: Page) -> None:
    page.get_by_label("新建草案").fill("导入试用")
    page.get_by_role("button", name="新建草案").click()
    page.get_by_role("link", name="导入", exact=True).click()


def uploads(page: Page, *mended: str) -> None:
    page.get_by_label("选择文件").set_input_files(
        {"name": "责任清单.xlsx", "mimeType": _SHEET, "buffer": ten_mistakes(mended)}
    )
    page.get_by_role("button", name="上传并识别").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_ten_mistakes_are_mended_until_the_draft_has_the_rows(
    visits: Visits, tmp_path: Path, size: object
) -> None:
    page = visits(KEEPER, "/lists", size=size)
    begins(page)

    uploads(page)
    expect(page.locator("#problems")).to_contain_text("单元格是公式")
    with page.expect_download() as given:
        page.get_by_role("link", name="下载标红的表格").first.click()
    assert given.value.suggested_filename == "责任清单-待改.xlsx"

    page.get_by_role("link", name="上传改好的表格").click()
    uploads(page, "formula")
    expect(page.locator("#problems tbody tr")).to_have_count(2)
    # Whoever brought such a file before finds its answers here again.
    page.locator("#meanings > details > summary").click()
    page.get_by_role("button", name="全部从头识别").click()
    questions = page.locator("#questions .question")
    expect(questions).to_have_count(5)
    page.get_by_label("在问题里查找").fill("城管大队")
    page.get_by_role("button", name="查找").click()
    expect(questions).to_have_count(1)
    page.get_by_label("其他单位").fill("德清县综合行政执法局")
    page.get_by_role("button", name="保存回答").click()
    page.get_by_role("link", name="清除").click()
    page.locator("[data-kind=area]").get_by_label("其他区域").fill("新市镇")
    page.locator("[data-kind=lead] select").select_option("公安局")
    page.locator("[data-kind=limit]", has_text="2天").locator("select").first.select_option(
        "work_day"
    )
    zero = page.locator("[data-kind=limit]", has_text="0work_day")
    zero.get_by_label("时限数值").fill("3")
    zero.get_by_label("时限类型").select_option("work_day")
    page.get_by_role("button", name="保存回答").click()
    expect(questions).to_have_count(0)

    page.get_by_role("link", name="上传改好的表格").click()
    uploads(page, "formula", "date", "matter")
    expect(questions).to_have_count(1)
    page.locator("[data-kind=matter] select").select_option("作为新事项")
    page.get_by_role("button", name="保存回答").click()
    expect(page.locator("#problems tbody tr")).to_have_count(2)
    expect(questions).to_have_count(0)
    page.get_by_role("link", name="上传改好的表格").click()
    uploads(page, *MISTAKES)

    expect(page.get_by_text("全部读懂")).to_be_visible()
    expect(page.locator(".new-matters")).to_contain_text("夜市扰民新事项")
    page.locator("summary", has_text="合并到草案").click()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已导入 7 行")).to_be_visible()
    expect(page.locator("#row-X-1")).to_contain_text("德清县公安局")
    assert page.evaluate(_MARKS_IN_SIGHT), "a long number leaves its mark in sight"


def test_every_step_fits_every_width_can_be_hit_and_can_be_read(visits: Visits) -> None:
    page = visits(KEEPER, "/lists", size=PHONE)
    begins(page)
    found = looks(page)
    uploads(page)
    found |= looks(page)
    page.get_by_role("link", name="上传改好的表格").click()
    uploads(page, "formula")
    page.locator("#meanings > details > summary").click()
    page.get_by_role("button", name="全部从头识别").click()
    page.locator("#meanings > details > summary").click()
    found |= looks(page)
    page.get_by_role("link", name="研判词").click()
    found |= looks(page)
    page.get_by_label("词", exact=True).fill("占道")
    page.get_by_label("打算加给").select_option("M014")
    page.get_by_role("button", name="试一试").click()
    found |= looks(page)

    assert found == set()


def looks(page: Page) -> set[str]:
    """Return what is too small, too pale, too wide or beyond a screen reader on a page."""
    page.wait_for_load_state("networkidle")
    found = {f"small {each}" for each in page.evaluate(TOO_SMALL, 44)}
    for size in (SMALL_PHONE, PHONE, DESK, WALL):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.add(f"wide at {size['width']}")
    found |= {f"pale {each}" for each in page.evaluate(TOO_PALE)}
    if AXE.exists():
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            page.evaluate(AXE.read_text("utf-8"))
            found |= set(page.evaluate(ASK))
    return found


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_word_is_tried_before_it_is_added(visits: Visits, size: object) -> None:
    page = visits(KEEPER, "/lists/history", size=size)
    rows = ["案件编号,发生时间,所属镇街,事项,内容"]
    rows += [f"L{n},2025-03-01,新市镇,流动摊贩占道经营,篮球场夜里吵得睡不着" for n in range(4)]
    page.get_by_label("选择文件").set_input_files(
        {"name": "旧平台.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    )
    page.get_by_role("button", name="上传并识别").click()
    page.get_by_role("button", name="导入 4 件").click()
    expect(page.get_by_text("收下 4 件")).to_be_visible()

    page.goto("/lists")
    begins(page)
    page.get_by_role("link", name="研判词").click()
    page.get_by_label("词", exact=True).fill("篮球场")
    page.get_by_label("打算加给").select_option("M014")
    page.get_by_role("button", name="试一试").click()
    expect(page.locator(".caught")).to_contain_text("出现在")
    page.get_by_role("button", name="加入“").click()

    expect(page.locator("#of-M014")).to_contain_text("篮球场")
