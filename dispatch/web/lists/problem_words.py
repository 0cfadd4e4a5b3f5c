"""What is wrong with a row, as its keeper reads it: the field's name, what is wrong, the mend.

The readers say it in English, for whoever edits a county's files; here each of their
sentences has its twin. In English theirs are shown as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from dispatch.web.attributes import plain
from dispatch.web.languages import CHINESE, said, spoken
from dispatch.web.lists.sheets import OF_FILE, field_label
from dispatch.web.words import unit_name
from dispatch.wire.county.problems import Problem
from dispatch.wire.county.written import keys_by_row

_QUOTED = r"(?:'(?P<value>.*?)'|\"(?P<other>.*?)\")"

_SAID: tuple[tuple[str, str], ...] = (
    (r"is empty; fill it in", "不能为空,请填写"),
    (
        r"is empty, and so is text; a test needs one of them",
        "事项和上报内容不能都空着,请至少填一项",
    ),
    (r"is empty; name the unit that must lead", "结果应为“规则已定责”时,须写明应由谁主责"),
    (
        rf"{_QUOTED} cannot lead where the outcome is (?P<outcome>\S+)",
        "应得结果不是“规则已定责”时不能写主责单位,请清空主责单位或改应得结果",
    ),
    (
        rf"{_QUOTED} is unknown; use (?:one of )?(?P<choices>.+)",
        "“%(value)s”不在可选范围,请选:%(choices)s",
    ),
    (
        r"there is no such matter in (?P<value>\S+) to take out of use",
        "%(value)s 里没有这个事项,不用停用",
    ),
    (
        r"(?P<value>.+) would be left below it; give them another parent_code or retire them too",
        "停用后 %(value)s 没有上级事项,请给它们另填上级,或一起停用",
    ),
    (rf"{_QUOTED} is no date; write it like 2026-01-31", "“%(value)s”不是日期,请写成 2026-01-31"),
    (rf"{_QUOTED} is neither 1 nor 0", "“%(value)s”既不是 1 也不是 0,请写 1(是)或 0(否)"),
    (
        r"(?P<value>\S+) lies before valid_from (?P<since>\S+)",
        "失效日期 %(value)s 早于生效日期 %(since)s,请改其中一个",
    ),
    (
        rf"{_QUOTED} is no number above 0 and up to (?P<most>\S+)",
        "“%(value)s”不是时限数值,请填大于 0、不超过 %(most)s 的数",
    ),
    (
        rf"{_QUOTED} leaves open which hours count; use one of (?P<choices>.+)",
        "“%(value)s”没有说清按哪种时间计算,请选:%(choices)s",
    ),
    (
        rf"condition .+: {_QUOTED} is not `key op value` .+; a value holds none of .+",
        "条件“%(value)s”的取值里不能有 = < > !;几项条件之间用 & 相连",
    ),
    (
        rf"condition .+: {_QUOTED} is not `key op value` .+; write the value without .+",
        "条件“%(value)s”的取值不要加引号",
    ),
    (
        rf"condition .+: {_QUOTED} is not `key op value` .+",
        "条件“%(value)s”看不懂,请写作 要素=取值(还可用 != < <= > >= in),几项之间用 & 相连",
    ),
    (
        rf"{_QUOTED} is not key=value; join several by &",
        "“%(value)s”请写作 要素=取值,几项之间用 & 相连",
    ),
    (
        rf"{_QUOTED} is no division or grid of this county",
        "本县没有“%(value)s”这个地方,请从镇街、村社、网格中选择",
    ),
    (rf"{_QUOTED} is no township of this county", "本县没有“%(value)s”这个镇街,请从镇街中选择"),
    (rf"{_QUOTED} is no known matter", "没有“%(value)s”这个事项,请从事项目录中选择"),
    (rf"{_QUOTED} is no known unit", "单位名录里没有“%(value)s”,请从单位中选择"),
    (
        rf"{_QUOTED} is not active; name the unit that took over",
        "“%(unit)s”已停用,请改为接手的单位",
    ),
    (
        r"@township is (?P<value>\S+) here, which is no known unit",
        "这里的所在镇街是 %(value)s,而单位名录里没有它,请写明具体单位",
    ),
    (
        rf"{_QUOTED} is no attribute that reports tell of; use one of (?P<choices>.+)",
        "没有“%(value)s”这一项;可用:%(choices)s",
    ),
    (
        rf"{_QUOTED} is no choice of (?P<name>.+); use one of (?P<choices>.+)",
        "“%(name)s”没有“%(value)s”这种取值;可用:%(choices)s",
    ),
    (
        rf"{_QUOTED} is no number; (?P<name>.+) is counted in (?P<measure>.+)",
        "“%(name)s”按%(measure)s计,“%(value)s”不是数,请写数字",
    ),
    (
        rf"{_QUOTED} is more than one value; write (?P<mend>.+)",
        "“%(value)s”不是一个取值;几个取值请写作 %(mend)s",
    ),
    (
        rf"{_QUOTED} is this line itself; name another line, or none",
        "条目“%(value)s”不能优先于自己,请改写别的条目或清空",
    ),
    (rf"{_QUOTED} is no row_id of this list", "清单里没有条目“%(value)s”,请核对条目编号"),
    (
        r"the chain (?P<value>.+) runs in a circle; one line has to win",
        "%(value)s 互相优先,绕成了圈,须有一条最终优先",
    ),
    (r"the chain (?P<value>.+) runs in a circle", "%(value)s 互为上级,绕成了圈,请改其中一个的上级"),
    (
        rf"{_QUOTED} stands in row (?P<row>\d+) already; keep one of the two",
        "“%(value)s”在第 %(row)s 行已有,请保留一个",
    ),
    (
        rf"{_QUOTED} stands in (?P<file>\S+) already; keep one of the two",
        "“%(value)s”在 %(file)s 里已有,请保留一个",
    ),
    (
        r"has (?P<value>\d+) fields, the header (?P<most>\d+); mend the commas",
        "这一行有 %(value)s 个字段,表头只有 %(most)s 个,请检查逗号",
    ),
    (r"the column is missing", "缺少这一列,请补上"),
    (r"the column stands here twice", "这一列出现了两次,请删去一个"),
    (
        r"is no CSV: .+; save the file as comma-separated UTF-8",
        "不是 CSV 表格,请另存为逗号分隔、UTF-8 编码",
    ),
    (
        r"is empty; its first row names the columns (?P<value>.+)",
        "文件是空的,第一行应为列名:%(value)s",
    ),
    (
        r"has a field of more than (?P<most>\S+) characters; shorten it",
        "有一格超过 %(most)s 个字符,请缩短",
    ),
    (
        r"opens a quotation mark that is never closed; close it or leave it out",
        "这一行的引号没有成对,请补上另一半或删去",
    ),
    (r"holds a NUL character, which is no text; delete it", "含有空字符(NUL),请删去"),
    (r"is not UTF-8; save it again as UTF-8", "不是 UTF-8 编码,请另存为 UTF-8"),
    (r"is missing; a county cannot do without it", "缺少这个文件,清单不能没有它"),
)
_KNOWN = tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in _SAID)


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """One problem as a page says it."""

    row: int | None
    field: str
    """The field of the file, for the page to find its cell."""
    name: str
    text: str
    sheet: str = ""
    row_id: str = ""
    """The table and the row that a page can lead to; empty where there is none."""


def placed_words(problems: Iterable[Problem], files: Mapping[str, bytes]) -> list[ProblemWords]:
    """Return what is wrong with a draft's files in words, each with the row it is about."""
    keys = {name: keys_by_row(name, files.get(name)) for name in OF_FILE}
    return [
        replace(
            problem_words(each),
            sheet=OF_FILE[each.file].name if each.file in OF_FILE else "",
            row_id=keys.get(each.file, {}).get(each.row or 0, ""),
        )
        for each in problems
    ]


