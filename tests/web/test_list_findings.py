"""What is wrong with a draft and what it would change: seen, mended, taken back, tried."""

import csv
import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from unittest.mock import patch
from urllib.parse import quote
from uuid import UUID

import openpyxl
import pytest
from docx import Document

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.model import MovedCase, WhatIfState
from dispatch.flows.drafted import open_draft
from dispatch.flows.try_draft import SILENT, claim_what_if
from dispatch.history.model import PastCase
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.vocabulary import MatterCode, UnitCode
from tests.web.lists import KEEPER, SECOND, Drafting, begins, kept, row_of
from tests.web.people import Opens, Page
from tests.web.world import COUNTY, World

POLICE, SCHOOLS = "330521-GA", "330521-JY"
XINSHI = "330521102201"
CONTESTED = "同时由德清县公安局、德清县教育局牵头处置"
_WAY = re.compile(
    r'name="finding" value="(?P<finding>[^"]+)"><input type="hidden" name="way"'
    r' value="(?P<way>[^"]+)"><input type="hidden" name="read" value="(?P<read>[^"]*)"'
)
_KEY = re.compile(r'audit/dismissals".*?name="key" value="([^"]+)"', re.DOTALL)
_UNDO = re.compile(r'audit/reversals".*?name="version" value="([^"]+)"', re.DOTALL)


@pytest.fixture
def draft(browser: Opens) -> Drafting:
    return begins(browser(KEEPER), "冬季调整")


@pytest.fixture(scope="module", autouse=True)
def history(world: World) -> None:
    """Give the county a past: cases of a contested matter, one that a unit handed back."""
    cases = [
        PastCase(
            source="old",
            case_id=f"=JQ{number:03d}",
            occurred_on=date(2026, 9, 1),
            area=XINSHI,
            matter=MatterCode("M043"),
            unit=UnitCode(POLICE),
            title="校门口拥堵",
            text="家长 138****1234 反映校门口拥堵",
            returned_by=(UnitCode(SCHOOLS),) if number == 0 else (),
            returns=1 if number == 0 else 0,
        )
        for number in range(12)
    ]
    with world.deployment.work(WORKER) as work:
        work.history.keep(COUNTY, cases)


def ways_of(page: Page, *, read: str) -> Iterator[dict[str, str]]:
    """Return the ways to mend a finding whose words hold these."""
    for found in _WAY.finditer(page.raw):
        said = {name: html.unescape(value) for name, value in found.groupdict().items()}
        if read in said["read"]:
            yield said


def mended(draft: Drafting) -> Page:
    """Mend the contested matter by letting the police win."""
    way = next(ways_of(draft.opens("/audit"), read="以德清县公安局为准"))
    return draft.sends("/audit/repairs", **way)


