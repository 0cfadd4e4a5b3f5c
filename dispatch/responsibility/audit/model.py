"""What an audit is given, and what it says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from dispatch.people.register import UnitRegister
from dispatch.responsibility.chain import NO_CATALOGUES, Catalogues
from dispatch.responsibility.described import Labels
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Line, Matter, Part, Power
from dispatch.territory.model import Level
from dispatch.territory.tree import Area, Territory
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode

EVERYWHERE = "*"


class Check(StrEnum):
    """What may be wrong with a list. The codes are stable; others rely on them."""

    OMITTED = "omitted"
    NO_MANS_LAND = "no_mans_land"
    MULTI_LEAD = "multi_lead"
    DUPLICATE = "duplicate"
    LAPSED = "lapsed"
    HANDOVER_GAP = "handover_gap"
    PENALTY_ONLY = "penalty_only"
    TOWNSHIP_WITHOUT_POWER = "township_without_power"
    RECALLED_TO_TOWNSHIP = "recalled_to_township"
    AMBIGUOUS_LIMIT = "ambiguous_limit"
    UNREACHABLE = "unreachable"
    NOT_JUDGED = "not_judged"
    # Only where the two lists and the catalogue are given.
    PERMITTED_UNSUPERVISED = "permitted_unsupervised"
    ENFORCED_UNSUPERVISED = "enforced_unsupervised"
    SUPERVISED_UNENFORCED = "supervised_unenforced"
    LISTS_DISAGREE = "lists_disagree"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    WRONG_ENFORCER = "wrong_enforcer"
    # Advice: worth a look, and often right as it is.
    UNDECLARED_EXCEPTION = "undeclared_exception"
    ZONE_GAP = "zone_gap"
    VILLAGE_GAP = "village_gap"
    MISSING_LIMIT = "missing_limit"
    STAGE_HANDOVER = "stage_handover"
    LEAD_COOPERATES = "lead_cooperates"
    NO_BASIS = "no_basis"
    HAND_OVER_INCOMPLETE = "hand_over_incomplete"
    HAND_OVER_TO_NOBODY = "hand_over_to_nobody"
    TOWNSHIP_LOAD = "township_load"
    UNKNOWN_UNIT = "unknown_unit"
    NOBODY_ON_DUTY = "nobody_on_duty"
    ZONE_WITHOUT_POLYGON = "zone_without_polygon"
    MISSING_STAGE = "missing_stage"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"


ADVICE = frozenset(
    {
        Check.UNDECLARED_EXCEPTION,
        Check.ZONE_GAP,
        Check.VILLAGE_GAP,
        Check.MISSING_LIMIT,
        Check.STAGE_HANDOVER,
        Check.LEAD_COOPERATES,
        Check.NO_BASIS,
        Check.HAND_OVER_INCOMPLETE,
        Check.HAND_OVER_TO_NOBODY,
        Check.TOWNSHIP_LOAD,
        Check.UNKNOWN_UNIT,
        Check.NOBODY_ON_DUTY,
        Check.ZONE_WITHOUT_POLYGON,
        Check.MISSING_STAGE,
        Check.UNKNOWN_ATTRIBUTE,
    }
)


class Severity(StrEnum):
    """How much harm it does when a report meets it."""

    HIGH = "high"
    """Nobody, or the wrong one, gets the report."""
    MEDIUM = "medium"
    """Somebody gets it and cannot or may not do the work in time."""
    LOW = "low"
    """It confuses readers and moves no report."""
    ADVICE = "advice"


_SEVERITY: Mapping[Check, Severity] = {
    Check.PENALTY_ONLY: Severity.MEDIUM,
    Check.TOWNSHIP_WITHOUT_POWER: Severity.MEDIUM,
    Check.AMBIGUOUS_LIMIT: Severity.MEDIUM,
    Check.PERMITTED_UNSUPERVISED: Severity.MEDIUM,
    Check.ENFORCED_UNSUPERVISED: Severity.MEDIUM,
    # Much that is supervised carries no penalty at all.
    Check.SUPERVISED_UNENFORCED: Severity.LOW,
    Check.LISTS_DISAGREE: Severity.MEDIUM,
    Check.NOT_IN_CATALOGUE: Severity.MEDIUM,
    Check.WRONG_ENFORCER: Severity.MEDIUM,
    Check.DUPLICATE: Severity.LOW,
    Check.UNREACHABLE: Severity.LOW,
    **dict.fromkeys(ADVICE, Severity.ADVICE),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One of the points that were tried and where a finding stood."""

    matter: MatterCode
    leaves: int
    """One bit for each leaf area."""
    day: date
    zone: str | None
    """None where zones make no difference."""
    said: Mapping[str, str]
    """What a report must tell of itself to stand there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to settle, as large as it holds."""

    check: Check
    matter: MatterCode
    """Empty where it is about the whole list."""
    area: str
    """``*`` where it holds everywhere, else codes joined by ``;``."""
    units: tuple[UnitCode, ...] = ()
    rows: tuple[RowId, ...] = ()
    first: date | None = None
    last: date | None = None
    """The days it is about, both included; None where days do not matter."""
    what: str = ""
    """The one word that a message cannot do without: a limit as written, a zone, a share."""
    judged: tuple[MatterCode, ...] = field(default=(), compare=False, repr=False)
    """Of two lines: the judged matters where they stand beside each other."""
    seen: Sighting | None = field(default=None, compare=False, repr=False)
    """Of two lines: the first of the points where they do."""

    @property
    def severity(self) -> Severity:
        """How much harm it does."""
        return _SEVERITY.get(self.check, Severity.HIGH)


