"""Small random counties, with everything in them that can make a decision hard.

A county is grown from one seed: that keeps it cheap enough to try many, and
a failing seed grows the same county again.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dispatch.people.model import Unit
from dispatch.responsibility.model import Duty, Line, ListKind, Part
from dispatch.routing.model import Question
from dispatch.territory.model import Division, Level
from tests.builders import A_DAY, COUNTY, a_division, a_line, a_matter, a_question, a_unit
from tests.worlds.routing.oracle import SAYABLE, World

NEIGHBOUR = "330522"
DEPARTMENTS = ("D1", "D2", "D3")
PARENTS = {"M1": None, "M11": "M1", "M111": "M11", "M2": None}
CONDITIONS = (
    *("severity >= 2", "severity < 2", "severity = 3", "severity != 1"),
    *("land = b", "land in b;d", "land != b", "land < d", "land >= d & severity > 1"),
    *("found >= 2026-03-02", "found < 2026-03-02", "found > 2026-03-02 & found < 2026-03-04"),
)


def growing_from(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a made-up county is no secret


def a_world(grown: Random) -> World:
    divisions = tuple(_divisions(grown))
    inside = [d.code for d in divisions if d.code.startswith(COUNTY)]
    townships = [d.code for d in divisions if d.level is Level.TOWNSHIP and d.code in inside]
    matters = tuple(
        a_matter(code, parent=parent, list_kind=_kind(grown)) for code, parent in PARENTS.items()
    )
    rows = [f"A{n:02}" for n in range(grown.randint(0, 14))]
    return World(
        divisions=divisions,
        units=tuple(_units(grown, townships)),
        matters=matters,
        lines=tuple(_line(grown, row, rows, inside) for row in rows),
        receivers={("D1", township): "D1-room" for township in townships[:1]},
    )


def a_question_in(grown: Random, world: World) -> Question:
    inside = [d.code for d in world.divisions if d.code.startswith(COUNTY)]
    code = grown.choice(inside) + grown.choice(("", "", "", "", "", "000", "0", "777", "0700"))
    attributes = {
        key: grown.choice(values) for key, values in SAYABLE.items() if grown.random() < 0.7
    }
    for key in ("severity", "found"):
        if grown.random() < 0.1:
            attributes[key] = grown.choice(("不详", "3级", "1,200", "2026-02-30"))
    if grown.random() < 0.3:
        attributes["zone"] = grown.choice(("urban", "rural", "suburb"))
    elif grown.random() < 0.1:
        attributes["zone"] = grown.choice((["urban"], {"zone": "urban"}, True, 5))
    return a_question(
        NEIGHBOUR + "001" if grown.random() < 0.03 else code,
        matter=grown.choice(("M11", "M11", "M111", "M111", "M111", "M1", "M2", "M9", None)),
        day=A_DAY + timedelta(days=grown.randint(-2, 2)),
        attributes=attributes,
    )


def _divisions(grown: Random) -> Iterator[Division]:
    """Skipped levels, only children, bare townships, and neighbours outside."""
    yield a_division("3305", level=Level.CITY)
    yield a_division(COUNTY, parent="3305")
    yield a_division(NEIGHBOUR, parent="3305")
    yield a_division(NEIGHBOUR + "001")
    for township in (f"{COUNTY}00{n}" for n in range(1, grown.randint(1, 4))):
        yield a_division(township)
        yield from _villages(grown, township, township)
        if grown.random() < 0.2:
            yield a_division(f"{township}900001", level=Level.GRID, parent=township)
    if grown.random() < 0.3:
        yield from _villages(grown, COUNTY, f"{COUNTY}400")


def _villages(grown: Random, parent: str, prefix: str) -> Iterator[Division]:
    for village in (f"{prefix}00{n}" for n in range(1, grown.randint(1, 4))):
        kind = grown.choice(("community", "village", "village", ""))
        yield a_division(village, parent=parent, kind=kind)
        for grid in range(grown.randint(0, 2)):
            yield a_division(f"{village}00{grid + 1}")


def _units(grown: Random, townships: list[str]) -> Iterator[Unit]:
    for code in DEPARTMENTS:
        yield a_unit(code, active=grown.random() < 0.9)
    for code in townships:
        yield a_unit(code, kind="township", parent=COUNTY, active=grown.random() < 0.9)
    yield a_unit("D1-room", kind="stationed")


def _line(grown: Random, row: str, rows: list[str], inside: list[str]) -> Line:
    areas = ";".join(grown.sample(inside, min(len(inside), grown.choice((1, 1, 1, 2, 3)))))
    return a_line(
        row,
        grown.choice((*DEPARTMENTS, *DEPARTMENTS, "@township", "@township", "GHOST")),
        matter=grown.choice(("M1", "M1", "M11", "M11", "M11", "M111", "M2")),
        areas="*" if grown.random() < 0.3 else areas,
        zone=grown.choice((*["all"] * 8, "urban", "rural", "river")),
        condition=grown.choice(CONDITIONS) if grown.random() < 0.25 else "",
        part=Part.COOPERATE if grown.random() < 0.25 else Part.LEAD,
        duty=Duty.PATROL if grown.random() < 0.1 else Duty.DISPOSE,
        valid_from=_day(grown),
        valid_to=_day(grown),
        overrides=grown.sample(rows, min(len(rows), 2)) if grown.random() < 0.2 else (),
        list_kind=_kind(grown),
    )


def _day(grown: Random) -> date | None:
    return A_DAY + timedelta(days=grown.randint(-1, 1)) if grown.random() < 0.1 else None


def _kind(grown: Random) -> ListKind | None:
    return grown.choice((None, None, None, ListKind.RECALLED, ListKind.TERRITORIAL))
