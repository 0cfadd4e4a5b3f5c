"""Two lists held against the same reports: who would get other work, and how much."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from dispatch.routing.model import Decision, Outcome
from dispatch.vocabulary import UnitCode


class Move(NamedTuple):
    """A report that another unit would lead; None where nobody would."""

    report: str
    before: UnitCode | None
    after: UnitCode | None


class BeforeAfter(NamedTuple):
    """One figure under each of the two lists."""

    before: int
    after: int


class Comparison(NamedTuple):
    """What a draft would have changed."""

    reports: int
    moves: tuple[Move, ...]
    load: dict[UnitCode, BeforeAfter]
    """Reports led by each unit that leads any, under either list; by code."""
    gaps: BeforeAfter
    conflicts: BeforeAfter


def compare(decided: Iterable[tuple[str, Decision, Decision]]) -> Comparison:
    """Compare two decisions of each report, given as (id, before, after)."""
    moves: list[Move] = []
    loads: tuple[Counter[UnitCode], Counter[UnitCode]] = (Counter(), Counter())
    outcomes: tuple[Counter[Outcome], Counter[Outcome]] = (Counter(), Counter())
    reports = 0
    for report, *both in decided:
        reports += 1
        for decision, load, outcome in zip(both, loads, outcomes, strict=True):
            outcome[decision.outcome] += 1
            if decision.lead is not None:
                load[decision.lead] += 1
        before, after = both
        if before.lead != after.lead:
            moves.append(Move(report, before.lead, after.lead))
    return Comparison(
        reports=reports,
        moves=tuple(moves),
        load={
            unit: BeforeAfter(loads[0][unit], loads[1][unit])
            for unit in sorted(loads[0].keys() | loads[1].keys())
        },
        gaps=BeforeAfter(*(each[Outcome.GAP] for each in outcomes)),
        conflicts=BeforeAfter(*(each[Outcome.CONFLICT] for each in outcomes)),
    )
