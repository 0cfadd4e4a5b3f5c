"""A box in words: the highest matters, the fewest places, whatever else a report must be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch.responsibility.audit.boxes import Box, highest
from dispatch.responsibility.audit.model import Audited, Check
from dispatch.responsibility.audit.words import LABELS_ZH
from dispatch.responsibility.conditions import written
from dispatch.responsibility.described import condition_words
from dispatch.responsibility.model import AT_TOWNSHIP, Condition
from dispatch.territory.model import Zone
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode

_SHOWN = 4
_ZONES_ZH = {Zone.URBAN.value: "城区", Zone.RURAL.value: "农村"}


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What several findings touch together."""

    boxes: tuple[Box, ...]
    """One of each finding."""
    matters: frozenset[MatterCode]
    leaves: int
    units: tuple[UnitCode, ...]
    whole: bool
    """Every one of the matters at every one of the places."""


def box_words(box: Box, audited: Audited, *, asked: Mapping[str, str] | None = None) -> Words:
    """Say where reports meet a finding; ``asked`` names the attributes for people."""
    known = asked or {}
    return Words("，".join(_zh(box, audited, known)), ", ".join(_en(box, audited, known)))


def touched_words(check: Check, touched: Touched, audited: Audited) -> Words:
    """Say what several findings of one check come to; what they do not share is left out."""
    what, where = matter_words(touched.matters, audited), area_words(touched.leaves, audited)
    zh = [what.zh if touched.whole else f"涉及{what.zh}", where.zh]
    en = [what.en if touched.whole else f"parts of {what.en}", where.en]
    for words in _shared(touched.boxes, audited):
        zh.append(words.zh)
        en.append(words.en)
    if named := [unit_words(unit, audited) for unit in touched.units]:
        zh.append(_several([each.zh for each in named], "、", "等{}个单位"))
        en.append(_several([each.en for each in named], ", ", " and others, {} in all"))
    many = len(touched.boxes)
    more = Words(f"（共{many}处）", f" ({many} findings)") if many > 1 else Words("", "")
    name = check.value.replace("_", " ")
    return Words(
        f"{LABELS_ZH[check]}：{'，'.join(zh)}{more.zh}", f"{name}: {'; '.join(en)}{more.en}"
    )


def unit_words(unit: UnitCode, audited: Audited) -> Words:
    """Name a unit."""
    if unit == AT_TOWNSHIP:
        return Words("所在镇街", "the township")
    name = audited.register.name(unit)
    return Words(name, name)


def _shared(boxes: tuple[Box, ...], audited: Audited) -> Iterable[Words]:
    zones = {box.zone for box in boxes}
    if len(zones) == 1 and (zone := zones.pop()):
        yield Words(f"{zone_words(zone)}范围内", f"zone {zone}")
    conditions = {box.conditions for box in boxes}
    if len(conditions) == 1 and (common := conditions.pop()):
        said = (condition_words(each, audited.attributes or {}) for each in common)
        yield Words("且".join(said), " and ".join(map(written, common)))
    days = {(box.first, box.last) for box in boxes}
    if len(days) == 1 and (span := days.pop())[0]:
        yield Words(f"{span[0]}至{span[1]}", f"{span[0]} to {span[1]}")


def matter_words(codes: Iterable[MatterCode], audited: Audited) -> Words:
    """Name matters by the highest that make them up."""
    within = frozenset(codes)
    named = [_matter(code, audited) for code in highest(within, within, audited)]
    return Words(
        _several([f"“{each}”" for each in named], "、", "等{}类事项"),
        _several([f"“{each}”" for each in named], ", ", " and others, {} in all"),
    )


def area_words(leaves: int, audited: Audited) -> Words:
    """Name places by the fewest that make them up, or the county by what is missing."""
    ground = audited.territory
    county = ground.county
    # Without divisions nobody has said what the county is called.
    named_zh, named_en = (
        ("", "the county") if county.name == county.code else (county.name, county.name)
    )
    if not county.leaves & ~leaves:
        return Words(f"{named_zh}全县", f"the whole of {named_en}")
    inside = ground.fewest(leaves)
    outside = ground.fewest(county.leaves & ~leaves)
    if len(outside) < len(inside) and len(outside) <= _SHOWN:
        left_out = _named(outside, audited)
        return Words(
            f"{named_zh}全县除{'、'.join(left_out)}",
            f"the whole of {named_en} except {', '.join(left_out)}",
        )
    named = _named(inside, audited)
    return Words(_several(named, "、", "等{}处"), _several(named, ", ", " and others, {} in all"))


def zone_words(zone: str) -> str:
    """Return what a zone is called in Chinese."""
    return _ZONES_ZH.get(zone, zone)


def _zh(box: Box, audited: Audited, asked: Mapping[str, str]) -> Iterable[str]:
    yield matter_words(box.matters, audited).zh
    yield area_words(box.leaves, audited).zh
    if box.zone:
        yield f"{zone_words(box.zone)}范围内"
    if box.conditions:
        yield "且".join(_condition(each, asked) for each in box.conditions)
    if box.first:
        yield f"{box.first}至{box.last}"


def _en(box: Box, audited: Audited, asked: Mapping[str, str]) -> Iterable[str]:
    yield matter_words(box.matters, audited).en
    yield area_words(box.leaves, audited).en
    if box.zone:
        yield f"zone {box.zone}"
    if box.conditions:
        yield " and ".join(_condition(each, asked) for each in box.conditions)
    if box.first:
        yield f"{box.first} to {box.last}"


def _condition(condition: Condition, asked: Mapping[str, str]) -> str:
    name = asked.get(condition.key)
    return f"{name} {condition.op} {condition.value}" if name else written(condition)


def _matter(code: MatterCode, audited: Audited) -> str:
    matter = audited.matters.get(code)
    return matter.name if matter and matter.name else code


def _named(codes: Iterable[AreaCode], audited: Audited) -> list[str]:
    return [area.name for code in codes if (area := audited.territory.get(code))]


def _several(words: list[str], joint: str, more: str) -> str:
    shown = joint.join(words[:_SHOWN])
    return shown + more.format(len(words)) if len(words) > _SHOWN else shown
