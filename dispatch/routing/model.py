"""What is asked of the list, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Limit, Line
from dispatch.routing.because import Because
from dispatch.territory.tree import Territory
from dispatch.territory.zones import ZoneOfArea
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode


class Outcome(StrEnum):
    """What became of a question. All but the first wait for a person at the county desk."""

    DECIDED = "decided"
    CONFLICT = "conflict"
    GAP = "gap"
    UNSORTED = "unsorted"
    NOT_EVALUATED = "not_evaluated"


class Reason(StrEnum):
    """Why it became that. The codes are stable; others rely on them."""

    ONE_LEAD = "one_lead"
    SEVERAL_LEADS = "several_leads"
    RECALLED = "recalled"
    NO_LINE = "no_line"
    MATTER_UNKNOWN = "matter_unknown"
    AREA_UNKNOWN = "area_unknown"
    AREA_OUTSIDE_COUNTY = "area_outside_county"
    ZONE_UNKNOWN = "zone_unknown"
    ATTRIBUTE_UNKNOWN = "attribute_unknown"
    TOWNSHIP_UNKNOWN = "township_unknown"
    LEAD_INACTIVE = "lead_inactive"


class RoutingBook(Protocol):
    """What of a county a decision needs; one published edition of it."""

    @property
    def territory(self) -> Territory:
        """The ground."""
        ...

    @property
    def register(self) -> UnitRegister:
        """The units."""
        ...

    @property
    def index(self) -> ResponsibilityIndex:
        """The list, compiled."""
        ...

    @property
    def receivers(self) -> Mapping[tuple[UnitCode, AreaCode], UnitCode]:
        """Who takes a lead's cases in a township."""
        ...

    @property
    def edition(self) -> str:
        """The name of the list's edition."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """Whose is this matter, at this place, on this day?"""

    matter: MatterCode | None
    area: str
    """The code as the report gives it."""
    day: date
    attributes: Mapping[str, object] = field(default_factory=dict)
    matter_source: str = "person"
    """form, keyword, model, person: where the matter came from."""
    matter_words: tuple[str, ...] = ()
    """The words or reasons that spoke for it."""
    area_source: str = "form"
    """form, gps, address, person: where the area came from."""
    zone: str | None = None
    """The zone whose outline the report's point lies in, if the county draws any."""
    zone_source: str = ""
    """``polygon:NAME``, or why the point does not tell; empty where no outline says anything."""

    @property
    def located(self) -> ZoneOfArea | None:
        """What the county's outlines say of the report's point."""
        return ZoneOfArea(self.zone, self.zone_source) if self.zone_source else None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose it is, and the lines that say so.

    ``lead``, ``receiver`` and ``copy_to`` are None unless the outcome is decided.
    """

    outcome: Outcome
    reason: Reason
    edition: str
    area: AreaCode | None = None
    """The known place that the given code resolved to."""
    township: AreaCode | None = None
    lead: UnitCode | None = None
    receiver: UnitCode | None = None
    """Whose desk it lands on: the lead's stationed unit or room in the township, or the lead."""
    copy_to: UnitCode | None = None
    """The township's command room, told without a clock; None where it is the receiver itself."""
    supporting: tuple[UnitCode, ...] = ()
    rows: tuple[RowId, ...] = ()
    """The most specific lines, sorted; in a conflict the contenders."""
    lines: tuple[Line, ...] = ()
    """Those lines themselves."""
    missing: tuple[str, ...] = ()
    """The inputs that the answer hangs on and nobody gave: ``zone`` or attributes."""
    explain: Callable[[], Because] = field(kw_only=True, compare=False, repr=False)

    @property
    def because(self) -> Because:
        """The whole reason, built anew and equal at every asking."""
        return self.explain()

    @property
    def limit(self) -> Limit | None:
        """The limit of the deciding lines; the first row's that gives one."""
        if self.outcome is not Outcome.DECIDED:
            return None
        return next((line.limit for line in self.lines if line.limit), None)
