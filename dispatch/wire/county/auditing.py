"""A list by itself, read for an audit: the lines, and whatever there is to hold them against.

Only the lines and the units must be there. Without divisions the county is what its
townships in the units and the areas of the lines say it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dispatch.people.model import TOWNSHIP
from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit.model import Audited
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import AT_TOWNSHIP, Line, Matter, Part
from dispatch.territory.model import Division, Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode
from dispatch.wire.county import agreement, files
from dispatch.wire.county.catalogues import NumberedItems, catalogues_of, read_items
from dispatch.wire.county.divisions import county_of, read_divisions, within
from dispatch.wire.county.lines import NumberedLines, read_lines
from dispatch.wire.county.matters import matters_of, read_matters
from dispatch.wire.county.problems import CountyRefused, Problem, Problems, given
from dispatch.wire.county.receivers import read_powers
from dispatch.wire.county.units import NumberedUnits, read_units

_COUNTY, _VILLAGE = 6, 12


@dataclass(frozen=True, slots=True)
class AuditFiles:
    """Where each part of what is audited lies; None where there is none."""

    lines: Path
    units: Path
    divisions: Path | None = None
    matters: Path | None = None
    powers: Path | None = None
    permits: Path | None = None
    oversight: Path | None = None
    enforcement: Path | None = None

    @property
    def called(self) -> dict[str, str]:
        """What the files are called that a county's folder calls by names of its own."""
        read = {
            files.LINES: self.lines,
            files.UNITS: self.units,
            files.DIVISIONS: self.divisions,
            files.MATTERS: self.matters,
            files.POWERS: self.powers,
            files.PERMITS: self.permits,
            files.OVERSIGHT: self.oversight,
            files.ENFORCEMENT: self.enforcement,
        }
        return {name: path.name for name, path in read.items() if path}


def read_audited(
    paths: AuditFiles,
    *,
    catalogue: Iterable[MatterCode] = (),
    first: date | None = None,
    last: date | None = None,
) -> Audited:
    """Read what is to be audited.

    ``catalogue`` names the matters that somebody must lead; a file of matters does
    so, too. Without ``first`` or without ``last`` the calendar year of the newest
    ``valid_from`` begins or ends what is judged.

    Raises:
        CountyRefused: a file cannot be used; every reason is listed under its own name.
    """
    problems = Problems()
    lines = read_lines(files.bytes_of(paths.lines), problems, strict=False)
    units = read_units(files.bytes_of(paths.units), problems)
    matters = powers = divisions = None
    if paths.divisions:
        divisions = read_divisions(files.bytes_of(paths.divisions), problems)
    if paths.matters:
        matters = read_matters(files.bytes_of(paths.matters), problems)
    if paths.powers:
        powers = read_powers(files.bytes_of(paths.powers), problems)
    permits = _items(files.PERMITS, paths.permits, problems)
    oversight = _items(files.OVERSIGHT, paths.oversight, problems)
    enforcement = _items(files.ENFORCEMENT, paths.enforcement, problems)
    ground: tuple[Division, ...] | None = None
    if divisions is not None:
        county = county_of(divisions, _county(units, lines), problems)
        ground = tuple(within(county, divisions).values()) if county else None
    elif lines is not None and units is not None and not paths.divisions:
        ground = _ground_of(units, lines)
    if lines is not None and ground is not None:
        places = {place.code: place for place in ground}
        known = agreement.Known(places=places, units=None, matters=matters)
        agreement.check_lines(lines, known, strict=False)
    if problems:
        raise CountyRefused(tuple(problems)).under(paths.called)

    own = tuple(line for _, line in given(lines))
    known_matters = {**matters_of(own), **(matters or {})}
    asked = frozenset(catalogue) | frozenset(matters or ())
    for code in sorted(asked):
        known_matters.setdefault(code, Matter(code, "", None))
    territory = _territory(given(ground))
    first, last = _days(own, first, last, paths.lines)
    return Audited(
        lines=own,
        matters=known_matters,
        catalogue=asked,
        territory=territory,
        register=UnitRegister(unit for _, unit in given(units)),
        index=ResponsibilityIndex.build(own, known_matters, territory),
        powers=None if powers is None else frozenset(power for _, power in powers),
        first=first,
        last=last,
        catalogues=catalogues_of(permits, oversight, enforcement),
    )


def _items(file: str, path: Path | None, problems: Problems) -> NumberedItems | None:
    if path is None:
        return None
    return read_items(file, files.bytes_of(path), problems, kinds=file == files.ENFORCEMENT)


def _county(units: NumberedUnits | None, lines: NumberedLines | None) -> CountyCode | None:
    """Return the county whose townships the units or the lines name, if they name any."""
    codes: list[str] = [unit.code for _, unit in units or () if unit.kind == TOWNSHIP]
    codes += [area for _, line in lines or () for area in sorted(line.areas or ())]
    return CountyCode(codes[0][:_COUNTY]) if codes else None


def _ground_of(units: NumberedUnits, lines: NumberedLines) -> tuple[Division, ...]:
    """Return the county, its townships, and the villages and grids that lines name."""
    root = AreaCode(_county(units, lines) or "0" * _COUNTY)
    found = {root: Division(root, root, Level.COUNTY, None)}
    for _, unit in units:
        if unit.kind == TOWNSHIP and unit.code.startswith(root):
            code = AreaCode(unit.code)
            found[code] = Division(code, unit.name, Level.TOWNSHIP, root)
    without_townships = len(found) == 1
    for row, line in lines:
        if line.unit == AT_TOWNSHIP and line.part is Part.LEAD and without_townships:
            row.wrong("unit", f"{AT_TOWNSHIP}: no unit of kind {TOWNSHIP} is known; give them")
    named = {area for _, line in lines for area in line.areas or ()} - found.keys()
    # The higher first, so that what is named below them finds them.
    for area in sorted(named, key=lambda code: (len(code), code)):
        above = next(
            (a for n in range(len(area) - 1, 0, -1) if (a := AreaCode(area[:n])) in found), None
        )
        if above is None or (above == root and not without_townships):
            continue
        level = Level.GRID if len(area) > _VILLAGE else Level.VILLAGE
        found[area] = Division(area, area, level, above)
        # A place is more than those of its parts that happen to be named.
        rest = AreaCode(f"{above}-rest")
        found.setdefault(rest, Division(rest, f"{found[above].name}其余部分", Level.GRID, above))
    return tuple(found.values())


def _territory(ground: tuple[Division, ...]) -> Territory:
    county = next(place for place in ground if place.level is Level.COUNTY)
    return Territory.build(CountyCode(county.code), ground)


def _days(
    lines: tuple[Line, ...], first: date | None, last: date | None, path: Path
) -> tuple[date, date]:
    begins = [line.valid_from for line in lines if line.valid_from]
    told = first or last
    if told is None and not begins:
        message = "no line says from when it is valid; give --from and --to"
        raise CountyRefused((Problem(path.name, None, "valid_from", message),))
    year = max(begins).year if begins else (told or date.max).year
    begin, end = first or date(year, 1, 1), last or date(year, 12, 31)
    if end < begin:
        both = "" if first and last else f" (the newest valid_from is of {year}): give both"
        message = f"--to {end} lies before --from {begin}{both}"
        raise CountyRefused((Problem(path.name, None, None, message),))
    return begin, end
