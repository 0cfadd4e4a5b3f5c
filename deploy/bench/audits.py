"""How long an audit of a whole county's list takes, held against merely reading it.

A ratio to reading the same file on the same machine says what a person waits for:
a list is read before it is judged, and nobody minds a few times that.
"""

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from deploy.bench.figures import Emit, Figure, Goal, ratios
from dispatch.people.model import COMMAND_CENTER, TOWNSHIP, Unit
from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import Audited, Finding, audit
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Line, Matter, Power
from dispatch.territory.model import Division, Level
from dispatch.territory.tree import Territory
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, UnitCode
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.problems import Problems, given

COUNTY = "990101"
_FIRST, _LAST = date(2026, 1, 1), date(2026, 12, 31)
_BRANCHES, _TWIGS = 45, 20
_TOWNSHIPS, _VILLAGES, _GRIDS = 25, 13, 8
_UNITS = 40
_NESTED = 0.25
_COLUMNS = (
    *("row_id", "item_id", "matter_code", "matter_name", "gov_code", "platform", "area", "zone"),
    *("unit", "role", "duty", "valid_from", "valid_to", "limit_value", "limit_type", "basis"),
    *("condition", "overrides"),
)


@dataclass(frozen=True, slots=True)
class County:
    """What a list of the bench is about."""

    territory: Territory
    matters: dict[MatterCode, Matter]
    register: UnitRegister
    powers: frozenset[Power]
    file: bytes


def measured(*, rounds: int, lines: int, emit: Emit) -> None:
    """Read and audit the same list, round by round."""
    county = a_county(lines)
    read: list[float] = []
    judged: list[float] = []
    found: tuple[Finding, ...] = ()
    for _ in range(rounds):
        begun = time.perf_counter()
        own = lines_of(county)
        read.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        found = audit(audited_of(county, own))
        judged.append(time.perf_counter() - begun)
    areas = sum(1 for area in county.territory if area.level is Level.GRID)
    of = (
        f"{lines:,} lines over all stages, {_BRANCHES * _TWIGS} matters in a tree, {areas:,} leaf"
        f" areas, {_NESTED:.0%} of the lines nested in another; {len(found):,} findings;"
        " compiling the list is part of the audit"
    )
    emit(Figure("rules", f"audit of {lines:,} lines", "s", tuple(judged), of))
    emit(
        Figure("rules", "audit ÷ reading the file", "×", ratios(judged, read), of, Goal(at_most=10))
    )


def audited_of(county: County, lines: tuple[Line, ...]) -> Audited:
    """Compile a list for an audit."""
    return Audited(
        lines=lines,
        matters=county.matters,
        catalogue=frozenset(county.matters),
        territory=county.territory,
        register=county.register,
        index=ResponsibilityIndex.build(lines, county.matters, county.territory),
        powers=county.powers,
        first=_FIRST,
        last=_LAST,
    )


def lines_of(county: County) -> tuple[Line, ...]:
    """Read the list from its file."""
    problems = Problems()
    found = given(read_lines(county.file, problems, strict=False))
    problems.raise_if_any()
    return tuple(line for _, line in found)


def a_county(lines: int) -> County:
    """Make a county up: 900 matters in a tree, 25 townships with 2,600 grids, a list."""
    rng = Random(lines)  # noqa: S311 - a made-up list
    territory = Territory.build(CountyCode(COUNTY), _divisions())
    matters = {matter.code: matter for matter in _matters()}
    departments = [UnitCode(f"{COUNTY}-D{n:02d}") for n in range(_UNITS)]
    townships = list(territory.townships)
    units = [Unit(code, code, "county", "department", COUNTY, active=True) for code in departments]
    units += [
        Unit(UnitCode(code), code, "township", TOWNSHIP, COUNTY, active=True) for code in townships
    ]
    units.append(Unit(UnitCode("C"), "C", "county", COMMAND_CENTER, COUNTY, active=True))
    return County(
        territory=territory,
        matters=matters,
        register=UnitRegister(units),
        powers=frozenset(Power(matter, township) for matter in matters for township in townships),
        file=_file(list(_rows(lines, list(matters), territory, departments, rng))),
    )


def _divisions() -> Iterator[Division]:
    root = AreaCode(COUNTY)
    yield Division(root, root, Level.COUNTY, None)
    for t in range(1, _TOWNSHIPS + 1):
        township = AreaCode(f"{COUNTY}{t:03d}")
        yield Division(township, township, Level.TOWNSHIP, root)
        for v in range(1, _VILLAGES + 1):
            village = AreaCode(f"{township}{v:03d}")
            kind = "community" if v % 3 == 0 else "village"
            yield Division(village, village, Level.VILLAGE, township, kind)
            for g in range(1, _GRIDS + 1):
                grid = AreaCode(f"{village}{g:03d}")
                yield Division(grid, grid, Level.GRID, village)


def _matters() -> Iterator[Matter]:
    for b in range(_BRANCHES):
        branch = MatterCode(f"B{b:02d}")
        yield Matter(branch, branch, None)
        for t in range(_TWIGS - 1):
            code = MatterCode(f"{branch}{t:02d}")
            yield Matter(code, code, None, parent=branch)


def _rows(
    count: int,
    matters: list[MatterCode],
    territory: Territory,
    units: list[UnitCode],
    rng: Random,
) -> Iterator[dict[str, str]]:
    """Give a lead a matter and stage; of the rest a quarter are exceptions in an area or zone."""
    places = [area.code for area in territory if area.level is not Level.COUNTY]
    stages = (Duty.DISPOSE, Duty.SUPERVISE, Duty.ENFORCE, Duty.PATROL)
    number = 0
    nested = int(count * _NESTED)
    halves = [";".join(territory.townships[n::2]) for n in (0, 1)]
    whole: list[dict[str, str]] = []
    for matter in matters:
        for duty in stages:
            number += 1
            unit = units[_hash(matter) % len(units)] if duty is not Duty.PATROL else "@township"
            whole.append(_row(number, matter, "*", unit, duty=duty, role="lead"))
    yield from whole
    for n in range(nested):
        number += 1
        below = whole[(n * 7) % len(whole)]
        duty = Duty.DISPOSE if n % 2 else Duty(below["duty"])
        row = _row(
            number,
            below["matter_code"],
            rng.choice(places),
            rng.choice(units),
            duty=duty,
            role="lead",
        )
        if n % 5 == 0:
            row["zone"] = rng.choice(("urban", "rural"))
        if n % 11 == 0:
            row["condition"] = rng.choice(("severity >= 2", "land in farm;forest", "area_m2 > 100"))
        yield row
    while number < count:
        number += 1
        matter = matters[number % len(matters)]
        area = halves[number % 2] if number % 3 else "*"
        yield _row(number, matter, area, rng.choice(units), duty=Duty.DISPOSE, role="cooperate")


def _row(
    number: int, matter: str, area: str, unit: str, *, duty: Duty, role: str
) -> dict[str, str]:
    timed = role == "lead" and duty is Duty.DISPOSE
    return {
        "row_id": f"R{number:06d}",
        "item_id": f"I{number:06d}",
        "matter_code": matter,
        "matter_name": matter,
        "area": area,
        "zone": "all",
        "unit": unit,
        "role": role,
        "duty": duty.value,
        "valid_from": _FIRST.isoformat(),
        "limit_value": "40" if timed else "",
        "limit_type": "work_hour" if timed else "",
        "basis": "L",
    }


def _hash(text: str) -> int:
    """Return a number that is the same in every process."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text))


def _file(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
