"""The shapes that lists come in, and how each of their columns is read."""

import csv
import io

from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.problems import Problems
from dispatch.wire.sheets.apply import joined, to_responsibility_csv
from dispatch.wire.sheets.mapping import Layout, propose_mapping
from tests.builders import BUREAU, CENTRE, OTHER_BUREAU
from tests.unit.wire.sheets.building import (
    GARDENS,
    HOUSING,
    POLICE,
    a_csv_table,
    a_known,
    a_table,
    imported,
    who,
)

KNOWN = a_known()
NAME_BUREAU, NAME_OTHER = "德清县综合行政执法局", "湖州市生态环境局德清分局"


class TestDuties:
    def test_main_and_supporting_units_dispose(self) -> None:
        table = a_table(
            ("事项名称", "主体责任单位", "配合责任单位", "监管主体"),
            ("乱倒垃圾", NAME_BUREAU, "公安局、住建局", NAME_OTHER),
        )

        found = imported(table, KNOWN)

        assert found.ready
        assert who(found) == [
            ("乱倒垃圾", BUREAU, "lead", "dispose"),
            ("乱倒垃圾", POLICE, "cooperate", "dispose"),
            ("乱倒垃圾", HOUSING, "cooperate", "dispose"),
            ("乱倒垃圾", OTHER_BUREAU, "lead", "supervise"),
        ]

    def test_several_who_watch_lead_nothing(self) -> None:
        table = a_table(
            ("事项名称", "责任主体", "监管主体"), ("乱倒垃圾", NAME_BUREAU, "公安局、住建局")
        )

        found = imported(table, KNOWN)

        assert {each[1:] for each in who(found)[1:]} == {
            (POLICE, "supervise", "supervise"),
            (HOUSING, "supervise", "supervise"),
        }

    def test_a_cell_may_say_itself_who_leads(self) -> None:
        table = a_table(
            ("事项名称", "责任单位"),
            ("乱倒垃圾", "公安局（配合）、住建局（牵头）"),
            ("违法建设(私搭乱建)", "牵头:综合行政执法局;配合:公安局、住建局"),
        )

        found = imported(table, KNOWN)

        assert [(unit, role) for _, unit, role, _ in who(found)] == [
            (HOUSING, "lead"),
            (POLICE, "cooperate"),
            (BUREAU, "lead"),
            (POLICE, "cooperate"),
            (HOUSING, "cooperate"),
        ]

    def test_one_unit_that_leads_and_helps_is_refused(self) -> None:
        table = a_table(
            ("事项名称", "牵头单位", "配合单位"), ("乱倒垃圾", "公安局", "德清县公安局、住建局")
        )

        found = imported(table, KNOWN)

        assert not found.rows
        assert [(p.cell, p.column) for p in found.problems] == [("清单表!C2", "配合单位")]

    def test_a_matter_without_anybody_is_refused(self) -> None:
        table = a_table(("事项名称", "牵头单位"), ("乱倒垃圾", None), ("噪声", "公安局"))

        found = imported(table, KNOWN)

        assert [p.cell for p in found.problems] == ["清单表!B2"]


class TestPairs:
    def test_the_department_leads_and_the_township_helps(self) -> None:
        table = a_table(
            ("事项名称", "县级部门", "乡镇(街道)"),
            ("乱倒垃圾", "公安局", "发现后劝阻并上报"),
            ("噪声扰民", "公安局", "无"),
        )

        found = imported(table, KNOWN)

        assert propose_mapping(table, KNOWN).layout is Layout.PAIRS
        assert who(found) == [
            ("乱倒垃圾", POLICE, "lead", "dispose"),
            ("乱倒垃圾", "@township", "cooperate", "dispose"),
            ("噪声扰民", POLICE, "lead", "dispose"),
        ]
        assert "发现后劝阻并上报" in found.rows[1]["remark"]


