"""A finding in a sentence, in both languages: what is wrong, where, and what would mend it."""

from collections.abc import Mapping

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding
from dispatch.responsibility.chain import EnforcementKind
from dispatch.responsibility.hand_over import LABELS_ZH as HAND_OVER_ZH
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.territory.model import Zone
from dispatch.vocabulary import LABELS, LimitType, UnitCode

_SHOWN = 5
"""So many places, units or rows are named; the finding itself has all."""

_ZONES_ZH = {Zone.URBAN.value: "城区", Zone.RURAL.value: "农村"}
_KINDS_ZH = {
    EnforcementKind.PROFESSIONAL.value: "专业",
    EnforcementKind.COMPREHENSIVE.value: "综合",
}

LABELS_ZH: Mapping[Check, str] = {
    Check.OMITTED: "漏管",
    Check.NO_MANS_LAND: "三不管",
    Check.MULTI_LEAD: "多头管",
    Check.DUPLICATE: "重复管",
    Check.LAPSED: "失管",
    Check.HANDOVER_GAP: "脱管",
    Check.PENALTY_ONLY: "以罚代管",
    Check.TOWNSHIP_WITHOUT_POWER: "小马拉大车",
    Check.RECALLED_TO_TOWNSHIP: "收回事项仍压镇街",
    Check.AMBIGUOUS_LIMIT: "时限单位不明",
    Check.UNREACHABLE: "空转",
    Check.NOT_JUDGED: "未能检查",
    Check.PERMITTED_UNSUPERVISED: "只批不管",
    Check.ENFORCED_UNSUPERVISED: "只罚不管",
    Check.SUPERVISED_UNENFORCED: "只管不罚",
    Check.LISTS_DISAGREE: "清单与目录不一致",
    Check.NOT_IN_CATALOGUE: "目录外执法",
    Check.WRONG_ENFORCER: "执法主体错位",
    Check.UNDECLARED_EXCEPTION: "例外未声明",
    Check.ZONE_GAP: "区域未覆盖",
    Check.VILLAGE_GAP: "村社未覆盖",
    Check.MISSING_LIMIT: "未定时限",
    Check.STAGE_HANDOVER: "衔接未约定",
    Check.LEAD_COOPERATES: "牵头又配合",
    Check.NO_BASIS: "执法无依据",
    Check.HAND_OVER_INCOMPLETE: "交接约定不全",
    Check.HAND_OVER_TO_NOBODY: "接收单位不明",
    Check.TOWNSHIP_LOAD: "镇街牵头过多",
    Check.UNKNOWN_UNIT: "单位不在名录",
    Check.NOBODY_ON_DUTY: "牵头单位无人",
    Check.ZONE_WITHOUT_POLYGON: "区域未划界",
    Check.MISSING_STAGE: "环节无人牵头",
    Check.UNKNOWN_ATTRIBUTE: "条件要素不明",
}
"""What each check is called."""

