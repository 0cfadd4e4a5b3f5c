"""What a sheet leaves open is asked, never guessed, and answered once for the next upload too."""

import json

import pytest

from dispatch.wire.sheets.apply import NotReady, apply_mapping, to_responsibility_csv
from dispatch.wire.sheets.mapping import MappingUnusable, SheetMapping
from dispatch.wire.sheets.matter_codes import EVERY_MATTER
from tests.builders import BUREAU, TOWNSHIP, a_matter, a_unit
from tests.unit.wire.sheets.building import (
    HOUSING,
    POLICE,
    a_csv_table,
    a_known,
    a_table,
    answered,
    imported,
    who,
)

KNOWN = a_known()
STANDARD = (
    ("某市事件处置标准",),
    ("小类代码", "小类名称", "立案条件", "处置时限", "责任主体", "监管主体"),
    ("０１", "甲事", "正在发生", "2紧急工作时", "所属街办、属地执法部门", "公安局"),
    (None, None, "已经形成", "4小时", None, None),
    ("02", "乙事", "有损坏", "2天", "所属街办、属地执法部门", "公安局"),
    ("03", "丙事", "有损坏", "2天", "住建局、公安局和综合行政执法局", "公安局"),
    ("04", "丁事", "有损坏", "5个工作日", "公安局", "公安局"),
)
MERGED = ("A1:F1", "A3:A4", "B3:B4", "E3:E4", "F3:F4")


def asked(result, kind: str) -> dict[str, int]:
    return {each.id: each.count for each in result.questions if each.kind == kind}


class TestWhoLeads:
    def test_is_asked_of_every_matter_with_several_units(self) -> None:
        found = imported(a_table(*STANDARD, merged=MERGED), KNOWN)

        assert asked(found, "lead") == {
            "lead:所属街办、属地执法部门@L01 甲事": 2,
            "lead:所属街办、属地执法部门@L02 乙事": 1,
            "lead:住建局、公安局和综合行政执法局@L03 丙事": 1,
        }
        assert [row["matter_name"] for row in found.rows] == ["丁事", "丁事"]

    def test_offers_the_units_of_the_cell(self) -> None:
        found = imported(a_table(*STANDARD, merged=MERGED), KNOWN)

        (question,) = [q for q in found.questions if q.id.endswith("丙事")]
        assert [choice.value for choice in question.choices] == [
            "住建局",
            "公安局",
            "综合行政执法局",
        ]
        assert question.cells == ("清单表!E6",)

    def test_one_answer_may_serve_all_that_share_the_cells_text(self) -> None:
        answers = {
            "lead:所属街办、属地执法部门": "属地执法部门",
            "lead:住建局、公安局和综合行政执法局@L03 丙事": "公安局",
            "unit:所属街办": "@township",
            "unit:属地执法部门": BUREAU,
            "limit:4小时": "urgent_hour",
            "limit:2天": "work_day",
        }

        found = imported(a_table(*STANDARD, merged=MERGED), KNOWN, **answers)

        assert found.ready
        leads = {(n, u) for n, u, role, duty in who(found) if (role, duty) == ("lead", "dispose")}
        assert leads == {("甲事", BUREAU), ("乙事", BUREAU), ("丙事", POLICE), ("丁事", POLICE)}

    def test_an_answer_that_is_none_of_the_units_is_no_answer(self) -> None:
        table = a_table(("事项名称", "责任主体"), ("噪声", "住建局、公安局"))

        (matter,) = imported(table, KNOWN).matters
        found = imported(table, KNOWN, **{"lead:住建局、公安局": BUREAU})

        assert asked(found, "lead") == {f"lead:住建局、公安局@{matter['matter_code']} 噪声": 1}

    def test_is_asked_in_a_long_list_too(self) -> None:
        rows = (
            ("事项名称", "责任单位", "角色", "环节"),
            ("噪声", "住建局、公安局", "牵头", "处置"),
        )
        found = imported(a_table(*rows), KNOWN)
        assert [q.kind for q in found.questions] == ["lead"]

        found = imported(a_table(*rows), KNOWN, **{"lead:住建局、公安局": "公安局"})

        assert [(r["unit"], r["role"]) for r in found.rows] == [
            (POLICE, "lead"),
            (HOUSING, "cooperate"),
        ]


