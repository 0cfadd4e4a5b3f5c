"""The matrix of who leads what where, against brute force and on a county one can see through."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from hypothesis import given, settings

from dispatch.responsibility.audit.matrix import Cell, Held, matrix
from tests.builders import (
    A_DAY,
    BUREAU,
    CENTRE,
    COMMUNITY,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    a_line,
    a_matter,
)
from tests.unit.responsibility.audit.ground import a_list
from tests.worlds.audit.oracle import places_of
from tests.worlds.audit.test_against_oracle import (
    FIRST,
    audited,
    in_some_worlds,
    seeds,
)
from tests.worlds.routing.oracle import (
    SAYABLE,
    World,
    holds,
    leaves,
    matters_upwards,
    not_overridden,
    township_of,
    unit_of,
    wider,
)
from tests.worlds.routing.worlds import a_world, growing_from


def brute_force(world: World) -> dict[tuple[str, str], tuple[str, frozenset[str], bool]]:
    """(matter, place) to how it is held, by whom, and whether some of it has nobody."""
    led = {x.matter for x in world.lines if (x.part, x.duty) == ("lead", "dispose")}
    headings = {matter.parent for matter in world.matters} - led
    found = {}
    for matter in (m.code for m in world.matters if m.code not in headings):
        tops: dict[str, set[frozenset[str]]] = {}
        for leaf, standing in _standing(world, matter):
            tops.setdefault(leaf, set()).add(standing)
        for place in places_of(world):
            here = {each for leaf in leaves(world, frozenset({place})) for each in tops[leaf]}
            units = frozenset().union(*here)
            contested = any(len(each) > 1 for each in here)
            held = "contested" if contested else ("empty", "one", "many")[min(len(units), 2)]
            found[matter, place] = held, units, bool(units) and frozenset() in here
    return found


def _standing(world: World, matter: str) -> Iterator[tuple[str, frozenset[str]]]:
    lines = [
        line
        for line in world.lines
        if (line.part, line.duty) == ("lead", "dispose")
        and line.matter in matters_upwards(world, matter)
    ]
    keys = sorted({condition.key for line in lines for condition in line.conditions})
    named = {line.zone for line in world.lines} - {"all"}
    zones = sorted(named | {"urban", "rural"}) if named else [None]
    seen = set()
    for day, zone, *values in product(
        [FIRST + timedelta(days=n) for n in range(3)], zones, *(SAYABLE[key] for key in keys)
    ):
        said = dict(zip(keys, values, strict=True))
        fits = [
            line
            for line in lines
            if (line.valid_from or day) <= day <= (line.valid_to or day)
            and line.zone in ("all", zone)
            and all(holds(c, said[c.key]) for c in line.conditions)
        ]
        if (kind := tuple(line.row_id for line in fits)) in seen:
            continue
        seen.add(kind)
        for leaf in world.ends:
            covering = not_overridden([line for line in fits if leaf in leaves(world, line.areas)])
            top = [a for a in covering if not any(wider(world, a, b) for b in covering)]
            township = township_of(world, leaf)
            yield leaf, frozenset(unit_of(line, township) or "@township" for line in top)


in_a_few_worlds = settings(in_some_worlds, max_examples=60)


class TestMatrix:
    @in_a_few_worlds
    @given(seed=seeds)
    def test_holds_what_trying_every_point_finds(self, seed: int) -> None:
        world = a_world(growing_from(seed))

        found = matrix(audited(world))

        assert {
            (row.matter, place): (cell.held.value, frozenset(cell.units), cell.partly)
            for row in found.rows
            for place, cell in zip(found.places, row.cells, strict=True)
        } == brute_force(world)

    def test_tells_one_from_many_from_contested_from_empty(self):
        found = matrix(
            a_list(
                a_line("A1", BUREAU, matter="M1"),
                a_line("A2", "@township", matter="M2", zone="urban"),
                a_line("A3", OTHER_BUREAU, matter="M2", zone="rural"),
                a_line("A4", BUREAU, matter="M3", areas=TOWNSHIP),
                a_line("A5", CENTRE, matter="M3", areas=TOWNSHIP),
                a_line("A6", BUREAU, matter="M4", areas=COMMUNITY),
                matters=[a_matter(f"M{n}") for n in range(1, 6)],
            )
        )

        by_matter = {row.matter: row.cells for row in found.rows}
        assert found.places == (TOWNSHIP, OTHER_TOWNSHIP)
        assert by_matter["M1"] == (Cell(Held.ONE, (BUREAU,)),) * 2
        assert by_matter["M2"][0] == Cell(Held.MANY, (OTHER_BUREAU, TOWNSHIP))
        assert by_matter["M3"] == (
            Cell(Held.CONTESTED, (CENTRE, BUREAU), (CENTRE, BUREAU)),
            Cell(Held.EMPTY),
        )
        assert by_matter["M4"] == (Cell(Held.ONE, (BUREAU,), partly=True), Cell(Held.EMPTY))
        assert by_matter["M5"] == (Cell(Held.EMPTY),) * 2
        assert found.counted == {
            Held.EMPTY: 4,
            Held.ONE: 3,
            Held.MANY: 2,
            Held.CONTESTED: 1,
            Held.NOT_JUDGED: 0,
        }

    def test_counts_for_the_map_who_leads_in_each_township(self):
        found = matrix(
            a_list(
                a_line("A1", "@township", matter="M1"),
                a_line("A2", TOWNSHIP, matter="M2", areas=TOWNSHIP),
                a_line("A3", BUREAU, matter="M3"),
                a_line("A4", "@township", matter="M3", areas=COMMUNITY),
                matters=[a_matter(f"M{n}") for n in range(1, 5)],
            )
        )

        first, second = found.shares
        assert (first.township, first.department, first.both, first.empty) == (2, 0, 1, 1)
        assert (second.township, second.department, second.both, second.empty) == (1, 1, 0, 2)
        assert all(each.matters == 4 for each in found.shares)

    def test_of_one_day_knows_the_lines_of_that_day_alone(self):
        judged = a_list(
            a_line("A1", BUREAU, valid_to=A_DAY), a_line("A2", CENTRE, valid_from=A_DAY)
        )

        (both,) = matrix(judged, on=A_DAY).rows
        (later,) = matrix(judged, on=A_DAY + timedelta(days=1)).rows
        (year,) = matrix(judged).rows

        assert [row.cells[0].held for row in (both, later, year)] == [
            Held.CONTESTED,
            Held.ONE,
            Held.CONTESTED,
        ]
        assert later.cells[0].units == (CENTRE,)

    def test_gives_a_matter_without_lines_the_row_of_the_matter_above(self):
        found = matrix(
            a_list(
                a_line("A1", BUREAU, matter="M1"),
                a_line("A2", CENTRE, matter="M12"),
                matters=[a_matter("M1"), *(a_matter(f"M1{n}", parent="M1") for n in range(1, 4))],
            )
        )

        assert [(row.matter, row.led_as) for row in found.rows] == [
            ("M1", "M1"),
            ("M11", "M1"),
            ("M12", "M12"),
            ("M13", "M1"),
        ]
        assert Counter(row.cells[0].units for row in found.rows) == {(BUREAU,): 3, (CENTRE,): 1}

    def test_says_of_conditions_that_combine_to_too_many_cases_that_it_did_not_judge(self):
        lines = [a_line(f"A{n}", condition=f"k{n} > 1") for n in range(13)]

        found = matrix(a_list(*lines))

        assert {cell.held for row in found.rows for cell in row.cells} == {Held.NOT_JUDGED}
        assert found.shares[0].not_judged == 1
