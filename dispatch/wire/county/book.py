"""A county as the product knows it: everything its folder says, read and agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.policy import LadderBook, LimitBook
from dispatch.people.model import Person
from dispatch.people.register import UnitRegister
from dispatch.responsibility.chain import Catalogues
from dispatch.responsibility.described import AttributeLabel
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.master import Origin
from dispatch.responsibility.model import Line, Matter, Power
from dispatch.routing.model import Question
from dispatch.territory.model import Zone
from dispatch.territory.tree import Territory
from dispatch.triage.model import TriageBook
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, UnitCode
from dispatch.wire.county.about import MasterVersion
from dispatch.wire.county.list_tests import ListTest
from dispatch.wire.county.zones import Zones


@dataclass(frozen=True, slots=True)
class CountyBook:
    """One county, immutable. Decisions take their facts from it and from nowhere else."""

    county_code: CountyCode
    name: str
    territory: Territory
    register: UnitRegister
    lines: tuple[Line, ...]
    matters: Mapping[MatterCode, Matter]
    receivers: Mapping[tuple[UnitCode, AreaCode], UnitCode]
    """Who takes a lead's cases in a township; the lead itself where nothing stands here."""
    powers: tuple[Power, ...]
    index: ResponsibilityIndex
    edition: str
    """``sha256:`` of the list's bytes, so that a decision can name what it was made by."""
    calendar: Calendar
    limits: LimitBook
    ladders: LadderBook
    triage: TriageBook
    people: tuple[Person, ...]
    attributes: Mapping[str, AttributeLabel]
    """What the attributes of a report are called."""
    zones: Zones
    """The zones that are no divisions: drawn, or sets of places."""
    catalogues: Catalogues
    """The permit list, the oversight list and the enforcement catalogue, where there are any."""
    master: MasterVersion | None
    """The master catalogue that the county lays its matters over."""
    matter_origins: Mapping[MatterCode, Mapping[str, Origin]]
    """Who says each field of a matter: the master or the county."""
    tests: tuple[ListTest, ...]
    """What the list must say of reports that its keepers thought of."""
    files: Mapping[str, bytes]
    """The files as they were given, to be kept with the edition."""

    @property
    def zones_known(self) -> frozenset[str]:
        """The zones that anything tells: the county's own, and those of a village's kind."""
        return frozenset(self.zones.names) | frozenset(Zone)

    def located(
        self, question: Question, *, lon: float | None, lat: float | None, crs: str | None
    ) -> Question:
        """Return the question with what the county's outlines say of the report's point."""
        outlines = self.zones.outlines
        if outlines is None or lon is None or lat is None:
            return question
        found = outlines.at(lon, lat, crs, self.index.zones_on(question.matter))
        return replace(question, zone=found.zone, zone_source=found.source) if found else question
