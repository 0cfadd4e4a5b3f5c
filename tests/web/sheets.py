"""Spreadsheets as list keepers bring them, and the bringing."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from tests.web.people import Browser, Page

HEADER = (
    *("条目编号", "事项编码", "事项名称", "适用区域", "责任单位", "角色", "环节"),
    *("生效日期", "时限数值", "时限类型", "适用条件"),
)
MISTAKES = {
    "formula": "F2",
    "date": "H3",
    "matter": "C4",
    "limit of zero": "I5",
    "twice": "A6",
    "condition": "K7",
}
"""The cells that have to be mended in the file; what else is wrong is answered on the page."""


def a_workbook(*rows: Sequence[Any], sheet: str = "清单") -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ten_mistakes(mended: Iterable[str] = ()) -> bytes:
    """Return a list with ten mistakes: six in cells, four that only a person can settle.

    Left to be answered are an unknown unit (D 组), two leads in one cell, a bare 天 and a
    township that nobody knows.
    """
    rows = [
        [
            "",
            "M014",
            "流动摊贩",
            "全县",
            "综合行政执法局",
            "牵头",
            "处置",
            "2026-01-01",
            1,
            "工作日",
            "",
        ],
        ["", "M014", "流动摊贩", "全县", "城管大队", "配合", "处置", "2026-13-40", "", "", ""],
        ["", "", "", "全县", "公安局", "牵头", "处置", "2026-01-01", 5, "工作日", ""],
        [
            "",
            "M003",
            "露天焚烧",
            "东城街道",
            "公安局、水利局",
            "牵头",
            "处置",
            "2026-01-01",
            0,
            "工作日",
            "",
        ],
        ["X-1", "M043", "校门口秩序", "全县", "公安局", "牵头", "处置", "2026-01-01", 2, "天", ""],
        [
            "X-2",
            "M043",
            "校门口秩序",
            "全县",
            "公安局",
            "牵头",
            "执法",
            "2026-01-01",
            "",
            "",
            "大于三",
        ],
    ]
    rows[4][0] = "X-2"
    rows[0][5] = '=IF(1,"牵头","配合")'
    right = {
        "formula": (0, 5, "牵头"),
        "date": (1, 7, "2026-02-01"),
        "matter": (2, 2, "夜市扰民新事项"),
        "limit of zero": (3, 8, 3),
        "twice": (4, 0, "X-1"),
        "condition": (5, 10, "area_m2 > 300"),
    }
    for each in mended:
        row, column, value = right[each]
        rows[row][column] = value
    return a_workbook(HEADER, *rows)


def uploads(browser: Browser, path: str, name: str, content: bytes) -> Page:
    answer = browser.client.post(
        path,
        data={"csrf_token": browser.token(), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return Page(answer)


def cells_told(page: Page) -> set[str]:
    """Return the addresses that a page names as wrong."""
    table = page.raw.partition('id="problems"')[2].partition("</section>")[0]
    return {piece.partition("</code>")[0] for piece in table.split("<code>")[1:]}
