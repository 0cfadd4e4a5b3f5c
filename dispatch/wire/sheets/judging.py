"""Rows of a list written as ``responsibility.csv``, and read once more by the reader of lists."""

import csv
import io
from collections.abc import Iterable, Mapping

from dispatch.wire.county import agreement
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.problems import Problems
from dispatch.wire.sheets.fields import LINE_FIELDS, REMARK
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.model import Column, SheetProblem

_FIRST_ROW = 2
_IN_CHINESE = {
    "row_id": "条目编号与前面的行重复。",
    "area": "适用区域不在本县。",
    "unit": "单位不在本县的单位表里,或所在乡镇没有对应的单位。",
    "valid_to": "失效日期早于生效日期。",
    "limit_value": "时限数值要大于 0、不超过 100000。",
    "limit_type": "时限类型不是四种之一。",
    "condition": "适用条件读不懂;要写成“名称 符号 值”,几个条件用 & 连接。",
    "overrides": "“优先于”写的条目编号不在这张清单里,或者几行互相优先。",
}
"""What the reader of lists finds, by column; its own words are English."""


def csv_of(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as ``responsibility.csv``, exactly."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, (*LINE_FIELDS, REMARK), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def judged(
    rows: tuple[Mapping[str, str], ...],
    origins: tuple[str, ...],
    known: Known,
    headers: Mapping[str, Column],
) -> Iterable[SheetProblem]:
    """Yield what the reader of lists finds wrong with the rows."""
    problems = Problems()
    lines = read_lines(csv_of(rows), problems, strict=True) or ()
    county = agreement.Known(places=known.divisions, units=known.units, matters=None)
    agreement.check_lines(lines, county, strict=True)
    for each in problems:
        origin = origins[each.row - _FIRST_ROW] if each.row else ""
        column = headers.get(each.column or "")
        if column is not None:
            sheet, _, number = origin.rpartition("!")
            origin = f"{sheet}!{column.letter}{number}"
        yield SheetProblem(
            origin,
            column.name if column else each.column or "",
            _IN_CHINESE.get(each.column or "", "这一行不能作为清单条目。"),
            each.message,
            "请按提示修改这一行。",
        )
