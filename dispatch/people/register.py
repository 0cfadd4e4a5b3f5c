"""The register of units: who exists, who is active, who sits where."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from dispatch.errors import Unusable
from dispatch.people.model import COMMAND_CENTER, COMMAND_ROOM, TOWNSHIP, Unit
from dispatch.vocabulary import AreaCode, UnitCode


class NoSingleCommandCenter(Unusable):
    """A county has none or several active command centres; nobody would hold what is stuck."""

    code = "people.no_single_command_center"

    def __init__(self, found: tuple[UnitCode, ...]) -> None:
        names = ", ".join(found) or "none"
        super().__init__(f"a county needs exactly one active {COMMAND_CENTER} unit; found: {names}")
        self.found = found


class UnitRegister:
    """The county's units by code. Built once, never changed."""

    __slots__ = ("_active", "_children", "_rooms", "_units")

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = MappingProxyType({unit.code: unit for unit in units})
        self._active = frozenset(unit.code for unit in self._units.values() if unit.active)
        children: dict[str, list[UnitCode]] = {}
        for unit in self._units.values():
            children.setdefault(unit.parent, []).append(unit.code)
        self._children = {parent: tuple(sorted(codes)) for parent, codes in children.items()}
        self._rooms = {
            unit.parent: unit.code
            for unit in sorted(self._units.values(), key=lambda unit: unit.code, reverse=True)
            if unit.kind == COMMAND_ROOM and unit.active
        }

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def get(self, code: UnitCode) -> Unit | None:
        """Return the unit with this code, if the register has it."""
        return self._units.get(code)

    def active(self, code: UnitCode) -> bool:
        """Say whether the unit is known and active."""
        return code in self._active

    def name(self, code: UnitCode) -> str:
        """Return the unit's name, or its code where the register does not know it."""
        unit = self._units.get(code)
        return unit.name if unit else code

    def children(self, code: str) -> tuple[UnitCode, ...]:
        """Return the units whose administrative parent this is, sorted."""
        return self._children.get(code, ())

    def is_township(self, code: UnitCode) -> bool:
        """Say whether the unit is a township's government itself."""
        unit = self._units.get(code)
        return unit is not None and unit.kind == TOWNSHIP

    @property
    def command_center(self) -> UnitCode:
        """The county's one active command centre, which holds what nobody else can.

        Raises:
            NoSingleCommandCenter: there is none, or more than one.
        """
        found = tuple(
            sorted(u.code for u in self._units.values() if u.kind == COMMAND_CENTER and u.active)
        )
        if len(found) != 1:
            raise NoSingleCommandCenter(found)
        return found[0]

    def command_room(self, township: AreaCode) -> UnitCode | None:
        """Return the township's active command room, else the township's own active unit."""
        if room := self._rooms.get(township):
            return room
        unit = UnitCode(township)
        return unit if unit in self._active else None
