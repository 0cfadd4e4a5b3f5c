"""The reason of a decision in one Chinese sentence, for the unit that gets it."""

from collections.abc import Iterable, Mapping

from dispatch.routing.because import Because
from dispatch.routing.model import Reason
from dispatch.vocabulary import LABELS, LimitType

_SHOWN = 20
"""How much of an edition's name is shown; the whole of a digest tells nobody more."""
_ZONE = "城乡区域"


_WHOLE = {
    Reason.MATTER_UNKNOWN: "未能识别事项，由县级指挥中心人工分派。",
    Reason.AREA_UNKNOWN: "未写明发生地，由县级指挥中心核实后分派。",
    Reason.AREA_OUTSIDE_COUNTY: "发生地{given}不在本县范围，由县级指挥中心核实后处理。",
}
_WHY = {
    Reason.SEVERAL_LEADS: "同时由{contenders}牵头处置",
    Reason.RECALLED: "已由上级收回，条目仍由{contenders}牵头处置",
    Reason.NO_LINE: "没有牵头处置的条目",
    Reason.ZONE_UNKNOWN: "由谁牵头取决于{missing}",
    Reason.ATTRIBUTE_UNKNOWN: "由谁牵头取决于{missing}",
    Reason.TOWNSHIP_UNKNOWN: "由所在镇街牵头处置，所在镇街不明",
    Reason.LEAD_INACTIVE: "的牵头单位{contenders}已停用或不在单位名录",
}


def sentence_zh(because: Because) -> str:
    """Say in one sentence whose it is and by which line, or why a person must decide."""
    names = dict(because.names)
    reason = Reason(because.reason)
    if reason is Reason.ONE_LEAD:
        return _decided(because, names)
    if reason in _WHOLE:
        return _WHOLE[reason].format(given=because.inputs.area_given)
    why = _WHY[reason].format(
        contenders=_contenders(because, names),
        missing=_missing(because),
    )
    rows = f"（第{_joined(because.rows)}条）" if because.rows else ""
    return f"{_edition(because)}，{_what(because, names)}{why}{rows}，由县级指挥中心研判后分派。"


def _decided(because: Because, names: Mapping[str, str]) -> str:
    what, lead = _what(because, names), _named(because.lead, names)
    parts = [f"{_edition(because)}第{_joined(because.rows)}条", f"{what}由{lead}牵头处置"]
    if because.supporting:
        parts.append(f"{_joined(_named(unit, names) for unit in because.supporting)}配合")
    if because.receiver != because.lead:
        parts.append(f"转{_named(because.receiver, names)}办理")
    if because.copy_to is not None:
        parts.append(f"抄告{_named(because.copy_to, names)}")
    if limit := next((ground.limit for ground in because.grounds if ground.limit), ""):
        parts.append(f"办理时限{_limit(limit)}")
    if basis := _joined(dict.fromkeys(g.basis for g in because.grounds if g.basis)):
        parts.append(f"依据{basis}")
    return "，".join(parts) + "。"


def _edition(because: Because) -> str:
    return f"按责任清单（{because.edition[:_SHOWN]}）"


def _what(because: Because, names: Mapping[str, str]) -> str:
    return f"{because.inputs.area_name}“{_named(because.inputs.matter, names)}”"


def _contenders(because: Because, names: Mapping[str, str]) -> str:
    rows = set(because.rows)
    units = dict.fromkeys(one.unit for one in because.candidates if one.row in rows)
    return _joined(_named(unit, names) for unit in units)


def _missing(because: Because) -> str:
    """Name the inputs that nobody gave, and what was said of them that cannot be compared."""
    said = dict(because.inputs.attributes)
    names = _joined(_ZONE if name == "zone" else name for name in because.missing)
    vague = [value for name in because.missing if (value := said.get(name)) is not None]
    if not vague:
        return f"{names}，报告未写明"
    others = "，其余未写明" if len(vague) < len(because.missing) else ""
    return f"{names}，报告写的{_joined(f'“{value}”' for value in vague)}无法比较{others}"


def _named(code: str | None, names: Mapping[str, str]) -> str:
    return names.get(code, code) if code is not None else ""


def _joined(words: Iterable[str]) -> str:
    return "、".join(words)


def _limit(limit: str) -> str:
    value, _, kind = limit.partition(" ")
    return f"{value}个{LABELS[LimitType(kind)]}" if kind in set(LimitType) else limit
