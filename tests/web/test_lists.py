"""The list keeper's pages: a draft is begun, edited cell by cell, tried, and read."""

import json
import re

import pytest
from flask import Flask

from dispatch.wire.county import files as names
from tests.web.lists import KEEPER, SECOND, Drafting, begins, row_of
from tests.web.people import Browser, Opens, Page
from tests.web.test_english import reads_english, unmarked
from tests.web.world import World

LEAD, OTHER = "330521-ZHZF", "330521-ZRGH"
WUKANG = "330521001"
REPORT = {"text": "有人烧烤。", "area": "330521001001", "matter": "M014"}


@pytest.fixture
def draft(browser: Opens, world: World) -> Drafting:
    return begins(browser(KEEPER))


def said(page: Page) -> dict:
    found = json.loads(page.raw)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def busy(app: Flask, world: World) -> Drafting:
    """Return a draft of somebody who reads English, with something of every kind in it."""
    keeper = Browser(app.test_client())
    assert keeper.signs_in(KEEPER).status == 303
    draft = begins(reads_english(keeper))
    draft.edits("M001-01", "unit", OTHER, LEAD)
    draft.edits("M001-02", "limit_value", "9", "15")
    draft.sends("/edits", sheet="lines", row="M001-08", action="drop")
    return draft


class TestHome:
    def test_shows_the_list_in_force_with_its_figures(self, browser: Opens) -> None:
        page = browser(KEEPER).opens("/lists")

        for words in ("现行清单", "415", "历次版本", "新建草案"):
            assert words in page

    def test_says_who_must_act_on_a_draft(self, draft: Drafting) -> None:
        page = draft.browser.opens("/lists")

        assert draft.path in page
        assert "清单管理员修改后提交" in page

    def test_refuses_a_draft_without_a_name(self, browser: Opens) -> None:
        page = browser(KEEPER).sends("/lists/drafts", title="  ")

        assert page.status == 422
        assert "请给草案起一个名称" in page


class TestEdition:
    def test_shows_its_lines_and_hands_out_its_files(self, browser: Opens) -> None:
        keeper = browser(KEEPER)

        page = keeper.opens("/lists/editions/1?matter=M001")
        file = keeper.opens("/lists/editions/1/files/responsibility.csv")

        assert "M001-01" in page
        assert "M002-01" not in page
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.raw.startswith("\ufeffrow_id,")

    @pytest.mark.parametrize("path", ["/999", "/1/files/people.csv", "/1/files/no.csv"])
    def test_is_missing_where_there_is_none_to_be_seen(self, browser: Opens, path: str) -> None:
        assert browser(KEEPER).opens(f"/lists/editions{path}").status == 404


class TestTable:
    @pytest.mark.parametrize(
        ("asked", "shown", "left_out"),
        [
            ("matter=M001", "M001-01", "M002-01"),
            ("unit=330521-ZRGH", "M001-02", "M001-01"),
            ("q=违法建设 综合行政", "M001-01", "M001-02"),
            ("unit=330521001&matter=M001", "M001-06", "M001-01"),
            ("role=cooperate&matter=M001", "M001-07", "M001-01"),
            ("duty=supervise&matter=M001", "M001-03", "M001-01"),
            ("platform=market_supervision", "M022-01", "M001-01"),
            ("list_kind=territorial&matter=M001", "M001-01", "M022-01"),
            ("rows=M001-02;M001-03", "M001-03", "M001-01"),
            (f"township={WUKANG}&matter=M002", "M002-01", "M002-02"),
            ("township=330521102&matter=M002", "M002-02", "M001-01"),
        ],
    )
    def test_shows_what_is_asked_for(
        self, draft: Drafting, asked: str, shown: str, left_out: str
    ) -> None:
        page = draft.opens(f"?{asked}")

        assert f'id="row-{shown}"' in page.raw
        assert f'id="row-{left_out}"' not in page.raw

    def test_names_units_places_and_codes_in_words(self, draft: Drafting) -> None:
        page = draft.opens("?matter=M001")

        for words in ("德清县综合行政执法局", "全县", "主责", "建设阶段:在建", "2 紧急工作日"):
            assert words in page

    def test_goes_on_behind_the_hundredth_row(self, draft: Drafting) -> None:
        first = draft.opens()
        after = first.text.split("after=")[1].split('"')[0]

        second = draft.opens(f"?after={after}")

        assert first.raw.count("data-row=") == 100
        assert "第 101–200 条" in second
        assert 'id="row-M001-01"' not in second.raw

    def test_begins_anew_behind_a_row_that_is_gone(self, draft: Drafting) -> None:
        page = draft.opens("?after=M001|NO-SUCH-ROW")

        assert 'id="row-M002-01"' in page.raw
        assert 'id="row-M001-01"' not in page.raw

    def test_is_missing_for_a_draft_that_is_not(self, browser: Opens) -> None:
        missing = "00000000-0000-0000-0000-000000000001"

        assert browser(KEEPER).opens(f"/lists/drafts/{missing}").status == 404