class TestWhichUnit:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("德清县住房和城乡建设局", HOUSING),
            ("住房和城乡建设局", HOUSING),
            ("县住建局", HOUSING),
            ("住建局", HOUSING),
            ("德清住建局", HOUSING),
            (HOUSING, HOUSING),
            ("公 安 局", POLICE),
            ("武康街道办事处", TOWNSHIP),
            ("武康街道", TOWNSHIP),
        ],
    )
    def test_is_certain_of(self, text: str, code: str) -> None:
        found = imported(a_table(("事项名称", "牵头单位"), ("噪声", text)), KNOWN)

        assert [row["unit"] for row in found.rows] == [code]

    @pytest.mark.parametrize("text", ["住建部门", "建设局", "公安分局", "各产权单位", "市公安局"])
    def test_is_asked_of_everything_less(self, text: str) -> None:
        found = imported(a_table(("事项名称", "牵头单位"), ("噪声", text)), KNOWN)

        assert asked(found, "unit") == {f"unit:{text}": 1}
        assert not found.rows

    def test_is_asked_where_two_units_share_a_name(self) -> None:
        known = a_known(a_unit("A1", name="综合执法队"), a_unit("A2", name="综合执法队"))

        found = imported(a_table(("事项名称", "牵头单位"), ("噪声", "综合执法队")), known)

        (question,) = found.questions
        assert question.kind == "unit"

    @pytest.mark.parametrize("text", ["所属街办", "乡镇(街道)", "属地", "各镇人民政府(街道办事处)"])
    def test_proposes_the_township_and_waits(self, text: str) -> None:
        table = a_table(("事项名称", "牵头单位"), ("噪声", text))

        found = imported(table, KNOWN)

        (question,) = found.questions
        assert (question.proposed, found.rows) == ("@township", ())
        confirmed = imported(table, KNOWN, **{question.id: "@township"})
        assert [row["unit"] for row in confirmed.rows] == ["@township"]

    def test_loses_no_unit_beside_the_township(self) -> None:
        table = a_table(
            ("事项名称", "配合单位", "牵头单位"), ("噪声", "住建局、@township", "公安局")
        )

        found = imported(table, KNOWN)

        assert {row["unit"] for row in found.rows} == {POLICE, HOUSING, "@township"}

    def test_does_not_take_a_name_apart_at_its_own_and(self) -> None:
        table = a_table(("事项名称", "牵头单位"), ("噪声", "住房和城乡建设局"))

        assert [row["unit"] for row in imported(table, KNOWN).rows] == [HOUSING]

    def test_two_names_in_one_are_asked_then_who_leads(self) -> None:
        table = a_table(("事项名称", "责任主体"), ("噪声", "执法和环卫部门"))
        first = imported(table, KNOWN)
        assert [q.kind for q in first.questions] == ["unit"]

        second = imported(table, KNOWN, **{"unit:执法和环卫部门": f"{BUREAU};{POLICE}"})

        (question,) = second.questions
        assert question.kind == "lead"
        assert [choice.value for choice in question.choices] == [BUREAU, POLICE]

    def test_a_text_that_is_no_unit_stays_in_the_remark(self) -> None:
        table = a_table(("事项名称", "牵头单位", "配合单位"), ("噪声", "公安局", "各产权单位"))

        found = imported(table, KNOWN, **{"unit:各产权单位": "-"})

        assert len(found.rows) == 1
        assert "各产权单位" in found.rows[0]["remark"]

    def test_an_answer_that_names_no_unit_is_no_answer(self) -> None:
        table = a_table(("事项名称", "牵头单位"), ("噪声", "住建部门"))

        assert imported(table, KNOWN, **{"unit:住建部门": "NOBODY"}).questions


