"""``divisions.csv`` and ``grids.csv``: the ground of a county."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from dispatch.territory.model import Division, Level
from dispatch.vocabulary import AreaCode, CountyCode
from dispatch.wire.county.files import DIVISIONS, GRIDS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("level", "code", "name", "parent_code", "kind")
_GRID_COLUMNS = ("grid_code", "name", "village_code", "township_code")
_DEPTH = {level: depth for depth, level in enumerate(Level)}
_OUTSIDE = (Level.PROVINCE, Level.CITY, Level.COUNTY)
_LONGITUDE, _LATITUDE = 180.0, 90.0


class _ListedLevel(StrEnum):
    """The levels of ``divisions.csv``; grids have a file of their own."""

    PROVINCE = Level.PROVINCE
    CITY = Level.CITY
    COUNTY = Level.COUNTY
    TOWNSHIP = Level.TOWNSHIP
    VILLAGE = Level.VILLAGE


def read_divisions(
    data: bytes, problems: Problems, *, grids: bytes | None = None
) -> tuple[Division, ...] | None:
    """Return all places of the county, grids included; None when they cannot be told.

    What lies above the county need not be listed, so a parent that is
    nowhere in the file is forgiven there and nowhere else.
    """
    rows = read_rows(DIVISIONS, data, _COLUMNS, problems)
    grid_rows = () if grids is None else read_rows(GRIDS, grids, _GRID_COLUMNS, problems)
    if rows is None or grid_rows is None:
        return None
    read = [(row, division) for row in rows if (division := _division(row))]
    read += [(row, _grid(row)) for row in grid_rows]
    unique(((row, place.code) for row, place in read if row.file == DIVISIONS), "code")
    unique(((row, place.code) for row, place in read if row.file == GRIDS), "grid_code")
    known = {place.code: place for _, place in read}
    return tuple(_under_its_parent(row, place, known) for row, place in read)


def county_of(
    divisions: Sequence[Division], named: CountyCode | None, problems: Problems
) -> Division | None:
    """Return the county's own row; ``named`` is what ``county.yaml`` says, if anything."""
    counties = [place for place in divisions if place.level is Level.COUNTY]
    found = [place for place in counties if named is None or place.code == AreaCode(named)]
    if len(found) == 1:
        return found[0]
    if named is not None:
        problems.add(DIVISIONS, f"has no row of level county with the code {named} of county.yaml")
    elif counties:
        problems.add(DIVISIONS, "has several rows of level county; say which one in county.yaml")
    else:
        problems.add(DIVISIONS, "has no row of level county; add the county itself")
    return None


def within(county: Division, divisions: Sequence[Division]) -> Mapping[AreaCode, Division]:
    """Return the county's own places by code: the county and all that lies below it."""
    by_code = {place.code: place for place in divisions}
    inside = {county.code: county}
    for place in divisions:
        path: list[Division] = []
        above: Division | None = place
        while above is not None and above.code not in inside and above not in path:
            path.append(above)
            above = by_code.get(above.parent) if above.parent else None
        if above is not None and above.code in inside:
            inside.update((each.code, each) for each in path)
    return inside


def _division(row: Row) -> Division | None:
    level = row.needed_choice("level", _ListedLevel)
    code, parent = row.needed("code"), row.text("parent_code")
    if code and not (code.isascii() and code.isdigit()):
        row.wrong("code", f"{code!r} is no division code; it has digits only")
    if level is None:
        return None
    return Division(
        code=AreaCode(code),
        name=row.needed("name"),
        level=Level(level),
        parent=AreaCode(parent) if parent else None,
        kind=row.text("kind"),
    )


def _grid(row: Row) -> Division:
    code = row.needed("grid_code")
    if code and not (code.isascii() and code.isdigit()):
        row.wrong("grid_code", f"{code!r} is no grid code; it has digits only")
    parent = row.text("village_code") or row.needed("township_code")
    _check_degrees(row, "lon", _LONGITUDE)
    _check_degrees(row, "lat", _LATITUDE)
    return Division(AreaCode(code), row.needed("name"), Level.GRID, AreaCode(parent))


def _check_degrees(row: Row, column: str, most: float) -> None:
    if not (value := row.text(column)):
        return
    try:
        fits = -most <= float(value) <= most
    except ValueError:
        fits = False
    if not fits:
        row.wrong(column, f"{value!r} is no degree between -{most:g} and {most:g}")


def _under_its_parent(row: Row, place: Division, known: dict[AreaCode, Division]) -> Division:
    column = "village_code" if place.level is Level.GRID else "parent_code"
    parent = known.get(place.parent) if place.parent else None
    if parent is not None:
        if _DEPTH[parent.level] >= _DEPTH[place.level]:
            row.wrong(column, f"{parent.code} is no higher level than {place.level}")
        return place
    if place.level in _OUTSIDE:
        return Division(place.code, place.name, place.level, None, place.kind)
    if place.parent is None:
        row.wrong(column, "is empty; only the county and what lies above it may have no parent")
    else:
        row.wrong(column, f"{place.parent!r} is no known division")
    return place