class TestCell:
    def test_is_changed_and_shows_what_stood_there(self, draft: Drafting, world: World) -> None:
        answer = draft.edits("M001-01", "unit", OTHER, LEAD, why="机构改革")

        assert answer.status == 200
        html = said(answer)["rows"]["M001-01"]
        assert "<del>德清县综合行政执法局</del>" in html
        assert "已改" in html
        assert row_of(world, draft, "M001-01")["unit"] == OTHER
        assert "data-version" in draft.opens().raw
        only = draft.opens("?changed=1")
        assert 'id="row-M001-01"' in only.raw
        assert 'id="row-M001-02"' not in only.raw

    @pytest.mark.parametrize(
        ("field", "change", "says"),
        [
            ("unit", ("330521-NOBODY", LEAD), "单位名录里没有“330521-NOBODY”"),
            ("unit", ("", LEAD), "不能为空"),
            ("area", ("110101", "*"), "本县没有“110101”这个地方"),
            ("valid_to", ("2025-01-01", ""), "早于生效日期 2026-01-01"),
            ("valid_from", ("soon", "2026-01-01"), "不是日期"),
            ("condition", ("big", "stage=going_up"), "看不懂"),
            (
                "condition",
                ("foo=bar", "stage=going_up"),
                "没有“foo”这一项;可用:城乡区域(zone)",
            ),
            (
                "condition",
                ("stage=nonsense", "stage=going_up"),
                "“建设阶段”没有“nonsense”这种取值;可用:在建(going_up)、已建成(standing)",
            ),
            ("condition", ("面积>=abc", "stage=going_up"), "“面积”按平方米计,“abc”不是数"),
            (
                "condition",
                ("stage=going_up,standing", "stage=going_up"),
                "请写作 建设阶段 in 在建;已建成",
            ),
            ("overrides", ("NOPE", ""), "清单里没有条目“NOPE”"),
            ("overrides", ("M001-01", ""), "条目“M001-01”不能优先于自己"),
            ("role", ("boss", "lead"), "请选:主责、配合、监督"),
        ],
    )
    def test_refuses_what_cannot_be_read_and_says_the_mend(
        self, draft: Drafting, world: World, field: str, change: tuple[str, str], says: str
    ) -> None:
        value, before = change

        answer = draft.edits("M001-01", field, value, before)

        assert answer.status == 422
        (problem,) = said(answer)["problems"]
        assert problem["field"] == field
        assert says in problem["text"]
        assert row_of(world, draft, "M001-01")[field] == before

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("建设阶段=已建成", "stage=standing"),
            ("建设阶段＝已建成，面积≥300", "stage=standing&area_m2>=300"),
            (
                "建设阶段 in 在建、已建成 且 面积<300 平方米",
                "stage in going_up、standing&area_m2<300",
            ),
        ],
    )
    def test_takes_a_condition_as_people_say_it(
        self, draft: Drafting, world: World, typed: str, kept: str
    ) -> None:
        answer = draft.edits("M001-01", "condition", typed, "stage=going_up")

        assert answer.status == 200
        assert row_of(world, draft, "M001-01")["condition"] == kept

    def test_refuses_lines_that_go_before_each_other(self, draft: Drafting) -> None:
        draft.edits("M001-01", "overrides", "M001-02", "")

        answer = draft.edits("M001-02", "overrides", "M001-01", "")

        assert answer.status == 422
        assert "互相优先,绕成了圈" in said(answer)["text"]

    def test_refuses_a_beginning_behind_its_end(self, draft: Drafting) -> None:
        draft.edits("M001-01", "valid_to", "2026-12-31", "")

        answer = draft.edits("M001-01", "valid_from", "2027-01-01", "2026-01-01")

        assert answer.status == 422
        assert "早于生效日期 2027-01-01" in said(answer)["text"]

    def test_tells_what_somebody_else_wrote_meanwhile(
        self, draft: Drafting, browser: Opens, world: World
    ) -> None:
        draft.by(browser(SECOND)).edits("M001-01", "unit", OTHER, LEAD)

        answer = draft.edits("M001-01", "unit", "330521-ZJ", LEAD)

        assert answer.status == 409
        assert "德清县自然资源和规划局" in said(answer)["text"]
        assert "德清县综合行政执法局" in said(answer)["text"]
        assert said(answer)["meanwhile"] == {"field": "unit", "value": OTHER}
        assert row_of(world, draft, "M001-01")["unit"] == OTHER

    def test_takes_a_limit_whole(self, draft: Drafting, world: World) -> None:
        fields = {
            "value.limit_value": "3",
            "value.limit_type": "work_day",
            "before.limit_value": "2",
            "before.limit_type": "urgent_day",
        }
        answer = draft.sends("/edits", sheet="lines", row="M001-01", **fields)

        assert answer.status == 200
        assert "3 工作日" in said(answer)["rows"]["M001-01"]

    def test_takes_places_by_name(self, draft: Drafting, world: World) -> None:
        fields = {"value.area": WUKANG, "value.area.more": "新市镇 · 梅林村委会"}

        draft.sends("/edits", sheet="lines", row="M001-03", **fields, **{"before.area": "*"})

        assert row_of(world, draft, "M001-03")["area"] == f"{WUKANG};330521102201"

    @pytest.mark.parametrize(
        ("before", "boxes", "after"),
        [
            ("*", ["*", WUKANG], WUKANG),
            (WUKANG, ["*", WUKANG], "*"),
            (WUKANG, ["", "*"], "*"),
            ("*", ["", "*"], "*"),
        ],
        ids=["narrower", "wider", "wide", "unchanged"],
    )
    def test_says_the_whole_county_or_some_of_its_places_as_it_was_chosen_last(
        self, draft: Drafting, world: World, before: str, boxes: list[str], after: str
    ) -> None:
        draft.edits("M001-03", "area", before, "*")

        fields = {"value.area": boxes, "before.area": before, "row": "M001-03"}
        token = {"csrf_token": draft.browser.token(), "inline": "1"}
        answer = draft.browser.client.post(f"{draft.path}/edits", data={**token, **fields})

        assert answer.status_code == 200
        assert row_of(world, draft, "M001-03")["area"] == after

    @pytest.mark.parametrize(
        ("field", "typed", "kept"),
        [
            ("limit_value", "５", "5"),
            ("condition", "ｓｔａｇｅ＝going_up", "stage=going_up"),
            ("overrides", "Ｍ００１－０４；M001-02", "M001-04;M001-02"),
            ("area", "３３０５２１００１", WUKANG),
            ("basis", "第５条（一）；另见", "第５条（一）；另见"),
        ],
    )
    def test_keeps_codes_and_numbers_narrow_and_words_as_they_are(
        self, draft: Drafting, world: World, field: str, typed: str, kept: str
    ) -> None:
        box = "value.area.more" if field == "area" else f"value.{field}"

        boxes = {"value.area": ""} if field == "area" else {}
        answer = draft.sends("/edits", sheet="lines", row="M001-01", **{box: typed}, **boxes)

        assert answer.status == 200, answer.text
        assert row_of(world, draft, "M001-01")[field] == kept

    def test_brings_the_name_of_another_matter(self, draft: Drafting, world: World) -> None:
        draft.edits("M001-03", "matter_code", "M003", "M001")

        assert row_of(world, draft, "M001-03")["matter_name"].startswith("露天焚烧")

    def test_is_dropped_and_stays_to_be_seen(self, draft: Drafting, world: World) -> None:
        answer = draft.sends("/edits", sheet="lines", row="M001-08", action="drop")

        assert "已删" in said(answer)["rows"]["M001-08"]
        assert row_of(world, draft, "M001-08") == {}
        assert 'id="row-M001-08"' in draft.opens("?matter=M001").raw

    def test_cannot_be_changed_once_the_draft_is_given_up(self, draft: Drafting) -> None:
        draft.sends("/withdrawal", note="不需要了")

        answer = draft.edits("M001-01", "unit", OTHER, LEAD)

        assert answer.status == 422
        assert "已撤销" in said(answer)["text"]
        assert "data-values" not in draft.opens("?matter=M001").raw


