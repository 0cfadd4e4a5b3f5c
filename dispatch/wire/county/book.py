"""A county as the product knows it: everything its folder says, read and agreed."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.policy import LadderBook, LimitBook
from dispatch.people.model import Person
from dispatch.people.register import UnitRegister
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Line, Matter, Power
from dispatch.territory.tree import Territory
from dispatch.triage.model import TriageBook
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, UnitCode
from dispatch.wire.county.attributes import AttributeLabel
from dispatch.wire.county.list_tests import ListTest


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
    tests: tuple[ListTest, ...]
    """What the list must say of reports that its keepers thought of."""
    files: Mapping[str, bytes]
    """The files as they were given, to be kept with the edition."""
