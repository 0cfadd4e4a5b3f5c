"""``units.csv``: authorities, stationed units, rooms."""

from collections.abc import Mapping

from dispatch.people.model import COMMAND_CENTER, Unit
from dispatch.vocabulary import AreaCode, Platform, UnitCode
from dispatch.wire.county.circles import find_circle
from dispatch.wire.county.files import UNITS
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rows import Row, read_rows, unique

_COLUMNS = ("unit_code", "name", "level", "kind", "parent", "active")

NumberedUnits = tuple[tuple[Row, Unit], ...]


def read_units(data: bytes, problems: Problems) -> NumberedUnits | None:
    """Return the units with their rows, or None when the file is no table."""
    rows = read_rows(UNITS, data, _COLUMNS, problems)
    if rows is None:
        return None
    read = tuple((row, _unit(row)) for row in rows)
    unique(((row, unit.code) for row, unit in read), "unit_code")
    _check_circle(read)
    _check_command_center(read, problems)
    return read


def check_units(read: NumberedUnits, areas: Mapping[AreaCode, object]) -> None:
    """Note parents, departments and areas that exist nowhere in the county."""
    known = {unit.code for _, unit in read}
    for row, unit in read:
        if unit.parent and unit.parent not in known and unit.parent not in areas:
            row.wrong("parent", f"{unit.parent!r} is neither a unit nor a division")
        if unit.parent_functional and unit.parent_functional not in known:
            row.wrong("parent_functional", f"{unit.parent_functional!r} is no known unit")
        for area in unit.areas:
            if area not in areas:
                row.wrong("areas", f"{area!r} is no known division")


def _unit(row: Row) -> Unit:
    return Unit(
        code=UnitCode(row.needed("unit_code")),
        name=row.needed("name"),
        level=row.text("level"),
        kind=row.needed("kind"),
        parent=row.text("parent"),
        active=row.flag("active"),
        parent_functional=row.text("parent_functional"),
        areas=tuple(AreaCode(area) for area in row.several("areas")),
        platform=row.choice("platform", Platform),
    )


def _check_circle(read: NumberedUnits) -> None:
    circle = find_circle({unit.code: (unit.parent,) for _, unit in read if unit.parent})
    for row, unit in read:
        if unit.code in circle:
            row.wrong("parent", f"the chain {' > '.join(circle)} runs in a circle")
            return


def _check_command_center(read: NumberedUnits, problems: Problems) -> None:
    centers = [row for row, unit in read if unit.kind == COMMAND_CENTER and unit.active]
    if not centers:
        problems.add(
            UNITS,
            f"has no active unit of kind {COMMAND_CENTER}; a county has exactly one",
            column="kind",
        )
    for row in centers[1:]:
        row.wrong("kind", f"a second active {COMMAND_CENTER}; row {centers[0].number} is the first")
