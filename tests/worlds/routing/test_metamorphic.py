"""Ways of writing a list that change no decision, and additions that change only their own box."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.responsibility.model import Line
from dispatch.responsibility.specificity import Entry, narrower_in
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from tests.builders import COUNTY, Book, a_line
from tests.worlds.routing import oracle
from tests.worlds.routing.oracle import SAYABLE, World
from tests.worlds.routing.test_against_oracle import book_of
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from

seeds = st.integers(0, 2**63)
in_some_worlds = settings(max_examples=100, deadline=None, database=None, print_blob=True)


def answer(question: Question, book: Book) -> tuple[object, ...]:
    """A decision but for the numbers of its rows."""
    found = decide(question, book)
    return (
        found.outcome,
        found.reason,
        found.lead,
        found.receiver,
        found.copy_to,
        found.supporting,
        found.missing,
    )


def leaf_questions(grown: Random, world: World, count: int) -> Iterator[Question]:
    for _ in range(count):
        yield replace(a_question_in(grown, world), area=grown.choice(sorted(world.ends)))


def told_all(grown: Random, question: Question) -> Question:
    """The same with nothing left unsaid."""
    said = {key: grown.choice(values) for key, values in SAYABLE.items()}
    return replace(question, attributes={**said, "zone": grown.choice(("urban", "rural"))})


class TestDecisions:
    @in_some_worlds
    @given(seed=seeds)
    def test_do_not_change_when_rows_get_other_ids(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        names = {line.row_id: f"Z{grown.randint(10**6, 10**7)}" for line in world.lines}
        renamed = replace(
            world,
            lines=tuple(
                replace(
                    line,
                    row_id=names[line.row_id],
                    overrides=frozenset(names.get(row, row) for row in line.overrides),
                )
                for line in world.lines
            ),
        )
        before, after = book_of(world), book_of(renamed)

        for question in [a_question_in(grown, world) for _ in range(10)]:
            assert answer(question, before) == answer(question, after)
            rows = decide(question, before).rows
            assert sorted(names[row] for row in rows) == list(decide(question, after).rows)

    @in_some_worlds
    @given(seed=seeds)
    def test_do_not_change_in_a_leaf_when_a_line_is_split_into_its_children(
        self, seed: int
    ) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        split = replace(world, lines=tuple(all_split(world)))
        before, after = book_of(world), book_of(split)

        for question in leaf_questions(grown, world, 10):
            assert answer(question, before) == answer(question, after)

    @in_some_worlds
    @given(seed=seeds)
    def test_do_not_change_in_a_leaf_when_siblings_are_merged(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        split = replace(world, lines=tuple(all_split(world)))
        parts = [line for line in split.lines if "-" in line.row_id]
        merged = replace(
            split,
            lines=(
                *(line for line in split.lines if "-" not in line.row_id),
                *(together(row, parts) for row in {part.row_id.split("-")[0] for part in parts}),
            ),
        )
        before, after = book_of(split), book_of(merged)

        for question in leaf_questions(grown, world, 10):
            assert answer(question, before) == answer(question, after)

    @in_some_worlds
    @given(seed=seeds)
    def test_change_only_in_the_box_of_a_line_that_is_added(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        pool = a_world(grown).lines or (a_line(),)
        added = replace(
            grown.choice(pool),
            row_id="ADDED",
            areas=frozenset({grown.choice(sorted(inside(world)))}),
        )
        before, after = book_of(world), book_of(replace(world, lines=(*world.lines, added)))

        for question in leaf_questions(grown, world, 20):
            there = told_all(grown, question)
            if not covers(added, there, world):
                assert answer(there, before) == answer(there, after) or unsorted(there, before)


def unsorted(question: Question, book: Book) -> bool:
    """A matter that a list alone makes known is sorted from then on, wherever it is seen."""
    return question.matter is not None and not book.index.knows(question.matter)


def covers(line: Line, question: Question, world: World) -> bool:
    return (
        line.matter in oracle.matters_upwards(world, question.matter or "")
        and not (line.areas or {COUNTY}).isdisjoint(oracle.upwards(world, question.area))
        and line.zone in ("all", question.attributes["zone"])
        and (line.valid_from is None or line.valid_from <= question.day)
        and (line.valid_to is None or question.day <= line.valid_to)
        and all(oracle.holds(each, str(question.attributes[each.key])) for each in line.conditions)
    )


def all_split(world: World) -> Iterator[Line]:
    """Each line as a row for each child of its area, where all other lines stand to them alike.

    A part is narrower than the whole: beside a line of just the whole's area it
    would win where the whole was its equal. Such a split says something else.
    """
    index = book_of(world).index
    entries = {e.line.row_id: e for code in world.matters for e in index.entries(code.code)}
    for line in world.lines:
        parts = children(line, world)
        entry = entries.get(line.row_id)
        silent = not line.overrides and all(line.row_id not in x.overrides for x in world.lines)
        others = [each for each in entries.values() if each is not entry]
        if entry and silent and len(parts) > 1 and all(alike(entry, parts, others, world)):
            yield from (
                replace(line, row_id=f"{line.row_id}-{n}", areas=frozenset({area}))
                for n, area in enumerate(parts)
            )
        else:
            yield line


def children(line: Line, world: World) -> list[str]:
    areas = line.areas or frozenset({COUNTY})
    if len(areas) > 1:
        disjoint = all(
            a not in oracle.upwards(world, b) and b not in oracle.upwards(world, a)
            for a, b in combinations(areas, 2)
        )
        return sorted(areas) if disjoint else []
    return sorted(d.code for d in world.divisions if d.parent in areas and d.code in inside(world))


def inside(world: World) -> set[str]:
    upwards = (code for codes in world.ends.values() for code in codes)
    return {code for code in upwards if code.startswith(COUNTY)}


def alike(entry: Entry, parts: list[str], others: list[Entry], world: World) -> Iterator[bool]:
    ground = book_of(world).territory
    for area in parts:
        part = replace(entry, leaves=ground.leaves([area]))
        for other in (each for each in others if each.leaves & part.leaves):
            yield bool(narrower_in(part, other)) == bool(narrower_in(entry, other))
            yield bool(narrower_in(other, part)) == bool(narrower_in(other, entry))


def together(row: str, parts: list[Line]) -> Line:
    mine = [part for part in parts if part.row_id.split("-")[0] == row]
    return replace(
        mine[0], row_id=row, areas=frozenset(code for part in mine for code in part.areas or ())
    )
