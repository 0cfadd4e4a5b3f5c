"""A draft held against a county's whole history, and the same case by case."""

import gc
import time
from collections.abc import Sequence
from dataclasses import replace

from deploy.bench.figures import Asked, Emit, Figure, Goal, ratios
from deploy.bench.ground import Ground
from deploy.bench.worlds import County, a_county, a_draft_of, past_cases
from dispatch.history.model import PastCase
from dispatch.routing.decide import decide
from dispatch.routing.model import Question
from dispatch.routing.painting import Painting
from dispatch.routing.replay import Replay

_CASES = 1_000_000
_FEW = 20_000
"""Deciding each takes its time; a rate needs no more of them."""


def run(ground: Ground, asked: Asked, emit: Emit) -> None:  # noqa: ARG001 - no server is needed
    """Measure."""
    count = _CASES // 10 if asked.quick else _CASES
    county = a_county()
    draft = a_draft_of(county)
    cases = tuple(past_cases(county, count))
    few = cases[:: max(1, count // _FEW)]
    _compare(few, draft)
    bulk: list[float] = []
    single: list[float] = []
    for _ in range(asked.rounds):
        single.append(_one_by_one(few, _at_the_start(county, draft)))
        bulk.append(_replayed(cases, _at_the_start(county, draft)))
    of = (
        f"{draft.size}, beside the list in force ({len(county.lines):,} lines); {count:,} cases "
        f"that hit matters and areas evenly; painting included; one by one: {len(few):,} of them"
    )
    emit(Figure("replay", "past cases under list and draft", "/s", tuple(bulk), of))
    emit(Figure("replay", "÷ deciding one by one", "×", ratios(bulk, single), of, Goal(10)))


def _compare(cases: Sequence[PastCase], draft: County) -> None:
    painting = Painting((draft,), lambda told: told[0])
    for case in cases:
        one = decide(_question(case), draft)
        told = painting.told(case.matter, case.area, case.occurred_on, case.attributes)
        for name in ("outcome", "reason", "lead", "receiver", "supporting", "rows"):
            if getattr(one, name) != getattr(told, name):
                raise ValueError(f"the two ways answer {case} differently: {name}")


def _replayed(cases: Sequence[PastCase], lists: tuple[County, ...]) -> float:
    begun = time.perf_counter()
    replay = Replay(*lists)
    for _ in replay.over(cases):
        pass
    replay.result()
    return len(cases) / (time.perf_counter() - begun)


def _one_by_one(cases: Sequence[PastCase], lists: tuple[County, ...]) -> float:
    begun = time.perf_counter()
    for case in cases:
        question = _question(case)
        for county in lists:
            decide(question, county)
    return len(cases) / (time.perf_counter() - begun)


def _question(case: PastCase) -> Question:
    return Question(case.matter, case.area, case.occurred_on, case.attributes)


def _at_the_start(*counties: County) -> tuple[County, ...]:
    """Compile the lists anew: what one remembers of its standings is nobody's head start."""
    fresh = tuple(
        replace(each, index=type(each.index).build(each.lines, each.matters, each.territory))
        for each in counties
    )
    gc.collect()
    gc.freeze()  # nor is what the other side left behind anybody's burden
    return fresh
