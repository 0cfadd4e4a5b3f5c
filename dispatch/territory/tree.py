"""The ground: a county as one immutable tree, and where a given code lies in it.

    330521  county ── 330521001  township ── 330521001001  village ── …001  grid

The tree follows ``parent``, not the digits, because a county may skip a level.
Only places at or below the county count. A set of places is an integer with
one bit for each leaf, so that nested, disjoint and crossing are single
operations however the set was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.errors import Unusable
from dispatch.territory.model import Division, Level, Zone, ZoneSet
from dispatch.vocabulary import AreaCode, CountyCode

_ZONE_OF_VILLAGE = {"community": Zone.URBAN.value, "village": Zone.RURAL.value}
_ABOVE_TOWNSHIP = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})


class BrokenTree(Unusable):
    """Divisions that do not form one tree below the county."""

    code = "territory.broken_tree"


class UnknownArea(Unusable):
    """A place that the county does not have was named where only known ones may stand."""

    code = "territory.unknown_area"

    def __init__(self, area: str) -> None:
        super().__init__(f"area {area!r} is no division or grid of this county")
        self.area = area


@dataclass(frozen=True, slots=True)
class Area:
    """One place of the county, with all that follows from where it stands."""

    code: AreaCode
    name: str
    level: Level
    kind: str
    path: tuple[AreaCode, ...]
    """Itself first, the county last."""
    leaves: int
    """One bit for each leaf at or below it."""
    township: AreaCode | None
    zone: str | None
    """What the kind of its village says of its zone; None above village level."""
    sets: tuple[ZoneSet, ...] = ()
    """The zones whose sets of places it lies in, the highest priority first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code lies: a known area, and what of the code nobody knows."""

    given: str
    area: Area
    remainder: str = ""

    @property
    def code(self) -> AreaCode:
        """The code of the known area."""
        return self.area.code

    @property
    def exact(self) -> bool:
        """Whether the whole code was known; else the place is marked by ``remainder``."""
        return not self.remainder


@dataclass(frozen=True, slots=True)
class OutsideCounty:
    """A code that lies in no part of the county."""

    given: str


class Territory:
    """The county's places. Built once, never changed."""

    __slots__ = ("_areas", "_below", "_places", "_words", "county")

    def __init__(self, county: Area, areas: dict[AreaCode, Area]) -> None:
        self.county = county
        self._areas = areas
        self._below: dict[AreaCode, list[Area]] = {}
        for area in areas.values():
            if area is not county:
                self._below.setdefault(area.path[1], []).append(area)
        self._places: dict[str, Place] = {code: Place(code, area) for code, area in areas.items()}
        self._words = {code: _words(area.path, areas) for code, area in areas.items()}

    @classmethod
    def build(
        cls,
        county_code: CountyCode,
        divisions: Iterable[Division],
        zone_sets: Iterable[ZoneSet] = (),
    ) -> "Territory":
        """Build the tree below ``county_code`` from divisions and grids, in any order.

        What lies above the county, or in another county, is left aside.

        Raises:
            BrokenTree: a code stands twice, a parent is unknown, or parents run in a circle.
            UnknownArea: a zone's set names a place that the county does not have.
        """
        root = AreaCode(county_code)
        named: dict[AreaCode, Division] = {}
        for division in divisions:
            if division.code in named:
                raise BrokenTree(f"division {division.code} stands twice")
            named[division.code] = division
        named.setdefault(root, Division(root, county_code, Level.COUNTY, None))
        paths = {code: path for code in sorted(named) if (path := _path(code, root, named))}
        areas = _areas(named, paths, _by_priority(zone_sets, paths))
        return cls(areas[root], areas)

    def __contains__(self, code: object) -> bool:
        return code in self._areas

    def __iter__(self) -> Iterator[Area]:
        """Every area, in the order of the codes."""
        return iter(self._areas.values())

    def get(self, code: str) -> Area | None:
        """Return the area with exactly this code, if the county has it."""
        return self._areas.get(AreaCode(code))

    def words(self, area: Area) -> str:
        """Return where an area lies, the county left out, nothing said twice: 阜溪街道龙山社区."""
        return self._words[area.code]

    def resolve(self, raw: str) -> Place | OutsideCounty:
        """Say where a code as somebody gave it lies.

        Trailing zeros are stripped to a known place. What remains unknown
        resolves to the deepest known place above it, and is marked.
        """
        if place := self._places.get(raw):
            return place
        for length in range(len(raw) - 1, 0, -1):
            if area := self._areas.get(AreaCode(raw[:length])):
                remainder = raw[length:]
                return Place(raw, area, remainder if remainder.strip("0") else "")
        return OutsideCounty(raw)

    def leaves(self, codes: Iterable[AreaCode] | None) -> int:
        """Return the leaves below a set of areas as bits; None is the whole county.

        Raises:
            UnknownArea: a code of the set is not in the county.
        """
        if codes is None:
            return self.county.leaves
        bits = 0
        for code in codes:
            if code not in self._areas:
                raise UnknownArea(code)
            bits |= self._areas[code].leaves
        return bits

    def fewest(self, leaves: int) -> tuple[AreaCode, ...]:
        """Return the fewest areas that make up a set of leaves, in the order of their codes."""
        found: list[AreaCode] = []
        ahead = [self.county]
        while ahead:
            area = ahead.pop()
            if not area.leaves & ~leaves:
                found.append(area.code)
            elif area.leaves & leaves:
                ahead += self._below.get(area.code, ())
        return tuple(sorted(found))

    def township_of(self, code: AreaCode) -> AreaCode | None:
        """Return the township at or above an area; None where there is none."""
        area = self._areas.get(code)
        return area.township if area else None

    @property
    def townships(self) -> tuple[AreaCode, ...]:
        """The county's townships, in the order of their codes."""
        return tuple(a.code for a in self._areas.values() if a.level is Level.TOWNSHIP)


