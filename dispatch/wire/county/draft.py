"""A county's files, read one by one and held against each other.

Each file is read by itself first, so that a county with three broken files
hears of all three; then each is asked whether what it names is to be found.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from dispatch.responsibility.master import Catalogue, overlay
from dispatch.responsibility.model import Matter
from dispatch.territory.model import Division
from dispatch.vocabulary import AreaCode, MatterCode
from dispatch.wire.county import agreement
from dispatch.wire.county import files as names
from dispatch.wire.county.about import About, read_about
from dispatch.wire.county.catalogues import NumberedItems, read_items
from dispatch.wire.county.divisions import county_of, read_divisions
from dispatch.wire.county.lines import NumberedLines, read_lines
from dispatch.wire.county.list_tests import NumberedTests
from dispatch.wire.county.maps import check_map
from dispatch.wire.county.matters import matters_of, read_catalogue
from dispatch.wire.county.people import NumberedPeople, read_people
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.receivers import (
    NumberedPowers,
    NumberedReceivers,
    read_powers,
    read_receivers,
)
from dispatch.wire.county.units import NumberedUnits, check_units, read_units
from dispatch.wire.county.zones import NO_ZONES, Zones, check_sets, read_zones

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read. Whatever is None here is absent or has its reason noted."""

    about: About
    county: Division | None
    divisions: tuple[Division, ...] | None
    units: NumberedUnits | None
    lines: NumberedLines | None
    catalogue: Catalogue
    receivers: NumberedReceivers | None
    powers: NumberedPowers | None
    people: NumberedPeople | None
    zones: Zones
    permits: NumberedItems | None
    oversight: NumberedItems | None
    enforcement: NumberedItems | None

    @property
    def matters(self) -> Mapping[MatterCode, Matter]:
        """The matters in force."""
        return self.catalogue.matters


def read_draft(files: Mapping[str, bytes], problems: Problems, *, strict: bool) -> Draft:
    """Read what the files say, and note whatever is missing, broken or at odds."""
    for name in names.NEEDED:
        if name not in files:
            problems.add(name, "is missing; a county cannot do without it")
    read = partial(_if_there, files, problems)
    about = read(names.COUNTY, read_about) or About(None, "", {})
    divisions = read(names.DIVISIONS, partial(read_divisions, grids=files.get(names.GRIDS)))
    lines = read(names.LINES, partial(read_lines, strict=strict))
    catalogue = read_catalogue(files.get(names.MATTERS), files.get(names.MASTER), problems)
    if about.master and names.MASTER not in files:
        problems.add(names.COUNTY, f"names one, but there is no {names.MASTER}", column="master")
    draft = Draft(
        about=about,
        county=county_of(divisions, about.code, problems) if divisions else None,
        divisions=divisions,
        units=read(names.UNITS, read_units),
        lines=lines,
        catalogue=catalogue or overlay({}, matters_of(line for _, line in lines or ())),
        receivers=read(names.RECEIVERS, read_receivers),
        powers=read(names.POWERS, read_powers),
        people=read(names.PEOPLE, read_people),
        zones=read(names.ZONES, read_zones) or NO_ZONES,
        permits=read(names.PERMITS, partial(read_items, names.PERMITS)),
        oversight=read(names.OVERSIGHT, partial(read_items, names.OVERSIGHT)),
        enforcement=read(names.ENFORCEMENT, partial(read_items, names.ENFORCEMENT, kinds=True)),
    )
    read(names.BOUNDARIES, partial(check_map, names.BOUNDARIES))
    _check(draft, catalogue.matters if catalogue else None, strict=strict)
    return draft


def check_tests(tests: NumberedTests, draft: Draft) -> None:
    """Note tests that speak of what the county does not have."""
    known = agreement.known(draft.county, draft.divisions, draft.units, draft.matters)
    agreement.check_tests(tests, known)


def _if_there(
    files: Mapping[str, bytes],
    problems: Problems,
    name: str,
    read: Callable[[bytes, Problems], _Read | None],
) -> _Read | None:
    return read(files[name], problems) if name in files else None


def _check(draft: Draft, catalogue: Mapping[MatterCode, Matter] | None, *, strict: bool) -> None:
    known = agreement.known(draft.county, draft.divisions, draft.units, catalogue)
    if draft.units is not None and draft.divisions is not None:
        check_units(draft.units, {place.code: place for place in draft.divisions})
    agreement.check_lines(draft.lines or (), known, strict=strict)
    agreement.check_receivers(draft.receivers or (), known)
    agreement.check_powers(draft.powers or (), known)
    agreement.check_people(draft.people or (), known)
    for items in (draft.permits, draft.oversight, draft.enforcement):
        agreement.check_items(items or (), known, strict=strict)
    if ground := known.places:
        check_sets(draft.zones.sets, {code: _way_up(code, ground) for code in ground})


def _way_up(code: AreaCode, ground: Mapping[AreaCode, Division]) -> tuple[AreaCode, ...]:
    path = [code]
    while (above := ground[path[-1]].parent) is not None and above in ground and above not in path:
        path.append(above)
    return tuple(path)
