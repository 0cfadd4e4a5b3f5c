"""The ordinary county under audit, with whatever lines a test gives it."""

from collections.abc import Iterable
from datetime import date

from dispatch.people.model import Unit
from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import Audited
from dispatch.responsibility.described import Labels
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Line, Matter, Power
from dispatch.territory.tree import Territory
from tests.builders import a_territory, ordinary_units

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def a_list(
    *lines: Line,
    matters: Iterable[Matter] = (),
    units: Iterable[Unit] = (),
    territory: Territory | None = None,
    powers: Iterable[Power] | None = None,
    polygons: Iterable[str] | None = None,
    staffed: Iterable[str] | None = None,
    attributes: Labels | None = None,
    first: date = FIRST,
    last: date = LAST,
) -> Audited:
    ground = territory or a_territory()
    catalogue = {matter.code: matter for matter in matters}
    known = {**{line.matter: Matter(line.matter, line.matter_name, None) for line in lines}}
    known |= catalogue
    return Audited(
        lines=lines,
        matters=known,
        catalogue=frozenset(catalogue),
        territory=ground,
        register=UnitRegister((*ordinary_units(), *units)),
        index=ResponsibilityIndex.build(lines, known, ground),
        powers=None if powers is None else frozenset(powers),
        polygons=None if polygons is None else frozenset(polygons),
        staffed=None if staffed is None else frozenset(staffed),
        attributes=attributes,
        first=first,
        last=last,
    )
