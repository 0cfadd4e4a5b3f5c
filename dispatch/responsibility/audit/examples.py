"""A report that meets a finding: something to decide, and to see what is wrong.

The point comes from the very ones that the audit tried. What else the list asks about is
said, too, so that the answer hangs on nothing but the finding.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from dispatch.responsibility.atoms import atoms
from dispatch.responsibility.audit.boxes import box_of
from dispatch.responsibility.audit.model import Audited, Check, Finding, Sighting
from dispatch.responsibility.audit.points import Point, TooManyWorlds, points, zones_of
from dispatch.responsibility.audit.rivalry import leading
from dispatch.responsibility.conditions import all_hold, holds
from dispatch.responsibility.model import AT_TOWNSHIP, Condition, Duty, Part
from dispatch.responsibility.recall import is_township
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode

_ZONE = "zone"

_EXPECTED: Mapping[Check, str] = {
    Check.OMITTED: "gap",
    Check.NO_MANS_LAND: "gap",
    Check.HANDOVER_GAP: "gap",
    Check.ZONE_GAP: "gap",
    Check.VILLAGE_GAP: "gap",
    Check.MULTI_LEAD: "conflict",
    Check.RECALLED_TO_TOWNSHIP: "conflict",
    Check.LAPSED: "not_evaluated",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A report as somebody might hand it in."""

    matter: MatterCode
    area: AreaCode
    name: str
    """What the place is called."""
    day: date
    attributes: Mapping[str, str]
    """What it tells of itself, ``zone`` among it."""
    outcome: str
    """What the list answers; empty where the finding does not decide that."""


def example_of(finding: Finding, audited: Audited) -> Example | None:
    """Return a report inside the finding's box that meets it; None where no report does.

    A line that loses at every point to a narrower one, and what is about the whole
    list, has none.
    """
    sighting = finding.seen or _sought(finding, audited)
    if sighting is None:
        return None
    area = _place(sighting, audited, townships=_at_township(finding, audited))
    matter = _end(sighting.matter, audited)
    if finding.check is Check.RECALLED_TO_TOWNSHIP:
        # Not all below it need have been taken back.
        matter = finding.matter
    attributes = _told(sighting, matter, area, audited)
    outcome = _EXPECTED.get(finding.check, "")
    if finding.check is Check.LAPSED and not _disposes(finding, audited):
        outcome = ""
    example = Example(matter, area.code, area.name, sighting.day, attributes, outcome)
    if finding.check is Check.MULTI_LEAD and not area.township and _asks_township(example, audited):
        # Nobody can name the township there, and that is said first.
        return replace(example, outcome="not_evaluated")
    return example


def _asks_township(example: Example, audited: Audited) -> bool:
    area, day = audited.territory.get(example.area), example.day.toordinal()
    covering = tuple(
        entry
        for entry in audited.index.covering(example.matter, area.path if area else ())
        if entry.first_day <= day <= entry.last_day
        and (entry.zone is None or entry.zone == example.attributes.get(_ZONE))
        and all_hold(entry.line.conditions, example.attributes)
    )
    return AT_TOWNSHIP in audited.index.standing(covering).leads


def _sought(finding: Finding, audited: Audited) -> Sighting | None:
    box = box_of(finding, audited)
    matter = finding.matter
    if not matter:
        return None
    day = finding.first or audited.first
    if _EXPECTED.get(finding.check) == "gap":
        zone = finding.what if finding.check is Check.ZONE_GAP else None
        return Sighting(matter, box.leaves, day, zone, {})
    rows = frozenset(finding.rows)
    if _disposes(finding, audited):
        wanted = _wanted(finding, audited)
        matters = box.matters
        if finding.check is Check.RECALLED_TO_TOWNSHIP:
            matters = frozenset({matter})
        for judged, point in _points(matters, audited):
            if point.leaves & box.leaves and wanted(point):
                since = date.fromordinal(point.first_day)
                return Sighting(judged, point.leaves & box.leaves, since, point.zone, point.said)
        return None
    line = next((audited.by_row[row] for row in sorted(rows) if row in audited.by_row), None)
    since = max(day, line.valid_from or day) if line else day
    return Sighting(matter, box.leaves, since, box.zone, _holding(box.conditions))


def _disposes(finding: Finding, audited: Audited) -> bool:
    lines = [audited.by_row[row] for row in finding.rows]
    return any(line.part is Part.LEAD and line.duty is Duty.DISPOSE for line in lines)


