"""清单体检报告 as a Word document: to be printed and carried into a meeting.

The look is that of an office paper: headings in 黑体, text in 仿宋, tables with a head that is
repeated on every page, edition and day in the page's head, page numbers in its foot.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dispatch.responsibility.audit.checkup import Checkup, Item
from dispatch.responsibility.audit.examples import Example
from dispatch.responsibility.audit.matrix import LABELS_ZH as HELD_ZH
from dispatch.responsibility.audit.model import Severity
from dispatch.responsibility.audit.practice import LABELS_ZH as PRACTICE_ZH
from dispatch.responsibility.audit.words import LABELS_ZH
from dispatch.responsibility.described import Labels, condition_words
from dispatch.responsibility.model import Condition, Matter
from dispatch.vocabulary import MatterCode

_HEADING, _TEXT = "黑体", "仿宋"
_LATIN = "Times New Roman"
_SEVERITIES = {
    Severity.HIGH: "高",
    Severity.MEDIUM: "中",
    Severity.LOW: "低",
    Severity.ADVICE: "建议",
}
_AMENDMENTS = 3
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold; it is left out, for it shows nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the county calls what the report has only in codes."""

    matters: Mapping[MatterCode, Matter] = field(default_factory=dict)
    attributes: Labels = field(default_factory=dict)


def report_docx(report: Checkup, names: Names) -> bytes:
    """Return the report as the bytes of a ``.docx`` file."""
    paper = Document()
    _dress(paper)
    _frame(paper, report)
    facts = report.facts
    title = paper.add_heading(_printable(f"{facts.county}属地管理事项责任清单体检报告"), level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _facts(paper, report)
    _summary(paper, report)
    paper.add_heading("二、需要处理的问题", level=1)
    _items(paper, report.items, names, "本次检查没有发现需要处理的问题。")
    paper.add_heading("三、各镇街牵头情况", level=1)
    _coverage(paper, report)
    paper.add_heading("四、办件反映的情况", level=1)
    _practice(paper, report)
    paper.add_heading("五、仅供参考的提示", level=1)
    _items(paper, report.advice, names, "没有其他提示。")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _dress(paper: Paper) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.5)
    for name, font, size in (
        ("Normal", _TEXT, 12),
        ("Title", _HEADING, 20),
        ("Heading 1", _HEADING, 15),
        ("Heading 2", _HEADING, 13),
        ("Header", _TEXT, 9),
        ("Footer", _TEXT, 9),
    ):
        style = paper.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name = _LATIN
            style.font.size = Pt(size)
            style.font.color.rgb = None
            # Word takes the font of Chinese text from an attribute of its own.
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn("w:eastAsia"), font)
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)


def _frame(paper: Paper, report: Checkup) -> None:
    section, facts = paper.sections[0], report.facts
    head = section.header.paragraphs[0]
    edition = facts.edition or "（草稿）"
    head.text = _printable(f"{facts.county} · 清单版本 {edition} · {facts.made_on} 检查")
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("第 ")
    _field(foot.add_run(), "PAGE")
    foot.add_run(" 页，共 ")
    _field(foot.add_run(), "NUMPAGES")
    foot.add_run(" 页")


def _field(run: Run, name: str) -> None:
    """Put in a number that Word reckons when it prints."""
    for kind, text in (("begin", None), (None, name), ("end", None)):
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        elif kind:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)  # noqa: SLF001 - the library has no word for fields


def _facts(paper: Paper, report: Checkup) -> None:
    facts = report.facts
    paper.add_heading("一、清单概况", level=1)
    rows = [
        ("清单版本", facts.edition or "（草稿）"),
        ("判断期间", f"{facts.first} 至 {facts.last}"),
        ("条目", f"{facts.lines} 条，其中牵头处置 {facts.leads} 条"),
        ("事项", f"{facts.matters} 项，其中有牵头单位的 {facts.led_matters} 项"),
        ("单位与镇街", f"清单涉及单位 {facts.units} 个，镇街 {facts.townships} 个"),
        ("历史办件", f"{facts.past_cases} 件" if facts.past_cases else "未提供"),
    ]
    _table(paper, ("项目", "内容"), rows, widths=(4.0, 11.8))


