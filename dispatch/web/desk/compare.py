"""Proposals side by side: what each line says, and where they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from dispatch.flows.propose_assignment import Proposal
from dispatch.responsibility.model import Duty, Limit, Part
from dispatch.routing.ask import AREA
from dispatch.routing.because import Failure
from dispatch.routing.unknowns import ZONE
from dispatch.territory.model import ALL_ZONES
from dispatch.vocabulary import LABELS
from dispatch.web import glossary
from dispatch.web.attributes import condition_words, plain, value_of
from dispatch.web.languages import as_written, said
from dispatch.web.words import area_name, matter_name, zone_name

DUTIES = {
    Duty.PERMIT: "许可",
    Duty.PATROL: "巡查发现",
    Duty.DISPOSE: "处置",
    Duty.SUPERVISE: "监管",
    Duty.ENFORCE: "执法",
    Duty.VERIFY: "核实",
}
_FEW = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One trait of all proposals, in their order."""

    name: str
    cells: tuple[str, ...]
    differs: bool


def compared(choices: Sequence[Proposal]) -> tuple[Compared, ...]:
    """Return every trait that at least one of the proposals has."""
    found = []
    for name, of in _TRAITS.items():
        cells = tuple(as_written(of(each)) for each in choices)
        if any(cells):
            found.append(Compared(said(name), cells, len(set(cells)) > 1))
    return tuple(found)


def limit_words(limit: Limit | None) -> str:
    """Return a limit as people say it."""
    if limit is None:
        return ""
    if limit.value is None or limit.type is None:
        return limit.raw
    return f"{limit.value:g} {said(LABELS[limit.type])}"


def answer_words(what: str, value: str, words: str) -> str:
    """Return an answer to what was missing, as people say it."""
    if what == AREA:
        return area_name(value)
    if set(words) & set("=<>"):
        return condition_words(words)
    return zone_name(words) if what == ZONE else value_of(value, what)


def failure_words(miss: Failure) -> str:
    """Return why a line does not hold here."""
    if miss.what == "area":
        return str(_("只写在 %(places)s", places=_areas(miss.expected.split(";"))))
    if miss.what == "date":
        return str(_("有效期 %(days)s 之外", days=miss.expected.replace("/", " — ")))
    if miss.what == "zone":
        asked = zone_name(miss.expected)
        return str(_("只适用于%(zone)s", zone=plain(asked)))
    asked = plain(condition_words(miss.expected))
    if miss.got is None:
        return str(_("要求 %(condition)s,上报未写明", condition=asked))
    return str(_("要求 %(condition)s", condition=asked))


def _areas(codes: Sequence[str]) -> str:
    names = "、".join(plain(area_name(code)) for code in codes[:_FEW])
    return f"{names} …({len(codes)})" if len(codes) > _FEW else names


def _failed(each: Proposal) -> str:
    return ";".join(map(failure_words, each.candidate.failed)) if each.candidate else ""


def _where(each: Proposal) -> str:
    if each.line is None:
        return ""
    return _areas(sorted(each.line.areas)) if each.line.areas else str(_("全县"))


def _zone(each: Proposal) -> str:
    if each.line is None:
        return ""
    return plain(zone_name(each.line.zone.strip() or ALL_ZONES))


def _condition(each: Proposal) -> str:
    if each.line is None:
        return ""
    conditions = (plain(condition_words(f"{c.key} {c.op} {c.value}")) for c in each.line.conditions)
    return "、".join(conditions) or str(_("无"))


def _duty(each: Proposal) -> str:
    if each.line is None:
        return ""
    return f"{said(glossary.PARTS[Part(each.line.part)])} · {said(DUTIES[each.line.duty])}"


def _days(each: Proposal) -> str:
    if each.line is None:
        return ""
    since, until = each.line.valid_from, each.line.valid_to
    return f"{since or ''} — {until or _('长期')}"


_TRAITS: dict[str, Callable[[Proposal], str]] = {
    "没能定责,因为": _failed,
    "文字得分": lambda each: f"{each.score:g}" if each.score else "",
    "事项": lambda each: plain(matter_name(each.matter)) if each.matter else "",
    "清单条目": lambda each: "、".join(each.rows),
    "写在哪里": _where,
    "城乡区域": _zone,
    "条件": _condition,
    "职责": _duty,
    "办理时限": lambda each: limit_words(each.limit),
    "依据": lambda each: each.line.basis if each.line else "",
    "有效期": _days,
    "交接": lambda each: each.line.hand_over if each.line else "",
}
