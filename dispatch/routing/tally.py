"""Cases counted by the pair of answers they get, and those counts summed up for people."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from dispatch.routing.model import Outcome
from dispatch.routing.painting import Told
from dispatch.routing.whatif import BeforeAfter, Box, Moved, Settled, WhatIf
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode

_G = TypeVar("_G", Moved, Box)
_Count = tuple[int, tuple[str, ...]]
_Counted = tuple["Tally", int, tuple[str, ...]]


class Tally:
    """Cases that two lists answer in one way each."""

    __slots__ = (
        "after",
        "before",
        "cases",
        "of_note",
        "room",
        "sample",
        "settled",
        "settled_sample",
    )

    def __init__(self, before: Told, after: Told, room: int) -> None:
        self.before = before
        self.after = after
        self.cases = 0
        self.of_note = before.lead != after.lead or before.outcome is not after.outcome
        """Whether people will want to see some of them."""
        self.room = room
        """How many of their numbers are wanted."""
        self.sample: tuple[str, ...] = ()
        self.settled = 0
        """Those handed back that the draft gives to who led them in the end, unlike the list."""
        self.settled_sample: tuple[str, ...] = ()

    @property
    def matter(self) -> MatterCode | None:
        """What they are about; None where neither list knows it."""
        return self.after.matter or self.before.matter

    @property
    def township(self) -> AreaCode | None:
        """Where they lie; a draft may come with another ground."""
        return self.after.township or self.before.township

    def note(self, case_id: str, ended_with: UnitCode | None) -> None:
        """Keep the number of a case while there is room; ``ended_with`` is for one handed back."""
        if len(self.sample) < self.room:
            self.sample += (case_id,)
        if ended_with is not None and self.after.lead == ended_with != self.before.lead:
            self.settled += 1
            if len(self.settled_sample) < self.room:
                self.settled_sample += (case_id,)

    def turned(self, outcome: Outcome) -> bool:
        """Say whether this is their outcome under the draft alone."""
        return self.before.outcome is not outcome and self.after.outcome is outcome


def summed(tallies: list[Tally], shown: int) -> WhatIf:
    """Return what the counts come to; ``shown`` numbers of cases are kept in each group."""
    counted = [(tally, tally.cases, tally.sample) for tally in tallies]
    handed_back = [(tally, tally.settled, tally.settled_sample) for tally in tallies]
    moves = _moves(counted, shown)
    outcomes = [Counter[Outcome](), Counter[Outcome]()]
    for tally, cases, _ in counted:
        outcomes[0][tally.before.outcome] += cases
        outcomes[1][tally.after.outcome] += cases
    return WhatIf(
        reports=sum(cases for _, cases, _ in counted),
        moved=sum(move.cases for move in moves),
        moves=moves,
        load=_load(counted),
        townships=_by_township(counted),
        outcomes={each: BeforeAfter(outcomes[0][each], outcomes[1][each]) for each in Outcome},
        new_gaps=_boxes((e for e in counted if e[0].turned(Outcome.GAP)), shown),
        new_conflicts=_boxes((e for e in counted if e[0].turned(Outcome.CONFLICT)), shown),
        settled=Settled(
            handed_back=_boxes((each for each in handed_back if each[1]), shown),
            contested=_boxes((each for each in counted if _no_longer_contested(each[0])), shown),
        ),
    )


def _moves(counted: Iterable[_Counted], shown: int) -> tuple[Moved, ...]:
    groups: dict[Moved, _Count] = {}
    for tally, cases, sample in counted:
        before, after = tally.before, tally.after
        if before.lead != after.lead:
            group = Moved(
                tally.matter,
                tally.township,
                before.lead,
                after.lead,
                before.outcome,
                after.outcome,
            )
            _add(groups, group, cases, sample, shown)
    found = [
        group._replace(cases=cases, sample=sample) for group, (cases, sample) in groups.items()
    ]
    return tuple(sorted(found, key=lambda moved: (-moved.cases, _ordered(moved[:6]))))


def _boxes(counted: Iterable[_Counted], shown: int) -> tuple[Box, ...]:
    groups: dict[Box, _Count] = {}
    for tally, cases, sample in counted:
        _add(groups, Box(tally.matter, tally.township), cases, sample, shown)
    found = [box._replace(cases=cases, sample=sample) for box, (cases, sample) in groups.items()]
    return tuple(sorted(found, key=lambda box: (-box.cases, _ordered(box[:2]))))


def _add(
    groups: dict[_G, _Count],
    group: _G,
    cases: int,
    sample: tuple[str, ...],
    shown: int,
) -> None:
    so_far: _Count = groups.get(group, (0, ()))
    groups[group] = (so_far[0] + cases, (*so_far[1], *sample)[:shown])


def _by_township(counted: list[_Counted]) -> dict[AreaCode | None, dict[UnitCode, BeforeAfter]]:
    there: dict[AreaCode | None, list[_Counted]] = {}
    for each in counted:
        there.setdefault(each[0].township, []).append(each)
    return {code: _load(there[code]) for code in sorted(there, key=lambda code: code or "")}


def _load(counted: Iterable[_Counted]) -> dict[UnitCode, BeforeAfter]:
    before, after = Counter[UnitCode](), Counter[UnitCode]()
    for tally, cases, _ in counted:
        for told, load in ((tally.before, before), (tally.after, after)):
            if told.lead is not None:
                load[told.lead] += cases
    return {unit: BeforeAfter(before[unit], after[unit]) for unit in sorted(before | after)}


def _no_longer_contested(tally: Tally) -> bool:
    return tally.before.outcome is Outcome.CONFLICT and tally.after.outcome is Outcome.DECIDED


def _ordered(codes: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(code or "" for code in codes)