class TestAudit:
    def test_says_what_is_wrong_how_grave_and_where(self, draft: Drafting) -> None:
        page = draft.opens("/audit")

        assert CONTESTED in page
        assert "请保留一个，或用“优先于条目”写明以谁为准" in page
        assert "overrides" not in page
        assert "历史案件 12 件" in page
        assert "严重程度按全部 12 件历史案件定" in page
        assert f"{draft.path}/lines/M043-02" in page
        assert "没有新问题,也没有消除的问题" in page

    def test_calls_an_example_that_nobody_leads_by_no_other_check(self, draft: Drafting) -> None:
        page = draft.opens("/audit")

        assert "→ 无主责 · 此处无人牵头" in page
        assert "漏管 · " not in page

    def test_advises_of_a_condition_that_came_in_a_file_and_no_report_meets(
        self, draft: Drafting, world: World
    ) -> None:
        with world.deployment.work(WORKER) as work:
            here = work.drafts.get(COUNTY, UUID(draft.draft_id))
            lines = here_files(work, draft)["responsibility.csv"]
            files = {"responsibility.csv": lines.replace(b"stage=going_up", "stage=在建".encode())}
            work.drafts.save(replace(here, files=files, version=2))

        page = draft.opens("/audit")

        assert "条件要素不明" in page
        assert "第M001-01条的条件“stage = 在建”用了本县没有说明的要素或取值" in page

    def test_mends_a_finding_by_one_press(self, draft: Drafting, world: World) -> None:
        answer = mended(draft)

        page = draft.opens("/audit")
        assert answer.status == 303
        assert row_of(world, draft, "M043-02")["overrides"] == "M043-03"
        assert "✓ 已消除 1 处" in page
        assert not list(ways_of(page, read="以德清县公安局为准"))
        assert "体检修复:多头管" in draft.opens("/changes")

    def test_takes_a_repair_back(self, draft: Drafting, world: World) -> None:
        mended(draft)
        found = _UNDO.search(draft.opens("/audit").raw)
        assert found

        draft.sends("/audit/reversals", version=found[1])

        assert row_of(world, draft, "M043-02")["overrides"] == ""
        assert CONTESTED in draft.opens("/audit")

    def test_takes_back_no_repair_after_another_change(self, draft: Drafting, world: World) -> None:
        mended(draft)
        found = _UNDO.search(draft.opens("/audit").raw)
        assert found
        draft.edits("M043-02", "basis", "会议纪要", row_of(world, draft, "M043-02")["basis"])

        draft.sends("/audit/reversals", version=found[1])

        assert "草案后来又改过" in draft.opens("/audit")
        assert row_of(world, draft, "M043-02")["overrides"] == "M043-03"

    def test_changes_nothing_when_the_finding_is_gone_meanwhile(
        self, draft: Drafting, world: World
    ) -> None:
        way = next(ways_of(draft.opens("/audit"), read="以德清县公安局为准"))
        mended(draft)
        version = kept(world, draft).version

        draft.sends("/audit/repairs", **way)

        assert "这处问题已经变化" in draft.opens("/audit")
        assert kept(world, draft).version == version

    def test_changes_nothing_when_the_way_is_not_the_one_that_was_read(
        self, draft: Drafting, world: World
    ) -> None:
        way = next(ways_of(draft.opens("/audit"), read="以德清县公安局为准"))

        for wrong in ({**way, "read": "删去整张清单"}, {**way, "way": "99"}, {**way, "way": "x"}):
            draft.sends("/audit/repairs", **wrong)

        assert kept(world, draft).version == 1

    def test_asks_for_the_word_that_only_a_person_knows(
        self, draft: Drafting, world: World
    ) -> None:
        page = draft.opens("/audit")
        gap = next(ways_of(page, read="补一条：由其他单位牵头处置"))

        draft.sends("/audit/repairs", **gap)
        empty = kept(world, draft).version
        draft.sends("/audit/repairs", **gap, word="330521-GHOST")
        unknown = kept(world, draft).version
        draft.sends("/audit/repairs", **gap, word=POLICE)

        assert (empty, unknown, kept(world, draft).version) == (1, 1, 2)
        assert "三不管：“路灯不亮”，" not in draft.opens("/audit")

    def test_sets_advice_aside_with_a_reason_and_shows_it_again(self, draft: Drafting) -> None:
        found = _KEY.search(draft.opens("/audit").raw)
        assert found
        key = found[1]

        draft.sends("/audit/dismissals", key=key, reason="")
        assert "不再列出的提示" not in draft.opens("/audit")
        draft.sends("/audit/dismissals", key=key, reason="本县就是这样分工")
        aside = draft.opens("/audit")
        draft.sends("/audit/shown-again", key=key)

        assert "不再列出的提示(1)" in aside
        assert "本县就是这样分工" in aside
        assert "本县就是这样分工" not in draft.opens("/audit")

    def test_sets_nothing_aside_that_must_be_settled(self, draft: Drafting) -> None:
        contested = next(ways_of(draft.opens("/audit"), read="以德清县公安局为准"))

        draft.sends("/audit/dismissals", key=contested["finding"], reason="不想看")

        assert CONTESTED in draft.opens("/audit")
        assert "不再列出的提示" not in draft.opens("/audit")

    def test_leads_to_a_trial_that_meets_the_finding(self, draft: Drafting) -> None:
        page = draft.opens("/audit")
        form = page.raw.split('class="example"')[1].split("</form>")[0]
        said = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        said.pop("csrf_token")

        tried = draft.sends("/try", **said)

        assert tried.status == 200
        assert "多头管 · 规则冲突" in tried
        assert f'<option value="{said["area"]}" lang="zh" selected>' in tried.raw
        assert tried.raw.count(f'value="{said["area"]}"') == 2  # in the form; to be kept as a test

    def test_offers_no_repair_once_a_draft_is_handed_in(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        draft.edits("M001-01", "basis", "会议纪要", row_basis(draft))
        draft.sends("/submission", note="请审定")
        assert kept(world, draft).state == "submitted"

        page = Drafting(browser(SECOND), draft.draft_id).opens("/audit")

        assert CONTESTED in page
        assert not list(ways_of(page, read=""))

    def test_shows_an_edition_to_be_read_only(self, browser: Opens) -> None:
        page = browser(KEEPER).opens("/lists/editions/1/audit")

        assert CONTESTED in page
        assert not list(ways_of(page, read=""))

    def test_knows_no_edition_that_never_was(self, browser: Opens) -> None:
        assert browser(KEEPER).opens("/lists/editions/77/audit").status == 404

    def test_speaks_english(self, draft: Drafting) -> None:
        draft.browser.sends("/language", language="en", back="")

        page = draft.opens("/audit")
        draft.browser.sends("/language", language="zh", back="")

        assert "all lead" in page
        assert "Do this" in page


class TestCoverage:
    def test_says_of_each_cell_who_leads(self, draft: Drafting) -> None:
        page = draft.opens("/coverage")

        assert 'title="有争议 · 德清县公安局、德清县教育局"' in page.raw
        assert 'title="无人牵头"' in page.raw

    def test_marks_names_in_english_for_who_hears_the_page(self, draft: Drafting) -> None:
        draft.browser.sends("/language", language="en", back="")

        page = draft.opens("/coverage")
        draft.browser.sends("/language", language="zh", back="")

        assert '<span lang="zh">德清县公安局, 德清县教育局</span></span></td>' in page.raw
        assert "&lt;span" not in page.raw

    def test_draws_the_townships_where_the_county_has_outlines(self, draft: Drafting) -> None:
        page = draft.opens("/coverage")

        with patch("dispatch.web.lists.coverage.drawn", return_value=None):
            without = draft.opens("/coverage")

        assert page.raw.count('<path class="shade-') == 13
        assert "没有边界文件" not in page
        assert "没有边界文件" in without

    def test_narrows_to_a_platform_and_a_kind(self, draft: Drafting) -> None:
        page = draft.opens("/coverage?only=empty")
        none = draft.opens("/coverage?only=empty&platform=market_supervision")

        assert "路灯不亮" in page
        assert "校园周边秩序" not in page
        assert "没有符合条件的事项" in none


class TestCompare:
    def test_shows_what_differs_matter_by_matter(self, draft: Drafting) -> None:
        before = draft.opens("/compare")
        mended(draft)

        page = draft.opens("/compare")

        assert "与基础版本没有差别" in before
        assert "校园周边秩序" in page
        assert "M043-03" in page
        assert "没有符合条件的差别" in draft.opens("/compare?q=不存在")

    def test_says_what_it_means_otherwise(self, draft: Drafting) -> None:
        mended(draft)

        page = draft.opens("/compare")

        assert "争议消除" in page
        assert f"{draft.path}/lines/M043-02" in page

    def test_says_conditions_and_kinds_of_basis_in_words(self, draft: Drafting) -> None:
        draft.edits("M001-01", "basis", "《城乡规划法》第四十条", row_basis(draft))

        page = draft.opens("/compare")

        assert "建设阶段:在建" in page
        assert "《城乡规划法》第四十条（法律法规）" in page
        assert "stage = " not in page
        assert "[law]" not in page

    def test_says_when_only_the_writing_changed(self, draft: Drafting) -> None:
        draft.edits("M001-01", "item_id", "另一个编号", item_of(draft))

        assert "＝ 没有变化" in draft.opens("/compare")


class TestWhatIf:
    @pytest.fixture
    def run(self, draft: Drafting, world: World) -> UUID:
        """Have a draft tried: 12 cases go to the police."""
        mended(draft)
        draft.sends("/what-if")
        return self.finished(draft, world)

    def finished(self, draft: Drafting, world: World) -> UUID:
        with world.deployment.work(WORKER) as work:
            run = claim_what_if(work=work, silent=SILENT, now=world.clock.now())
            assert run
            assert str(run.draft_id) == draft.draft_id
            work.what_ifs.keep_moves(
                run,
                [
                    MovedCase(
                        "old",
                        f"=JQ{n:03d}",
                        MatterCode("M043"),
                        "330521102",
                        None,
                        UnitCode(POLICE),
                        "conflict",
                        "decided",
                    )
                    for n in range(12)
                ],
            )
            box = {"matter": "M043", "township": "330521102", "cases": 12, "sample": ["=JQ001"]}
            moved = {**box, "from": None, "to": POLICE, "outcome_before": "conflict"}
            result = {
                "reports": 12,
                "moved": 12,
                "moves": [{**moved, "outcome_after": "decided"}],
                "load": {POLICE: [0, 12], SCHOOLS: [3, 3]},
                "outcomes": {"decided": [0, 12], "conflict": [12, 0], "gap": [0, 0]},
                "new_gaps": [],
                "new_conflicts": [],
                "settled": {"cases": 13, "handed_back": [{**box, "cases": 1}], "contested": [box]},
            }
            work.what_ifs.beat(run, done=12, total=12, at=world.clock.now())
            work.what_ifs.finish(run, result=result, at=world.clock.now())
        return run.what_if_id

    def test_waits_in_line_and_can_be_stopped(self, draft: Drafting, world: World) -> None:
        draft.sends("/what-if")
        waiting = draft.opens("/what-if")
        part = draft.opens("/what-if/progress")
        twice = draft.browser.sends_and_follows(f"{draft.path}/what-if")
        draft.sends("/what-if/stop")

        assert "排队等待" in waiting
        assert 'data-alive="1"' in part.raw
        assert "<html" not in part.raw
        assert "推演还在进行" in twice
        assert "已停止" in draft.opens("/what-if")
        with world.deployment.work(WORKER) as work:
            last = work.what_ifs.latest(COUNTY, UUID(draft.draft_id))
        assert last
        assert last.state is WhatIfState.STOPPED

    @pytest.mark.usefixtures("run")
    def test_shows_what_would_become_of_the_past(self, draft: Drafting) -> None:
        page = draft.opens("/what-if")

        assert "12 → 0" in page
        assert "+12" in page
        assert "案件量不变的单位(1)" in page
        assert "source=old&id=%3DJQ001" in page.text
        assert "推演后草案又改过" not in page

    @pytest.mark.usefixtures("run")
    def test_says_when_the_draft_was_edited_since(self, draft: Drafting) -> None:
        draft.edits("M001-01", "basis", "会议纪要", row_basis(draft))

        assert "推演后草案又改过" in draft.opens("/what-if")

    @pytest.mark.usefixtures("run")
    def test_opens_a_past_case_under_both_lists(self, draft: Drafting) -> None:
        page = draft.opens("/what-if/case?source=old&id=%3DJQ001")

        assert "! 两版不同" in page
        assert "138****1234" in page
        assert "被条目 M043-02 明确替代" in re.sub("<[^>]+>", "", page.text)

    def test_knows_no_case_that_is_not_kept(self, draft: Drafting) -> None:
        assert draft.opens("/what-if/case?source=old&id=NONE").status == 404
        assert draft.opens("/what-if/case").status == 404

    @pytest.mark.usefixtures("run")
    def test_gives_out_every_moved_case_and_runs_none(self, draft: Drafting) -> None:
        book = draft.browser.client.get(f"{draft.path}/what-if/moves.xlsx").data
        text = draft.browser.client.get(f"{draft.path}/what-if/moves.csv").data.decode("utf-8-sig")

        sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
        rows = list(csv.reader(io.StringIO(text)))
        assert sheet.max_row == len(rows) == 13
        assert (sheet["B2"].value, sheet["B2"].data_type) == ("=JQ000", "s")
        assert rows[1][1] == "'=JQ000"
        assert rows[1][6] == "德清县公安局"

    def test_gives_out_nothing_before_it_was_tried(self, draft: Drafting) -> None:
        assert draft.opens("/what-if/moves.csv").status == 404


class TestReport:
    def test_is_a_page_and_a_document_of_the_same_findings(
        self, draft: Drafting, world: World
    ) -> None:
        page = draft.opens("/report")
        answer = draft.browser.client.get(f"{draft.path}/report.docx")

        text = "\n".join(part.text for part in Document(io.BytesIO(answer.data)).paragraphs)
        assert "多头管：“校园周边秩序”，新市镇" in page
        assert "多头管：“校园周边秩序”，新市镇" in text
        assert "发生“校园周边秩序”" in text
        assert "zone=" not in text
        assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
        today = world.clock.now().astimezone(COUNTY_ZONE).date()
        name = quote(f"清单体检报告-冬季调整-{today}.docx")
        assert name in answer.headers["Content-Disposition"]


class TestInterface:
    @pytest.mark.parametrize("account", [KEEPER, "desk1", "zhzf-01", "wk-zhs-01"])
    def test_is_read_by_both_sides(self, browser: Opens, account: str) -> None:
        page = browser(account).opens("/lists/interface")

        assert "占用堵塞消防通道" in page
        assert "接收" in page

    def test_narrows_to_a_platform_and_a_township(self, browser: Opens) -> None:
        reader = browser(KEEPER)
        whole = reader.opens("/lists/interface?platform=market_supervision")
        here = reader.opens("/lists/interface?township=330521001")

        assert "占用堵塞消防通道" not in whole
        assert "武康街道" in here
        assert "新市派出所" not in here
        assert reader.opens("/lists/interface?township=nowhere&platform=none").status == 200

    def test_is_carried_away_as_a_workbook(self, browser: Opens) -> None:
        data = browser(KEEPER).client.get("/lists/interface.xlsx?platform=social_governance").data

        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0][:4] == ["事项编号", "事项", "平台", "县级部门"]
        assert rows[1][1] == "占用堵塞消防通道"
        assert "德清县消防救援大队 [主责·处置] (2 " in rows[1][3]