class TestTabs:
    @pytest.mark.parametrize(
        ("page", "name"),
        [
            ("", "条目"),
            ("/triage", "研判词"),
            ("/changes", "修改记录"),
            ("/decision", "提交与审定"),
            ("/rebase", "条目"),
        ],
    )
    def test_are_told_apart_by_their_titles(self, draft: Drafting, page: str, name: str) -> None:
        assert f"<title>{name} · 草案 · " in draft.opens(page).raw


class TestReversal:
    def test_takes_a_change_back(self, draft: Drafting, world: World) -> None:
        version = said(draft.edits("M001-01", "unit", OTHER, LEAD))["version"]

        answer = draft.sends("/reversals", sheet="lines", version=str(version), inline="1")

        assert answer.status == 200
        assert row_of(world, draft, "M001-01")["unit"] == LEAD
        assert "M001-01" not in draft.opens("?changed=1").raw.split("<tbody>")[-1]
        assert "data-version" not in draft.opens().raw

    def test_brings_a_dropped_line_back(self, draft: Drafting, world: World) -> None:
        before = row_of(world, draft, "M001-08")
        gone = draft.sends("/edits", sheet="lines", row="M001-08", action="drop")

        draft.sends("/reversals", sheet="lines", version=str(said(gone)["version"]))

        assert row_of(world, draft, "M001-08") == before

    def test_is_refused_where_somebody_changed_it_since(
        self, draft: Drafting, browser: Opens
    ) -> None:
        version = said(draft.edits("M001-01", "unit", OTHER, LEAD))["version"]
        draft.by(browser(SECOND)).edits("M001-01", "unit", "330521-ZJ", OTHER)

        answer = draft.sends("/reversals", sheet="lines", version=str(version), inline="1")

        assert answer.status == 409
        assert "已被沈丽改为“德清县住房和城乡建设局”" in said(answer)["text"]

    def test_leaves_its_mark_on_what_was_taken_back(self, draft: Drafting) -> None:
        first = said(draft.edits("M001-01", "unit", OTHER, LEAD))["version"]
        draft.edits("M001-02", "limit_value", "9", "15")

        draft.sends("/reversals", sheet="lines", version=str(first))

        page = draft.opens("/changes").raw
        assert page.count("✕ 已撤销") == 1
        assert f'name="version" value="{first}"' not in page
        assert f'name="version" value="{first + 1}"' in page
        marked = page.partition("✕ 已撤销")[2].partition("</li>")[0]
        assert "M001-01" in marked

    def test_that_is_taken_back_in_turn_leaves_the_change_unmarked(self, draft: Drafting) -> None:
        first = said(draft.edits("M001-01", "unit", OTHER, LEAD))["version"]
        draft.sends("/reversals", sheet="lines", version=str(first))

        draft.sends("/reversals", sheet="lines", version=str(first + 1))

        steps = draft.opens("/changes").raw.split('<li class="card">')[1:]
        assert ["✕ 已撤销" in step for step in steps] == [False, True, False]

    def test_of_nothing_says_so(self, draft: Drafting) -> None:
        answer = draft.browser.sends_and_follows(f"{draft.path}/reversals", version="77")

        assert "没有可以撤销的修改" in answer


