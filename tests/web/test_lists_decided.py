"""Drafts are handed in and decided on by two people; units ask for changes; open cases stay."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dispatch.editions.model import DraftState, WhatIfRun, WhatIfState
from dispatch.people.scope import WORKER
from tests.web.lists import KEEPER, SECOND, Drafting, begins, kept, row_of, takes_effect
from tests.web.people import PEOPLE, Browser, Opens
from tests.web.world import COUNTY, World

LEAD, OTHER = "330521-ZHZF", "330521-ZJ"
GRILL, GRILL_LINE = "M047", "M047-01"
_REQUEST = re.compile(r"/lists/requests/([0-9a-f-]{36})")


@pytest.fixture
def draft(browser: Opens, world: World) -> Drafting:
    return begins(browser(KEEPER))


def handed_in(draft: Drafting, value: str = "新的依据", row: str = "M061-01") -> Drafting:
    before = re.search(rf'id="row-{row}".*?"basis": "(.*?)"', unescaped(draft, row), re.DOTALL)
    assert before
    assert draft.edits(row, "basis", value, before[1]).status == 200
    answer = draft.sends("/submission", note="按新规定调整依据")
    assert answer.status == 303, answer.text[-2000:]
    return draft


def unescaped(draft: Drafting, row: str) -> str:
    return draft.opens(f"?rows={row}").text


class TestSubmission:
    def test_shows_what_changes_line_by_line(self, draft: Drafting) -> None:
        draft.edits("M005-01", "unit", OTHER, LEAD)

        page = draft.opens("/decision")

        for words in ("餐饮油烟扰民", "M005-01", "德清县综合行政执法局", "德清县住房和城乡建设局"):
            assert words in page

    def test_of_nothing_is_refused(self, draft: Drafting) -> None:
        page = draft.sends("/submission", note="空的")

        assert page.status == 422
        assert "没有差别" in page

    def test_without_a_note_is_refused_and_keeps_nothing_back(
        self, draft: Drafting, world: World
    ) -> None:
        draft.edits("M005-01", "unit", OTHER, LEAD)

        page = draft.sends("/submission", note=" ")

        assert page.status == 422
        assert "请填写提交说明" in page
        assert kept(world, draft).state is DraftState.OPEN

    def test_of_what_cannot_be_read_names_each_fault(self, draft: Drafting) -> None:
        draft.sends("/edits", sheet="matters", row="M005", action="drop")

        page = draft.sends("/submission", note="删去事项")

        assert page.status == 422
        assert "没有“M005”这个事项" in page

    def test_that_fails_a_test_of_the_list_is_refused(self, draft: Drafting) -> None:
        draft.edits("M001-01", "unit", OTHER, LEAD)

        page = draft.sends("/submission", note="改在建违建")

        assert page.status == 422
        assert "在建违建归综合执法" in page

    def test_shows_findings_and_tests_to_whoever_decides(
        self, draft: Drafting, browser: Opens
    ) -> None:
        handed_in(draft)

        page = draft.by(browser(SECOND)).opens("/decision")

        assert "清单检验 3 条全部通过" in page
        assert "按新规定调整依据" in page
        assert "审定并施行" in page
        assert f'href="{draft.path}/audit"' in page.raw.partition("提交时的检查")[2]
        assert "草案没有带来新的问题" in page
        assert "这一稿没有用历史案件推演过" in page

    def test_says_which_findings_the_draft_brings(self, draft: Drafting) -> None:
        draft.sends("/edits", sheet="lines", row="M061-01", action="drop")

        draft.sends("/submission", note="删去一条")

        assert "草案新带来 1 处" in draft.opens("/decision")

    def test_stands_in_the_menu_and_on_the_first_page_of_the_second_person(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        figure = re.compile(r'清单管理<span class="figure">(\d+)')
        second = browser(SECOND)

        def waiting(page: str) -> int:
            found = figure.search(page)
            return int(found[1]) if found else 0

        before, own = waiting(second.opens("/lists").text), waiting(draft.opens().text)
        handed_in(draft)

        page = second.opens("/lists")
        assert waiting(page.text) == before + 1
        assert "等待您审定" in page
        assert waiting(draft.opens().text) == own
        draft.sends("/withdrawal", note="试过了")

    def test_shows_what_a_trial_on_history_found(
        self, draft: Drafting, world: World, browser: Opens
    ) -> None:
        handed_in(draft)
        with world.deployment.work(WORKER) as work:
            run = WhatIfRun(
                county=COUNTY,
                what_if_id=uuid4(),
                draft_id=UUID(draft.draft_id),
                version=kept(world, draft).version,
                as_of=world.clock.now().date(),
                state=WhatIfState.WAITING,
                done=0,
                total=40,
                asked_by=KEEPER,
                asked_at=world.clock.now(),
            )
            work.what_ifs.ask(run)
            now = world.clock.now()
            assert work.what_ifs.claim(stale_before=now, at=now)
            found = {"reports": 40, "moved": 7}
            assert work.what_ifs.finish(run, result=found, at=now)

        page = draft.by(browser(SECOND)).opens("/decision")

        assert "40 件历史案件中,7 件换主责单位" in page
        assert f'href="{draft.path}/what-if"' in page.raw.partition("提交时的检查")[2]


class TestSecondPerson:
    def test_is_somebody_else(self, draft: Drafting, world: World) -> None:
        handed_in(draft)

        page = draft.opens("/decision")
        answer = draft.sends("/approval", day="")

        assert "须由另一人审定" in page
        assert "审定并施行" not in page
        assert answer.status == 422
        assert "提交这份草案的人、有修改留在其中的人不能审定" in answer
        assert kept(world, draft).state is DraftState.SUBMITTED

    def test_reads_before_the_first_edit_what_it_costs(
        self, draft: Drafting, browser: Opens
    ) -> None:
        second = draft.by(browser(SECOND))

        assert "就不能再由您审定" in second.opens()
        assert "就不能再由您审定" not in draft.opens()

        second.edits("M005-01", "unit", OTHER, LEAD)
        assert "就不能再由您审定" not in second.opens()

    def test_may_approve_again_once_all_of_theirs_is_taken_back(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        second = draft.by(browser(SECOND))
        second.edits("M005-01", "unit", OTHER, LEAD)
        handed_in(draft)
        stuck = second.opens("/decision")
        refused = second.sends("/approval", day="")
        second.sends("/return", note="我先撤销自己的修改")
        warned = draft.opens("/decision")

        second.sends("/reversals", version="2")
        assert "就不能再由您审定" in second.opens()
        assert draft.sends("/submission", note="重新提交").status == 303

        assert "现在没有人能审定" in stuck
        assert refused.status == 422
        assert "提交后没有人能审定" in warned
        assert second.sends("/approval", day="2027-01-01").status == 303
        assert kept(world, draft).state is DraftState.APPROVED
        second.sends("/withdrawal", note="试过了")

    def test_is_not_who_corrected_it_and_leaves_the_correction(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        draft.edits("M005-01", "unit", OTHER, LEAD)
        second = draft.by(browser(SECOND))
        second.edits("M005-01", "unit", "330521-SCJG", OTHER)
        second.sends("/submission", note="改好了")

        assert second.sends("/approval", day="").status == 422
        # Nothing of the first one's stands in it.
        assert "审定并施行" in draft.opens("/decision")

    def test_returns_it_with_words(self, draft: Drafting, browser: Opens, world: World) -> None:
        handed_in(draft)

        answer = draft.by(browser(SECOND)).sends("/return", note="请补充三定规定")

        assert answer.status == 303
        assert kept(world, draft).state is DraftState.OPEN
        assert "请补充三定规定" in draft.opens()

    def test_chooses_no_day_that_is_over(self, draft: Drafting, browser: Opens) -> None:
        handed_in(draft)
        second = draft.by(browser(SECOND))

        assert "已过,请另选日期" in second.sends("/approval", day="2020-01-01")
        assert "日期格式不对" in second.sends("/approval", day="soon")

    def test_approves_it_for_a_day_to_come(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        handed_in(draft)

        second = draft.by(browser(SECOND))
        assert second.sends("/approval", day="2027-01-01", note="同意").status == 303

        assert takes_effect(world) == ()
        assert "2027-01-01" in second.opens("/decision")
        assert "到施行日期自动施行" in second.browser.opens("/lists")
        second.sends("/withdrawal", note="改到明年再办")


class TestEdition:
    """One story: an edition takes effect, older drafts meet it, an open case is proposed for."""

    def test_takes_effect_and_proposes_for_open_cases(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        number = world.arrives("夜市露天烧烤油烟大。", "330521001001", matter=GRILL)
        older = begins(browser(KEEPER), "更早的草案")
        older.edits(GRILL_LINE, "unit", "330521-SCJG", LEAD)
        late = begins(browser(KEEPER), "赶不上的草案")
        late.edits("M005-01", "basis", "另一依据", row_of(world, late, "M005-01")["basis"])
        late.sends("/submission", note="先交")
        late.by(browser(SECOND)).sends("/approval", day="2026-12-31")
        draft.edits(GRILL_LINE, "unit", OTHER, LEAD)
        draft.edits("M047-02", "basis", "新版依据", row_of(world, draft, "M047-02")["basis"])
        draft.sends("/submission", note="烧烤划转")
        second = draft.by(browser(SECOND))

        assert second.sends("/approval", day="").status == 303
        assert takes_effect(world) == (2,)

        self.shows_the_edition(second.browser)
        self.takes_no_request_into_an_older_draft(older, browser(PEOPLE["department"]))
        self.carries_an_older_draft(older, world)
        self.says_beforehand_what_will_not_take_effect(late)
        self.holds_back_what_was_approved_on_another_list(late, world)
        self.tries_a_past_edition(second.browser)
        self.asks_the_desk(browser("desk1"), world, number)

    def shows_the_edition(self, keeper: Browser) -> None:
        home, page = keeper.opens("/lists"), keeper.opens("/lists/editions/2?matter=M047")
        assert "沈丽审定" in home
        assert "秋季调整" in page
        assert "烧烤划转" in page
        line = keeper.opens(f"/lists/lines/{GRILL_LINE}")
        assert "第 2 版" in line
        assert "第 1 版" in line

    def takes_no_request_into_an_older_draft(self, older: Drafting, unit: Browser) -> None:
        """The draft left the line alone; only its base says otherwise than the list in force."""
        fields = {"what": "set", "row": "M047-02", "reason": "x", "basis": "y"}
        fields |= {"value.basis": "三定规定", "before.basis": "新版依据"}
        sent = unit.sends("/lists/requests/new", title="按新版提出的申请", **fields)
        assert sent.status == 303, sent.text[-1500:]
        found = _REQUEST.search(unit.opens("/lists/requests").text)
        assert found

        answer = older.browser.sends(f"/lists/requests/{found[1]}/taking", draft=older.draft_id)

        assert answer.status == 409
        assert "以第 1 版为基础,申请针对现行的第 2 版;请先并入新版" in answer
        assert f'href="{older.path}/rebase"' in answer.raw

    def carries_an_older_draft(self, older: Drafting, world: World) -> None:
        assert "现行已是第 2 版" in older.opens()
        refused = older.sends("/submission", note="提交")
        asked = older.sends("/rebase")
        (name,) = re.findall(r'type="radio" name="(choose:[^"]+)"[^>]*required', asked.text)
        done = older.browser.sends_and_follows(f"{older.path}/rebase", **{name: "330521-SCJG"})

        assert "请先并入新版" in refused
        assert asked.status == 409
        for unit in ("德清县市场监督管理局", "德清县住房和城乡建设局", "德清县综合行政执法局"):
            assert unit in asked
        assert "已并入第 2 版" in done
        log = older.opens("/changes")
        assert "<del>第 1 版</del>" in log.raw
        assert "<ins>第 2 版</ins>" in log.raw
        assert row_of(world, older, GRILL_LINE)["unit"] == "330521-SCJG"

    def says_beforehand_what_will_not_take_effect(self, late: Drafting) -> None:
        for page in (late.opens("/decision"), late.browser.opens("/lists")):
            assert "现行清单已变动,不能施行:请退回修改,并入新版后重新审定" in page
            assert "到施行日期自动施行" not in page
        assert "2026-12-31" not in late.browser.opens("/lists")
        assert "第 2 版已改动责任清单" in late.opens("/decision")

    def holds_back_what_was_approved_on_another_list(self, late: Drafting, world: World) -> None:
        with world.deployment.work(WORKER) as work:
            draft = work.drafts.get(COUNTY, UUID(late.draft_id))
            today = world.clock.now().date()
            work.drafts.save(replace(draft, in_force_from=today))
        assert takes_effect(world) == ()

        page = late.opens("/decision")
        assert "到日未能施行" in page
        assert "第 2 版已改动责任清单" in page
        assert "已审定,待施行" not in page
        assert "未能施行" in late.browser.opens("/lists")
        late.sends("/withdrawal", note="不办了")

    def tries_a_past_edition(self, keeper: Browser) -> None:
        report = {"text": "烧烤。", "area": "330521001001", "matter": GRILL}
        assert "由 德清县住房和城乡建设局 主责" in keeper.sends("/try", **report)
        assert "由 德清县综合行政执法局 主责" in keeper.sends("/try", **report, list="1")

    def asks_the_desk(self, desk: Browser, world: World, number: str) -> None:
        page = desk.opens("/lists/reroutes")
        assert number in page
        assert "改派建议" in desk.opens("/queue")
        nothing = desk.sends("/lists/reroutes", note="x", move="keep")
        wordless = desk.sends("/lists/reroutes", number=number, note=" ", move="accept")
        missing = desk.sends("/lists/reroutes", number="C1", note="x", move="keep")
        assert "请先勾选案件" in nothing
        assert "请填写改派意见" in wordless
        assert (nothing.status, wordless.status, missing.status) == (422, 422, 422)

        done = desk.sends_and_follows(
            "/lists/reroutes", number=number, note="按新版执行", move="accept"
        )

        assert "1 件已按新版清单改派" in done
        assert number not in done
        assert "德清县住房和城乡建设局" in desk.opens(f"/cases/{number}")
        assert 'href="/lists/reroutes"' not in desk.opens("/queue").raw


class TestRequest:
    def asks(self, browser: Browser, title: str = "秸秆焚烧改由我局牵头", **fields: str) -> str:
        said = {"reason": "实际一直由我局处置", "basis": "三定规定第五条", **fields}
        answer = browser.sends("/lists/requests/new", title=title, **said)
        assert answer.status == 303, answer.text[-1500:]
        found = re.search(
            rf'requests/([0-9a-f-]{{36}})">{title}', browser.opens("/lists/requests").text
        )
        assert found
        return found[1]

    def wants(self, browser: Browser, title: str = "露天焚烧改由我局牵头") -> str:
        fields = {"value.unit": LEAD, "before.unit": "330521-NY"}
        return self.asks(browser, title, what="set", row="M003-01", **fields)

    def test_is_begun_by_finding_the_line(self, browser: Opens) -> None:
        unit = browser(PEOPLE["department"])

        found = unit.opens("/lists/requests/new?q=焚烧")
        form = unit.opens("/lists/requests/new?what=set&row=M003-01")

        assert "M003-01" in found
        assert 'name="before.unit" value="330521-NY"' in form.raw

    def test_is_taken_into_a_draft_as_the_units_wish(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        unit = browser(PEOPLE["department"])
        request = self.wants(unit)

        shown = draft.browser.opens(f"/lists/requests/{request}")
        taken = draft.browser.sends(
            f"/lists/requests/{request}/taking", draft=draft.draft_id, answer="同意"
        )

        assert "三定规定第五条" in shown
        assert "露天焚烧（秸秆、垃圾、落叶）" in shown
        assert taken.status == 303
        assert row_of(world, draft, "M003-01")["unit"] == LEAD
        assert "采纳 德清县综合行政执法局 的申请" in draft.opens("/changes")
        assert "已采纳" in unit.opens(f"/lists/requests/{request}")
        again = draft.browser.sends(f"/lists/requests/{request}/refusal", answer="晚了")
        assert "已经答复过" in again

    def test_of_nothing_is_refused(self, browser: Opens) -> None:
        unit = browser(PEOPLE["department"])
        same = {"value.unit": "330521-NY", "before.unit": "330521-NY"}
        fields = {"what": "set", "row": "M003-01", "reason": "x", "basis": "y"}

        page = unit.sends("/lists/requests/new", title="什么也没改", **fields, **same)

        assert page.status == 422
        assert "没有改动任何内容" in page
        assert "什么也没改" not in unit.opens("/lists/requests")

    def test_that_is_taken_says_where_nothing_was_written(
        self, draft: Drafting, browser: Opens
    ) -> None:
        unit = browser(PEOPLE["department"])
        described = self.asks(unit, "只说问题的申请", what="describe")
        wanted = self.wants(unit, "草案已经这样写的申请")
        draft.edits("M003-01", "unit", LEAD, "330521-NY")

        said = [
            draft.browser.sends_and_follows(
                f"/lists/requests/{request}/taking", draft=draft.draft_id
            )
            for request in (described, wanted)
        ]

        assert "请在草案里改好" in said[0]
        assert "没有另外写入" in said[1]
        assert not any("改动已写入草案" in page for page in said)

    def test_is_refused_with_a_reason(self, draft: Drafting, browser: Opens) -> None:
        unit = browser(PEOPLE["department"])
        request = self.asks(unit, "只说明问题的申请", what="describe")

        wordless = draft.browser.sends(f"/lists/requests/{request}/refusal", answer="")
        draft.browser.sends(f"/lists/requests/{request}/refusal", answer="依据不足")

        assert "请填写不予采纳的理由" in wordless
        page = unit.opens(f"/lists/requests/{request}")
        assert "依据不足" in page
        assert "不予采纳" in page

    def test_is_told_where_the_draft_says_otherwise(self, draft: Drafting, browser: Opens) -> None:
        request = self.wants(browser(PEOPLE["department"]), "与草案不合的申请")
        draft.edits("M003-01", "unit", OTHER, "330521-NY")

        answer = draft.browser.sends(f"/lists/requests/{request}/taking", draft=draft.draft_id)
        nowhere = draft.browser.sends(f"/lists/requests/{request}/taking", draft="")

        assert answer.status == 409
        assert "已有别的改动" in answer
        assert "请选择一份编制中的草案" in nowhere

    def test_says_what_is_missing_or_wrong(self, browser: Opens) -> None:
        unit = browser(PEOPLE["department"])
        fields = {"what": "set", "row": "M003-01", "reason": "x", "basis": "y", "title": "t"}
        wrong = {"value.valid_to": "soon", "before.valid_to": ""}

        for missing, words in (("title", "请写明申请事由"), ("basis", "请填写依据")):
            page = unit.sends("/lists/requests/new", **{**fields, missing: " "})
            assert page.status == 422
            assert words in page
        page = unit.sends("/lists/requests/new", **fields, **wrong)
        assert page.status == 422
        assert "“soon”不是日期" in page

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("condition", "foo=bar", "没有“foo”这一项"),
            ("condition", "建设阶段=拆除", "“建设阶段”没有“拆除”这种取值"),
            ("overrides", "NOPE", "清单里没有条目“NOPE”"),
        ],
    )
    def test_asks_for_no_attribute_and_no_line_that_is_not(
        self, browser: Opens, field: str, value: str, says: str
    ) -> None:
        fields = {"what": "set", "row": "M003-01", "reason": "x", "basis": "y", "title": "t"}
        wrong = {f"value.{field}": value, f"before.{field}": ""}

        page = browser(PEOPLE["department"]).sends("/lists/requests/new", **fields, **wrong)

        assert page.status == 422
        assert says in page

    @pytest.mark.parametrize("what", ["add", "drop"])
    def test_may_add_or_drop_a_line(self, browser: Opens, what: str) -> None:
        line = {
            "value.matter_code": "M003",
            "value.unit": LEAD,
            "value.role": "cooperate",
            "value.duty": "dispose",
            "value.area": "*",
            "value.zone": "all",
        }
        fields = line if what == "add" else {"row": "M003-02"}
        unit = browser(PEOPLE["department"])

        request = self.asks(unit, f"申请{what}", what=what, **fields)

        assert "M003" in unit.opens(f"/lists/requests/{request}")

    def test_of_another_unit_is_as_missing_as_none(self, browser: Opens) -> None:
        request = self.wants(browser(PEOPLE["department"]), "别人看不到的申请")
        stranger = browser(PEOPLE["other unit"])

        assert stranger.opens(f"/lists/requests/{request}").status == 404
        assert "别人看不到的申请" not in stranger.opens("/lists/requests")

    def test_is_counted_for_the_keeper_alone(self, browser: Opens) -> None:
        self.wants(browser(PEOPLE["department"]), "计数的申请")
        figure = re.compile(r'清单调整申请<span class="figure">\d+')

        assert figure.search(browser(KEEPER).opens("/lists").text)
        assert not figure.search(browser(PEOPLE["department"]).opens("/queue").text)
