"""Closed cases of another system come into history; a word is tried on them before it counts."""

import csv
import io

import openpyxl
import pytest

from dispatch import failpoints
from dispatch.flows.take_in_history import take_in_waiting
from dispatch.people.scope import WORKER
from dispatch.web.lists import past
from dispatch.wire.county import files as names
from dispatch.wire.county.files import default_of
from dispatch.wire.sheets.bounds import LIST
from tests.web.lists import KEEPER, begins, kept, row_of
from tests.web.people import Browser, Opens, Page
from tests.web.sheets import cells_told, uploads
from tests.web.world import COUNTY, World
from workers.lists import ListKeeper

HEADER = ("案件编号", "发生时间", "所属镇街", "事项", "内容", "责任单位", "办结时间")


def cases(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows((HEADER, *rows))
    return out.getvalue().encode("utf-8-sig")


def a_case(number: str, text: str = "水果摊占道经营", **other: str) -> tuple[str, ...]:
    said = {
        "day": "2025-03-01",
        "place": "新市镇",
        "matter": "流动摊贩占道经营",
        "unit": "德清县综合行政执法局",
    } | other
    return (number, said["day"], said["place"], said["matter"], text, said["unit"], "2025-03-09")


def bring(browser: Browser, content: bytes, name: str = "旧平台.csv") -> tuple[str, Page]:
    answer = uploads(browser, "/lists/history", name, content)
    assert answer.status == 303, answer.text
    page = browser.sends_and_follows(answer.location, do="afresh")
    return answer.location, page


class TestHistory:
    def test_takes_what_is_certain_and_gives_the_rest_back(
        self, browser: Opens, world: World
    ) -> None:
        keeper = browser(KEEPER)
        rows = [a_case("A1"), a_case("A2", day="去年"), a_case("A3", place="东城镇")]
        address, page = bring(keeper, cases(*rows))

        assert cells_told(page) == {"旧平台!B3", "旧平台!C4"}
        keeper.sends_and_follows(address, source="旧平台", **{"col.0.0": "case_id"})
        done = keeper.sends_and_follows(f"{address}/application")

        assert "收下 1 件,2 行未收" in done
        with world.deployment.work(WORKER) as work:
            found = work.history.find(COUNTY, "旧平台", "A1")
        assert found
        assert found.unit == "330521-ZHZF"
        book = openpyxl.load_workbook(io.BytesIO(keeper.client.get(f"{address}/refused.xlsx").data))
        assert [row[0] for row in book.worksheets[0].values] == ["案件编号", "A2", "A3"]
        first = keeper.opens("/lists/history")
        assert "旧平台.csv" in first

    def test_asks_what_a_category_means_and_goes_on_without_an_answer(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, page = bring(keeper, cases(a_case("B1", matter="摆摊设点问题")))
        assert "matter:摆摊设点问题" in page

        page = keeper.sends_and_follows(
            address, **{"id.0": "matter:摆摊设点问题", "other.0": "M014 流动摊贩"}
        )

        assert "matter:摆摊设点问题" not in page.raw.partition('id="questions"')[2]

    def test_asks_once_where_a_place_is_that_many_rows_have(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        rows = [a_case(f"P{n}", place="不知道哪里") for n in range(24)]
        address, page = bring(keeper, cases(*rows))
        assert "等 24 处" in page.raw.partition('id="problems"')[2].partition("</section>")[0]
        assert cells_told(page) == {"旧平台!C2", "旧平台!C3", "旧平台!C4"}

        page = keeper.sends_and_follows(address, **{"id.0": "area:不知道哪里", "other.0": "新市镇"})
        assert "导入 24 件" in page

        page = keeper.sends_and_follows(address, forget="area:不知道哪里")
        page = keeper.sends_and_follows(address, **{"id.0": "area:不知道哪里", "answer.0": "--"})

        assert "导入 24 件" not in page
        assert "按回答,这些行不导入" in page

    def test_shows_no_number_of_anybody(self, browser: Opens) -> None:
        content = cases(a_case("Q1", "王某13812345678反映"), a_case("Q2", place="对面13812345678"))
        _, page = bring(browser(KEEPER), content)

        assert "138****5678" in page
        assert "王某13812345678" not in page
        assert "“对面13812345678”" not in page

    def test_that_tests_nothing_says_so_before_it_is_taken_in(self, browser: Opens) -> None:
        content = "工单号,受理时间,地点,来源\nN1,2025-03-01,新市镇,电话\n".encode()
        _, page = bring(browser(KEEPER), content)

        before = page.text.partition("导入 1 件")[0]
        assert "推演时检验不了清单" in before
        assert "研判词试不出结果" in before
        assert "没有读取的列:来源" in before

    def test_of_a_long_file_is_the_workers(
        self, browser: Opens, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "AT_ONCE", 2)
        keeper = browser(KEEPER)
        address, page = bring(keeper, cases(*(a_case(f"C{n}") for n in range(5))), "长.csv")
        assert "只数了前 2 行" in page

        waiting = keeper.sends_and_follows(f"{address}/application")
        assert "正在导入" in waiting
        with world.deployment.work(WORKER) as work:
            here = world.deployment.county(COUNTY)
            assert take_in_waiting(work=work, county=here, now=world.clock.now()) == 5
            assert take_in_waiting(work=work, county=here, now=world.clock.now()) is None

        assert "收下 5 件" in keeper.opens(address)

    def test_of_a_long_file_survives_a_worker_that_dies(
        self, browser: Opens, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "AT_ONCE", 2)
        keeper = browser(KEEPER)
        address, _ = bring(keeper, cases(*(a_case(f"K{n}") for n in range(5))), "断.csv")
        keeper.sends_and_follows(f"{address}/application")

        failpoints.arm("lists.history_before_commit:raise")
        try:
            with pytest.raises(failpoints.FailPointHit):
                ListKeeper(world.deployment).round()
        finally:
            failpoints.arm("")
        with world.deployment.work(WORKER) as work:
            assert work.history.find(COUNTY, "断", "K1") is None
        assert "正在导入" in keeper.opens(address)
        ListKeeper(world.deployment).round()

        assert "收下 5 件" in keeper.opens(address)

    def test_that_cannot_be_taken_in_says_why(
        self, browser: Opens, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(past, "AT_ONCE", 1)
        keeper = browser(KEEPER)
        rows = [a_case("D1"), a_case("D2", day="x"), a_case("D3", day="y")]
        address, _ = bring(keeper, cases(rows[0], *rows[1:]), "坏.csv")
        keeper.sends_and_follows(address, **{"col.0.0": ""})
        keeper.sends_and_follows(f"{address}/application")

        with world.deployment.work(WORKER) as work:
            here = world.deployment.county(COUNTY)
            assert take_in_waiting(work=work, county=here, now=world.clock.now()) == 0

        assert "文件中没有一行可以导入" in keeper.opens(address)

    def test_may_not_bear_the_name_of_this_system(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, _ = bring(keeper, cases(a_case("E1")))
        keeper.sends_and_follows(address, source="live")

        page = keeper.sends(f"{address}/application")

        assert (page.status, "不能用 live" in page) == (422, True)

    def test_is_taken_in_once(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, _ = bring(keeper, cases(a_case("F1")))
        keeper.sends_and_follows(f"{address}/application")

        page = keeper.sends(f"{address}/application")

        assert (page.status, "已经导入" in page) == (422, True)

    def test_that_cannot_be_read_comes_back_marked(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, page = bring(keeper, b"PK\x03\x04 not a workbook", "旧.xlsx")

        assert "不能导入的行" in page
        assert "下载未收的行" not in page, "there are no rows"
        content = keeper.client.get(f"{address}/refused.xlsx").data
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["问题汇总"]

    def test_is_forgotten_when_asked(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, _ = bring(keeper, cases(a_case("G1")))

        keeper.sends_and_follows(f"{address}/removal")

        assert keeper.opens(address).status == 404

    def test_is_refused_without_a_file(self, browser: Opens) -> None:
        page = browser(KEEPER).sends("/lists/history")

        assert (page.status, "没有收到文件" in page) == (422, True)

    def test_in_a_workbook_that_would_open_too_slowly_is_refused(self, browser: Opens) -> None:
        content = b"PK\x03\x04" + bytes(LIST.size)

        page = uploads(browser(KEEPER), "/lists/history", "旧.xlsx", content)

        assert (page.status, "请另存为 CSV" in page) == (422, True)


class TestWords:
    def test_are_tried_on_history_first(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        rows = [a_case(f"W{n}", "篮球场夜里吵,电话13805721234") for n in range(3)]
        address, _ = bring(keeper, cases(*rows, a_case("W9", "楼道篮球场着火")))
        keeper.sends_and_follows(f"{address}/application")
        draft = begins(keeper)

        page = draft.opens("/triage?word=篮球场&matter=M014")

        assert "出现在 <b>4</b> 件里" in page
        assert "其中 1 件已含安全词" in page
        assert "138****1234" in page
        assert "13805721234" not in page

    def test_are_added_to_a_matter(self, browser: Opens, world: World) -> None:
        draft = begins(browser(KEEPER))
        before = row_of(world, draft, "M014", names.MATTERS)["keywords"]

        draft.browser.sends_and_follows(
            f"{draft.path}/triage/keywords", matter="M014", add="马路菜场"
        )
        added = row_of(world, draft, "M014", names.MATTERS)["keywords"]
        draft.browser.sends_and_follows(
            f"{draft.path}/triage/keywords",
            matter="M014",
            before=added,
            keywords="马路菜场、摆摊，设摊",
        )

        assert added == f"{before};马路菜场"
        assert row_of(world, draft, "M014", names.MATTERS)["keywords"] == "马路菜场;摆摊;设摊"

    def test_that_somebody_changed_meanwhile_are_not_written_over(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))

        page = draft.sends("/triage/keywords", matter="M014", before="别的", keywords="摆摊")

        assert (page.status, kept(world, draft).version) == (422, 1)

    def test_of_danger_are_kept_with_the_files_own_remarks(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))

        draft.browser.sends_and_follows(
            f"{draft.path}/triage/safety",
            seen=seen(draft.opens("/triage")),
            red="爆炸\n踩踏",
            orange="",
        )

        content = kept(world, draft).files[names.TRIAGE].decode()
        assert "    - 踩踏\n" in content
        assert "orange: []" in content
        assert "失火" not in content
        assert "# Hard safety words." in content
        assert default_of(names.TRIAGE).decode() != content

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"red": "爆炸", "orange": "爆炸"}, "“爆炸”在红色和橙色里都有"),
            ({"red": "爆炸", "orange": "", "seen": "x"}, "安全词已被别人修改"),
            ({"red": "爆炸\n火", "orange": ""}, "安全词“火”只有一个字"),
            ({"red": "爆炸\n" + "火" * 200, "orange": ""}, "有 200 个字;一个词最多 30 个字"),
        ],
        ids=["twice", "meanwhile", "one character", "too long"],
    )
    def test_of_danger_are_refused_with_the_reason(
        self, browser: Opens, world: World, fields: dict[str, str], told: str
    ) -> None:
        draft = begins(browser(KEEPER))
        now = seen(draft.opens("/triage"))

        page = draft.sends("/triage/safety", **({"seen": now} | fields))

        assert (page.status, told in page) == (422, True)
        assert kept(world, draft).version == 1

    def test_of_danger_are_told_one_by_one_to_whoever_approves(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))
        shown = draft.opens("/triage")
        red = red_words(shown)
        kept_red = [word for word in red if word != "失火"]
        orange = orange_words(shown)

        draft.browser.sends_and_follows(
            f"{draft.path}/triage/safety",
            seen=seen(shown),
            red="\n".join([*kept_red, "踩踏事故"]),
            orange="\n".join(orange),
        )

        for page in ("/decision", "/changes", "/compare"):
            told = draft.opens(page)
            assert "安全词(红色)" in told
            assert "<ins>踩踏事故</ins>" in told.raw
            assert "<del>失火</del>" in told.raw
            assert names.TRIAGE not in told
            assert "整体替换" not in told

    def test_of_danger_are_taken_back_until_the_draft_differs_in_nothing(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))
        shown = draft.opens("/triage")
        words = {
            "red": "\n".join(["踩踏事故", *red_words(shown)[1:]]),
            "orange": "\n".join(orange_words(shown)),
        }
        draft.browser.sends_and_follows(f"{draft.path}/triage/safety", seen=seen(shown), **words)

        draft.browser.sends_and_follows(f"{draft.path}/reversals", version="2")

        assert red_words(draft.opens("/triage")) == red_words(shown)
        assert "与基础版本没有差别" in draft.opens("/decision")
        assert "没有差别" in draft.sends("/submission", note="空的")
        assert "撤销修改" in draft.opens("/changes")
        assert draft.opens("/changes").raw.count("✕ 已撤销") == 1

    def test_of_a_matter_are_told_one_by_one(self, browser: Opens, world: World) -> None:
        draft = begins(browser(KEEPER))

        draft.browser.sends_and_follows(
            f"{draft.path}/triage/keywords", matter="M014", add="马路菜场"
        )

        for page in ("/decision", "/changes", "/compare"):
            told = draft.opens(page)
            change = told.raw.partition("<main")[2]
            assert "<ins>马路菜场</ins>" in change
            assert "占道经营与店外经营" in change
            assert "<del>" not in change

    def test_of_a_matter_that_are_too_long_are_refused_and_kept_in_the_form(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))
        before = row_of(world, draft, "M014", names.MATTERS)["keywords"]
        long = "摆摊" * 20

        page = draft.sends("/triage/keywords", matter="M014", before=before, keywords=long)

        assert page.status == 422
        assert "有 40 个字;一个词最多 30 个字" in page
        assert f">{long}</textarea>" in page.raw


def red_words(page: Page) -> list[str]:
    return _words_in(page, "red")


def orange_words(page: Page) -> list[str]:
    return _words_in(page, "orange")


def _words_in(page: Page, urgency: str) -> list[str]:
    _start, _mark, behind = page.raw.partition(f'<textarea id="safety-{urgency}"')
    return behind.partition(">")[2].partition("</textarea>")[0].split("\n")


def seen(page: Page) -> str:
    return page.raw.partition('name="seen" value="')[2].partition('"')[0]
