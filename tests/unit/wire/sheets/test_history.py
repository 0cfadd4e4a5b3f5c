"""Closed cases of another system: each row by itself, the places and days only when certain."""

from datetime import date

import pytest

from dispatch.vocabulary import AreaCode
from dispatch.wire.sheets.bounds import HISTORY
from dispatch.wire.sheets.history import ReadHistory, read_history
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import Layout, propose_history_mapping
from dispatch.wire.sheets.moments import read_day
from dispatch.wire.sheets.read import read_tables
from tests.builders import (
    COMMUNITY,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_division,
    a_territory,
    ordinary_divisions,
    ordinary_units,
)
from tests.unit.wire.sheets.building import POLICE, a_known, a_workbook

KNOWN = a_known()
HEADER = (
    "工单编号,上报时间,所属镇街,所属村社,事件类别,标题,问题描述,处置单位,办结时间,退回次数,结案方式"
)


def history(*rows: str, header: str = HEADER, **answers: str) -> ReadHistory:
    (table,) = read_tables("旧系统.csv", "\n".join((header, *rows)).encode(), HISTORY)
    mapping = propose_history_mapping(table, KNOWN)
    assert mapping.layout is Layout.HISTORY
    return read_history(table, mapping.answered(answers), KNOWN)


class TestReadHistory:
    def test_reads_a_case(self) -> None:
        found = history(
            "T1,2025/3/4 8:05,武康街道,居仁社区,乱倒垃圾,门口垃圾,楼下有垃圾,公安局,"
            "2025年3月9日,2,行政处罚"
        )

        (case,) = found.cases
        assert (case.source, case.case_id, case.area) == ("旧系统", "T1", COMMUNITY)
        assert (case.occurred_on, case.closed_on) == (date(2025, 3, 4), date(2025, 3, 9))
        assert (case.matter, case.unit, case.returns) == ("M001", POLICE, 2)
        assert (case.title, case.text, case.penalty) == ("门口垃圾", "楼下有垃圾", True)

    def test_reads_the_headers_of_a_hotline(self) -> None:
        found = history(
            "T1,2025-03-01,武康街道,乱倒垃圾,楼下有垃圾,公安局,2025-03-03,调解",
            header="工单号,受理时间,发生地点,事项类型,工单内容,承办单位,办结时间,处理方式",
        )

        (case,) = found.cases
        assert (case.matter, case.text, case.unit) == ("M001", "楼下有垃圾", POLICE)
        assert found.warnings == ()

    @pytest.mark.parametrize(
        "header", ["大类,小类", "小类,大类", "工单类型,问题类型", "事件类型,事项名称"]
    )
    def test_reads_the_more_telling_of_two_columns(self, header: str) -> None:
        telling = header.split(",").index(
            next(each for each in ("小类", "问题类型", "事项名称") if each in header.split(","))
        )
        row = ["投诉", "投诉"]
        row[telling] = "乱倒垃圾"

        found = history(
            f"T1,2025-03-01,武康街道,{','.join(row)}", header=f"编号,发生时间,地点,{header}"
        )

        assert found.cases[0].matter == "M001"

    def test_says_what_cases_without_a_matter_or_a_text_are_of_no_use_for(self) -> None:
        found = history("T1,2025-03-01,武康街道,x", header="编号,发生时间,地点,来源")

        assert [("推演" in each, "研判词" in each) for each in found.warnings] == [
            (True, False),
            (False, True),
        ]
        assert "没有读取的列:来源。" in found.notes

    def test_refuses_a_row_alone_and_counts_both_kinds(self) -> None:
        found = history(
            "T1,2025-03-04,武康街道,,乱倒垃圾,,,公安局,,,",
            "T2,3/4/2025,武康街道,,乱倒垃圾,,,公安局,,,",
            "T3,,武康街道,,乱倒垃圾,,,公安局,,,",
            "T1,2025-03-05,武康街道,,乱倒垃圾,,,公安局,,,",
            ",2025-03-05,武康街道,,乱倒垃圾,,,公安局,,,",
            "T6,2025-03-05,武康街道,,乱倒垃圾,,,公安局,2025-03-01,,",
            "T7,2025-03-05,武康街道,,乱倒垃圾,,,公安局,,几次,",
            "T8,2025-03-05,,,乱倒垃圾,,,公安局,,,",
        )

        assert (found.accepted, found.refused) == (1, 7)
        assert [problem.cell.rsplit("!")[1] for problem in found.problems] == [
            *("B3", "B4", "A5", "A6", "I7", "J8"),
            "9",
        ]
        assert all(problem.mend_zh for problem in found.problems)

    def test_asks_about_a_category_and_a_unit_and_keeps_their_words(self) -> None:
        row = "T1,2025-03-04,武康街道,,垃圾问题,,,环卫处,,,"
        first = history(row)
        assert {question.id for question in first.questions} == {"matter:垃圾问题", "unit:环卫处"}
        assert first.cases[0].attributes == {"old_matter": "垃圾问题", "old_unit": "环卫处"}

        second = history(row, **{"matter:垃圾问题": "M001", "unit:环卫处": POLICE})

        assert (second.cases[0].matter, second.cases[0].unit) == ("M001", POLICE)
        assert second.questions == ()

    def test_a_village_nobody_knows_may_count_for_its_township(self) -> None:
        row = "T1,2025-03-04,武康街道,新村,乱倒垃圾,,,公安局,,,"
        first = history(row)
        assert (first.accepted, first.refused) == (0, 1)

        second = history(row, **{"area:*": "-"})

        assert second.cases[0].area == TOWNSHIP

    @pytest.mark.parametrize(
        ("header", "row"),
        [
            ("编号,发生时间,地点", "T{},2025-03-04,火车站对面"),
            ("编号,发生时间,所属镇街", "T{},2025-03-04,火车站对面"),
        ],
        ids=["address", "name"],
    )
    def test_a_place_nobody_knows_is_asked_about_once(self, header: str, row: str) -> None:
        rows = [row.format(n) for n in range(24)]
        first = history(*rows, header=header)
        (question,) = first.questions
        assert (question.kind, question.count) == ("area", 24)

        found = history(*rows, header=header, **{question.id: TOWNSHIP})
        left_out = history(*rows, header=header, **{question.id: "--"})

        assert {case.area for case in found.cases} == {TOWNSHIP}
        assert (left_out.questions, left_out.refused) == ((), 24)
        assert {problem.message_zh for problem in left_out.problems} == {
            "“火车站对面”:按回答,这些行不导入。"
        }

    def test_rows_of_a_category_may_be_left_out(self) -> None:
        row = "T1,2025-03-04,武康街道,,咨询电话,,,公安局,,,"
        assert history(row).accepted == 1

        found = history(row, **{"matter:咨询电话": "--"})

        assert (found.accepted, found.refused, found.questions) == (0, 1, ())

    def test_a_name_that_two_villages_bear_is_no_certain_place(self) -> None:
        twin = a_division(f"{OTHER_TOWNSHIP}002", kind="village", name="对河口村")
        ground = a_territory(*ordinary_divisions(), twin)
        known = Known.of(ordinary_units(), ground, {})

        assert known.places.certain("对河口村") is None
        assert known.places.certain("新市镇对河口村") == twin.code
        assert known.places.certain("对河口村", AreaCode(TOWNSHIP)) == VILLAGE

    def test_a_village_is_looked_for_in_its_township_only(self) -> None:
        found = history("T1,2025-03-04,新市镇,居仁社区,乱倒垃圾,,,公安局,,,")

        assert found.refused == 1

    @pytest.mark.parametrize(
        ("place", "area"),
        [
            ("德清县武康街道居仁社区永安街 12 号", COMMUNITY),
            ("武康街道对河口村", VILLAGE),
            ("新市镇仙潭路", OTHER_TOWNSHIP),
        ],
    )
    def test_takes_an_address_by_the_place_it_begins_with(self, place: str, area: str) -> None:
        header = "编号,发生时间,地点"

        assert history(f"T1,2025-03-04,{place}", header=header).cases[0].area == area

    def test_refuses_an_address_that_names_no_place_and_a_code_of_elsewhere(self) -> None:
        lost = history("T1,2025-03-04,火车站对面", header="编号,发生时间,地点")
        other = history("T1,2025-03-04,110101001", header="编号,发生时间,行政区划代码")

        assert [p.column for p in (*lost.problems, *other.problems)] == ["地点", "行政区划代码"]

    def test_keeps_a_code_of_the_county_as_it_was_written(self) -> None:
        found = history("T1,2025-03-04,330521001999", header="编号,发生时间,行政区划代码")

        assert found.cases[0].area == "330521001999"

    def test_the_township_that_led_is_the_one_of_the_place(self) -> None:
        row = "T1,2025-03-04,新市镇,白彪村,乱倒垃圾,,,所属街办,,,"

        assert history(row, **{"unit:所属街办": "@township"}).cases[0].unit == OTHER_TOWNSHIP

    def test_several_units_without_a_lead_are_nobody(self) -> None:
        found = history('T1,2025-03-04,武康街道,,乱倒垃圾,,,"公安局、住建局",,,')

        assert found.cases[0].unit is None
        assert any("牵头" in note for note in found.notes)

    def test_reads_a_workbook(self) -> None:
        data = a_workbook(
            ("案件编号", "发生时间", "所属镇街", "事项"),
            (1, date(2025, 3, 4), "武康街道", "乱倒垃圾"),
        )
        (table,) = read_tables("旧案.xlsx", data, HISTORY)

        found = read_history(table, propose_history_mapping(table, KNOWN), KNOWN)

        assert [(case.case_id, case.occurred_on) for case in found.cases] == [
            ("1", date(2025, 3, 4))
        ]


class TestReadDay:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2025-03-04", date(2025, 3, 4)),
            ("2025/3/4 8:05:09", date(2025, 3, 4)),
            ("2025.3.4", date(2025, 3, 4)),
            ("２０２５年３月４日　８：０５", date(2025, 3, 4)),
            ("2025年3月4日 下午3点20分", date(2025, 3, 4)),
            ("20250304", date(2025, 3, 4)),
            ("20250304080500", date(2025, 3, 4)),
            ("2025-03-03T17:30:00Z", date(2025, 3, 4)),
            ("2025-03-04T08:05:00.123+08:00", date(2025, 3, 4)),
            ("45720", date(2025, 3, 4)),
            ("45720.5", date(2025, 3, 4)),
        ],
    )
    def test_reads(self, text: str, day: date) -> None:
        assert read_day(text) == day

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "3/4/2025",
            "25/3/4",
            "2025-02-30",
            "2025-13-01",
            "三月",
            "2025-03-04 25:00",
            "12",
            "2025-03-04 左右",
        ],
    )
    def test_is_certain_or_nothing(self, text: str) -> None:
        assert read_day(text) is None
