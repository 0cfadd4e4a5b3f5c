"""What must not change anything: how an area is written, what rows are called, in which order."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings

from dispatch.responsibility.audit import audit
from dispatch.responsibility.audit.keys import key_of
from dispatch.responsibility.model import Line
from dispatch.routing.decide import decide
from dispatch.territory.tree import Territory
from dispatch.vocabulary import RowId
from tests.builders import COUNTY, Book
from tests.worlds.audit.test_against_oracle import audited, in_some_worlds, seeds
from tests.worlds.routing.oracle import World
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from


def meanings(world: World) -> Counter[str]:
    judged = audited(world)
    return Counter(key_of(each, judged) for each in audit(judged, advice=True))


def answers(world: World, seed: int) -> list[tuple[object, ...]]:
    """What is decided at leaf areas: outcome, lead, supporting and the number of rows."""
    judged, grown = audited(world), growing_from(seed)
    book = Book(judged.territory, judged.register, judged.index, world.receivers)
    found = []
    for _ in range(20):
        asked = a_question_in(grown, world)
        at_leaf = replace(asked, area=grown.choice(judged.ends).code)
        decision = decide(at_leaf, book)
        found.append(
            (
                decision.outcome,
                decision.lead,
                decision.supporting,
                decision.missing,
                len(decision.rows),
            )
        )
    return found


def below(code: str, ground: Territory) -> list[str]:
    return [area.code for area in ground if len(area.path) > 1 and area.path[1] == code]


def split(line: Line, ground: Territory) -> Line:
    """The same area, written by the areas right below where there are any."""
    codes = line.areas if line.areas is not None else frozenset({COUNTY})
    return replace(
        line,
        areas=frozenset(part for code in codes for part in (below(code, ground) or [code])),
    )


def merged(line: Line, ground: Territory) -> Line:
    """The same area, written by as few as make it up."""
    codes = ground.fewest(ground.leaves(line.areas))
    return replace(line, areas=None if codes == (COUNTY,) else frozenset(codes))


def changed(world: World, change: object) -> World:
    ground = audited(world).territory
    return replace(world, lines=tuple(change(line, ground) for line in world.lines))


in_a_few_worlds = settings(in_some_worlds, max_examples=60)


class TestNothingChanges:
    @in_a_few_worlds
    @given(seed=seeds)
    def test_when_an_area_is_split_into_those_below_it(self, seed: int) -> None:
        world = a_world(growing_from(seed))
        written = changed(world, split)

        assert meanings(written) == meanings(world)
        assert answers(written, seed) == answers(world, seed)

    @in_a_few_worlds
    @given(seed=seeds)
    def test_when_siblings_are_merged_into_the_area_above(self, seed: int) -> None:
        world = a_world(growing_from(seed))
        written = changed(world, merged)

        assert meanings(written) == meanings(world)
        assert answers(written, seed) == answers(world, seed)

    @in_a_few_worlds
    @given(seed=seeds)
    def test_when_rows_get_other_names(self, seed: int) -> None:
        world = a_world(growing_from(seed))
        rows = [line.row_id for line in world.lines]
        names = dict(zip(rows, _shuffled(rows, seed), strict=True))
        renamed = replace(world, lines=tuple(_called(line, names) for line in world.lines))

        assert meanings(renamed) == meanings(world)
        assert answers(renamed, seed) == answers(world, seed)


def _shuffled(rows: list[RowId], seed: int) -> list[RowId]:
    names = [RowId(f"Z{n}") for n in range(len(rows))]
    Random(seed).shuffle(names)  # noqa: S311 - made-up names
    return names


def _called(line: Line, names: dict[RowId, RowId]) -> Line:
    return replace(
        line,
        row_id=names[line.row_id],
        overrides=frozenset(names.get(row, row) for row in line.overrides),
    )
