"""Work that the county took back (上级收回) never goes to a township."""

from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Line, ListKind
from dispatch.territory.model import Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import MatterCode, UnitCode


def recalled(line: Line, matter: MatterCode, index: ResponsibilityIndex) -> bool:
    """Say whether what a line gives out for a matter was taken back.

    What the line says of its kind wins over what the matter, or one above it, says.
    """
    if line.list_kind is not None:
        return line.list_kind is ListKind.RECALLED
    lineage = map(index.matters.get, index.lineage(matter))
    kinds = (known.list_kind for known in lineage if known and known.list_kind)
    return next(kinds, None) is ListKind.RECALLED


def is_township(unit: UnitCode, register: UnitRegister, territory: Territory) -> bool:
    """Say whether a unit is a township's government, by its kind or by its code."""
    area = territory.get(unit)
    return register.is_township(unit) or (area is not None and area.level is Level.TOWNSHIP)
