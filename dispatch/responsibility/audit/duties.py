"""Lines against what they rest on: units, powers, limits, the other stages of a matter."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding
from dispatch.responsibility.conditions import written
from dispatch.responsibility.described import misfit
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Line, Part, Power
from dispatch.responsibility.recall import is_township, recalled
from dispatch.responsibility.specificity import entry_of
from dispatch.territory.model import ALL_ZONES, Zone
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode

_Areas = frozenset[AreaCode] | None
_MOST_BY_TOWNSHIPS = 0.10
"""The share of matters that townships may lead before it is worth a word."""


def duties(audited: Audited) -> Iterator[Finding]:
    """Give what a line's unit, power, limit, kind or basis makes of it."""
    now = [line for line in audited.lines if audited.in_days(line)]
    leads = [line for line in now if line.part is Part.LEAD]
    yield from _lapsed(leads, audited)
    yield from _penalty_only(leads, audited)
    yield from _without_power(leads, audited)
    yield from _recalled(leads, audited)
    yield from _limits(now, audited)
    yield from _stages(leads, audited)
    yield from _cooperating_leads(now, audited)
    yield from _township_load(leads)
    yield from _unknown_units(now, audited)
    yield from _nobody_on_duty(leads, audited)
    yield from _unbounded_zones(now, audited)
    yield from _missing_stages(leads, audited)
    yield from _unknown_attributes(now, audited)


