"""A spreadsheet becomes rows of a draft: asked, mended, previewed, taken in."""

import io
import re
from datetime import timedelta
from uuid import UUID

import openpyxl
import pytest

from dispatch.flows.keep_upload import forget_uploads
from dispatch.people.scope import WORKER
from dispatch.wire.county import files as names
from dispatch.wire.sheets.bounds import LIST
from tests.web.lists import KEEPER, SECOND, Drafting, begins, kept, row_of
from tests.web.people import Browser, Opens, Page
from tests.web.sheets import HEADER, MISTAKES, a_workbook, cells_told, ten_mistakes, uploads
from tests.web.world import World

_QUESTION = re.compile(r'name="id\.([\d-]+)" value="([^"]*)"')
RIGHT = [
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
]


def bring(draft: Drafting, content: bytes, name: str = "清单.xlsx") -> tuple[str, Page]:
    """Upload a file and open its page as if it were the first of its kind."""
    address, _ = bring_again(draft, content, name)
    return address, draft.browser.sends_and_follows(address, do="afresh")


def bring_again(draft: Drafting, content: bytes, name: str = "清单.xlsx") -> tuple[str, Page]:
    """Upload a file and open its page; return its address, too."""
    answer = uploads(draft.browser, f"{draft.path}/import", name, content)
    assert answer.status == 303, answer.text
    return answer.location, draft.browser.opens(answer.location)


def asked(page: Page) -> dict[str, str]:
    """Return the questions of a page: id to place."""
    return {id_: place for place, id_ in _QUESTION.findall(page.text)}


def answers(browser: Browser, address: str, said: dict[str, str], **also: str) -> Page:
    """Answer questions: by an offered value, or in words with ``~`` in front."""
    places = asked(browser.opens(address))
    fields: dict[str, str] = {}
    for id_, value in said.items():
        place = places[id_]
        fields[f"id.{place}"] = id_
        fields[f"{'other' if value.startswith('~') else 'answer'}.{place}"] = value.lstrip("~")
    return browser.sends_and_follows(address, **fields, **also)


class TestAListWithTenMistakes:
    def test_is_mended_until_the_draft_has_its_rows(self, browser: Opens, world: World) -> None:
        draft = begins(browser(KEEPER))

        _, page = bring(draft, ten_mistakes())
        assert cells_told(page) == {f"清单!{MISTAKES['formula']}", "清单!H3", "清单!C4"}
        address, page = bring(draft, ten_mistakes(["formula"]))
        assert cells_told(page) == {"清单!H3", "清单!C4"}
        assert set(asked(page)) == {
            "unit:城管大队",
            "area:东城街道",
            "limit:0work_day",
            "limit:2天",
            *(id_ for id_ in asked(page) if id_.startswith("lead:公安局、水利局@")),
        }
        (lead,) = (id_ for id_ in asked(page) if id_.startswith("lead:"))
        page = answers(
            draft.browser,
            address,
            {
                "unit:城管大队": "~德清县综合行政执法局",
                "area:东城街道": "~新市镇",
                "limit:0work_day": "none",
                "limit:2天": "work_day",
                lead: "公安局",
            },
        )
        assert asked(page) == {}
        address, page = bring_again(draft, ten_mistakes(["formula", "date", "matter"]))
        assert list(asked(page)) == ["matter:夜市扰民新事项"], "answers serve the next upload"
        assert "沿用了上次的“清单.xlsx”" in page
        assert cells_told(page) == set()
        page = answers(draft.browser, address, {"matter:夜市扰民新事项": "new"})
        assert cells_told(page) == {"清单!A7", "清单!K7"}
        address, page = bring_again(draft, ten_mistakes(MISTAKES))

        assert "全部读懂" in page
        assert "夜市扰民新事项" in page
        done = draft.browser.sends_and_follows(f"{address}/application", how="merge")

        assert "已导入 7 行" in done
        assert row_of(world, draft, "X-1")["limit_type"] == "work_day"
        assert row_of(world, draft, "M001-01"), "what the file does not have is kept"
        matters = {edit.row for edit in world_changes(world, draft) if edit.file == names.MATTERS}
        assert len(matters) == 1
        (matter,) = matters
        new = row_of(world, draft, matter, names.MATTERS)
        assert (new["name"], new["keywords"]) == ("夜市扰民新事项", "")


