"""What a draft would have changed, counted over past cases."""

from dataclasses import dataclass
from typing import NamedTuple

from dispatch.routing.model import Outcome
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode


class BeforeAfter(NamedTuple):
    """One figure under each of the two lists."""

    before: int
    after: int


class Move(NamedTuple):
    """A case that another unit would lead; None where nobody would."""

    case_id: str
    matter: MatterCode | None
    township: AreaCode | None
    before: UnitCode | None
    after: UnitCode | None
    outcome_before: Outcome
    outcome_after: Outcome


class Moved(NamedTuple):
    """Cases of one matter in one township that move from one unit to another."""

    matter: MatterCode | None
    """None where neither list knows it."""
    township: AreaCode | None
    """None where the place is too vague to tell, or lies in no township."""
    before: UnitCode | None
    after: UnitCode | None
    outcome_before: Outcome
    outcome_after: Outcome
    cases: int = 0
    sample: tuple[str, ...] = ()
    """Some of their numbers."""


class Box(NamedTuple):
    """Cases of one matter in one township."""

    matter: MatterCode | None
    township: AreaCode | None
    cases: int = 0
    sample: tuple[str, ...] = ()
    """Some of their numbers."""


class Settled(NamedTuple):
    """Disputes of the past that the draft would have settled."""

    handed_back: tuple[Box, ...]
    """Cases that units handed back: the draft gives them to who led them in the end, unlike
    the list in force."""
    contested: tuple[Box, ...]
    """Cases that several lead under the list in force, and one under the draft."""

    @property
    def cases(self) -> int:
        """How many; a case that is both counts twice."""
        return sum(box.cases for box in (*self.handed_back, *self.contested))


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a draft would have changed. Groups stand with the most cases first."""

    reports: int
    moved: int
    moves: tuple[Moved, ...]
    load: dict[UnitCode, BeforeAfter]
    """Cases led by each unit that leads any under either list; by code."""
    townships: dict[AreaCode | None, dict[UnitCode, BeforeAfter]]
    """The same for each township."""
    outcomes: dict[Outcome, BeforeAfter]
    """Every outcome, those that never came up too."""
    new_gaps: tuple[Box, ...]
    """Cases that nobody leads under the draft, and not so before."""
    new_conflicts: tuple[Box, ...]
    settled: Settled

    @property
    def gaps(self) -> BeforeAfter:
        """Cases that nobody leads."""
        return self.outcomes[Outcome.GAP]

    @property
    def conflicts(self) -> BeforeAfter:
        """Cases that several lead, or a township that must not."""
        return self.outcomes[Outcome.CONFLICT]

    @property
    def not_evaluated(self) -> BeforeAfter:
        """Cases that the list cannot be asked about, or not enough was said of."""
        return self.outcomes[Outcome.NOT_EVALUATED]
