"""Made-up counties of a stated size: the same seed gives the same county, wherever it is asked for.

    matters   4 platforms ─► kinds of 5 ─► leaves      ``matters`` counts the leaves
    ground    townships ─► villages ─► grids           ``leaves`` counts the grids

A list is mostly what real lists are – a county-wide line for each matter, and
then what townships and villages have of their own – with every means that a
line has: zones, conditions, days, supporting units, the township itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import NamedTuple

from dispatch.history.model import PastCase
from dispatch.people.model import TOWNSHIP, Unit
from dispatch.people.register import UnitRegister
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Limit, Line, Matter, Part
from dispatch.territory.model import Division, Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, CountyCode, LimitType, MatterCode, RowId, UnitCode

TODAY = date(2026, 6, 30)
_COUNTY = "330599"
_VILLAGES = 16
"""In a township."""
_GRIDS = 6.5
"""In a village, on average: 2,600 of them make 25 townships and 3,026 places in all."""
_UNITS = 30
_IN_A_KIND = 5
_CONDITIONS = ("severity >= 3", "severity < 3", "area_m2 > 100", "land in farm;forest")


class Ground(NamedTuple):
    """Where a list holds, and the units that it may name."""

    territory: Territory
    register: UnitRegister


@dataclass(frozen=True, slots=True)
class County:
    """Everything that a decision, an audit or a replay needs of a county."""

    territory: Territory
    register: UnitRegister
    matters: Mapping[MatterCode, Matter]
    lines: tuple[Line, ...]
    index: ResponsibilityIndex
    edition: str
    receivers: Mapping[tuple[UnitCode, AreaCode], UnitCode] = field(default_factory=dict)

    @property
    def size(self) -> str:
        """The county in figures."""
        leaves = self.territory.county.leaves.bit_count()
        inner = {matter.parent for matter in self.matters.values()}
        return (
            f"{len(self.lines):,} lines, {len(self.matters.keys() - inner):,} matters, "
            f"{leaves:,} areas"
        )


def a_county(
    *,
    lines: int = 10_000,
    matters: int = 900,
    leaves: int = 2_600,
    seed: int = 1,
    duties: tuple[Duty, ...] = (Duty.DISPOSE,),
) -> County:
    """Make a county; its lines take the ``duties`` in turn."""
    rng = Random(seed)  # noqa: S311 - a made-up county is no secret
    ground = a_ground(leaves)
    catalogue = {matter.code: matter for matter in _matters(matters)}
    made = tuple(_lines(rng, lines, ground, catalogue, duties))
    return county_of(ground, catalogue, made, edition=f"made-{seed}")


def a_draft_of(county: County, *, share: float = 0.02, seed: int = 2) -> County:
    """Make a draft: a share of the lines goes to another unit, and half as many are struck."""
    rng = Random(seed)  # noqa: S311 - a made-up draft is no secret
    units = [unit.code for unit in county.register if unit.kind != TOWNSHIP]
    made = []
    for line in county.lines:
        chance = rng.random()
        if chance >= share * 1.5:
            made.append(line)
        elif chance < share:
            made.append(replace(line, unit=rng.choice(units)))
    ground = Ground(county.territory, county.register)
    return county_of(ground, county.matters, tuple(made), edition=f"draft-{seed}")


def past_cases(county: County, count: int, *, seed: int = 3) -> Iterator[PastCase]:
    """Give past cases that hit all matters and all grids evenly: nothing repeats by luck."""
    rng = Random(seed)  # noqa: S311 - made-up cases are no secret
    inner = {matter.parent for matter in county.matters.values()}
    matters = [code for code in county.matters if code not in inner]
    grids = [area.code for area in county.territory if area.level is Level.GRID]
    units = [unit.code for unit in county.register if unit.kind != TOWNSHIP]
    said: list[dict[str, str]] = [
        {},
        {},
        *({"severity": str(n)} for n in range(1, 6)),
        *({"area_m2": str(n), "land": land} for n in (50, 500) for land in ("farm", "road")),
    ]
    days = [date.fromordinal(TODAY.toordinal() - n) for n in range(365)]
    for number in range(count):
        returned = rng.random() < 0.05  # noqa: PLR2004 - one of twenty
        yield PastCase(
            source="bench",
            case_id=f"C{number:07}",
            occurred_on=rng.choice(days),
            area=rng.choice(grids),
            matter=rng.choice(matters),
            unit=rng.choice(units) if returned else None,
            attributes=rng.choice(said),
            returns=int(returned),
        )


def a_ground(leaves: int = 2_600) -> Ground:
    """Make a county of townships, villages and grids, with its units."""
    territory = Territory.build(CountyCode(_COUNTY), _divisions(leaves))
    units = [
        Unit(UnitCode(f"U{n:02}"), f"单位{n}", "county", "department", _COUNTY, active=True)
        for n in range(_UNITS)
    ]
    units += [
        Unit(UnitCode(code), f"镇{code}", "township", TOWNSHIP, _COUNTY, active=True)
        for code in territory.townships
    ]
    return Ground(territory, UnitRegister(units))


def county_of(
    ground: Ground,
    matters: Mapping[MatterCode, Matter],
    lines: tuple[Line, ...],
    *,
    edition: str,
    kind: type[ResponsibilityIndex] = ResponsibilityIndex,
) -> County:
    """Put a list on a ground."""
    index = kind.build(lines, matters, ground.territory)
    return County(ground.territory, ground.register, matters, lines, index, edition)


def _divisions(leaves: int) -> Iterator[Division]:
    yield Division(AreaCode(_COUNTY), "县", Level.COUNTY, None)
    villages = max(1, round(leaves / _GRIDS))
    for village in range(villages):
        township = AreaCode(f"{_COUNTY}{village // _VILLAGES + 1:03}")
        if village % _VILLAGES == 0:
            yield Division(township, f"镇{township}", Level.TOWNSHIP, AreaCode(_COUNTY))
        code = AreaCode(f"{township}{village % _VILLAGES + 1:03}")
        kind = "community" if village % 4 == 0 else "village"
        yield Division(code, f"村{code}", Level.VILLAGE, township, kind)
        first, end = leaves * village // villages, leaves * (village + 1) // villages
        for grid in range(first, end):
            yield Division(AreaCode(f"{code}{grid - first + 1:03}"), "", Level.GRID, code)


def _matters(leaves: int) -> Iterator[Matter]:
    tops = [MatterCode(f"P{n}") for n in range(4)]
    yield from (Matter(code, f"平台{code}", None) for code in tops)
    for number in range(leaves):
        kind = MatterCode(f"K{number // _IN_A_KIND:04}")
        if number % _IN_A_KIND == 0:
            top = tops[number // _IN_A_KIND % len(tops)]
            yield Matter(kind, f"类别{kind}", None, parent=top)
        yield Matter(MatterCode(f"M{number:05}"), f"事项{number}", None, parent=kind)


def _lines(
    rng: Random,
    count: int,
    ground: Ground,
    catalogue: Mapping[MatterCode, Matter],
    duties: tuple[Duty, ...],
) -> Iterator[Line]:
    inner = {matter.parent for matter in catalogue.values()}
    matters = [code for code in catalogue if code not in inner]
    units = [unit.code for unit in ground.register if unit.kind != TOWNSHIP]
    places = [a.code for a in ground.territory if a.level in {Level.TOWNSHIP, Level.VILLAGE}]
    for number in range(count):
        matter = matters[number % len(matters)]
        turn = number // len(matters)
        whole = turn == 0 or (turn == 2 and rng.random() < 0.1)  # noqa: PLR2004 - a tenth
        supports = turn % 6 == 1
        special = "" if turn == 0 else rng.choice(("zone", "days", *["condition"] * 4, *[""] * 14))
        above = catalogue[matter].parent
        yield Line(
            row_id=RowId(f"R{number:06}"),
            item_id=f"I{number:06}",
            matter=above if above and rng.random() < 0.01 else matter,  # noqa: PLR2004 - a hundredth
            matter_name="",
            platform=None,
            areas=None if whole else frozenset(rng.sample(places, rng.choice((1, 1, 1, 3)))),
            zone="urban" if special == "zone" else "all",
            unit=AT_TOWNSHIP if rng.random() < 0.2 else rng.choice(units),  # noqa: PLR2004 - a fifth
            part=Part.COOPERATE if supports else Part.LEAD,
            duty=duties[number % len(duties)],
            valid_from=TODAY.replace(month=rng.randint(1, 6), day=1) if special == "days" else None,
            valid_to=None,
            limit=Limit(float(turn + 1), LimitType.WORK_DAY, f"{turn + 1}"),
            basis=f"第{turn + 1}条",
            conditions=parse_condition(rng.choice(_CONDITIONS)) if special == "condition" else (),
        )
