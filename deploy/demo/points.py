"""What a list answers where: one point for every way in which a matter is decided.

Places that lie under the same lines, in the same township and zone get the
same answer, so one of them stands for all. Every combination of what the
lines' conditions ask for is tried, and also saying nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from dispatch.people.model import STATIONED
from dispatch.responsibility.conditions import all_hold, day, members, number
from dispatch.responsibility.model import Condition, Duty, Matter
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question
from dispatch.territory.tree import Area
from dispatch.vocabulary import AreaCode, MatterCode
from dispatch.wire.county.book import CountyBook

_ELSE = "其他"
_MANY = 60_000
"""Points that are looked at; a list with more is sampled."""


class Aim(StrEnum):
    """What a report may be sent to show."""

    COUNTY_LEAD = "county_lead"
    TOWNSHIP_LEAD = "township_lead"
    STATIONED = "stationed"
    CONFLICT = "conflict"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Point:
    """A matter at a place with what is said of it, and the list's answer."""

    matter: Matter
    area: Area
    attributes: Mapping[str, str]
    decision: Decision
    aims: frozenset[Aim]


def leaves_of(book: CountyBook) -> tuple[Area, ...]:
    """Return the places that have none below them, below the county itself where it has any."""
    areas = tuple(book.territory)
    above = {area.path[1] for area in areas if len(area.path) > 1}
    return tuple(area for area in areas if area.code not in above)


def points(book: CountyBook, on: date, rng: Random) -> tuple[Point, ...]:
    """Return the points of a list on a day, in an order that the seed decides."""
    leaves = list(leaves_of(book))
    rng.shuffle(leaves)
    matters = list(_listed(book))
    rng.shuffle(matters)
    found: list[Point] = []
    for matter in matters:
        ways = ways_to_answer(book, matter.code)
        for area in _each_kind(leaves, _named(book, matter)):
            for attributes in ways:
                asked = dict(attributes)
                if area.zone is None:
                    asked.setdefault("zone", rng.choice(book.index.zones or ("rural",)))
                question = Question(matter.code, area.code, on, asked)
                decision = decide(question, book)
                found.append(Point(matter, area, asked, decision, _aims(decision, book)))
        if len(found) > _MANY:
            break
    rng.shuffle(found)
    return tuple(found)


def ways_to_answer(book: CountyBook, matter: MatterCode) -> tuple[Mapping[str, str], ...]:
    """Return what a report may say of itself so that each line's condition holds once.

    The last way says nothing; a matter without conditions has only that.
    """
    ways: dict[tuple[tuple[str, str], ...], None] = {}
    lineage = _lineage(book, matter)
    for line in book.lines:
        if line.matter in lineage and line.conditions and line.duty is Duty.DISPOSE:
            said = satisfying(line.conditions)
            if said is not None:
                ways[tuple(sorted(said.items()))] = None
    return (*(dict(way) for way in ways), {})


def satisfying(conditions: Iterable[Condition]) -> dict[str, str] | None:
    """Return values for which every condition holds; None when trying finds none."""
    conditions = tuple(conditions)
    said: dict[str, str] = {}
    for key in dict.fromkeys(condition.key for condition in conditions):
        of_key = [condition for condition in conditions if condition.key == key]
        for value in _candidates(of_key):
            if all_hold(of_key, {key: value}):
                said[key] = value
                break
        else:
            return None
    return said


def _candidates(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        values = sorted(members(condition.value)) if condition.op == "in" else [condition.value]
        for value in values:
            yield value
            if (amount := number(value)) is not None:
                yield from (f"{amount + step:f}" for step in (Decimal(1), Decimal(-1)))
            elif (on := day(value)) is not None:
                yield from ((on + timedelta(days=step)).isoformat() for step in (1, -1))
            else:
                yield from (value + "0", value[:-1] or "0")
    yield _ELSE


def _listed(book: CountyBook) -> Iterator[Matter]:
    """Every matter of the catalogue that a line speaks of, itself or through its parent."""
    spoken_of = {line.matter for line in book.lines}
    for matter in book.matters.values():
        if spoken_of & _lineage(book, matter.code):
            yield matter


def _lineage(book: CountyBook, code: MatterCode | None) -> frozenset[MatterCode]:
    found: set[MatterCode] = set()
    while code is not None and code not in found:
        found.add(code)
        matter = book.matters.get(code)
        code = matter.parent if matter else None
    return frozenset(found)


def _named(book: CountyBook, matter: Matter) -> frozenset[AreaCode]:
    lineage = _lineage(book, matter.code)
    return frozenset(
        code for line in book.lines if line.matter in lineage for code in line.areas or ()
    )


def _each_kind(leaves: Iterable[Area], named: frozenset[AreaCode]) -> Iterator[Area]:
    """One place for each set of named areas around it, township and zone."""
    seen = set()
    for area in leaves:
        kind = (named.intersection(area.path), area.township, area.zone, area.sets)
        if kind not in seen:
            seen.add(kind)
            yield area


def _aims(decision: Decision, book: CountyBook) -> frozenset[Aim]:
    if decision.outcome is Outcome.CONFLICT:
        return frozenset({Aim.CONFLICT})
    if decision.outcome is Outcome.GAP:
        return frozenset({Aim.GAP})
    if decision.outcome is not Outcome.DECIDED or decision.lead is None:
        return frozenset()
    aims = {Aim.TOWNSHIP_LEAD if book.register.is_township(decision.lead) else Aim.COUNTY_LEAD}
    receiver = book.register.get(decision.receiver) if decision.receiver else None
    if receiver and receiver.kind == STATIONED:
        aims.add(Aim.STATIONED)
    return frozenset(aims)
