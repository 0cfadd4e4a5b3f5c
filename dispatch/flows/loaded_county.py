"""A county as the workers and pages hold it: its book and the edition's number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatch.deadlines.calendar import Calendar
from dispatch.routing.remembered import Answers
from dispatch.vocabulary import AreaCode, CountyCode, UnitCode
from dispatch.wire.county.book import CountyBook


@dataclass(frozen=True, slots=True)
class LoadedCounty:
    """One county's edition in force, read and compiled."""

    book: CountyBook
    edition: int
    answers: Answers = field(init=False, repr=False, compare=False)
    """What its list answers, kept as long as the edition is in force."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", Answers(self.book))

    @property
    def code(self) -> CountyCode:
        """The county's code."""
        return self.book.county_code

    @property
    def root(self) -> AreaCode:
        """The county as a place: where a report lies whose area nobody can tell."""
        return AreaCode(self.book.county_code)

    @property
    def desk(self) -> UnitCode:
        """The command centre: it holds what nobody else can."""
        return self.book.register.command_center

    def calendar(self, places: Sequence[AreaCode]) -> Calendar:
        """Return the calendar of a place, given with everything above it, deepest first."""
        return self.book.calendar.for_area(places)

    def verifier(self, township: AreaCode | None, handler: UnitCode | None) -> UnitCode:
        """Return who looks whether the work was done: never the unit that did it."""
        room = self.book.register.command_room(township) if township else None
        return room if room and room != handler else self.desk


Counties = Mapping[CountyCode, LoadedCounty]
"""Every county that the deployment serves."""
