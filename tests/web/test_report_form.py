"""The phone: a report in half a minute, never lost, never twice."""

import re
import uuid

import pytest

from dispatch.flows.accept_case import accept_case
from dispatch.flows.report_back import report_back
from tests.web.people import Browser, Opens, Page
from tests.web.world import World

A_GRID = "330521001001001"


def a_form(**changed: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()),
        "opened_at": "2026-11-23T09:00:00+08:00",
        "text": "永安街水果摊占道经营",
        "area": A_GRID,
        "urgency": "yellow",
        "matter": "",
        **changed,
    }


class TestReportForm:
    def test_begins_with_the_grid_workers_own_grids_and_a_key(self, browser: Opens) -> None:
        page = browser("wk-aokai").opens("/report")

        assert f'<option value="{A_GRID}">武康街道 · 居仁社区第1网格' in page.raw.replace(
            ' lang="zh"', ""
        )
        assert page.raw.index(A_GRID) < page.raw.index("说不准村社")
        assert 'name="key" value="' in page.raw

    def test_answers_with_a_receipt_and_what_comes_next(self, browser: Opens) -> None:
        receipt = browser("wk-aokai").sends_and_follows("/report", **a_form())

        assert "已收到" in receipt
        assert "R330521" in receipt
        assert "接下来" in receipt

    def test_gives_the_same_receipt_when_it_is_sent_twice(self, browser: Opens) -> None:
        visitor, form = browser("wk-aokai"), a_form()

        first = visitor.sends("/report", **form)
        second = visitor.sends("/report", **form)

        assert first.status == second.status == 303
        assert first.location == second.location

    def test_refuses_another_report_under_a_used_key_and_keeps_its_text(
        self, browser: Opens
    ) -> None:
        visitor, form = browser("wk-aokai"), a_form()
        visitor.sends("/report", **form)

        answer = visitor.sends("/report", **{**form, "text": "另一件事:井盖没了"})

        assert answer.status == 422
        assert "另一件事:井盖没了" in answer
        assert "先前的内容已经收到" in answer
        assert f'name="key" value="{form["key"]}"' not in answer.raw

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"text": "   "}, "text"),
            ({"area": "110101001"}, "不在本县范围内"),
            ({"area": ""}, "请选择网格或村社"),
            ({"key": "no key"}, "表单编号无效"),
            ({"occurred_at": "yesterday"}, "发生时间格式不对"),
            ({"occurred_at": "2099-01-01T00:00"}, "occurred_at"),
        ],
        ids=["no words", "elsewhere", "no place", "no key", "no time", "far ahead"],
    )
    def test_says_what_to_mend_and_keeps_what_was_written(
        self, browser: Opens, changed: dict[str, str], said: str
    ) -> None:
        answer = browser("wk-aokai").sends("/report", **a_form(urgency="red", **changed))

        assert answer.status == 422
        assert said in answer
        assert '<input type="radio" name="urgency" value="red" checked>' in answer.raw

    def test_prefers_the_other_village_when_one_is_chosen(self, browser: Opens) -> None:
        receipt = browser("wk-aokai").sends_and_follows(
            "/report", **a_form(elsewhere="330521102201")
        )

        assert "新市镇" in receipt

    @pytest.mark.parametrize("lon", ["nan", "inf", "not a number", ""])
    def test_leaves_out_a_position_that_is_none(self, browser: Opens, lon: str) -> None:
        answer = browser("wk-aokai").sends("/report", **a_form(lon=lon, lat="30.5"))

        assert answer.status == 303

    def test_takes_a_position(self, browser: Opens) -> None:
        receipt = browser("wk-aokai").sends("/report", **a_form(lon="119.97", lat="30.54"))

        assert receipt.status == 303

    def test_shows_hostile_text_as_text(self, browser: Opens, world: World) -> None:
        visitor = browser("wk-aokai")
        hostile = "<script>alert(1)</script>占道经营"

        visitor.sends("/report", **a_form(text=hostile))
        world.relays()

        page = visitor.opens("/mine").raw
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;占道经营" in page


class TestMyReports:
    def test_say_whose_it_is_now_and_why(self, browser: Opens, world: World) -> None:
        page = until(browser("wk-aokai"), world.receipt)

        assert "现在由 <b>武康综合行政执法中队</b> 负责" in page.raw
        assert "按责任清单第M014" in page

    def test_are_there_before_a_case_is(self, browser: Opens) -> None:
        visitor = browser("wk-aokai")
        visitor.sends("/report", **a_form(text="刚刚看到的一件事"))

        page = visitor.opens("/mine")

        assert "刚刚看到的一件事" in page
        assert "正在分派" in page

    def test_come_page_by_page_without_repeating_any(self, browser: Opens) -> None:
        visitor = browser("wk-cun-01")
        for number in range(23):
            visitor.sends("/report", **a_form(text=f"村里第 {number} 件事", area="330521001200"))

        first = visitor.opens("/mine")
        rest = visitor.opens(link(first, "/mine?after="))

        shown = re.findall(r"村里第 (\d+) 件事", first.raw + rest.raw)
        assert count(first) == 20
        assert sorted(map(int, shown)) == list(range(23))

    def test_refuse_a_page_mark_that_nobody_wrote(self, browser: Opens) -> None:
        for mark in ("x", "1-2", "-1-" + "0" * 32, "9" * 30 + "-" + "0" * 32, "1²-" + "0" * 32):
            assert browser("wk-aokai").opens(f"/mine?after={mark}").status == 409

    def test_let_the_reporter_say_that_it_is_not_settled(
        self, browser: Opens, world: World
    ) -> None:
        number = a_handled_case(world)
        visitor = browser("wk-aokai")
        assert "请您确认" in visitor.opens("/mine")

        refused = visitor.sends_and_follows(
            f"/cases/{number}/verification", passed="no", note="", back="mine"
        )
        sent_back = visitor.sends_and_follows(
            f"/cases/{number}/verification", passed="no", note="摊子又摆出来了", back="mine"
        )

        assert "请填写未通过的原因" in refused
        assert "已退回承办单位继续处置" in sent_back


def count(page: Page) -> int:
    return page.raw.count('class="card mine')


def until(visitor: Browser, receipt: str) -> Page:
    """Turn the pages until a report's stands there."""
    page = visitor.opens("/mine")
    while receipt not in page:
        page = visitor.opens(link(page, "/mine?after="))
    return page


def link(page: Page, start: str) -> str:
    at = page.text.index(f'href="{start}') + len('href="')
    return page.text[at : page.text.index('"', at)]


def a_handled_case(world: World) -> str:
    receipt = world.reports("wk-aokai", "又有流动摊贩占道经营。", A_GRID, matter="M014")
    number = world.number_of(receipt)
    world.acts(accept_case, "wk-zfd-01", number)
    world.acts(report_back, "wk-zfd-01", number, result="已劝离")
    return number
