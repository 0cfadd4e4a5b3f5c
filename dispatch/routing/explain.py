"""Build the reason of a decision: every line that had a say, and what became of it."""

from collections.abc import Iterable, Iterator

from dispatch.responsibility.atoms import atoms
from dispatch.responsibility.conditions import said
from dispatch.responsibility.model import Condition, Limit, Line
from dispatch.responsibility.specificity import Entry
from dispatch.routing.because import ENGINE, Because, Change, Ground, Inputs
from dispatch.routing.candidates import candidates, near_misses
from dispatch.routing.model import Outcome, Question, RoutingBook
from dispatch.routing.settle import Answer, Point
from dispatch.routing.unknowns import ZONE, answer, told
from dispatch.territory.tree import Place
from dispatch.territory.zones import ZoneOfArea, ZoneSource, given_zone
from dispatch.vocabulary import MatterCode, UnitCode


def explain(
    question: Question,
    book: RoutingBook,
    found: Answer,
    *,
    place: Place | None = None,
    zone: ZoneOfArea | None = None,
    point: Point | None = None,
    receiver: UnitCode | None = None,
    copy_to: UnitCode | None = None,
) -> Because:
    """Return why the list answered as it did."""
    here = _here(point, book)
    shown = candidates(here, point, found) if point else ()
    elsewhere = _elsewhere(here, point, found, book)
    missed, left_out = near_misses(elsewhere, point) if point and elsewhere else ((), 0)
    units = [one.unit for one in (*shown, *missed)]
    units += [*found.supporting, *(u for u in (found.lead, receiver, copy_to) if u is not None)]
    return Because(
        engine=ENGINE,
        edition=book.edition,
        inputs=_inputs(question, place, zone, [*here, *elsewhere], book),
        outcome=found.outcome,
        reason=found.reason,
        lead=found.lead,
        receiver=receiver,
        copy_to=copy_to,
        supporting=found.supporting,
        rows=found.rows,
        missing=found.missing,
        candidates=(*shown, *missed),
        left_out=left_out,
        grounds=tuple([_ground(entry.line) for entry in found.top]),
        changes=tuple(_changes(here, point, found, book)) if point else (),
        names=tuple(sorted(_names(question, units, book).items())),
    )


def _here(point: Point | None, book: RoutingBook) -> list[Entry]:
    if point is None:
        return []
    return sorted(
        book.index.covering(point.matter, point.area.path), key=lambda entry: entry.line.row_id
    )


def _elsewhere(
    here: list[Entry], point: Point | None, found: Answer, book: RoutingBook
) -> list[Entry]:
    """Return the leading lines that a gap is held against: they say what it failed in."""
    if point is None or found.outcome is not Outcome.GAP:
        return []
    covering = set(here)
    return [e for e in book.index.entries(point.matter) if e.leads and e not in covering]


def _inputs(
    question: Question,
    place: Place | None,
    zone: ZoneOfArea | None,
    lines: list[Entry],
    book: RoutingBook,
) -> Inputs:
    asked = {c.key for entry in lines if not entry.plain for c in entry.line.conditions}
    return Inputs(
        matter=question.matter,
        matter_source=question.matter_source,
        matter_words=question.matter_words,
        area_given=question.area,
        area_source=question.area_source,
        area=place.code if place else None,
        area_name=book.territory.words(place.area) if place else "",
        area_exact=place.exact if place else False,
        remainder=place.remainder if place else "",
        township=place.area.township if place else None,
        zone=zone.zone if zone else None,
        zone_source=zone.source if zone else ZoneSource.UNKNOWN,
        attributes=tuple([(key, _said(question, key)) for key in sorted(asked)]),
        day=question.day.isoformat(),
    )


def _said(question: Question, key: str) -> str | None:
    attributes = question.attributes
    return given_zone(attributes) if key == ZONE else said(attributes, key)


def _changes(here: list[Entry], point: Point, found: Answer, book: RoutingBook) -> Iterator[Change]:
    """Say what would change the answer, one input at a time."""
    if all(entry.plain for entry in here):
        return
    for what, value, words in _other_worlds(here, point, book):
        there = answer(told(point, {what: value}), book)
        if there.differs_from(found):
            yield Change(what, words, there.outcome, there.lead, there.rows)


def _other_worlds(
    here: list[Entry], point: Point, book: RoutingBook
) -> Iterator[tuple[str, str, str]]:
    if any(entry.zone is not None for entry in here):
        yield from ((ZONE, zone, zone) for zone in book.index.zones if zone != point.zone)
    asked: dict[str, list[Condition]] = {}
    for entry in here:
        for condition in entry.line.conditions:
            asked.setdefault(condition.key, []).append(condition)
    for key in sorted(asked):
        for atom in atoms(asked[key]):
            yield key, atom.value, atom.text


def _ground(line: Line) -> Ground:
    return Ground(
        row=line.row_id,
        item=line.item_id,
        basis=line.basis,
        basis_kind=line.basis_kind,
        limit=_limit(line.limit),
        hand_over=line.hand_over,
    )


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return ""
    if limit.value is None or limit.type is None:
        return limit.raw
    return f"{limit.value:g} {limit.type}"


def _names(question: Question, units: Iterable[str], book: RoutingBook) -> dict[str, str]:
    names = {unit: book.register.name(UnitCode(unit)) for unit in units}
    if question.matter is not None:
        names[question.matter] = _matter_name(question.matter, book)
    return names


def _matter_name(code: MatterCode, book: RoutingBook) -> str:
    if (matter := book.index.matters.get(code)) is not None:
        return matter.name
    lines = (entry.line for entry in book.index.entries(code))
    return next((line.matter_name for line in lines if line.matter == code), code)