class TestWhichLimit:
    @pytest.mark.parametrize(
        ("text", "value", "kind"),
        [
            ("2紧急工作时", "2", "urgent_hour"),
            ("１个紧急工作日", "1", "urgent_day"),
            ("5个工作日", "5", "work_day"),
            ("五个工作日内办结", "5", "work_day"),
            ("十五个工作日", "15", "work_day"),
            ("4工作时", "4", "work_hour"),
            ("7个自然日", "7", "urgent_day"),
            ("0.5 工作日", "0.5", "work_day"),
        ],
    )
    def test_is_certain_of(self, text: str, value: str, kind: str) -> None:
        found = imported(a_table(("事项名称", "牵头单位", "时限"), ("噪声", "公安局", text)), KNOWN)

        assert [(r["limit_value"], r["limit_type"]) for r in found.rows] == [(value, kind)]

    @pytest.mark.parametrize(
        ("text", "offered"),
        [
            ("4小时", ["urgent_hour", "work_hour", "none"]),
            ("24小时内", ["urgent_hour", "work_hour", "none"]),
            ("2天", ["urgent_day", "work_day", "none"]),
            ("三日", ["urgent_day", "work_day", "none"]),
            ("1紧急工作时制止", ["urgent_hour", "none"]),
            ("3-5天", ["none"]),
            ("立即", ["none"]),
            ("十十天", ["none"]),
        ],
    )
    def test_is_asked_of_everything_less(self, text: str, offered: list[str]) -> None:
        found = imported(a_table(("事项名称", "牵头单位", "时限"), ("噪声", "公安局", text)), KNOWN)

        (question,) = found.questions
        assert question.id == f"limit:{text}"
        assert [choice.value for choice in question.choices] == offered

    def test_asks_once_for_each_text(self) -> None:
        rows = [(f"事项{n}", "公安局", "4小时" if n % 2 else "2天") for n in range(7)]

        found = imported(a_table(("事项名称", "牵头单位", "时限"), *rows), KNOWN)

        assert asked(found, "limit") == {"limit:2天": 4, "limit:4小时": 3}

    @pytest.mark.parametrize(
        ("answer", "limit"),
        [
            ("work_hour", ("4", "work_hour")),
            ("0.5 work_day", ("0.5", "work_day")),
            ("5 工作日", ("5", "work_day")),
            ("none", ("", "")),
        ],
    )
    def test_takes_a_type_another_limit_or_none(self, answer: str, limit: tuple[str, str]) -> None:
        table = a_table(("事项名称", "牵头单位", "时限"), ("噪声", "公安局", "4小时"))

        (row,) = imported(table, KNOWN, **{"limit:4小时": answer}).rows

        assert (row["limit_value"], row["limit_type"]) == limit


class TestWhichMatter:
    ROWS = (
        ("事项名称", "牵头单位", "时限"),
        ("倒垃圾", "住建部门", "2天"),
        ("噪声", "公安局", "5工作日"),
        ("倒垃圾", "公安局", "5工作日"),
        ("乱倒垃圾", "公安局", "5工作日"),
    )

    def test_is_asked_once_for_each_name_that_the_catalogue_does_not_have(self) -> None:
        found = imported(a_table(*self.ROWS), KNOWN, **{EVERY_MATTER: ""})

        first, second = (each for each in found.questions if each.kind == "matter")
        assert (first.id, first.count, first.proposed) == ("matter:倒垃圾", 2, "")
        assert [choice.value for choice in first.choices] == ["M001", "new"]
        assert [choice.value for choice in second.choices] == ["new"]
        assert [row["matter_code"] for row in found.rows] == ["M001"]
        assert [matter["matter_code"] for matter in found.matters] == ["M001"]

    def test_is_asked_together_with_the_rest_of_its_row(self) -> None:
        found = imported(a_table(*self.ROWS), KNOWN, **{EVERY_MATTER: ""})

        assert {each.kind for each in found.questions} == {"matter", "unit", "limit"}

    def test_is_what_somebody_answers(self) -> None:
        table = a_table(*self.ROWS[:1], *self.ROWS[2:])

        found = imported(table, KNOWN, **{EVERY_MATTER: "", "matter:倒垃圾": "M001"})
        both = imported(table, KNOWN, **{EVERY_MATTER: "new", "matter:倒垃圾": "M001"})

        assert asked(found, "matter") == {"matter:噪声": 1}
        assert both.ready
        assert {row["matter_name"] for row in both.rows} == {"噪声", "乱倒垃圾"}
        assert [matter["name"] for matter in both.matters if matter["new"] == "1"] == ["噪声"]

    @pytest.mark.parametrize("answer", ["M999", "-"])
    def test_is_asked_again_where_the_answer_is_no_matter(self, answer: str) -> None:
        found = imported(a_table(*self.ROWS), KNOWN, **{EVERY_MATTER: "", "matter:倒垃圾": answer})

        assert "matter:倒垃圾" in asked(found, "matter")

    def test_is_new_where_there_is_no_catalogue(self) -> None:
        known = a_known(matters=())

        found = imported(a_table(*self.ROWS[:1], self.ROWS[2]), known, **{EVERY_MATTER: ""})

        assert found.ready

    def test_shows_the_likest_first(self) -> None:
        known = a_known(
            matters=(
                a_matter("M1", name="经营许可"),
                a_matter("M2", name="占道经营与店外经营"),
                a_matter("M3", name="露天焚烧"),
            )
        )
        table = a_table(self.ROWS[0], ("占道经营", "公安局", ""))

        (question,) = imported(table, known, **{EVERY_MATTER: ""}).questions

        assert [choice.value for choice in question.choices] == ["M2", "M1", "new"]


