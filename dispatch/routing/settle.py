"""The answer that a set of covering lines gives, once nothing about them is open.

what stands ─► the units it names here ─► one? active? may it? ─► outcome
"""

from collections.abc import Mapping
from typing import NamedTuple

from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.responsibility.precedence import Standing
from dispatch.responsibility.recall import is_township, recalled
from dispatch.responsibility.specificity import Entry
from dispatch.routing.model import Outcome, Reason, RoutingBook
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode


class Point(NamedTuple):
    """Where a question meets the list, as far as anybody knows."""

    matter: MatterCode
    area: Area
    zone: str | None
    attributes: Mapping[str, object]
    day: int
    """As an ordinal."""


class Answer(NamedTuple):
    """What the list says at one point."""

    outcome: Outcome
    reason: Reason
    lead: UnitCode | None = None
    supporting: tuple[UnitCode, ...] = ()
    rows: tuple[RowId, ...] = ()
    top: tuple[Entry, ...] = ()
    missing: tuple[str, ...] = ()

    def differs_from(self, other: "Answer") -> bool:
        """Say whether the two are different answers: outcome, lead, supporting or rows."""
        return self[:1] + self[2:5] != other[:1] + other[2:5]


def settle(covering: list[Entry], point: Point, book: RoutingBook) -> Answer:
    """Answer for lines that all cover the point."""
    standing = book.index.standing(tuple(covering))
    township = point.area.township
    outcome, reason, lead = _outcome(standing, point, book)
    helpers = standing.helpers
    if AT_TOWNSHIP in helpers:
        # A supporting township that nobody can name is left out; a leading one never is.
        named = {_here(unit, township) for unit in helpers}
        helpers = tuple(sorted(unit for unit in named if unit is not None))
    if lead in helpers:
        helpers = tuple([unit for unit in helpers if unit != lead])
    return Answer(outcome, reason, lead, helpers, standing.rows, standing.top)


def unit_of(entry: Entry, township: AreaCode | None) -> UnitCode | None:
    """Return the unit a line means at a place; None for a township nobody can name."""
    return _here(entry.line.unit, township)


def _outcome(
    standing: Standing, point: Point, book: RoutingBook
) -> tuple[Outcome, Reason, UnitCode | None]:
    """Judge in the order of the rules: who is named, several, inactive, recalled."""
    leads = standing.leads
    if not leads:
        return Outcome.GAP, Reason.NO_LINE, None
    if AT_TOWNSHIP in leads:
        township = point.area.township
        if township is None:
            return Outcome.NOT_EVALUATED, Reason.TOWNSHIP_UNKNOWN, None
        leads = (leads - {AT_TOWNSHIP}) | {UnitCode(township)}
    if len(leads) > 1:
        return Outcome.CONFLICT, Reason.SEVERAL_LEADS, None
    (lead,) = leads
    if not book.register.active(lead):
        return Outcome.NOT_EVALUATED, Reason.LEAD_INACTIVE, None
    if is_township(lead, book.register, book.territory) and any(
        recalled(entry.line, point.matter, book.index) for entry in standing.top
    ):
        return Outcome.CONFLICT, Reason.RECALLED, None
    return Outcome.DECIDED, Reason.ONE_LEAD, lead


def _here(unit: UnitCode, township: AreaCode | None) -> UnitCode | None:
    if unit != AT_TOWNSHIP:
        return unit
    return UnitCode(township) if township is not None else None
