"""The words that lists in use have for our closed sets, and what we write ourselves."""

from collections.abc import Mapping

from dispatch.responsibility.model import Duty, ListKind, Part
from dispatch.vocabulary import LABELS, LimitType, Platform
from dispatch.wire.county.lines import BasisKind
from dispatch.wire.sheets.plain import key

WRITTEN: Mapping[str, Mapping[str, str]] = {
    "role": {Part.LEAD: "牵头", Part.COOPERATE: "配合", Part.SUPERVISE: "监督"},
    "duty": {
        Duty.PERMIT: "许可",
        Duty.PATROL: "巡查发现",
        Duty.DISPOSE: "处置",
        Duty.SUPERVISE: "监管",
        Duty.ENFORCE: "执法",
        Duty.VERIFY: "核实",
    },
    "platform": {each: LABELS[each] for each in Platform},
    "limit_type": {each: LABELS[each] for each in LimitType},
    "list_kind": {
        ListKind.TERRITORIAL: "属地管理",
        ListKind.BASIC: "基本履职",
        ListKind.COOPERATIVE: "配合履职",
        ListKind.RECALLED: "上级收回",
    },
    "basis_kind": {
        BasisKind.LAW: "法律法规",
        BasisKind.SAN_DING: "三定规定",
        BasisKind.MINUTES: "会议纪要",
        BasisKind.RULING: "争议裁定",
    },
}
"""Each field's values as a template offers them."""

_OTHERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "role": {
        Part.LEAD: ("主办", "主体", "主责", "主体责任", "牵头单位", "主办单位", "主体责任单位"),
        Part.COOPERATE: ("协办", "协同", "配合责任", "配合单位", "协办单位", "配合责任单位"),
        Part.SUPERVISE: ("监督单位", "督促"),
    },
    "duty": {
        Duty.PERMIT: ("审批", "行政许可"),
        Duty.PATROL: ("巡查", "发现", "日常巡查"),
        Duty.DISPOSE: ("处理", "办理"),
        Duty.SUPERVISE: ("日常监管", "行业监管"),
        Duty.ENFORCE: ("执法处罚", "处罚", "行政处罚", "行政执法"),
        Duty.VERIFY: ("核查", "验收"),
    },
    "platform": {
        Platform.SOCIAL_GOVERNANCE: ("综治", "综合治理", "平安法治"),
        Platform.MARKET_SUPERVISION: ("市场监督",),
        Platform.LAW_ENFORCEMENT: ("执法", "综合行政执法"),
        Platform.CONVENIENCE_SERVICE: ("便民",),
    },
    "limit_type": {},
    "list_kind": {
        ListKind.TERRITORIAL: ("属地管理清单", "属地"),
        ListKind.BASIC: ("基本履职清单", "基本"),
        ListKind.COOPERATIVE: ("配合履职清单", "配合"),
        ListKind.RECALLED: ("收回", "上级部门收回", "上级部门收回清单"),
    },
    "basis_kind": {
        BasisKind.LAW: ("法律", "法规", "法律法规规章"),
        BasisKind.SAN_DING: ("三定", "三定方案"),
        BasisKind.MINUTES: ("纪要",),
        BasisKind.RULING: ("裁定",),
    },
}


def _meant() -> Mapping[str, Mapping[str, str]]:
    meant: dict[str, dict[str, str]] = {}
    for field, written in WRITTEN.items():
        words = meant.setdefault(field, {})
        for value, label in written.items():
            for word in (value, label, *_OTHERS[field].get(value, ())):
                words[key(word)] = str(value)
    return meant


_MEANT = _meant()


def meant(field: str, text: str) -> str | None:
    """Return the value of a closed set that a word names for certain, or None."""
    return _MEANT[field].get(key(text))
