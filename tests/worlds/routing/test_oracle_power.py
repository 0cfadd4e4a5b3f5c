"""A checker without power proves nothing: each rule is broken once, and must be missed."""

from collections.abc import Callable

import pytest

from dispatch.responsibility import precedence
from dispatch.responsibility.specificity import Dimension, Entry, narrower_in
from dispatch.routing import decide as decide_module
from dispatch.routing import settle, unknowns
from dispatch.routing.settle import Point
from dispatch.vocabulary import AreaCode, UnitCode
from tests.builders import Book
from tests.worlds.routing.oracle import judge
from tests.worlds.routing.test_against_oracle import book_of, verdict_of
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from


def _without(dimension: Dimension) -> Callable[[Entry, Entry], tuple[Dimension, ...]]:
    def compared(a: Entry, b: Entry) -> tuple[Dimension, ...]:
        return tuple(d for d in narrower_in(a, b) if d is not dimension)

    return compared


def _by_area_alone(a: Entry, b: Entry) -> tuple[Dimension, ...]:
    return (Dimension.AREA,) if a.leaves != b.leaves and a.leaves & b.leaves == a.leaves else ()


def _by_order(leads: list[Entry]) -> list[Entry]:
    return leads[:1]


def _unsaid_fails(entry: Entry, point: Point) -> bool:
    return judged(entry, point) or False


def _lead_receives(lead: UnitCode, _township: AreaCode, _book: Book) -> tuple[UnitCode, None]:
    return lead, None


judged = unknowns.judge

BROKEN = {
    "areas alone are compared": (precedence, "narrower_in", _by_area_alone),
    "areas are not compared": (precedence, "narrower_in", _without(Dimension.AREA)),
    "zones are not compared": (precedence, "narrower_in", _without(Dimension.ZONE)),
    "conditions are not compared": (precedence, "narrower_in", _without(Dimension.CONDITION)),
    "matters are not compared": (precedence, "narrower_in", _without(Dimension.MATTER)),
    "the first line wins": (precedence, "most_specific", _by_order),
    "overrides are not read": (precedence, "not_overridden", lambda leads: leads),
    "what was not said fails": (unknowns, "judge", _unsaid_fails),
    "recalled work goes to townships": (settle, "recalled", lambda *_: False),
    "the stationed unit is passed over": (decide_module, "desk", _lead_receives),
}


class TestOracle:
    @pytest.mark.parametrize("rule", BROKEN)
    def test_notices_when(self, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
        module, name, broken = BROKEN[rule]
        monkeypatch.setattr(module, name, broken)

        assert any(_differ(seed) for seed in range(400))


def _differ(seed: int) -> bool:
    grown = growing_from(seed)
    world = a_world(grown)
    book = book_of(world)
    return any(
        verdict_of(question, book) != judge(world, question)
        for question in [a_question_in(grown, world) for _ in range(10)]
    )