class TestForm:
    def test_changes_a_row_without_a_script(self, draft: Drafting, world: World) -> None:
        page = draft.opens("/lines/M001-01")
        answer = draft.sends(
            "/lines/M001-01", **{"value.basis": "新依据", "before.basis": "《旧》"}
        )

        assert 'name="before.unit" value="330521-ZHZF"' in page.raw
        assert answer.status == 422
        assert "已被别人改为" in answer
        before = row_of(world, draft, "M001-01")["basis"]
        done = {"value.basis": "新依据", "before.basis": before}
        assert draft.sends("/lines/M001-01", **done).status == 303
        assert row_of(world, draft, "M001-01")["basis"] == "新依据"

    def test_says_what_is_wrong_beside_the_field(self, draft: Drafting) -> None:
        wrong = {"value.valid_to": "soon", "before.valid_to": ""}

        page = draft.sends("/lines/M001-01", **wrong)

        assert page.status == 422
        assert "cell-problem" in page.raw
        assert "“soon”不是日期" in page

    def test_of_a_new_line_is_filled_in_from_its_matter(
        self, draft: Drafting, world: World
    ) -> None:
        page = draft.opens("/new/lines?matter=M001")
        answer = draft.sends(
            "/new/lines",
            row="M001-09",
            **{
                "value.matter_code": "M001",
                "value.unit": "@township",
                "value.role": "cooperate",
                "value.duty": "dispose",
                "value.area": "*",
                "value.zone": "all",
            },
        )

        assert 'value="M001-09"' in page.raw
        assert answer.status == 303
        assert row_of(world, draft, "M001-09")["matter_name"] == "违法建设（私搭乱建）"

    def test_of_a_line_like_another_has_a_number_of_its_own(self, draft: Drafting) -> None:
        page = draft.opens("/new/lines?like=M001-02")

        assert 'value="M001-09"' in page.raw
        assert 'value="stage=standing"' in page.raw

    def test_refuses_a_number_that_is_taken(self, draft: Drafting) -> None:
        page = draft.sends("/new/lines", row="M001-01", **{"value.matter_code": "M001"})

        assert page.status == 422
        assert "编号 M001-01 已有" in page

    def test_refuses_a_line_without_a_number(self, draft: Drafting) -> None:
        assert "请填写编号" in draft.sends("/new/lines", row=" ")

    def test_drops_a_row(self, draft: Drafting, world: World) -> None:
        page = draft.browser.sends_and_follows(f"{draft.path}/drops", sheet="lines", row="M001-08")

        assert "已删除 M001-08" in page
        assert "本草案删除了这一条" in draft.opens("/lines/M001-08")

    def test_of_a_row_that_is_not_says_so(self, draft: Drafting) -> None:
        assert "草案里没有 NOPE" in draft.opens("/lines/NOPE")


