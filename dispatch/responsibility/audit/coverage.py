"""Where and when nobody leads: omitted, no man's land, gaps between validities."""

from collections.abc import Iterator
from datetime import date

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding
from dispatch.responsibility.audit.points import zones_of
from dispatch.responsibility.audit.rivalry import leading
from dispatch.responsibility.specificity import Entry
from dispatch.territory.tree import Area
from dispatch.vocabulary import MatterCode

_Days = tuple[int, int]


def omitted(audited: Audited) -> Iterator[Finding]:
    """Give the catalogue's matters that no lead/dispose line speaks of in any period.

    A heading is none of them: what lies below it is judged.
    """
    for matter in sorted(audited.catalogue - audited.inner):
        if not leading(audited, matter):
            yield Finding(Check.OMITTED, matter, EVERYWHERE)


def uncovered(audited: Audited, *, advice: bool) -> Iterator[Finding]:
    """Give no_mans_land, handover_gap, and as advice zone_gap and village_gap."""
    for matter in audited.judged:
        leads = leading(audited, matter)
        yield from _over_places(matter, leads, audited)
        if advice:
            yield from _zones(matter, leads, audited)
            yield from _villages(matter, leads, audited)


def _over_places(
    matter: MatterCode, leads: tuple[Entry, ...], audited: Audited
) -> Iterator[Finding]:
    begin, end = audited.first.toordinal(), audited.last.toordinal()
    bare: list[Area] = []
    gaps: dict[_Days, list[Area]] = {}
    for place in audited.places:
        of_place = [entry for entry in leads if entry.leaves & place.leaves]
        here = [(e.first_day, e.last_day) for e in of_place if e.first_day <= e.last_day]
        if not any(audited.in_days(entry.line) for entry in of_place):
            bare.append(place)
        for gap in _gaps(here, begin, end):
            gaps.setdefault(gap, []).append(place)
    somewhere = len(bare) < len(audited.places)
    if somewhere:
        for place in bare:
            yield Finding(Check.NO_MANS_LAND, matter, place.code)
    rows = tuple(entry.line.row_id for entry in leads)
    for (first, last), places in sorted(gaps.items()):
        # Where no line holds on any judged day while one holds elsewhere, that was said above.
        if told := [place for place in places if not (somewhere and place in bare)]:
            yield Finding(
                Check.HANDOVER_GAP,
                matter,
                audited.area_of(told),
                rows=rows,
                first=date.fromordinal(first),
                last=date.fromordinal(last),
            )


def _gaps(validities: list[_Days], begin: int, end: int) -> Iterator[_Days]:
    """Give the judged days without any line, after the first that ever had one."""
    reached: int | None = None
    for first, last in sorted(validities):
        if reached is not None and first > reached + 1:
            since, until = max(reached + 1, begin), min(first - 1, end)
            if since <= until:
                yield since, until
        reached = last if reached is None else max(reached, last)
    if reached is not None and reached < end:
        yield max(reached + 1, begin), end


def _zones(matter: MatterCode, leads: tuple[Entry, ...], audited: Audited) -> Iterator[Finding]:
    now = [entry for entry in leads if audited.in_days(entry.line)]
    named = {entry.zone for entry in now}
    if not now or None in named:
        return
    for zone in zones_of(audited.index.zones):
        if zone not in named:
            rows = tuple(entry.line.row_id for entry in now)
            yield Finding(Check.ZONE_GAP, matter, EVERYWHERE, rows=rows, what=zone)


def _villages(matter: MatterCode, leads: tuple[Entry, ...], audited: Audited) -> Iterator[Finding]:
    covered = 0
    for entry in leads:
        if audited.in_days(entry.line):
            covered |= entry.leaves
    for place in audited.places:
        if not covered & place.leaves or not place.leaves & ~covered:
            continue
        bare = [
            area.code
            for area in audited.villages
            if place.code in area.path[1:] and not area.leaves & covered
        ]
        if bare:
            yield Finding(Check.VILLAGE_GAP, matter, ";".join(bare))