class TestUnreadable:
    def test_draft_leads_to_the_line_that_is_wrong(self, draft: Drafting) -> None:
        draft.edits("M043-02", "overrides", "M043-03", "")
        draft.sends("/edits", sheet="lines", row="M043-03", action="drop")
        link = f'<a href="{draft.path}/lines/M043-02"><code>M043-02</code></a> · 优先于条目 · '

        for page in (draft.opens("/audit"), draft.sends("/tests"), draft.sends("/submission")):
            assert f"{link}清单里没有条目“M043-03”" in page.raw
            assert "行 · 优先于条目" not in page

    def test_draft_says_what_keeps_it_from_being_looked_over(
        self, draft: Drafting, world: World
    ) -> None:
        with world.deployment.work(WORKER) as work:
            here = work.drafts.get(COUNTY, UUID(draft.draft_id))
            files = {**here.files, "responsibility.csv": b"row_id,matter_code\nX,M001\n"}
            work.drafts.save(replace(here, files=files, version=2))

        for tab in ("/audit", "/coverage", "/report"):
            assert "还读不成清单" in draft.opens(tab)
        assert draft.opens("/report.docx").status == 404
        assert "开始推演" not in draft.opens("/what-if")


def here_files(work: Work, draft: Drafting) -> Mapping[str, bytes]:
    """Return the files of a draft's county."""
    return open_draft(UUID(draft.draft_id), county=COUNTY, work=work).files


def row_basis(draft: Drafting) -> str:
    """Return what the first line rests on."""
    found = re.search(r'name="before.basis" value="([^"]*)"', draft.opens("/lines/M001-01").raw)
    return html.unescape(found[1]) if found else ""


def item_of(draft: Drafting) -> str:
    """Return the number that the first line has in the published list."""
    found = re.search(r'name="before.item_id" value="([^"]*)"', draft.opens("/lines/M001-01").raw)
    return html.unescape(found[1]) if found else ""


class TestRows:
    def test_stand_with_their_findings_where_these_are_asked_for(self, draft: Drafting) -> None:
        page = draft.opens("?finding=multi_lead")
        either = draft.opens("?finding=any")

        rows = re.findall(r'id="row-([^"]+)"', page.raw)
        assert {"M043-02", "M043-03"} <= set(rows)
        assert "M001-01" not in rows
        assert page.raw.count("finding-chip") >= len(rows)
        assert set(rows) < set(re.findall(r'id="row-([^"]+)"', either.raw))

    def test_stand_without_them_otherwise(self, draft: Drafting) -> None:
        assert "finding-chip" not in draft.opens().raw
