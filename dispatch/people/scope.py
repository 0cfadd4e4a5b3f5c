"""Who may see what, and whom somebody acts for: one answer for queries and policies.

    grid worker    own reports, own grid
    village        its village
    township       its township, and what its rooms hold
    unit           what it leads, receives or supports
    county desk    the county
    supervisor     the county, or the areas under them
    list keeper    no case content; cases of the past, masked
    others         no case content

The same ``Scope`` feeds the one scoping function over every query and the
settings that row-level security reads; each alone suffices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.people.model import COMMAND_CENTER, STATIONED, Person, Unit
from dispatch.vocabulary import AreaCode, CountyCode, Role, UnitCode


class Reach(StrEnum):
    """How far a scope reaches; only workers reach over the whole deployment."""

    NONE = "none"
    LIST = "list"
    """No case, but what lists are tried on."""
    SOME = "some"
    COUNTY = "county"
    DEPLOYMENT = "deployment"


@dataclass(frozen=True, slots=True)
class Scope:
    """What one actor may see. ``units`` and ``areas`` count only when ``reach`` is some."""

    county: CountyCode
    reach: Reach
    units: frozenset[UnitCode] = frozenset()
    areas: frozenset[AreaCode] = frozenset()
    account: str = ""

    def settings(self) -> dict[str, str]:
        """Return the settings that row-level security reads."""
        return {
            "county": self.county,
            "reach": self.reach.value,
            "units": ",".join(sorted(self.units)),
            "areas": ",".join(sorted(self.areas)),
            "account": self.account,
        }


WORKER = Scope(CountyCode(""), Reach.DEPLOYMENT)
"""The scope of the long-running workers, which serve every county."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: who they are, what they may do, for which units, seeing what."""

    account: str
    name: str
    unit: UnitCode
    roles: frozenset[Role]
    acts_for: frozenset[UnitCode]
    scope: Scope

    def has(self, role: Role) -> bool:
        """Tell whether the actor holds this role."""
        return role in self.roles


def actor_of(county: CountyCode, person: Person, units: Iterable[Unit]) -> Actor:
    """Return the actor that a person is, from the county's register of units."""
    register = tuple(units)
    township = _township_of(person, register)
    reach, seen, acts_for = Reach.NONE, set[UnitCode](), {person.unit}
    areas: set[AreaCode] = set()
    if Role.GRID_WORKER in person.roles or Role.VILLAGE in person.roles:
        reach, areas = Reach.SOME, set(person.areas)
    if Role.TOWNSHIP in person.roles and township:
        reach = Reach.SOME
        areas.add(AreaCode(township))
        seen |= _subtree(township, register)
        acts_for |= {unit.code for unit in register if unit.code in seen and unit.kind != STATIONED}
    if Role.UNIT in person.roles:
        reach = Reach.SOME
        seen.add(person.unit)
    if Role.SUPERVISOR in person.roles and person.areas:
        reach = Reach.SOME
        areas |= set(person.areas)
    if Role.COUNTY_DESK in person.roles:
        acts_for |= {unit.code for unit in register if unit.kind == COMMAND_CENTER and unit.active}
    if Role.COUNTY_DESK in person.roles or (Role.SUPERVISOR in person.roles and not person.areas):
        reach = Reach.COUNTY
    if Role.LIST_KEEPER in person.roles and reach is Reach.NONE:
        reach = Reach.LIST
    scope = Scope(county, reach, frozenset(seen), frozenset(areas), person.account)
    return Actor(person.account, person.name, person.unit, person.roles, frozenset(acts_for), scope)


def _township_of(person: Person, register: tuple[Unit, ...]) -> str:
    by_code = {unit.code: unit for unit in register}
    unit = by_code.get(person.unit)
    while unit is not None and unit.kind != "township":
        unit = by_code.get(UnitCode(unit.parent))
    return unit.code if unit else ""


def _subtree(root: str, register: tuple[Unit, ...]) -> set[UnitCode]:
    found = {UnitCode(root)}
    while more := {u.code for u in register if u.parent in found and u.code not in found}:
        found |= more
    return found
