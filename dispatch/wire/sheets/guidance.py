"""What the template's sheet 填写说明 says of each column."""

from collections.abc import Mapping
from typing import NamedTuple

from dispatch.wire.sheets.choice_words import WRITTEN
from dispatch.wire.sheets.fields import REMARK


class Guidance(NamedTuple):
    """One column, explained."""

    what: str
    allowed: str
    example: str
    width: int


def _one_of(field: str) -> str:
    return "只能选:" + "、".join(WRITTEN[field].values())


NEEDED = frozenset({"matter_name", "unit", "role", "duty"})
"""The columns that no row may leave empty."""

GUIDANCE: Mapping[str, Guidance] = {
    "row_id": Guidance(
        "这一行的编号。改动内容时保留不变,系统据此比较前后版本。",
        "留空则自动编号",
        "A0001",
        12,
    ),
    "item_id": Guidance("原清单里的序号。", "任意文字", "I001", 10),
    "matter_code": Guidance(
        "事项的编码,见“事项”表。新事项可留空。", "“事项”表中的编码,或新编码", "M001", 11
    ),
    "matter_name": Guidance("事项的名称。", "任意文字", "露天焚烧秸秆", 26),
    "gov_code": Guidance("国家标准(GB/T 47678.5)的五位编码。", "五位数字", "06020", 10),
    "platform": Guidance("事项归哪个平台。", _one_of("platform"), "综合执法", 11),
    "area": Guidance(
        "这一行管哪些地方。几个地方用分号隔开;可写乡镇、村社或网格。",
        "全县,或名称(编码)",
        "全县",
        26,
    ),
    "zone": Guidance("只在城区、只在农村,还是都管。", "不限、城区、农村,或自定义区域", "不限", 10),
    "unit": Guidance(
        "一行只写一个单位。“所在乡镇(街道)”指事发地所在的那个乡镇。",
        "“单位”表中的名称",
        "某县综合行政执法局",
        30,
    ),
    "role": Guidance("单位在这一环节里牵头、配合还是监督。", _one_of("role"), "牵头", 8),
    "duty": Guidance("这一行说的是哪个环节。分派案件看“处置”。", _one_of("duty"), "处置", 10),
    "valid_from": Guidance("从哪一天起。留空为一直有效。", "日期", "2026-01-01", 12),
    "valid_to": Guidance("到哪一天止(含当天)。留空为长期。", "日期", "2026-12-31", 12),
    "limit_value": Guidance("时限的数。", "大于 0 的数", "5", 9),
    "limit_type": Guidance(
        "时限怎么计:紧急工作时、紧急工作日按钟表连续计;工作时、工作日只计上班时间。",
        _one_of("limit_type"),
        "工作日",
        12,
    ),
    "basis": Guidance("依据哪部法律、哪份文件。", "任意文字", "《某法》第三十条", 30),
    "basis_kind": Guidance("依据是哪一类。", _one_of("basis_kind"), "法律法规", 11),
    "list_kind": Guidance("属于哪张清单。", _one_of("list_kind"), "基本履职", 11),
    "condition": Guidance(
        "只在满足条件时适用;几个条件用 & 连接。", "名称 符号 值", "area_m2 >= 300", 20
    ),
    "overrides": Guidance(
        "与别的行冲突时,优先于哪些行(写它们的条目编号,用分号隔开)。", "条目编号", "A0002", 12
    ),
    "hand_over": Guidance(
        "移交的时点、材料、时限、接收单位和反馈。",
        "任意文字",
        "发现后 2 小时内附照片移交",
        26,
    ),
    REMARK: Guidance("不参与分派的说明。", "任意文字", "", 20),
}
