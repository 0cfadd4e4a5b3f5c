"""The index and the decision against brute force, on counties nobody has seen."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Line
from dispatch.routing.because import canonical
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.territory.tree import Territory
from tests.builders import COUNTY, Book
from tests.worlds.routing.oracle import Verdict, World, judge
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from

seeds = st.integers(0, 2**63)
in_many_worlds = settings(max_examples=300, deadline=None, database=None, print_blob=True)
in_some_worlds = settings(in_many_worlds, max_examples=100)


def book_of(world: World) -> Book:
    ground = Territory.build(COUNTY, world.divisions)
    matters = {matter.code: matter for matter in world.matters}
    return Book(
        territory=ground,
        register=UnitRegister(world.units),
        index=ResponsibilityIndex.build(world.lines, matters, ground),
        receivers=world.receivers,
    )


def verdict_of(question: Question, book: Book) -> Verdict:
    decision = decide(question, book)
    return Verdict(
        outcome=decision.outcome,
        reason=decision.reason,
        lead=decision.lead,
        receiver=decision.receiver,
        supporting=decision.supporting,
        rows=decision.rows,
        missing=decision.missing,
    )


class TestDecide:
    @in_many_worlds
    @given(seed=seeds)
    def test_agrees_with_brute_force_in_every_small_world(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        book = book_of(world)

        for question in [a_question_in(grown, world) for _ in range(10)]:
            assert verdict_of(question, book) == judge(world, question)

    @in_some_worlds
    @given(seed=seeds)
    def test_does_not_change_when_the_lines_change_places(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        shuffled = replace(world, lines=tuple(grown.sample(world.lines, len(world.lines))))

        for question in [a_question_in(grown, world) for _ in range(5)]:
            before = decide(question, book_of(world))
            after = decide(question, book_of(shuffled))

            assert before == after
            assert canonical(before.because) == canonical(after.because)

    @in_some_worlds
    @given(seed=seeds)
    def test_does_not_change_in_a_leaf_when_areas_are_written_as_their_children(
        self, seed: int
    ) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        split = replace(world, lines=tuple(_split(line, world) for line in world.lines))
        parents = {d.parent for d in world.divisions}
        leaf_areas = [d.code for d in world.divisions if d.code not in parents]

        for question in [a_question_in(grown, world) for _ in range(5)]:
            there = replace(question, area=grown.choice(leaf_areas))
            assert verdict_of(there, book_of(world)) == verdict_of(there, book_of(split))


def _split(line: Line, world: World) -> Line:
    children: dict[str, list[str]] = {}
    for division in world.divisions:
        children.setdefault(division.parent, []).append(division.code)
    areas = line.areas if line.areas is not None else {COUNTY}
    return replace(
        line, areas=frozenset(code for area in areas for code in children.get(area, [area]))
    )
