"""A difference in a sentence, in both languages: where, when, of what, and from whom to whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from dispatch.responsibility.model import AT_TOWNSHIP, Duty
from dispatch.routing.difference.meaning import ListBook
from dispatch.routing.difference.model import Branch, Difference, Kind
from dispatch.routing.model import Outcome
from dispatch.territory.model import Zone
from dispatch.vocabulary import LABELS, LimitType, UnitCode

_SHOWN = 5
"""So many places, matters or units are named; the difference itself has all."""

STAGES_ZH: Mapping[Duty, str] = {
    Duty.PERMIT: "许可",
    Duty.PATROL: "巡查发现",
    Duty.DISPOSE: "处置",
    Duty.SUPERVISE: "监管",
    Duty.ENFORCE: "执法",
    Duty.VERIFY: "核查",
}
"""What each stage is called."""

LABELS_ZH: Mapping[Kind, str] = {
    Kind.LEAD_CHANGED: "牵头变更",
    Kind.NEWLY_COVERED: "新增覆盖",
    Kind.NO_LONGER_COVERED: "不再覆盖",
    Kind.NEWLY_CONTESTED: "新增争议",
    Kind.NO_LONGER_CONTESTED: "争议消除",
    Kind.SUPPORTING_CHANGED: "配合变更",
    Kind.LIMIT_CHANGED: "时限变更",
    Kind.BASIS_CHANGED: "依据变更",
    Kind.HAND_OVER_CHANGED: "衔接变更",
    Kind.NOT_COMPARED: "未能比较",
}
"""What each kind of difference is called."""

_ZH: Mapping[Kind, str] = {
    Kind.LEAD_CHANGED: "{stage}的牵头单位由{before}改为{after}",
    Kind.NEWLY_COVERED: "{stage}原无人牵头，改为{after}牵头",
    Kind.NO_LONGER_COVERED: "{stage}原由{before}牵头，改后无人牵头",
    Kind.NEWLY_CONTESTED: "{stage}原{before}，改后由{after}牵头，无法确定由谁处理",
    Kind.NO_LONGER_CONTESTED: "{stage}原由{before}牵头，无法确定由谁处理，改为{after}牵头",
    Kind.SUPPORTING_CHANGED: "{stage}的配合单位由{before}改为{after}",
    Kind.LIMIT_CHANGED: "{stage}的时限由{before}改为{after}",
    Kind.BASIS_CHANGED: "{stage}的依据由{before}改为{after}",
    Kind.HAND_OVER_CHANGED: "{stage}的衔接要求由{before}改为{after}",
    Kind.NOT_COMPARED: "{stage}的条件组合过多，未能逐一比较，请逐条核对",
}
_EN: Mapping[Kind, str] = {
    Kind.LEAD_CHANGED: "the lead to {stage} changes from {before} to {after}",
    Kind.NEWLY_COVERED: "nobody led to {stage}; now {after} does",
    Kind.NO_LONGER_COVERED: "{before} led to {stage}; now nobody does",
    Kind.NEWLY_CONTESTED: "to {stage}, {before} led; now {after} would, and a person must choose",
    Kind.NO_LONGER_CONTESTED: "to {stage}, {before} would lead and a person had to choose; "
    "now {after} leads",
    Kind.SUPPORTING_CHANGED: "the units that help to {stage} change from {before} to {after}",
    Kind.LIMIT_CHANGED: "the limit to {stage} changes from {before} to {after}",
    Kind.BASIS_CHANGED: "the basis to {stage} changes from {before} to {after}",
    Kind.HAND_OVER_CHANGED: "the hand-over when they {stage} changes from {before} to {after}",
    Kind.NOT_COMPARED: "the conditions to {stage} combine to too many cases to compare; "
    "compare the rows",
}
_OF_UNITS = frozenset(
    {
        Kind.LEAD_CHANGED,
        Kind.NEWLY_COVERED,
        Kind.NO_LONGER_COVERED,
        Kind.NEWLY_CONTESTED,
        Kind.NO_LONGER_CONTESTED,
        Kind.SUPPORTING_CHANGED,
    }
)


_Asked = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Language:
    """What a sentence is put together of."""

    joint: str
    more: str
    everywhere: str
    nothing: str
    township: str
    below: str
    from_: str
    to: str
    inactive: str
    where: str
    condition_joint: str
    aside: str
    sentences: Mapping[Kind, str]
    stages: Mapping[Duty, str]
    zones: Mapping[str, str]
    limits: Mapping[str, str]
    bases: Mapping[str, str]
    asked: _Asked = str


_CHINESE = _Language(
    joint="、",
    more="等{}项",
    everywhere="全县",
    nothing="无",
    township="所在镇街",
    below="“{}”及下级事项",
    from_="自{}起",
    to="至{}",
    inactive="{}（已停用）",
    where="{matters}在{area}{details}：",
    condition_joint="；",
    aside="（{}）",
    sentences=_ZH,
    stages=STAGES_ZH,
    zones={Zone.URBAN.value: "城区", Zone.RURAL.value: "农村"},
    limits={kind.value: f"个{LABELS[kind]}" for kind in LimitType},
    bases={"law": "法律法规", "san_ding": "三定规定", "minutes": "会议纪要", "ruling": "裁定"},
)
_ENGLISH = _Language(
    joint=", ",
    more=", {} in all",
    everywhere="the whole county",
    nothing="none",
    township="the township",
    below="“{}” and what lies below it",
    from_="from {}",
    to="to {}",
    inactive="{} (closed)",
    where="{matters} in {area}{details}: ",
    condition_joint="; ",
    aside=" ({})",
    sentences=_EN,
    stages={duty: duty.value for duty in Duty},
    zones={},
    limits={kind.value: f" {kind.value.replace('_', ' ')}s" for kind in LimitType},
    bases={},
)


def message_zh(
    difference: Difference, before: ListBook, after: ListBook, asked: _Asked = str
) -> str:
    """Say it in Chinese, with names; ``asked`` says a condition as the county's people do."""
    return _said(difference, before, after, replace(_CHINESE, asked=asked))