class TestSeveral:
    def test_are_changed_at_once(self, draft: Drafting, world: World) -> None:
        page = draft.browser.client.post(
            f"{draft.path}/several",
            data={
                "csrf_token": draft.browser.token(),
                "row": ["M001-01", "M001-04"],
                "set": "unit",
                "value.unit": "330521-ZJ",
                "why": "合并",
            },
        )

        assert page.status_code == 303
        assert {row_of(world, draft, row)["unit"] for row in ("M001-01", "M001-04")} == {
            "330521-ZJ"
        }

    @pytest.mark.parametrize(
        "fields", [{"set": "unit"}, {"row": "M001-01"}, {"row": "M001-01", "set": "row_id"}]
    )
    def test_are_refused_without_lines_or_a_column(
        self, draft: Drafting, fields: dict[str, str]
    ) -> None:
        page = draft.sends("/several", **fields)

        assert page.status == 422
        assert "请先勾选条目" in page

    def test_stay_chosen_and_filled_in_when_they_are_refused(
        self, draft: Drafting, world: World
    ) -> None:
        page = draft.browser.client.post(
            f"{draft.path}/several?matter=M001",
            data={
                "csrf_token": draft.browser.token(),
                "row": ["M001-01", "M001-04"],
                "set": "limit",
                "value.limit_value": "abc",
                "value.limit_type": "working_days",
                "why": "合并",
            },
        )

        assert page.status_code == 422
        told = Page(page)
        (panel,) = re.findall(r'<form class="several".*?</form>', told.raw, re.DOTALL)
        assert "<details open" in panel
        assert panel.count("“abc”不是时限数值") == 2  # above the fields, and at its own
        for ticked in ('value="limit" checked', 'value="abc"', 'value="working_days" selected'):
            assert ticked in panel
        assert re.findall(r'name="row" value="([^"]+)" form="several" checked', told.raw) == [
            "M001-01",
            "M001-04",
        ]
        assert 'value="合并"' in told.raw
        assert "M002-01" not in told
        assert row_of(world, draft, "M001-01")["limit_value"] != "abc"

    def test_lead_back_to_what_was_asked_for(self, draft: Drafting) -> None:
        fields = {"row": "M001-01", "set": "unit", "value.unit": OTHER}

        answer = draft.sends("/several?matter=M001", **fields)

        assert answer.location == f"{draft.path}?matter=M001"


