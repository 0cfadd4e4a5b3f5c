"""What of a county a sheet is held against: its units, its ground, its matters."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dispatch.people.model import TOWNSHIP, Unit
from dispatch.responsibility.model import Line, Matter
from dispatch.territory.model import ALL_ZONES, Division, Level, Zone
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.sheets.places import PlaceNames
from dispatch.wire.sheets.plain import key
from dispatch.wire.sheets.unit_names import UnitNames


@dataclass(frozen=True, slots=True)
class Known:
    """The county's parts, with what their names are found by. Built once, read often."""

    units: Mapping[UnitCode, Unit]
    territory: Territory
    matters: Mapping[MatterCode, Matter]
    zones: frozenset[str]
    """The zones that the county's lines name."""
    unit_names: UnitNames = field(repr=False)
    places: PlaceNames = field(repr=False)
    matters_by_name: Mapping[str, MatterCode] = field(repr=False)
    """Names that only one matter has, as :func:`key` compares them."""

    @classmethod
    def of(
        cls,
        units: Iterable[Unit],
        territory: Territory,
        matters: Mapping[MatterCode, Matter],
        lines: Iterable[Line] = (),
    ) -> "Known":
        """Return what there is to know of a county from its parts."""
        by_code = {unit.code: unit for unit in units}
        names = Counter(key(matter.name) for matter in matters.values())
        return cls(
            units=by_code,
            territory=territory,
            matters=matters,
            zones=frozenset({line.zone for line in lines} | {ALL_ZONES, *Zone}),
            unit_names=UnitNames(by_code.values(), territory.county.name),
            places=PlaceNames(territory),
            matters_by_name={
                key(matter.name): matter.code
                for matter in matters.values()
                if names[key(matter.name)] == 1
            },
        )

    @classmethod
    def of_book(cls, book: CountyBook) -> "Known":
        """Return what there is to know of a county that was read whole."""
        return cls.of(book.register, book.territory, book.matters, book.lines)

    @property
    def townships(self) -> tuple[Unit, ...]:
        """The units that are a township's government, in the order of their codes."""
        found = (unit for unit in self.units.values() if unit.kind == TOWNSHIP)
        return tuple(sorted(found, key=lambda unit: unit.code))

    @property
    def divisions(self) -> Mapping[AreaCode, Division]:
        """The county's places as rows of a file of divisions."""
        return {
            area.code: Division(
                area.code,
                area.name,
                area.level,
                area.path[1] if len(area.path) > 1 else None,
                area.kind,
            )
            for area in self.territory
        }

    def above(self, code: AreaCode, level: Level) -> AreaCode | None:
        """Return the place of a level at or above another."""
        area = self.territory.get(code)
        for each in area.path if area else ():
            found = self.territory.get(each)
            if found is not None and found.level is level:
                return each
        return None
