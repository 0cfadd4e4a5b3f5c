"""The report as a Word document, read back as a person's word processor reads it."""

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.oxml.ns import qn

from dispatch.history.model import PastCase
from dispatch.responsibility.audit import Severity
from dispatch.responsibility.audit.checkup import Checkup, Told, checkup
from dispatch.responsibility.model import Duty
from dispatch.vocabulary import MatterCode, UnitCode, Urgency
from dispatch.wire.county.attributes import read_attributes
from dispatch.wire.county.problems import Problems
from dispatch.wire.report_docx import Names, report_docx
from tests.builders import BUREAU, OTHER_BUREAU, TOWNSHIP, VILLAGE, a_limit, a_line, a_matter
from tests.unit.responsibility.audit.ground import a_list
from tests.unit.responsibility.audit.test_volume import a_past_case

ON = date(2026, 6, 30)
MATTERS = [
    a_matter("M1", name="乱倒垃圾"),
    a_matter("M2", name="窨井盖缺失"),
    a_matter("M3", name="燃气泄漏"),
]

NAMES = Names({each.code: each for each in MATTERS}, read_attributes(None, Problems()))


def a_checkup(*, dismissed: tuple[str, ...] = (), cases: list[PastCase] | None = None) -> Checkup:
    judged = a_list(
        a_line("A1", BUREAU, matter="M1", limit=a_limit()),
        a_line("A2", OTHER_BUREAU, matter="M1", limit=a_limit()),
        a_line("A3", BUREAU, matter="M2", areas=TOWNSHIP, limit=a_limit()),
        a_line("A4", BUREAU, matter="M3"),
        a_line("A5", BUREAU, matter="M3", duty=Duty.ENFORCE, basis="《条例》"),
        matters=MATTERS,
    )
    told = Told(
        edition="7",
        cases=_cases() if cases is None else cases,
        safety={MatterCode("M3"): Urgency.RED},
        dismissed=dismissed,
    )
    return checkup(judged, on=ON, told=told)


def _cases() -> list[PastCase]:
    met = [
        replace(a_past_case(VILLAGE, matter="M1"), case_id=f"C{n:02}", unit=UnitCode(BUREAU))
        for n in range(12)
    ]
    return [*met, replace(a_past_case(matter="M3"), case_id="C99", held=False)]


def paper_of(report: Checkup) -> Paper:
    return Document(io.BytesIO(report_docx(report, NAMES)))


def text_of(paper: Paper) -> str:
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


class TestCheckup:
    def test_puts_the_gravest_first_with_its_cases_and_what_would_mend_it(self):
        report = a_checkup()

        first, second, third = report.items
        assert [(item.severity, item.cases) for item in report.items] == [
            (Severity.HIGH, 12),
            (Severity.MEDIUM, 1),
            (Severity.MEDIUM, 0),
        ]
        assert first.group.words.zh.startswith("多头管：“乱倒垃圾”，德清县全县")
        assert first.case_numbers[:2] == ("C11", "C10")
        assert first.amendments[0].zh == (
            "以德清县综合行政执法局为准：第A1条优先于第A2条（填写“优先于条目”）"
        )
        assert first.example is not None
        assert first.example.outcome == "conflict"
        assert second.why.zh == "历史案件中有1件落入此范围；“燃气泄漏”涉及人身安全"
        assert third.group.words.zh == "三不管：“窨井盖缺失”，新市镇"
        assert [item.group.check.value for item in report.advice] == ["missing_limit"]

    def test_knows_the_list_it_looks_at(self):
        facts = a_checkup().facts

        assert (facts.lines, facts.leads, facts.matters, facts.led_matters) == (5, 4, 3, 3)
        assert (facts.units, facts.townships, facts.past_cases) == (2, 2, 13)
        assert (facts.county, facts.edition, facts.made_on) == ("德清县", "7", ON)

    def test_leaves_out_what_was_dismissed_and_says_how_much_that_was(self):
        (key,) = a_checkup().items[0].keys

        report = a_checkup(dismissed=(key,))

        assert [item.group.check.value for item in report.items] == ["penalty_only", "no_mans_land"]
        assert report.dismissed == 1
        assert report.by_severity[Severity.HIGH] == 0

    def test_without_history_is_by_the_kind_alone(self):
        report = a_checkup(cases=[])

        assert {item.cases for item in report.items} == {None}
        assert [item.severity for item in report.items][:2] == [Severity.HIGH, Severity.HIGH]
        assert report.practice == ()


class TestReportDocx:
    def test_says_what_the_report_says(self):
        report = a_checkup()

        text = text_of(paper_of(report))

        for said in (
            "德清县属地管理事项责任清单体检报告",
            "发现问题：高 1 处、中 2 处、低 0 处；归并为 3 组。",
            "1. 多头管：“乱倒垃圾”，德清县全县",
            "涉及办件：C11、C10",
            "举例：2026-01-01 在居仁社区发生“乱倒垃圾”",
            "5 条，其中牵头处置 4 条",
            "无人牵头",
            "有1件未结案件没有承办单位",
            "未定时限",
        ):
            assert said in text, said

    def test_says_what_an_example_tells_of_itself_in_words(self):
        report = a_checkup()
        first = report.items[0]
        assert first.example is not None
        told = replace(first.example, attributes={"zone": "urban", "stage": "going_up"})

        text = text_of(paper_of(replace(report, items=(replace(first, example=told),))))

        assert "在居仁社区发生“乱倒垃圾”，城乡区域：城区，建设阶段：在建" in text

    def test_has_the_edition_and_the_day_in_its_head_and_page_numbers_in_its_foot(self):
        section = paper_of(a_checkup()).sections[0]

        assert section.header.paragraphs[0].text == "德清县 · 清单版本 7 · 2026-06-30 检查"
        foot = section.footer.part.element
        fields = [each.text for each in foot.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]

    def test_names_fonts_that_have_chinese_in_them(self):
        styles = paper_of(a_checkup()).styles

        fonts = {
            name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
            for name in ("Normal", "Title", "Heading 1", "Heading 2", "Header")
        }
        assert fonts == {
            "Normal": "仿宋",
            "Title": "黑体",
            "Heading 1": "黑体",
            "Heading 2": "黑体",
            "Header": "仿宋",
        }

    def test_has_tables_whose_head_is_on_every_page(self):
        paper = paper_of(a_checkup())

        heads = list(paper.element.body.iter(qn("w:tblHeader")))
        assert len(heads) == len(paper.tables)

    def test_has_a_row_for_each_township(self):
        table = paper_of(a_checkup()).tables[2]

        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["镇街", "事项", "部门牵头", "镇街牵头", "分情形", "有争议", "无人牵头"],
            ["武康街道", "3", "3", "0", "0", "1", "0"],
            ["新市镇", "3", "2", "0", "0", "1", "1"],
        ]

    @pytest.mark.parametrize("name", ["郑\x0b州", "郑\ud800州", "<w:p/>"])
    def test_takes_any_name_as_mere_text(self, name: str):
        report = a_checkup()
        strange = replace(report, facts=replace(report.facts, county=name))

        assert "体检报告" in text_of(paper_of(strange))