def problem_words(problem: Problem) -> ProblemWords:
    """Return a problem in words; a message that is not known here stands as it was said."""
    column = problem.column or ""
    return ProblemWords(
        problem.row, column, said(field_label(problem.file, column)), _text(problem)
    )


def known(message: str) -> bool:
    """Say whether a reader's message has its words here."""
    return any(pattern.fullmatch(message) for pattern, _text in _KNOWN)


def _text(problem: Problem) -> str:
    if spoken() != CHINESE:
        return problem.message
    for pattern, text in _KNOWN:
        if found := pattern.fullmatch(problem.message):
            values = _values(found.groupdict(), problem)
            if "%(unit)s" in text:
                values["unit"] = plain(unit_name(values["value"]))
            return str(_(text, **values))
    return problem.message


def _values(given: dict[str, str | None], problem: Problem) -> dict[str, str]:
    values = {name: value for name, value in given.items() if value is not None}
    values.setdefault("value", values.pop("other", ""))
    if "choices" in values:
        values["choices"] = "、".join(
            _choice(each, problem) for each in values["choices"].split(", ")
        )
    return values


def _choice(code: str, problem: Problem) -> str:
    sheet = OF_FILE.get(problem.file)
    column = sheet.column_of(problem.column or "") if sheet else None
    return said(column.words.get(code, code)) if column else code