class TestThreeLists:
    def test_basic_work_is_the_townships(self) -> None:
        table = a_table(("乡镇基本履职事项清单",), ("序号", "事项名称"), (1, "乱倒垃圾"))

        found = imported(table, KNOWN)

        assert who(found) == [("乱倒垃圾", "@township", "lead", "dispose")]
        assert found.rows[0]["list_kind"] == "basic"

    def test_cooperative_work_is_the_departments_with_the_townships_help(self) -> None:
        table = a_table(
            ("配合履职事项清单",),
            ("序号", "事项名称", "对应上级部门", "上级部门职责", "乡镇配合职责"),
            (1, "乱倒垃圾", "公安局", "组织查处", "协助巡查"),
        )

        found = imported(table, KNOWN)

        assert who(found) == [
            ("乱倒垃圾", POLICE, "lead", "dispose"),
            ("乱倒垃圾", "@township", "cooperate", "dispose"),
        ]
        assert {row["list_kind"] for row in found.rows} == {"cooperative"}
        assert "上级部门职责:组织查处" in found.rows[0]["remark"]

    def test_recalled_work_never_is_the_townships(self) -> None:
        table = a_table(
            ("序号", "事项名称", "承接部门", "工作方式", "乡镇职责"),
            (1, "乱倒垃圾", "公安局", "由公安局直接查处", "不再承担"),
            sheet="上级部门收回",
        )

        found = imported(table, KNOWN)

        assert who(found) == [("乱倒垃圾", POLICE, "lead", "dispose")]
        assert found.rows[0]["list_kind"] == "recalled"

    def test_recalled_work_with_a_township_column_is_the_departments_alone(self) -> None:
        table = a_table(("事项名称", "承接部门", "乡镇(街道)"), ("乱倒垃圾", "公安局", "知晓"))

        assert who(imported(table, KNOWN)) == [("乱倒垃圾", POLICE, "lead", "dispose")]

    def test_the_sheets_of_one_file_are_one_list(self) -> None:
        basic = a_table(("序号", "事项名称"), (1, "拥军优属"), sheet="基本履职")
        recalled = a_table(("序号", "事项名称", "承接部门"), (1, "噪声", "公安局"), sheet="收回")

        both = joined((imported(basic, KNOWN), imported(recalled, KNOWN)))

        assert both.ready
        assert len(both.rows) == len(both.matters) == 2

    def test_a_line_that_stands_in_two_sheets_is_pointed_at(self) -> None:
        rows = (
            ("row_id", "事项名称", "责任单位", "角色", "环节"),
            ("A1", "噪声", "公安局", "牵头", "处置"),
        )
        both = joined(imported(a_table(*rows, sheet=name), KNOWN) for name in ("甲", "乙"))

        assert [problem.cell for problem in both.problems] == ["乙!2"]


class TestCaseStandard:
    def test_a_limit_hangs_on_its_condition(self) -> None:
        table = a_table(
            ("小类名称", "立案条件", "结案条件", "处置时限", "责任主体"),
            ("井盖破损", "破损", "更换", "2紧急工作时", "住建局(牵头)、公安局"),
            ("井盖破损", "缺失 & 有危险", "补装", "1紧急工作时", "住建局(牵头)、公安局"),
            ("花坛不洁", "有垃圾", "清理", "５个工作日", "园林绿化中心"),
        )

        found = imported(table, KNOWN)

        assert found.ready
        assert [
            (r["unit"], r["condition"], r["limit_value"], r["limit_type"]) for r in found.rows
        ] == [
            (HOUSING, "立案条件 = 破损", "2", "urgent_hour"),
            (POLICE, "", "", ""),
            (HOUSING, "立案条件 = 缺失 、 有危险", "1", "urgent_hour"),
            (GARDENS, "", "5", "work_day"),
        ]
        assert any("立案条件" in note for note in found.notes)
        assert read_lines(to_responsibility_csv(found), Problems(), strict=True)

    def test_conditions_that_change_nothing_make_one_line(self) -> None:
        table = a_table(
            ("事项名称", "立案条件", "处置时限", "责任主体"),
            ("道路破损", "坑洞", "5工作日", "住建局"),
            ("道路破损", "开裂", "5工作日", "住建局"),
        )

        found = imported(table, KNOWN)

        assert [row["condition"] for row in found.rows] == [""]
        assert "坑洞" in found.rows[0]["remark"]
        assert "开裂" in found.rows[0]["remark"]

    def test_two_limits_under_one_condition_are_refused(self) -> None:
        table = a_table(
            ("事项名称", "立案条件", "处置时限", "责任主体"),
            ("道路破损", "坑洞", "5工作日", "住建局"),
            ("道路破损", "坑洞", "3工作日", "住建局"),
        )

        found = imported(table, KNOWN)

        assert [problem.cell for problem in found.problems] == ["清单表!3"]

    def test_a_unit_of_time_in_the_header_counts(self) -> None:
        table = a_table(("事项名称", "处置时限（工作日）", "责任主体"), ("噪声", 3, "公安局"))

        (row,) = imported(table, KNOWN).rows

        assert (row["limit_value"], row["limit_type"]) == ("3", "work_day")