class TestHistoryOfALine:
    def test_says_who_changed_what_and_why(self, draft: Drafting) -> None:
        draft.edits("M005-01", "unit", "330521-STHJ", LEAD, why="职责划转")

        page = draft.browser.opens("/lists/lines/M005-01")

        for words in ("谈玲玲", "职责划转", "德清县综合行政执法局", "第 1"):
            assert words in page

    def test_shows_no_case(self, draft: Drafting, world: World) -> None:
        page = draft.browser.opens("/lists/lines/M014-01")

        assert page.status == 200
        assert world.street not in page

    def test_is_missing_for_a_number_that_never_was(self, draft: Drafting) -> None:
        assert draft.browser.opens("/lists/lines/NEVER-1").status == 404


class TestMatters:
    def test_are_edited_in_their_cells(self, draft: Drafting, world: World) -> None:
        answer = draft.edits("M001", "keywords", "违建;搭棚", "", sheet="matters")
        before = row_of(world, draft, "M001", names.MATTERS)["keywords"]
        again = draft.edits("M001", "keywords", "违建;搭棚", before, sheet="matters")

        assert answer.status == 409
        assert again.status == 200
        assert "违建;搭棚" in draft.opens("/matters?q=M001")

    def test_of_a_new_number_are_not_those_that_are_there(self, draft: Drafting) -> None:
        assert 'value="M063"' in draft.opens("/new/matters?matter=M001").raw

    def test_take_stages_by_their_names(self, draft: Drafting, world: World) -> None:
        draft.edits("M001", "required_stages", "处置;执法", "dispose", sheet="matters")

        assert row_of(world, draft, "M001", names.MATTERS)["required_stages"] == "dispose;enforce"