@dataclass(frozen=True)
class Audited:
    """A list, and what it is held against."""

    lines: tuple[Line, ...]
    matters: Mapping[MatterCode, Matter]
    """Every matter that anybody names: the catalogue's and the list's own."""
    catalogue: frozenset[MatterCode]
    """The matters that somebody must lead; empty where no catalogue is given."""
    territory: Territory
    register: UnitRegister
    index: ResponsibilityIndex
    powers: frozenset[Power] | None
    """None: no enforcement power is known to be given to any township."""
    first: date
    last: date
    """The days that are judged, both included."""
    polygons: frozenset[str] | None = None
    """The zones whose bounds are drawn; None where nobody has said, and nothing is made of it."""
    staffed: frozenset[UnitCode] | None = None
    """The units that somebody works in; None where nobody has said."""
    attributes: Labels | None = None
    """What conditions can ask for, as the county describes it; None where nobody has said."""
    catalogues: Catalogues = NO_CATALOGUES
    """The permit list, the oversight list and the enforcement catalogue, where they are given."""

    @cached_property
    def townships(self) -> tuple[Area, ...]:
        """The county's townships."""
        return tuple(area for area in self.territory if area.level is Level.TOWNSHIP)

    @cached_property
    def villages(self) -> tuple[Area, ...]:
        """The county's villages and communities."""
        return tuple(area for area in self.territory if area.level is Level.VILLAGE)

    @cached_property
    def places(self) -> tuple[Area, ...]:
        """The places that are judged: townships, else villages, else the county as one."""
        return self.townships or self.villages or (self.territory.county,)

    @cached_property
    def by_row(self) -> Mapping[RowId, Line]:
        """The lines by their row."""
        return {line.row_id: line for line in self.lines}

    @cached_property
    def below(self) -> Mapping[MatterCode, frozenset[MatterCode]]:
        """Each matter with itself and all that lie below it."""
        found: dict[MatterCode, set[MatterCode]] = {code: {code} for code in self.matters}
        for code in self.matters:
            for above in self.index.lineage(code):
                found.setdefault(above, {above}).add(code)
        return {code: frozenset(codes) for code, codes in found.items()}

    @cached_property
    def inner(self) -> frozenset[MatterCode]:
        """The matters that have others below them."""
        return frozenset(above for code in self.matters for above in self.index.lineage(code)[1:])

    @cached_property
    def ends(self) -> tuple[Area, ...]:
        """The leaf areas, in the order of their codes."""
        above = {code for area in self.territory for code in area.path[1:]}
        return tuple(area for area in self.territory if area.code not in above)

    def leaves_of(self, area: str) -> int:
        """Return the leaves of an area as a finding writes it."""
        if area == EVERYWHERE:
            return self.territory.county.leaves
        return self.territory.leaves(AreaCode(code) for code in area.split(";"))

    def written(self, leaves: int) -> str:
        """Write a set of leaves as a finding does, by the fewest areas."""
        codes = self.territory.fewest(leaves)
        return EVERYWHERE if codes == (self.territory.county.code,) else ";".join(codes)

    def written_all(self, areas: Iterable[frozenset[AreaCode] | None]) -> str:
        """Write areas of lines as the list does, or as everywhere where they make up the county."""
        codes: set[AreaCode] = set()
        for each in areas:
            if each is None:
                return EVERYWHERE
            codes |= each
        whole = self.territory.leaves(codes) == self.territory.county.leaves
        return EVERYWHERE if whole else ";".join(sorted(codes))

    def led_by(self, matter: MatterCode) -> frozenset[MatterCode]:
        """Return the matters that a matter's own lead/dispose lines lead.

        It, and those below down to where others have lines of their own.
        """
        return self._led.get(matter, frozenset())

    @cached_property
    def judged(self) -> tuple[MatterCode, ...]:
        """The matters with lines of their own: a report may be about any of them."""
        return tuple(sorted(self._led))

    @cached_property
    def reportable(self) -> tuple[MatterCode, ...]:
        """The matters at the tree's ends, and those above them with lines of their own.

        Any other matter is a heading: no line speaks of it, and reports go to what lies below.
        """
        return tuple(sorted({*(set(self.matters) - self.inner), *self._led}))

    @cached_property
    def _led(self) -> Mapping[MatterCode, frozenset[MatterCode]]:
        own = {
            line.matter
            for line in self.lines
            if line.part is Part.LEAD and line.duty is Duty.DISPOSE
        }
        found: dict[MatterCode, set[MatterCode]] = {}
        for matter in {*self.matters, *own}:
            leads = (code for code in self.index.lineage(matter) if code in own)
            if (nearest := next(leads, None)) is not None:
                found.setdefault(nearest, set()).add(matter)
        return {code: frozenset(led) for code, led in found.items()}

    def in_days(self, line: Line) -> bool:
        """Say whether a line is in force on any of the judged days."""
        begins = max(self.first, line.valid_from or self.first)
        return begins <= min(self.last, line.valid_to or self.last)

    def area_of(self, places: Iterable[Area]) -> str:
        """Write places as a finding does."""
        codes = sorted(place.code for place in places)
        return EVERYWHERE if len(codes) == len(self.places) else ";".join(codes)