_ZH: Mapping[Check, str] = {
    Check.OMITTED: "{matter}没有任何牵头处置的条目；请确定牵头单位",
    Check.NO_MANS_LAND: "{matter}在{area}无人牵头处置，其他地方有；请补充该地的牵头单位",
    Check.MULTI_LEAD: "{matter}在{area}同时由{units}牵头处置（{rows}）；"
    "请保留一个，或用“{overrides}”写明以谁为准",
    Check.DUPLICATE: "{matter}在{area}由{units}用几条条目重复牵头（{rows}）；请合并",
    Check.LAPSED: "{matter}的牵头单位{units}已停用或不在单位名录（{rows}）；请改为承接单位",
    Check.HANDOVER_GAP: "{matter}在{area}自{first}至{last}无人牵头处置；请把前后条目的有效期接上",
    Check.PENALTY_ONLY: "{matter}有单位执法（{rows}），却无单位监管或巡查；请补充监管或巡查单位",
    Check.TOWNSHIP_WITHOUT_POWER: "{matter}在{area}由镇街牵头执法（{rows}），但未见赋权；"
    "请赋权或改由县级部门执法",
    Check.RECALLED_TO_TOWNSHIP: "{matter}已由上级收回，仍由镇街牵头处置（{rows}）；请改为承接部门",
    Check.AMBIGUOUS_LIMIT: "{matter}的时限“{what}”说不清按哪种时间计算（{rows}）；"
    "请改用{limits}之一",
    Check.UNREACHABLE: "{matter}的条目{rows}在任何情形下都轮不到；请删除或调整范围",
    Check.NOT_JUDGED: "{matter}的条件组合过多，未能逐一检查（{what}）；请简化条件",
    Check.PERMITTED_UNSUPERVISED: "{matter}由{units}许可（{what}），却无单位监管；请补充监管单位",
    Check.ENFORCED_UNSUPERVISED: "{matter}列入执法目录（{what}），却无单位监管或巡查；"
    "请补充监管或巡查单位",
    Check.SUPERVISED_UNENFORCED: "{matter}由{units}监管（{what}），却无单位执法；请补充执法单位",
    Check.LISTS_DISAGREE: "{matter}在责任清单与{what}中所列单位不同，一方有而另一方没有：{units}；"
    "请核对后改为一致",
    Check.NOT_IN_CATALOGUE: "{matter}由{units}牵头执法（{rows}），执法目录没有该事项；"
    "请核对目录或删去条目",
    Check.WRONG_ENFORCER: "{matter}在执法目录中属{what}执法，却由{units}执法；请改为相应的执法主体",
    Check.UNDECLARED_EXCEPTION: "{matter}在{area}另有单位牵头（{rows}），未写明是例外；"
    "如属有意，请填写“{overrides}”",
    Check.ZONE_GAP: "{matter}在{what}无人牵头处置；如不适用可忽略",
    Check.VILLAGE_GAP: "{matter}在{area}无人牵头处置，同镇街其他村社有",
    Check.MISSING_LIMIT: "{matter}的牵头处置条目{rows}没有时限",
    Check.STAGE_HANDOVER: "{matter}的处置与执法由{units}分别牵头（{rows}），未约定如何移交",
    Check.LEAD_COOPERATES: "{matter}由{units}既牵头又配合同一件事（{rows}）",
    Check.NO_BASIS: "{matter}的执法条目{rows}没有法律依据",
    Check.HAND_OVER_INCOMPLETE: "{matter}的交接约定没有写明{what}（{rows}）",
    Check.HAND_OVER_TO_NOBODY: "{matter}的交接接收方“{what}”不是任何单位的名称（{rows}）",
    Check.TOWNSHIP_LOAD: "镇街牵头处置{what}的事项，超过十分之一",
    Check.UNKNOWN_UNIT: "{matter}的条目{rows}写有{units}，已停用或不在单位名录；请改为现有单位",
    Check.NOBODY_ON_DUTY: "{matter}的牵头单位{units}没有任何在岗人员（{rows}）",
    Check.ZONE_WITHOUT_POLYGON: "{matter}的条目{rows}限于区域“{what}”，该区域没有划定边界；"
    "请在区域图中补画，或改用地名",
    Check.MISSING_STAGE: "{matter}应有“{what}”环节，却无单位牵头；请补充",
    Check.UNKNOWN_ATTRIBUTE: "{matter}的条目{rows}的条件“{what}”用了本县没有说明的要素或取值，"
    "没有上报会符合；请改正条件",
}