class TestOwnTests:
    def test_run_now_and_say_what_was_got(self, draft: Drafting) -> None:
        draft.edits("M001-01", "unit", "330521-ZJ", LEAD)

        page = draft.sends("/tests")

        assert "未通过" in page
        assert "德清县住房和城乡建设局" in page

    def test_say_what_keeps_them_from_running(self, draft: Drafting, world: World) -> None:
        draft.sends("/edits", sheet="matters", row="M001", action="drop")

        page = draft.sends("/tests")

        assert "草案有错,还不能检验" in page
        assert "没有“M001”这个事项" in page

    def test_are_made_from_a_try(self, draft: Drafting, world: World) -> None:
        tried = {"text": "有人烧秸秆。", "area": "330521102201", "matter": "M003"}
        page = draft.sends("/tests/from-trial", expect_outcome="decided", **tried)

        assert "试判:有人烧秸秆。" in page
        assert 'value="T04"' in page.raw


class TestEnglish:
    @pytest.mark.parametrize(
        "page",
        [
            "",
            "/matters",
            "/tests",
            "/try",
            "/changes",
            "/decision",
            "/rebase",
            "/lines/M001-01",
            "/lines/M001-08",
            "/lines/NOPE",
            "/new/tests",
        ],
    )
    def test_leaves_no_chinese_of_ours(self, busy: Drafting, page: str) -> None:
        assert unmarked(busy.opens(page).raw) == []

    def test_is_spoken_by_refusals(self, busy: Drafting) -> None:
        answers = (
            busy.sends("/submission", note="ready"),
            busy.sends("/lines/M001-03", **{"value.valid_to": "soon", "before.valid_to": ""}),
            busy.sends("/try", text="烧烤", area="330521001001"),
            busy.sends("/tests"),
        )

        assert [unmarked(answer.raw) for answer in answers] == [[], [], [], []]
        assert "is no date" in answers[1]

    def test_is_spoken_to_the_script_without_marks(self, busy: Drafting) -> None:
        wrong = said(busy.edits("M001-03", "condition", "很大", ""))
        late = said(busy.edits("M001-01", "unit", "330521-ZJ", LEAD))

        assert "is not `key op value`" in wrong["problems"][0]["text"]
        assert "changed “Responsible” to" in late["text"]
        assert "<span" not in wrong["text"] + late["text"]


class TestTrial:
    def test_shows_the_draft_beside_the_list_in_force(self, draft: Drafting) -> None:
        draft.edits("M014-01", "unit", "330521-ZJ", LEAD)

        page = draft.sends("/try", **REPORT)

        assert page.status == 200
        assert "两版不同" in page
        assert "由 德清县住房和城乡建设局 主责" in page
        assert "由 德清县综合行政执法局 主责" in page

    def test_says_that_nothing_changes(self, draft: Drafting) -> None:
        assert "两版相同" in draft.sends("/try", **REPORT)

    def test_refuses_what_could_be_no_report(self, draft: Drafting) -> None:
        page = draft.sends("/try", text=" ", area="330521001001")

        assert page.status == 422
        assert "不能试判" in page

    def test_tries_a_day_to_come(self, draft: Drafting) -> None:
        draft.edits("M014-01", "valid_to", "2026-11-30", "")

        page = draft.sends("/try", **REPORT, day="2026-12-02")

        assert "两版不同" in page

    def test_of_a_draft_on_the_page_of_all_triers(self, draft: Drafting, browser: Opens) -> None:
        draft.edits("M014-01", "unit", "330521-ZJ", LEAD)
        chosen = {**REPORT, "list": f"draft:{draft.draft_id}"}

        keeper = draft.browser.sends("/try", **chosen)
        desk = browser("desk1").sends("/try", **chosen)

        assert "由 德清县住房和城乡建设局 主责" in keeper
        assert "由 德清县综合行政执法局 主责" in desk

    @pytest.mark.parametrize("given", ["999", "draft:x", "no"])
    def test_of_a_list_that_is_not_is_missing(self, browser: Opens, given: str) -> None:
        assert browser(KEEPER).sends("/try", **REPORT, list=given).status == 404