def world_changes(world: World, draft: Drafting) -> list[object]:
    with world.deployment.work(WORKER) as work:
        return work.drafts.changes("330521", UUID(draft.draft_id))


class TestAFile:
    def test_replaces_the_whole_list_or_is_merged_into_it(
        self, browser: Opens, world: World
    ) -> None:
        draft = begins(browser(KEEPER))
        row = ["M014-01", *RIGHT[1:]]
        address, page = bring(draft, a_workbook(HEADER, row))

        assert "合并到草案" in page, "one row is no whole list"
        whole = draft.browser.opens(f"{address}?how=replace")
        assert "替换整张清单" in whole
        draft.browser.sends_and_follows(f"{address}/application", how="replace")

        assert row_of(world, draft, "M014-01")["limit_value"] == "1"
        assert row_of(world, draft, "M014-01")["basis"], "the file has no column for it"
        assert not row_of(world, draft, "M001-01")

    def test_comes_back_with_every_place_marked(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))

        answer = draft.browser.client.get(f"{address}/marked.xlsx")

        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        assert book.sheetnames[0] == "问题汇总"
        assert "不是能确定的日期" in book["清单"]["H3"].comment.text

    def test_that_is_no_workbook_is_not_offered_back_with_marks(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))

        _, page = bring(draft, b"name,phone", "假.xlsx")

        assert "文件内容不是 Excel 工作簿" in page
        assert "下载标红的表格" not in page

    def test_is_read_as_its_columns_are_said_to_mean(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        content = a_workbook(("甲", "乙"), ("露天烧烤", "县公安局"), ("动物疫情", "县公安局"))
        address, page = bring(draft, content)
        assert "没有一个工作表像责任清单" in page

        page = draft.browser.sends_and_follows(
            address, sheet="0", **{"col.0.0": "matter_name", "col.0.1": "leads"}
        )

        assert "读出 <b>2</b> 行" in page

    def test_is_read_from_the_start_when_asked(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))
        answers(draft.browser, address, {"limit:2天": "work_day"})

        page = draft.browser.sends_and_follows(address, do="afresh")

        assert "limit:2天" in asked(page)

    def test_takes_an_answer_back(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))
        page = answers(draft.browser, address, {"limit:2天": "work_day"})
        assert "limit:2天" not in asked(page)
        assert "时限 <q>2天</q> → <b>工作日</b>" in page.raw
        assert "work_day</b>" not in page.raw

        page = draft.browser.sends_and_follows(address, forget="limit:2天")

        assert "limit:2天" in asked(page)

    def test_says_when_an_answer_was_not_recognised(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))

        page = answers(draft.browser, address, {"unit:城管大队": "~不存在局"})

        assert "没有认出:不存在局" in page
        assert "unit:城管大队" in asked(page)

    def test_answers_all_that_share_a_cells_text_at_once(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        rows = [(f"事项{n}", "公安局、水利局") for n in range(5)]
        address, page = bring(draft, a_workbook(("事项名称", "责任主体"), *rows))
        assert "5 个事项里都这样写" in page

        page = answers(draft.browser, address, {"matter:*": "new", "lead:公安局、水利局": "水利局"})

        assert asked(page) == {}
        assert "全部读懂" in page

    def test_of_another_name_is_read_as_the_last_with_its_columns(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        first = "事项名称,责任单位,时限,甲栏\n流动摊贩,县公安局,2天,x\n".encode()
        address, _ = bring(draft, first, "一.csv")
        answers(draft.browser, address, {"limit:2天": "work_day", "matter:流动摊贩": "M014"})

        second = first.replace("流动摊贩".encode(), "露天烧烤".encode())
        _, page = bring_again(draft, second, "二.csv")

        assert "沿用了上次的“一.csv”" in page
        assert "全部读懂" in page

    def test_whose_names_are_all_new_is_answered_at_once(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        header = ("事项名称", "责任主体")
        rows = [("占道经营", "县公安局"), ("外星人降落", "县公安局"), ("飞碟停放", "县公安局")]
        address, page = bring(draft, a_workbook(header, *rows))
        assert "3 个名称在事项目录里没有" in page
        assert "M014" in page.raw.partition("“占道经营”")[2].partition("</select>")[0]

        page = answers(draft.browser, address, {"matter:*": "new", "matter:占道经营": "M014"})

        assert "全部读懂" in page
        assert "新事项 2 个" in page
        _, page = bring_again(draft, a_workbook(header, *rows, ("雪人出没", "县公安局")))
        assert list(asked(page)) == ["matter:雪人出没"], "what was new then says nothing of it"

    def test_finds_a_question_by_its_words(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))

        assert list(asked(draft.browser.opens(f"{address}?q=城管"))) == ["unit:城管大队"]

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("", b"", "没有收到文件"),
            ("清单.xlsx", b"", "文件是空的"),
            ("清单.csv", b"x" * (LIST.size + 1), "文件超过 10 MB"),
        ],
        ids=["none", "empty", "large"],
    )
    def test_that_is_none_is_refused(
        self, browser: Opens, name: str, content: bytes, told: str
    ) -> None:
        draft = begins(browser(KEEPER))

        page = uploads(draft.browser, f"{draft.path}/import", name, content)

        assert (page.status, told in page) == (422, True)

    def test_that_is_far_too_large_is_not_even_read(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))

        page = uploads(draft.browser, f"{draft.path}/import", "a.csv", b"x" * (3 * LIST.size))

        assert page.status == 413
        assert "太大" in page

    def test_is_refused_while_questions_are_open(self, browser: Opens, world: World) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, ten_mistakes(["formula"]))

        page = draft.browser.sends(f"{address}/application", how="replace")

        assert page.status == 422
        assert "还有 5 个问题没有回答" in page
        assert kept(world, draft).version == 1

    def test_of_another_draft_is_not_there(self, browser: Opens) -> None:
        keeper = browser(KEEPER)
        address, _ = bring(begins(keeper), a_workbook(HEADER, RIGHT))
        other = begins(keeper)

        upload = address.rsplit("/", 1)[1]

        assert other.opens(f"/import/{upload}").status == 404

    def test_goes_into_no_draft_that_was_handed_in(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, a_workbook(HEADER, RIGHT))
        draft.sends("/withdrawal", note="不改了")

        again = uploads(draft.browser, f"{draft.path}/import", "a.xlsx", a_workbook(HEADER, RIGHT))
        applied = draft.browser.sends(f"{address}/application", how="merge")

        assert (again.status, applied.status) == (422, 422)
        assert "已撤销" in applied

    def test_is_removed_when_nobody_wants_it(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, a_workbook(HEADER, RIGHT))

        draft.browser.sends_and_follows(f"{address}/removal")

        assert draft.browser.opens(address).status == 404

    def test_is_forgotten_after_a_week(self, browser: Opens, world: World) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, a_workbook(HEADER, RIGHT))

        with world.deployment.work(WORKER) as work:
            early = forget_uploads(work=work, now=world.clock.now() + timedelta(days=6))
            late = forget_uploads(work=work, now=world.clock.now() + timedelta(days=8))

        assert (early, late >= 1) == (0, True)
        assert draft.browser.opens(address).status == 404

    def test_is_another_keepers_to_go_on_with(self, browser: Opens) -> None:
        draft = begins(browser(KEEPER))
        address, _ = bring(draft, a_workbook(HEADER, RIGHT))

        assert browser(SECOND).opens(address).status == 200


class TestExports:
    @pytest.mark.parametrize("form", ["xlsx", "csv"])
    def test_of_a_draft_come_back_without_a_change(self, browser: Opens, form: str) -> None:
        draft = begins(browser(KEEPER))
        content = draft.browser.client.get(f"{draft.path}/export.{form}").data

        _, page = bring(draft, content, f"草案.{form}")

        assert "与草案没有差别" in page

    def test_of_an_edition_and_the_empty_one_are_workbooks(self, browser: Opens) -> None:
        client = browser(KEEPER).client

        for path in ("/lists/editions/1/export.xlsx", "/lists/template.xlsx"):
            answer = client.get(path)
            assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "清单"
        assert client.get("/lists/editions/999/export.csv").status_code == 404
        assert client.get("/lists/editions/1/export.doc").status_code == 404