def _summary(paper: Paper, report: Checkup) -> None:
    graves = [
        f"{_SEVERITIES[severity]} {report.by_severity.get(severity, 0)} 处"
        for severity in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    ]
    text = f"发现问题：{'、'.join(graves)}；归并为 {len(report.items)} 组。"
    if report.dismissed:
        text += f"另有 {report.dismissed} 处经说明理由不再列出。"
    _say(paper, text)
    found = [(LABELS_ZH[check], str(many)) for check, many in sorted(report.counts.items()) if many]
    if found:
        _table(paper, ("种类", "处数"), found, widths=(8.0, 3.0))


def _items(paper: Paper, items: Sequence[Item], names: Names, none: str) -> None:
    if not items:
        _say(paper, none)
        return
    for number, item in enumerate(items, start=1):
        heading = paper.add_heading(_printable(f"{number}. {item.group.words.zh}"), level=2)
        heading.paragraph_format.keep_with_next = True
        cases = "未提供历史办件" if item.cases is None else f"历史办件 {item.cases} 件"
        _say(paper, f"程度：{_SEVERITIES[item.severity]}　{cases}　（{item.why.zh}）")
        for words in item.details:
            _say(paper, words.zh, style="List Bullet")
        if more := len(item.group.findings) - len(item.details):
            _say(paper, f"……另有 {more} 处，见系统内清单检查页。")
        if item.example:
            _say(paper, _example(item.example, names))
        if item.amendments:
            _say(paper, "建议修改：")
            for words in item.amendments[:_AMENDMENTS]:
                _say(paper, words.zh, style="List Number")
        if item.case_numbers:
            _say(paper, "涉及办件：" + "、".join(item.case_numbers))


def _example(example: Example, names: Names) -> str:
    matter = names.matters.get(example.matter)
    name = matter.name if matter and matter.name else example.matter
    told = [
        condition_words(Condition(key, "=", value), names.attributes)
        for key, value in example.attributes.items()
    ]
    return "，".join([f"举例：{example.day} 在{example.name}发生“{name}”", *told])


def _coverage(paper: Paper, report: Checkup) -> None:
    cells = "，".join(f"{HELD_ZH[held]} {many}" for held, many in report.cells.items() if many)
    _say(paper, f"事项 × 镇街逐格统计：{cells or '没有可统计的格'}。")
    rows = [
        (
            name,
            *(
                str(value)
                for value in (
                    share.matters,
                    share.department,
                    share.township,
                    share.both,
                    share.contested,
                    share.empty,
                )
            ),
        )
        for name, share in report.shares
    ]
    heads = ("镇街", "事项", "部门牵头", "镇街牵头", "分情形", "有争议", "无人牵头")
    _table(paper, heads, rows, widths=(3.6, *[2.0] * 6))


def _practice(paper: Paper, report: Checkup) -> None:
    if not report.practice:
        text = "没有发现异常。" if report.facts.past_cases else "未提供历史办件，无法判断。"
        _say(paper, text)
        return
    rows = [(PRACTICE_ZH[each.practice], each.words.zh) for each in report.practice]
    _table(paper, ("情况", "说明"), rows, widths=(3.2, 12.6))


def _say(paper: Paper, text: str, style: str | None = None) -> None:
    paper.add_paragraph(_printable(text), style=style)


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _table(
    paper: Paper,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float],
) -> None:
    table = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _fill(table, 0, heads, widths, bold=True)
    _repeat_head(table)
    for at, row in enumerate(rows, start=1):
        table.add_row()
        _fill(table, at, row, widths, bold=False)
    paper.add_paragraph()


def _fill(
    table: Table, at: int, texts: Sequence[str], widths: Sequence[float], *, bold: bool
) -> None:
    for cell, text, width in zip(table.rows[at].cells, texts, widths, strict=True):
        cell.width = Cm(width)
        paragraph: Paragraph = cell.paragraphs[0]
        run = paragraph.add_run(_printable(text))
        run.bold = bold
        run.font.size = Pt(10.5)


def _repeat_head(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
