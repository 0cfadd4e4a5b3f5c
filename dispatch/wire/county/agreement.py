"""Do the files of a county agree: is everything that one names to be found in another?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.people.model import Unit
from dispatch.responsibility.model import AT_TOWNSHIP, Line, Matter, Part
from dispatch.territory.model import Division, Level
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode
from dispatch.wire.county.catalogues import NumberedItems
from dispatch.wire.county.circles import find_circle
from dispatch.wire.county.divisions import within
from dispatch.wire.county.lines import NumberedLines
from dispatch.wire.county.list_tests import NumberedTests
from dispatch.wire.county.people import NumberedPeople
from dispatch.wire.county.receivers import NumberedPowers, NumberedReceivers
from dispatch.wire.county.rows import Row
from dispatch.wire.county.units import NumberedUnits


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the county; None where the file itself could not be read."""

    places: Mapping[AreaCode, Division] | None
    units: Mapping[UnitCode, Unit] | None
    matters: Mapping[MatterCode, Matter] | None
    """None also where the county has no catalogue of its own: the list is then the catalogue."""

    @property
    def townships(self) -> tuple[AreaCode, ...]:
        """The codes of the county's townships."""
        places = self.places or {}
        return tuple(code for code, place in places.items() if place.level is Level.TOWNSHIP)

    def check_area(self, row: Row, column: str, area: AreaCode) -> None:
        """Note an area that the county does not have."""
        if self.places is not None and area not in self.places:
            row.wrong(column, f"{area!r} is no division or grid of this county")

    def check_township(self, row: Row, column: str, area: AreaCode) -> None:
        """Note an area that is no township of the county."""
        if self.places is not None and area and area not in self.townships:
            row.wrong(column, f"{area!r} is no township of this county")

    def check_matter(self, row: Row, column: str, matter: MatterCode) -> None:
        """Note a matter that the catalogue lacks."""
        if self.matters is not None and matter and matter not in self.matters:
            row.wrong(column, f"{matter!r} is no known matter")

    def check_unit(self, row: Row, column: str, unit: UnitCode, *, active: bool = False) -> None:
        """Note a unit that is unknown or, where it must act, no longer active."""
        if self.units is None or not unit:
            return
        if unit not in self.units:
            row.wrong(column, f"{unit!r} is no known unit")
        elif active and not self.units[unit].active:
            row.wrong(column, f"{unit!r} is not active; name the unit that took over")


def known(
    county: Division | None,
    divisions: Sequence[Division] | None,
    units: NumberedUnits | None,
    matters: Mapping[MatterCode, Matter] | None,
) -> Known:
    """Return what there is, from what could be read of the files."""
    return Known(
        places=within(county, divisions or ()) if county else None,
        units=None if units is None else {unit.code: unit for _, unit in units},
        matters=matters,
    )


def check_lines(read: NumberedLines, known: Known, *, strict: bool) -> None:
    """Note lines that speak of what is not there.

    An unknown unit is refused only when ``strict``: deciding by such a list
    says so of each report that meets the line, and auditing it finds it. A
    unit that is no longer active is never refused here, because a list keeps
    the lines of its past.
    """
    for row, line in read:
        known.check_matter(row, "matter_code", line.matter)
        for area in sorted(line.areas or ()):
            known.check_area(row, "area", area)
        if strict:
            _check_line_unit(row, line, known)
    _check_overrides(read)


def check_receivers(read: NumberedReceivers, known: Known) -> None:
    """Note receivers that cannot take a case, and leads and townships that are not there."""
    for row, receiver in read:
        known.check_unit(row, "unit", receiver.unit)
        known.check_township(row, "township", receiver.township)
        known.check_unit(row, "receiver", receiver.receiver, active=True)


def check_powers(read: NumberedPowers, known: Known) -> None:
    """Note powers over unknown matters or for unknown townships."""
    for row, power in read:
        known.check_matter(row, "matter_code", power.matter)
        known.check_township(row, "township", power.township)


def check_tests(read: NumberedTests, known: Known) -> None:
    """Note tests of unknown matters, places or leads."""
    for row, test in read:
        known.check_area(row, "area", test.area)
        if test.matter:
            known.check_matter(row, "matter_code", test.matter)
        if test.lead:
            known.check_unit(row, "expect_lead", test.lead)


def check_items(read: NumberedItems, known: Known, *, strict: bool) -> None:
    """Note items of the two lists and the catalogue on unknown matters or, ``strict``, units."""
    for row, item in read:
        known.check_matter(row, "matter_code", item.matter)
        if strict and item.unit != AT_TOWNSHIP:
            known.check_unit(row, "unit", item.unit)


def check_people(read: NumberedPeople, known: Known) -> None:
    """Note people of unknown or abolished units, or for unknown areas."""
    for row, person in read:
        known.check_unit(row, "unit", person.unit, active=True)
        for area in person.areas:
            known.check_area(row, "areas", area)


def _check_line_unit(row: Row, line: Line, known: Known) -> None:
    if line.unit != AT_TOWNSHIP:
        known.check_unit(row, "unit", line.unit)
        return
    if known.units is None or known.places is None or line.part is not Part.LEAD:
        return
    for township in _townships_of(line.areas, known):
        if UnitCode(township) not in known.units:
            row.wrong("unit", f"{AT_TOWNSHIP} is {township} here, which is no known unit")


def _townships_of(areas: Iterable[AreaCode] | None, known: Known) -> tuple[AreaCode, ...]:
    if areas is None:
        return known.townships
    places = known.places or {}
    found: set[AreaCode] = set()
    for area in areas:
        place = places.get(area)
        while place is not None and place.level is not Level.TOWNSHIP:
            if place.level is Level.COUNTY:
                found.update(known.townships)
            place = places.get(place.parent) if place.parent else None
        if place is not None:
            found.add(place.code)
    return tuple(sorted(found))


def _check_overrides(read: NumberedLines) -> None:
    rows: Mapping[RowId, Row] = {line.row_id: row for row, line in read}
    for row, line in read:
        for other in sorted(line.overrides - rows.keys()):
            row.wrong("overrides", f"{other!r} is no row_id of this list")
    if circle := find_circle({line.row_id: line.overrides for _, line in read}):
        rows[RowId(circle[0])].wrong(
            "overrides", f"the chain {' > '.join(circle)} runs in a circle; one line has to win"
        )
