"""Answer although something was not said, if the answer does not hang on it.

A line with a zone neither matches nor fails where the zone is unknown, and so
it is with a condition on an attribute that the report does not give. Every
answer that could still be true is worked out: each zone that the county's
list names, each elementary piece of each attribute. When they agree, that is
the answer; when they do not, the inputs that they hang on are named.
"""

from itertools import product
from math import prod

from dispatch.responsibility.atoms import atoms
from dispatch.responsibility.conditions import all_hold, said
from dispatch.responsibility.model import Condition
from dispatch.responsibility.specificity import Entry
from dispatch.routing.model import Outcome, Reason, RoutingBook
from dispatch.routing.settle import Answer, Point, settle

ZONE = "zone"
MOST_WORLDS = 4096
"""Above this many possible worlds a person is asked at once instead of trying them all."""

_World = tuple[str, ...]


def answer(point: Point, book: RoutingBook) -> Answer:
    """Return what the list says at a point, or that it hangs on what nobody said."""
    sure: list[Entry] = []
    unsure: list[Entry] = []
    day = point.day
    for entry in book.index.covering(point.matter, point.area.path):
        if not entry.first_day <= day <= entry.last_day:
            continue
        if entry.plain:
            sure.append(entry)
        elif (verdict := judge(entry, point)) is None:
            unsure.append(entry)
        elif verdict:
            sure.append(entry)
    return _try_worlds(sure, unsure, point, book) if unsure else settle(sure, point, book)


def judge(entry: Entry, point: Point) -> bool | None:
    """Say whether zone and conditions let a line cover the point; None: not told."""
    zone_fits: bool | None = True
    if entry.zone is not None:
        zone_fits = None if point.zone is None else entry.zone == point.zone
    if zone_fits is False or not entry.line.conditions:
        return zone_fits
    held = all_hold(entry.line.conditions, point.attributes)
    return held if held is False or zone_fits else None


def open_conditions(entries: list[Entry], point: Point) -> dict[str, list[Condition]]:
    """Return the conditions on attributes that the report does not give, by attribute."""
    found: dict[str, list[Condition]] = {}
    for entry in entries:
        for condition in entry.line.conditions:
            if said(point.attributes, condition.key) is None:
                found.setdefault(condition.key, []).append(condition)
    return found


def _try_worlds(sure: list[Entry], unsure: list[Entry], point: Point, book: RoutingBook) -> Answer:
    choices = _choices(unsure, point, book)
    inputs = tuple(choices)
    if prod(map(len, choices.values())) > MOST_WORLDS:
        return _unknown(inputs)
    settled: dict[tuple[bool | None, ...], Answer] = {}
    answers: dict[_World, Answer] = {}
    for world in product(*choices.values()):
        there = told(point, dict(zip(inputs, world, strict=True)))
        verdicts = tuple([judge(entry, there) for entry in unsure])
        if verdicts not in settled:
            covering = sure + [e for e, fits in zip(unsure, verdicts, strict=True) if fits]
            settled[verdicts] = settle(covering, there, book)
        answers[world] = settled[verdicts]
    if hangs_on := _hangs_on(inputs, answers):
        return _unknown(hangs_on)
    return next(iter(answers.values()))


def told(point: Point, said_now: dict[str, str]) -> Point:
    """Return the point as if the report had said this, too."""
    return point._replace(
        zone=said_now.get(ZONE, point.zone), attributes={**point.attributes, **said_now}
    )


def _choices(unsure: list[Entry], point: Point, book: RoutingBook) -> dict[str, tuple[str, ...]]:
    """Return what might have been said for each unknown input, the zone first."""
    asked = open_conditions(unsure, point)
    of_zone = {atom.value for atom in atoms(asked.pop(ZONE, ()))}
    if any(entry.zone is not None for entry in unsure) and point.zone is None:
        of_zone.update(book.index.zones)
    choices = {ZONE: tuple(sorted(of_zone))} if of_zone else {}
    return choices | {key: tuple(atom.value for atom in atoms(asked[key])) for key in sorted(asked)}


def _hangs_on(inputs: tuple[str, ...], answers: dict[_World, Answer]) -> tuple[str, ...]:
    """Return the inputs of which one alone can change the answer."""
    found = []
    for place, name in enumerate(inputs):
        seen: dict[_World, Answer] = {}
        for world, given in answers.items():
            others = world[:place] + world[place + 1 :]
            if seen.setdefault(others, given).differs_from(given):
                found.append(name)
                break
    return tuple(found)


def _unknown(missing: tuple[str, ...]) -> Answer:
    reason = Reason.ZONE_UNKNOWN if ZONE in missing else Reason.ATTRIBUTE_UNKNOWN
    return Answer(Outcome.NOT_EVALUATED, reason, missing=missing)