class TestOtherQuestions:
    def test_a_blank_name_below_a_matter_is_asked_about(self) -> None:
        table = a_csv_table(
            "小类名称,立案条件,处置时限,责任主体\n甲事,正在发生,1工作时,公安局\n,已经形成,3工作日,\n"
        )
        first = imported(table, KNOWN)
        assert asked(first, "fill_down") == {"fill_down": 1}

        yes = imported(table, KNOWN, fill_down="yes")
        no = imported(table, KNOWN, fill_down="no")

        assert [row["limit_type"] for row in yes.rows] == ["work_hour", "work_day"]
        assert [problem.cell for problem in no.problems] == ["清单表!A3"]

    def test_an_area_that_is_no_certain_place_is_asked_about(self) -> None:
        rows = (("事项名称", "牵头单位", "适用区域"), ("噪声", "公安局", "新市镇、老城区"))

        found = imported(a_table(*rows), KNOWN)
        mended = imported(a_table(*rows), KNOWN, **{"area:老城区": TOWNSHIP})

        assert asked(found, "area") == {"area:老城区": 1}
        assert [row["area"] for row in mended.rows] == [f"330521002;{TOWNSHIP}"]

    def test_a_matter_with_the_standards_code_of_another_is_asked_about(self) -> None:
        table = a_table(("事项名称", "国标编码", "牵头单位"), ("私搭乱建", "06001", "公安局"))

        (question,) = imported(table, KNOWN).questions
        same = imported(table, KNOWN, **{question.id: "M002"})
        other = imported(table, KNOWN, **{question.id: "new"})

        assert question.proposed == "M002"
        assert same.rows[0]["matter_code"] == "M002"
        assert other.rows[0]["matter_code"] == "G06001"

    def test_a_word_outside_a_closed_set_is_asked_about(self) -> None:
        table = a_table(("事项名称", "牵头单位", "平台"), ("噪声", "公安局", "第五平台"))

        found = imported(table, KNOWN)
        mended = imported(table, KNOWN, **{"platform:第五平台": "market_supervision"})

        assert asked(found, "value") == {"platform:第五平台": 1}
        assert mended.rows[0]["platform"] == "market_supervision"


class TestKeptMapping:
    def test_serves_the_next_upload_in_another_order(self) -> None:
        first = a_table(*STANDARD, merged=MERGED)
        answers = {
            "lead:所属街办、属地执法部门": "所属街办",
            "lead:住建局、公安局和综合行政执法局": "住建局",
            "unit:所属街办": "@township",
            "unit:属地执法部门": BUREAU,
            "limit:4小时": "urgent_hour",
            "limit:2天": "urgent_day",
        }
        kept = json.loads(json.dumps(answered(first, KNOWN, answers).to_json()))
        turned = a_table(
            *STANDARD[:2],
            *reversed(STANDARD[4:]),
            *STANDARD[2:4],
            merged=("A6:A7", "B6:B7", "E6:E7", "F6:F7"),
        )

        before = apply_mapping(first, SheetMapping.from_json(kept), KNOWN)
        after = apply_mapping(turned, SheetMapping.from_json(kept), KNOWN)

        assert before.ready
        assert after.ready
        as_set = lambda result: {(r["row_id"], r["unit"], r["limit_type"]) for r in result.rows}  # noqa: E731
        assert as_set(before) == as_set(after)

    def test_a_value_of_the_mapping_goes_before_what_is_recognised(self) -> None:
        table = a_table(("事项名称", "牵头单位"), ("噪声", "公安局"))
        kept = SheetMapping.from_json(
            {
                "layout": "duties",
                "columns": {"事项名称": "matter_name", "牵头单位": "leads"},
                "values": {"unit": {"公安局": HOUSING}},
                "constants": {"platform": "social_governance"},
                "answers": {"matter:*": "new"},
            }
        )

        (row,) = apply_mapping(table, kept, KNOWN).rows

        assert (row["unit"], row["platform"]) == (HOUSING, "social_governance")

    @pytest.mark.parametrize(
        "data",
        [
            [],
            {"layout": "strange"},
            {"columns": {"事项": "nothing"}},
            {"columns": {"事项": 3}},
            {"constants": {"unit": "x"}},
            {"values": []},
            {"answers": {"a": 1}},
        ],
    )
    def test_is_refused_in_another_shape(self, data: object) -> None:
        with pytest.raises(MappingUnusable):
            SheetMapping.from_json(data)


def test_nothing_becomes_a_list_while_a_question_is_open() -> None:
    found = imported(a_table(("事项名称", "牵头单位"), ("噪声", "住建部门")), KNOWN)

    with pytest.raises(NotReady, match="1 个问题"):
        to_responsibility_csv(found)