class TestLong:
    def test_reads_the_lists_own_file(self) -> None:
        text = (
            "row_id,item_id,matter_code,matter_name,gov_code,platform,area,zone,unit,role,duty,"
            "valid_from,valid_to,limit_value,limit_type,basis\n"
            f"A1,I1,M001,乱倒垃圾,,social_governance,330521001;330521002,urban,{BUREAU},lead,dispose,"
            "2026-01-01,,40,work_hour,某法\n"
            "A2,I1,M001,乱倒垃圾,,,*,all,@township,cooperate,dispose,,,,,\n"
        )

        found = imported(a_csv_table(text), KNOWN)

        assert found.ready
        given = list(csv.DictReader(io.StringIO(text)))
        assert [{name: row[name] for name in given[0]} for row in found.rows] == given

    def test_spreads_a_row_that_names_several_helpers(self) -> None:
        table = a_table(
            ("条目编号", "事项名称", "责任单位", "角色", "环节"),
            ("A7", "乱倒垃圾", "公安局、住建局", "配合", "处置"),
        )

        found = imported(table, KNOWN)

        assert [(r["row_id"], r["unit"]) for r in found.rows] == [("A7", POLICE), ("A7-2", HOUSING)]

    def test_says_what_the_reader_of_lists_would_refuse(self) -> None:
        table = a_table(
            ("条目编号", "事项名称", "责任单位", "角色", "环节", "适用条件", "优先于"),
            ("A1", "乱倒垃圾", "公安局", "牵头", "处置", "面积", None),
            ("A2", "乱倒垃圾", "公安局", "配合", "处置", None, "A9"),
            ("A2", "乱倒垃圾", "住建局", "配合", "处置", None, None),
        )

        found = imported(table, KNOWN)

        assert {(p.cell, p.column) for p in found.problems} == {
            ("清单表!F2", "适用条件"),
            ("清单表!G3", "优先于"),
            ("清单表!A4", "条目编号"),
        }

    def test_names_fields_that_are_empty_or_no_date(self) -> None:
        table = a_table(
            ("事项名称", "责任单位", "角色", "环节", "生效日期"),
            ("乱倒垃圾", None, "牵头", "处置", "三月初"),
            (None, "公安局", None, "处置", None),
        )

        found = imported(table, KNOWN)

        assert {p.cell for p in found.problems} == {"清单表!E2", "清单表!B2", "清单表!A3"}


class TestUnknownShapes:
    def test_columns_without_a_known_header_are_told_by_what_they_hold(self) -> None:
        rows = (("违法建设（私搭乱建）", NAME_BUREAU), ("乱倒垃圾", "公安局"), ("乱倒垃圾", CENTRE))
        table = a_table(("内容", "谁来办", "其他"), *rows)

        mapping = propose_mapping(table, KNOWN)

        assert mapping.columns == {"内容": "matter_name", "谁来办": "handlers"}

    def test_columns_that_are_not_read_are_named(self) -> None:
        table = a_table(("事项名称", "牵头单位", "联系电话"), ("噪声", "公安局", "110"))

        assert any("联系电话" in note for note in imported(table, KNOWN).notes)

    def test_a_table_without_rows_is_pointed_at(self) -> None:
        found = imported(a_table(("事项名称", "牵头单位"), ("", None), ()), KNOWN)

        assert not found.ready
        assert found.problems
