"""A spreadsheet becomes rows of a draft: asked, mended, previewed, taken in."""

import io
import re

import openpyxl

from tests.web.lists import KEEPER, begins
from tests.web.people import Browser, Opens, Page


def a_workbook(*rows: tuple[object, ...], sheet: str = "清单") -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploads(browser: Browser, path: str, name: str, content: bytes) -> Page:
    answer = browser.client.post(
        path,
        data={"csrf_token": browser.token(), "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return Page(answer)


HEADER = ("事项名称", "主体责任", "配合责任", "时限")


class TestImport:
    def test_smoke(self, browser: Opens) -> None:
        b = browser(KEEPER)
        d = begins(b)
        page = d.opens("/import")
        assert page.status == 200, page.text[-2000:]
        answer = uploads(
            b,
            d.path + "/import",
            "清单.xlsx",
            a_workbook(
                HEADER,
                ("流动摊贩", "县综合执法局、县公安局", "", "2天"),
                ("私搭乱建", "执法队", "公安局", "5个工作日"),
            ),
        )
        assert answer.status == 303, answer.text
        page = b.opens(answer.location)
        assert page.status == 200, page.text[-2000:]
        print(re.sub(r"<option.*?</option>", "", page.raw)[2000:])
        for path in (
            "/lists/history",
            d.path + "/triage",
            d.path + "/triage?word=占道&matter=M014",
            d.path + "/export.xlsx",
            d.path + "/export.csv",
            "/lists/editions/1/export.csv",
            "/lists/template.xlsx",
        ):
            page = b.opens(path)
            assert page.status == 200, (path, page.text[-2000:])
        print(b.opens(d.path + "/triage").raw[3000:9000])
        assert 0