def _words(path: tuple[AreaCode, ...], areas: Mapping[AreaCode, Area]) -> str:
    names = [areas[code].name for code in path]
    below = names[:-1] or names
    return "".join(
        name
        for place, name in reversed(list(enumerate(below)))
        if place == 0 or not below[place - 1].startswith(name)
    )


def _path(
    code: AreaCode, root: AreaCode, named: dict[AreaCode, Division]
) -> tuple[AreaCode, ...] | None:
    """Return the way up to the county, or None for a place that is not below it."""
    path = [code]
    while path[-1] != root:
        division = named[path[-1]]
        if division.level in _ABOVE_TOWNSHIP:
            return None
        parent = division.parent
        if parent is None or parent not in named:
            raise BrokenTree(
                f"division {division.code} ({division.name}) names the parent "
                f"{parent or '(none)'}, which no row describes"
            )
        if parent in path:
            raise BrokenTree(f"the parents of division {code} run in a circle")
        path.append(parent)
    return tuple(path)


def _by_priority(
    zone_sets: Iterable[ZoneSet], paths: dict[AreaCode, tuple[AreaCode, ...]]
) -> tuple[ZoneSet, ...]:
    found = tuple(sorted(zone_sets, key=lambda each: (-each.priority, each.name)))
    for code in sorted({code for each in found for code in each.areas} - paths.keys()):
        raise UnknownArea(code)
    return found


def _areas(
    named: dict[AreaCode, Division],
    paths: dict[AreaCode, tuple[AreaCode, ...]],
    zone_sets: tuple[ZoneSet, ...],
) -> dict[AreaCode, Area]:
    parents = {path[1] for path in paths.values() if len(path) > 1}
    bits = dict.fromkeys(paths, 0)
    for number, leaf in enumerate(code for code in paths if code not in parents):
        for code in paths[leaf]:
            bits[code] |= 1 << number
    return {
        code: Area(
            code=code,
            name=named[code].name,
            level=named[code].level,
            kind=named[code].kind,
            path=path,
            leaves=bits[code],
            township=_nearest(path, Level.TOWNSHIP, named),
            zone=_zone(path, named),
            sets=tuple(each for each in zone_sets if not each.areas.isdisjoint(path)),
        )
        for code, path in paths.items()
    }


def _nearest(
    path: tuple[AreaCode, ...], level: Level, named: dict[AreaCode, Division]
) -> AreaCode | None:
    return next((code for code in path if named[code].level is level), None)


def _zone(path: tuple[AreaCode, ...], named: dict[AreaCode, Division]) -> str | None:
    village = _nearest(path, Level.VILLAGE, named)
    return _ZONE_OF_VILLAGE.get(named[village].kind) if village else None