def _wanted(finding: Finding, audited: Audited) -> Callable[[Point], bool]:
    rows = frozenset(finding.rows)

    def stands(point: Point) -> bool:
        standing = audited.index.standing(point.covering)
        if finding.check is Check.UNREACHABLE:
            covering = {entry.line.row_id for entry in point.covering}
            return not rows.isdisjoint(covering) and rows.isdisjoint(standing.rows)
        mine = not rows.isdisjoint(standing.rows)
        if finding.check is Check.LAPSED:
            return mine and _names(standing.leads, finding.units[0], point, audited)
        if finding.check is Check.RECALLED_TO_TOWNSHIP:
            return mine and len(standing.leads) == 1 and _active(standing.leads, point, audited)
        return mine

    return stands


def _names(leads: frozenset[UnitCode], unit: UnitCode, point: Point, audited: Audited) -> bool:
    """Say whether these leads come to this one unit somewhere at the point."""
    if leads != {AT_TOWNSHIP}:
        return leads == {unit}
    township = audited.territory.get(unit)
    return township is not None and bool(township.leaves & point.leaves)


def _active(leads: frozenset[UnitCode], point: Point, audited: Audited) -> bool:
    (unit,) = leads
    if unit != AT_TOWNSHIP:
        return audited.register.active(unit) and is_township(
            unit, audited.register, audited.territory
        )
    active = [t for t in audited.townships if audited.register.active(UnitCode(t.code))]
    return any(township.leaves & point.leaves for township in active)


def _points(matters: frozenset[MatterCode], audited: Audited) -> Iterator[tuple[MatterCode, Point]]:
    zones = zones_of(audited.index.zones)
    for matter in audited.judged:
        if matters.isdisjoint(audited.led_by(matter)):
            continue
        leads = leading(audited, matter)
        try:
            yield from (
                (matter, point)
                for point in points(leads, first=audited.first, last=audited.last, zones=zones)
            )
        except TooManyWorlds:
            continue


def _end(matter: MatterCode, audited: Audited) -> MatterCode:
    """Return a matter at the tree's end that is judged with this one."""
    ends = (audited.led_by(matter) or audited.below[matter]) - audited.inner
    return min(ends, default=matter)


def _at_township(finding: Finding, audited: Audited) -> tuple[Area, ...]:
    """Return the townships that the place must lie in, if it must lie in one."""
    if finding.check is Check.LAPSED:
        lost = [t for t in audited.townships if UnitCode(t.code) in finding.units]
        return tuple(lost)
    if finding.check is Check.RECALLED_TO_TOWNSHIP:
        return tuple(t for t in audited.townships if audited.register.active(UnitCode(t.code)))
    return audited.townships


def _place(sighting: Sighting, audited: Audited, *, townships: tuple[Area, ...]) -> Area:
    inside = [area for area in audited.ends if area.leaves & sighting.leaves]
    among = 0
    for township in townships:
        among |= township.leaves

    def rank(area: Area) -> tuple[object, ...]:
        fits = sighting.zone is None or area.zone == sighting.zone
        return not area.leaves & among, not fits, area.code

    return min(inside, key=rank)


def _told(
    sighting: Sighting, matter: MatterCode, area: Area, audited: Audited
) -> Mapping[str, str]:
    """Return what the report says: the sighting's own words, and one for all else that is asked."""
    asked: dict[str, list[Condition]] = {}
    zoned = False
    for entry in audited.index.entries(matter):
        zoned = zoned or entry.zone is not None
        for condition in entry.line.conditions:
            asked.setdefault(condition.key, []).append(condition)
    told = dict(sighting.said)
    zone = sighting.zone
    if zone is None and (zoned or _ZONE in asked):
        zone = area.zone or next(iter(zones_of(audited.index.zones)), None)
    if zone is not None:
        told[_ZONE] = str(zone)
    for key in sorted(asked.keys() - told.keys()):
        told[key] = atoms(asked[key])[0].value
    return told


def _holding(conditions: tuple[Condition, ...]) -> Mapping[str, str]:
    """Return words that make conditions hold, where single pieces of each key do."""
    asked: dict[str, list[Condition]] = {}
    for condition in conditions:
        asked.setdefault(condition.key, []).append(condition)
    return {key: _best(of_key) for key, of_key in sorted(asked.items()) if key != _ZONE}


def _best(conditions: list[Condition]) -> str:
    pieces = [atom.value for atom in atoms(conditions)]
    return max(pieces, key=lambda value: sum(holds(each, value) for each in conditions))