_EN: Mapping[Check, str] = {
    Check.OMITTED: "Nobody leads {matter} in any line; name a lead",
    Check.NO_MANS_LAND: "Nobody leads {matter} in {area}, while elsewhere somebody does; "
    "name a lead there",
    Check.MULTI_LEAD: "{units} all lead {matter} in {area} ({rows}); keep one, "
    "or say in overrides who wins",
    Check.DUPLICATE: "{units} leads {matter} in {area} by more than one line ({rows}); merge them",
    Check.LAPSED: "{units}, lead for {matter}, is no active unit ({rows}); name who took over",
    Check.HANDOVER_GAP: "Nobody leads {matter} in {area} from {first} to {last}; "
    "join the validities",
    Check.PENALTY_ONLY: "{matter} is enforced ({rows}) but nobody supervises or patrols it; "
    "name who does",
    Check.TOWNSHIP_WITHOUT_POWER: "The township leads the enforcement of {matter} in {area} "
    "({rows}) without the power for it; grant it or name a county unit",
    Check.RECALLED_TO_TOWNSHIP: "{matter} was taken back by the county, yet the township leads it "
    "({rows}); name the unit that took over",
    Check.AMBIGUOUS_LIMIT: "The limit {what!r} of {matter} leaves open which hours count ({rows}); "
    "use one of {types}",
    Check.UNREACHABLE: "Line {rows} of {matter} never leads in any case; delete it or change it",
    Check.NOT_JUDGED: "{matter} could not be judged: {what}; use fewer conditions",
    Check.PERMITTED_UNSUPERVISED: "{units} permits {matter} ({what}) but nobody supervises it; "
    "name who does",
    Check.ENFORCED_UNSUPERVISED: "{matter} is to be enforced ({what}) but nobody supervises or "
    "patrols it; name who does",
    Check.SUPERVISED_UNENFORCED: "{units} supervises {matter} ({what}) but nobody enforces it; "
    "name who does",
    Check.LISTS_DISAGREE: "For {matter} the list and {what} name other units; only one of them "
    "has {units}; make them agree",
    Check.NOT_IN_CATALOGUE: "{units} leads the enforcement of {matter} ({rows}), which the "
    "enforcement catalogue does not have; mend the catalogue or delete the line",
    Check.WRONG_ENFORCER: "{matter} is {what} enforcement by the catalogue, yet {units} enforces "
    "it; name the body it belongs to",
    Check.UNDECLARED_EXCEPTION: "Another unit leads {matter} in {area} ({rows}) and nothing says "
    "that it is an exception; fill in overrides if it is meant",
    Check.ZONE_GAP: "Nobody leads {matter} in the zone {what}; dismiss it if it cannot occur there",
    Check.VILLAGE_GAP: "Nobody leads {matter} in {area}, while in other villages of that township "
    "somebody does",
    Check.MISSING_LIMIT: "Line {rows} of {matter} gives its lead no limit",
    Check.STAGE_HANDOVER: "{units} lead the work and the enforcement of {matter} ({rows}), "
    "and no hand-over is agreed",
    Check.LEAD_COOPERATES: "{units} both leads {matter} and cooperates in it ({rows})",
    Check.NO_BASIS: "Line {rows} enforces {matter} without a legal basis",
    Check.HAND_OVER_INCOMPLETE: "The hand-over of {matter} ({rows}) leaves out {what}",
    Check.HAND_OVER_TO_NOBODY: "The hand-over of {matter} ({rows}) names {what!r}, no unit's name",
    Check.TOWNSHIP_LOAD: "Townships lead {what} of the matters, more than a tenth",
    Check.UNKNOWN_UNIT: "Line {rows} of {matter} names {units}, no active unit; "
    "name one that there is",
    Check.NOBODY_ON_DUTY: "Nobody works in {units}, lead for {matter} ({rows})",
    Check.ZONE_WITHOUT_POLYGON: "Line {rows} of {matter} is bound to the zone {what}, whose bounds "
    "nobody has drawn; draw them, or name areas",
    Check.MISSING_STAGE: "{matter} needs the stage {what} and nobody leads it; name who does",
    Check.UNKNOWN_ATTRIBUTE: "Line {rows} of {matter} asks for {what!r}, an attribute or a value "
    "that the county does not describe, so that no report meets it; mend the condition",
}


def message_zh(finding: Finding, audited: Audited, *, overrides: str = "优先于条目") -> str:
    """Say it in Chinese, with names; ``overrides`` is what readers know that column by."""
    return f"{LABELS_ZH[finding.check]}：" + _ZH[finding.check].format(
        matter=f"“{_matter(finding, audited)}”",
        area=_area(finding, audited, "全县", "、", "等{}处"),
        units=_several([_unit(u, audited, "所在镇街") for u in finding.units], "、", "等{}个单位"),
        rows=_several([f"第{row}条" for row in finding.rows], "、", "等{}条"),
        first=finding.first,
        last=finding.last,
        what=_what_zh(finding.what),
        overrides=overrides,
        limits="、".join(LABELS[each] for each in LimitType),
    )


def _what_zh(what: str) -> str:
    known = {**_ZONES_ZH, **_KINDS_ZH, **HAND_OVER_ZH}
    words = what.split(", ")
    return "、".join(known[word] for word in words) if known.keys() >= set(words) else what


def message_en(finding: Finding, audited: Audited) -> str:
    """Say it in English, with the names as the county gives them."""
    return _EN[finding.check].format(
        matter=_matter(finding, audited),
        area=_area(finding, audited, "the whole county", ", ", ", {} places in all"),
        units=_several(
            [_unit(u, audited, "the township") for u in finding.units], ", ", ", {} units in all"
        ),
        rows=_several(list(finding.rows), ", ", ", {} lines in all"),
        first=finding.first,
        last=finding.last,
        what=finding.what,
        types=", ".join(LimitType),
    )


def _matter(finding: Finding, audited: Audited) -> str:
    matter = audited.matters.get(finding.matter)
    return f"{matter.name} {finding.matter}" if matter and matter.name else finding.matter


def _unit(code: UnitCode, audited: Audited, township: str) -> str:
    return township if code == AT_TOWNSHIP else audited.register.name(code)


def _area(finding: Finding, audited: Audited, everywhere: str, joint: str, more: str) -> str:
    if finding.area == EVERYWHERE:
        return everywhere
    places = [audited.territory.get(code) for code in finding.area.split(";")]
    return _several([place.name for place in places if place], joint, more)


def _several(words: list[str], joint: str, more: str) -> str:
    shown = joint.join(words[:_SHOWN])
    return shown + more.format(len(words)) if len(words) > _SHOWN else shown