def message_en(
    difference: Difference, before: ListBook, after: ListBook, asked: _Asked = str
) -> str:
    """Say it in English, with the names as the county gives them; ``asked`` says a condition."""
    return _said(difference, before, after, replace(_ENGLISH, asked=asked))


def _said(difference: Difference, before: ListBook, after: ListBook, said: _Language) -> str:
    change = difference.change
    where = said.where.format(
        matters=_several((_matter(each, before, after, said) for each in difference.matters), said),
        area=_areas(difference, after, said),
        details=_details(difference, said),
    )
    return where + said.sentences[change.kind].format(
        stage=said.stages[change.stage],
        before=_side(difference, change.before, change.outcome_before, before, said),
        after=_side(difference, change.after, change.outcome_after, after, said),
    )


def _side(
    difference: Difference,
    words: tuple[str, ...],
    outcome: Outcome | None,
    book: ListBook,
    said: _Language,
) -> str:
    if not words:
        return said.nothing
    kind = difference.change.kind
    if kind is Kind.LIMIT_CHANGED:
        return _several((_limit(each, said) for each in words), said)
    if kind is Kind.BASIS_CHANGED:
        return _several((_basis(each, said) for each in words), said)
    if kind not in _OF_UNITS:
        return _several(words, said)
    named = _several((_unit(each, book, said) for each in words), said)
    return said.inactive.format(named) if outcome is Outcome.NOT_EVALUATED else named


def _unit(code: str, book: ListBook, said: _Language) -> str:
    return said.township if code == AT_TOWNSHIP else book.register.name(UnitCode(code))


def _limit(written: str, said: _Language) -> str:
    value, _, kind = written.partition(" ")
    return f"{value}{said.limits[kind]}" if kind in said.limits else written


def _basis(written: str, said: _Language) -> str:
    text, _, kind = written.rpartition(" ")
    name = said.bases.get(kind.strip("[]"))
    return text + said.aside.format(name) if name else written


def _matter(branch: Branch, before: ListBook, after: ListBook, said: _Language) -> str:
    known = after.matters.get(branch.matter) or before.matters.get(branch.matter)
    name = known.name if known and known.name else branch.matter
    return (said.below if branch.whole else "“{}”").format(name)


def _areas(difference: Difference, after: ListBook, said: _Language) -> str:
    county = after.territory.county.code
    if difference.areas == (county,):
        return said.everywhere
    places = (after.territory.get(code) for code in difference.areas)
    return _several((place.name or place.code for place in places if place), said)


def _details(difference: Difference, said: _Language) -> str:
    parts = [said.joint.join(said.zones.get(zone, zone) for zone in difference.zones)]
    parts += [
        " / ".join(said.asked(piece.text) for piece in pieces)
        for _, pieces in difference.conditions
    ]
    days = (
        (difference.first, said.from_.format),
        (difference.last, said.to.format),
    )
    parts.append("".join(_dated(days)))
    found = said.condition_joint.join(filter(None, parts))
    return said.aside.format(found) if found else ""


def _dated(days: Iterable[tuple[object, Callable[[object], str]]]) -> Iterable[str]:
    return (write(day) for day, write in days if day is not None)


def _several(words: Iterable[str], said: _Language) -> str:
    every = list(words)
    shown = said.joint.join(every[:_SHOWN])
    return shown + said.more.format(len(every)) if len(every) > _SHOWN else shown
