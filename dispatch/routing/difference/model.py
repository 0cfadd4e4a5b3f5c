"""What is otherwise in one list than in another, and where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from dispatch.responsibility.atoms import Atom
from dispatch.responsibility.model import Duty
from dispatch.routing.model import Outcome
from dispatch.vocabulary import AreaCode, MatterCode, RowId


class Kind(StrEnum):
    """In what two lists differ. The codes are stable; others rely on them."""

    LEAD_CHANGED = "lead_changed"
    NEWLY_COVERED = "newly_covered"
    NO_LONGER_COVERED = "no_longer_covered"
    NEWLY_CONTESTED = "newly_contested"
    NO_LONGER_CONTESTED = "no_longer_contested"
    SUPPORTING_CHANGED = "supporting_changed"
    LIMIT_CHANGED = "limit_changed"
    BASIS_CHANGED = "basis_changed"
    HAND_OVER_CHANGED = "hand_over_changed"
    NOT_COMPARED = "not_compared"
    """A matter's conditions make more combinations than can be tried: look at its rows."""


class Change(NamedTuple):
    """One thing that is otherwise, wherever it is so."""

    stage: Duty
    kind: Kind
    before: tuple[str, ...]
    """Units, or the words of limits, laws and hand-overs; ``@township`` is each place's own."""
    after: tuple[str, ...]
    outcome_before: Outcome | None = None
    outcome_after: Outcome | None = None
    """What a report would meet; for the other stages whether one, several or nobody leads.
    None where the change is not about who leads."""


class Branch(NamedTuple):
    """A matter, alone or with all below it."""

    matter: MatterCode
    whole: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A change, and the largest box of points that it holds in."""

    change: Change
    matters: tuple[Branch, ...]
    areas: tuple[AreaCode, ...]
    """The fewest that make it up; the county's own code where it holds everywhere."""
    zones: tuple[str, ...]
    """Nothing where it holds in all of them."""
    conditions: tuple[tuple[str, tuple[Atom, ...]], ...]
    """For each attribute that it hangs on the pieces that it holds for: a value out of each, and
    the piece in the lists' own words."""
    first: date | None
    last: date | None
    """The days, both included; None where they are open."""
    rows_before: tuple[RowId, ...]
    rows_after: tuple[RowId, ...]
    """The lines that say so."""
