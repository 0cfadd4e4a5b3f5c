"""Very many past cases held against two lists at once: what a draft would have changed.

    case ─► what the list in force says ─┐
        └─► what the draft says ─────────┴─► one tally for each pair of answers ─► what if

A county's history is far longer than the ways in which its list can answer, so
answers are counted and never kept by case. Cases are fed in portions: whoever
feeds can show how far it got, and stop; what was fed so far is then the whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import NamedTuple, Protocol

from dispatch.routing.model import RoutingBook
from dispatch.routing.painting import Cell, Painting, Told
from dispatch.routing.tally import Tally, summed
from dispatch.routing.whatif import Move, WhatIf
from dispatch.vocabulary import MatterCode, UnitCode

_PORTION = 1_000
_SHOWN = 5


class Case(Protocol):
    """What of a past case a replay reads; ``dispatch.history.model.PastCase`` is one."""

    @property
    def case_id(self) -> str:
        """Its number."""
        ...

    @property
    def matter(self) -> MatterCode | None:
        """What it was; None where nobody ever said."""
        ...

    @property
    def area(self) -> str:
        """The code of the place as it was given."""
        ...

    @property
    def occurred_on(self) -> date:
        """The day that decides which lines were in force."""
        ...

    @property
    def attributes(self) -> Mapping[str, object]:
        """What was said of it."""
        ...

    @property
    def unit(self) -> UnitCode | None:
        """Who led it in the end, where that is known."""
        ...

    @property
    def returns(self) -> int:
        """How often it was handed back."""
        ...

    @property
    def returned_by(self) -> Sequence[UnitCode]:
        """Who handed it back."""
        ...


class Progress(NamedTuple):
    """How far a replay got."""

    done: int
    total: int | None
    """None where nobody counted."""


class Replay:
    """Two lists and what was counted under them so far."""

    __slots__ = ("_after", "_before", "_both", "_keep", "_pairs", "_shown", "_tallies")

    def __init__(self, before: RoutingBook, after: RoutingBook, *, shown: int = _SHOWN) -> None:
        """Take the list in force and the draft; of each group ``shown`` cases keep their number."""
        self._shown = shown
        self._tallies: list[Tally] = []
        # Not a method: what counts must not hold on to itself, so that it is gone when let go.
        keep = self._keep = partial(_tally, self._tallies, shown)
        self._both: Painting[Tally] | None = None
        if before.territory is after.territory or [*before.territory] == [*after.territory]:
            self._both = Painting((before, after), keep)
        # A draft may come with another ground; then each list is asked on its own.
        self._before = Painting((before,), _only)
        self._after = Painting((after,), _only)
        self._pairs: dict[tuple[Told, Told], Tally] = {}

    def over(self, cases: Iterable[Case], *, total: int | None = None) -> Iterator[Progress]:
        """Count cases, saying after each portion how far it got; may be left at any time."""
        ahead, done = iter(cases), 0
        while portion := tuple(islice(ahead, _PORTION)):
            self.feed(portion)
            done += len(portion)
            yield Progress(done, total)

    def feed(self, cases: Iterable[Case]) -> None:
        """Count some more cases."""
        both = self._both
        if both is None:
            for case, tally in self._tallied(cases):
                tally.cases += 1
                _note(case, tally)
            return
        # This loop is the whole cost of a long history: what it asks for often is at hand.
        numbers, sheets = both.plan.known, both.sheets
        for case in cases:
            given, matter = case.area, case.matter
            try:
                number = numbers[given]
                at, cells = sheets[matter]
            except KeyError:
                number = both.plan.number(given)
                at, cells = both.sheet(matter)
            kept = cells[at[number]]
            if isinstance(kept, Cell):
                tally = kept.answer(both, cells, number, case.occurred_on, case.attributes)
            else:
                tally = kept
            tally.cases += 1
            if tally.of_note:
                _note(case, tally)

    def count(self, case: Case, *, before: Case) -> Move | None:
        """Count one case that the list in force takes otherwise: another matter, another zone.

        Returns its move, if it has one.
        """
        tally = self._apart(case, before)
        tally.cases += 1
        _note(case, tally)
        return _move(case, tally)

    def moves(self, cases: Iterable[Case]) -> Iterator[Move]:
        """Give each case that another unit would lead, in their order; nothing is counted.

        There may be as many as cases, so they are worked out as they are asked for.
        """
        return (move for case, tally in self._tallied(cases) if (move := _move(case, tally)))

    def result(self) -> WhatIf:
        """Return what was counted so far."""
        return summed([tally for tally in self._tallies if tally.cases], self._shown)

    def _tallied(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Tally]]:
        both = self._both
        for case in cases:
            if both is None:
                yield case, self._apart(case, case)
            else:
                asked = case.matter, case.area, case.occurred_on, case.attributes
                yield case, both.told(*asked)

    def _apart(self, case: Case, before: Case) -> Tally:
        pair = (
            self._before.told(before.matter, before.area, before.occurred_on, before.attributes),
            self._after.told(case.matter, case.area, case.occurred_on, case.attributes),
        )
        tally = self._pairs.get(pair)
        if tally is None:
            tally = self._pairs[pair] = self._keep(pair)
        return tally


def _tally(tallies: list[Tally], shown: int, told: tuple[Told, ...]) -> Tally:
    before, after = told
    tally = Tally(before, after, shown)
    tallies.append(tally)
    return tally


def _only(told: tuple[Told, ...]) -> Told:
    return told[0]


def _note(case: Case, tally: Tally) -> None:
    if tally.of_note:
        handed_back = case.returns > 0 or len(case.returned_by) > 0
        tally.note(case.case_id, case.unit if handed_back else None)


def _move(case: Case, tally: Tally) -> Move | None:
    before, after = tally.before, tally.after
    if before.lead == after.lead:
        return None
    return Move(
        case.case_id,
        case.matter,
        tally.township,
        before.lead,
        after.lead,
        before.outcome,
        after.outcome,
    )