def _lapsed(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    found: dict[tuple[MatterCode, UnitCode], list[tuple[Line, _Areas]]] = defaultdict(list)
    for line in leads:
        if line.unit != AT_TOWNSHIP:
            if not audited.register.active(line.unit):
                found[line.matter, line.unit].append((line, line.areas))
            continue
        for township in _townships(line, audited):
            if not audited.register.active(UnitCode(township.code)):
                unit = UnitCode(township.code)
                found[line.matter, unit].append((line, frozenset({township.code})))
    for (matter, unit), lines in found.items():
        area = audited.written_all(areas for _, areas in lines)
        rows = tuple(sorted(line.row_id for line, _ in lines))
        yield Finding(Check.LAPSED, matter, area, units=(unit,), rows=rows)


def _penalty_only(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    watched = {line.matter for line in leads if line.duty in (Duty.SUPERVISE, Duty.PATROL)}
    # Who watches a matter watches what lies below it; who watches a part of it is not nobody,
    # but watches none of its other parts.
    partly = {above for code in watched for above in audited.index.lineage(code)}
    enforced: dict[MatterCode, list[Line]] = defaultdict(list)
    for line in leads:
        if line.duty is Duty.ENFORCE:
            enforced[line.matter].append(line)
    for matter, lines in enforced.items():
        if matter not in partly and watched.isdisjoint(audited.index.lineage(matter)):
            yield _of(Check.PENALTY_ONLY, lines, audited)


def _without_power(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    for line in leads:
        if line.duty is not Duty.ENFORCE or not _by_township(line, audited):
            continue
        lineage = audited.index.lineage(line.matter)
        without = [
            township
            for township in _townships(line, audited)
            if audited.powers is None
            or not any(Power(matter, township.code) in audited.powers for matter in lineage)
        ]
        if without:
            yield Finding(
                Check.TOWNSHIP_WITHOUT_POWER,
                line.matter,
                audited.area_of(without),
                units=(line.unit,),
                rows=(line.row_id,),
            )


def _recalled(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    for line in leads:
        if line.duty is not Duty.DISPOSE or not _by_township(line, audited):
            continue
        # The line leads its own matter and those below that have no lines of their own.
        back = {m for m in audited.led_by(line.matter) if recalled(line, m, audited.index)}
        for matter in sorted(back):
            if back.isdisjoint(audited.index.lineage(matter)[1:]):
                yield replace(_of(Check.RECALLED_TO_TOWNSHIP, [line], audited), matter=matter)


def _limits(lines: Iterable[Line], audited: Audited) -> Iterator[Finding]:
    for line in lines:
        if line.limit is not None and line.limit.type is None:
            yield _of(Check.AMBIGUOUS_LIMIT, [line], audited, what=line.limit.raw)
        elif line.limit is None and line.part is Part.LEAD and line.duty is Duty.DISPOSE:
            yield _of(Check.MISSING_LIMIT, [line], audited)
        if line.part is Part.LEAD and line.duty is Duty.ENFORCE and not line.basis:
            yield _of(Check.NO_BASIS, [line], audited)


def _stages(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    """Give the matters whose work passes from one unit to another by nothing that is written."""
    by_matter: dict[MatterCode, list[Line]] = defaultdict(list)
    for line in leads:
        if line.duty in (Duty.DISPOSE, Duty.ENFORCE):
            by_matter[line.matter].append(line)
    for lines in by_matter.values():
        workers = {line.unit for line in lines if line.duty is Duty.DISPOSE}
        enforcers = {line.unit for line in lines if line.duty is Duty.ENFORCE}
        if workers and enforcers - workers and not any(line.hand_over for line in lines):
            yield _of(Check.STAGE_HANDOVER, lines, audited)


def _cooperating_leads(lines: list[Line], audited: Audited) -> Iterator[Finding]:
    by_place: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        if line.part is not Part.SUPERVISE:
            # The same place may be written in several ways, and the same conditions, too.
            entry = entry_of(line, leaves=audited.territory.leaves(line.areas), depth=0)
            key = (line.matter, line.unit, line.duty, entry.leaves, entry.zone, entry.conditions)
            by_place[key].append(line)
    for same in by_place.values():
        if len({line.part for line in same}) > 1:
            yield _of(Check.LEAD_COOPERATES, same, audited)


def _township_load(leads: list[Line]) -> Iterator[Finding]:
    disposing = [line for line in leads if line.duty is Duty.DISPOSE]
    matters = {line.matter for line in disposing}
    theirs = [line for line in disposing if line.unit == AT_TOWNSHIP]
    share = len({line.matter for line in theirs}) / len(matters) if matters else 0.0
    if share > _MOST_BY_TOWNSHIPS:
        rows = tuple(sorted(line.row_id for line in theirs))
        yield Finding(
            Check.TOWNSHIP_LOAD,
            MatterCode(""),
            EVERYWHERE,
            units=(AT_TOWNSHIP,),
            rows=rows,
            what=f"{share:.0%}",
        )


def _unknown_units(lines: list[Line], audited: Audited) -> Iterator[Finding]:
    """Give the lines of which a unit that is no active one only cooperates or supervises."""
    for line in lines:
        if line.part is Part.LEAD or line.unit == AT_TOWNSHIP:
            continue
        if not audited.register.active(line.unit):
            yield _of(Check.UNKNOWN_UNIT, [line], audited)


def _nobody_on_duty(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    if audited.staffed is None:
        return
    found: dict[tuple[MatterCode, UnitCode], list[Line]] = defaultdict(list)
    for line in leads:
        for unit in _named(line, audited):
            if unit not in audited.staffed and audited.register.active(unit):
                found[line.matter, unit].append(line)
    for (_, unit), lines in found.items():
        yield replace(_of(Check.NOBODY_ON_DUTY, lines, audited), units=(unit,))


def _named(line: Line, audited: Audited) -> tuple[UnitCode, ...]:
    if line.unit != AT_TOWNSHIP:
        return (line.unit,)
    return tuple(UnitCode(township.code) for township in _townships(line, audited))


def _unbounded_zones(lines: list[Line], audited: Audited) -> Iterator[Finding]:
    """Give the lines of zones that neither a village's kind nor a polygon says."""
    if audited.polygons is None:
        return
    found: dict[tuple[MatterCode, str], list[Line]] = defaultdict(list)
    for line in lines:
        zone = line.zone.strip()
        if zone not in ("", ALL_ZONES, *Zone) and zone not in audited.polygons:
            found[line.matter, zone].append(line)
    for (_, zone), of_zone in found.items():
        yield _of(Check.ZONE_WITHOUT_POLYGON, of_zone, audited, what=zone)


def _missing_stages(leads: list[Line], audited: Audited) -> Iterator[Finding]:
    """Give the stages that a matter needs and nobody leads, on it, above it or below it."""
    led: dict[str, set[MatterCode]] = defaultdict(set)
    for line in leads:
        led[line.duty.value].update(audited.index.lineage(line.matter))
        led[line.duty.value].update(audited.below.get(line.matter, ()))
    for code in sorted(audited.catalogue):
        # The duty to dispose has checks of its own.
        for stage in audited.matters[code].required_stages:
            if stage != Duty.DISPOSE and code not in led[stage]:
                yield Finding(Check.MISSING_STAGE, code, EVERYWHERE, what=stage)


def _unknown_attributes(lines: list[Line], audited: Audited) -> Iterator[Finding]:
    """Give the lines by conditions that speak of what the county does not describe."""
    if audited.attributes is None:
        return
    found: dict[tuple[MatterCode, str], list[Line]] = defaultdict(list)
    for line in lines:
        for condition in line.conditions:
            if misfit(condition, audited.attributes):
                found[line.matter, written(condition)].append(line)
    for (_, what), of_condition in found.items():
        yield _of(Check.UNKNOWN_ATTRIBUTE, of_condition, audited, what=what)


def _of(check: Check, lines: list[Line], audited: Audited, *, what: str = "") -> Finding:
    return Finding(
        check,
        lines[0].matter,
        audited.written_all(line.areas for line in lines),
        units=tuple(sorted({line.unit for line in lines})),
        rows=tuple(sorted(line.row_id for line in lines)),
        what=what,
    )


def _by_township(line: Line, audited: Audited) -> bool:
    return line.unit == AT_TOWNSHIP or is_township(line.unit, audited.register, audited.territory)


def _townships(line: Line, audited: Audited) -> tuple[Area, ...]:
    """Return the townships that a line makes responsible."""
    leaves = audited.territory.leaves(line.areas)
    return tuple(
        area
        for area in audited.townships
        if area.leaves & leaves and line.unit in (AT_TOWNSHIP, area.code)
    )
