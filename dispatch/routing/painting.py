"""What lists say everywhere, painted once for each matter instead of decided case by case.

    matter ─► its lines' areas ─► stretches of places ─► cells of one township and the same lines
    case   ─► place's number ───► cell ─► told already?  what of the case the lines ask about?

A cell whose lines have neither days, zone nor condition has one answer. Where
they have, the answer hangs on the day's period, the zone, and the pieces that
conditions cut attributes into; each of these is answered once, by the same
function that decides reports, so that painting and deciding cannot disagree.
Several lists on one ground are painted together: a case is then looked up once.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from dispatch.responsibility.conditions import holds, said
from dispatch.responsibility.model import AT_TOWNSHIP, Condition, Line
from dispatch.responsibility.specificity import Entry
from dispatch.routing.decide import desk, point_of
from dispatch.routing.model import Outcome, Reason, RoutingBook
from dispatch.routing.plan import Plan
from dispatch.routing.settle import Answer
from dispatch.routing.unknowns import ZONE, answer
from dispatch.territory.tree import Area
from dispatch.territory.zones import zone_of
from dispatch.vocabulary import AreaCode, MatterCode, RowId, UnitCode

_REMEMBERED = 4_096
"""How many values of one attribute are remembered with the piece that each lies in."""

_IN_A_BYTE = 256

T = TypeVar("T")
_wording = attrgetter(*(each.name for each in fields(Line) if each.name != "number"))
"""All of a line but where it stands in its file."""
_Verdicts = tuple[bool, ...] | None
_Unheard = tuple[tuple[str, ...], ...]
_Kind = tuple[int, tuple[str | None, ...] | None, _Unheard, tuple[_Verdicts, ...]]
_ANY: _Kind = (0, None, (), ())


class Told(NamedTuple):
    """What a list says of all cases of one kind: a decision without the case's own place."""

    matter: MatterCode | None
    """None where the county does not know it."""
    township: AreaCode | None
    outcome: Outcome
    reason: Reason
    lead: UnitCode | None = None
    receiver: UnitCode | None = None
    copy_to: UnitCode | None = None
    supporting: tuple[UnitCode, ...] = ()
    rows: tuple[RowId, ...] = ()
    missing: tuple[str, ...] = ()


class Painting(Generic[T]):
    """The answers of some editions on one ground, painted as they are asked for.

    For each kind of case ``keep`` is called once with what each edition says of
    it, in their order; what it returns, which must be true, is given for every
    case of that kind.
    """

    __slots__ = ("_books", "_in_one_county", "_keep", "_unsorted", "plan", "sheets")

    def __init__(
        self, books: tuple[RoutingBook, ...], keep: Callable[[tuple[Told, ...]], T]
    ) -> None:
        self._books = books
        self._keep = keep
        self._in_one_county = all(_same_county(books[0], book) for book in books[1:])
        self._unsorted: _Sheet[T] | None = None
        self.plan = Plan(books[0].territory)
        self.sheets: dict[MatterCode | None, _Sheet[T]] = {}
        """What was painted so far: where each number's cell stands, and the cells."""

    def told(
        self, matter: MatterCode | None, area: str, day: date, attributes: Mapping[str, object]
    ) -> T:
        """Return what is kept of the answers that ``decide`` gives to this."""
        number = self.plan.number(area)
        at, cells = self.sheet(matter)
        kept = cells[at[number]]
        if isinstance(kept, Cell):
            return kept.answer(self, cells, number, day, attributes)
        return kept

    def sheet(self, matter: MatterCode | None) -> "_Sheet[T]":
        """Return what was painted for one matter; paint it if nobody asked before."""
        sheet = self.sheets.get(matter)
        if sheet is not None:
            return sheet
        if matter is None or not any(book.index.knows(matter) for book in self._books):
            # Whatever an old system wrote: all that nobody knows is one, and not remembered.
            self._unsorted = self._unsorted or self._paint(None)
            return self._unsorted
        sheet = self.sheets[matter] = self._paint(matter)
        return sheet

    def tell(
        self, matter: MatterCode | None, township: AreaCode | None, found: tuple[Answer, ...]
    ) -> T:
        """Return what is to be kept of the answers to one kind of case."""
        books = self._books
        if len(found) == 1:
            # Where editions are alike the first spoke for all.
            return self._keep((_told(matter, township, found[0], books[0]),) * len(books))
        told = [_told(matter, township, *each) for each in zip(found, books, strict=True)]
        return self._keep(tuple(told))

    def _paint(self, matter: MatterCode | None) -> "_Sheet[T]":
        plan = self.plan
        books = self._books[:1] if matter is None or self._alike(matter) else self._books
        areas = {a for book in books for a in (book.index.areas(matter) if matter else ())}
        covers: dict[AreaCode | None, _Cover] = {}
        places: dict[tuple[AreaCode | None, AreaCode | None], int] = {}
        numbers = array("I")
        cells: list[Cell[T] | T] = []
        for first, end, nearest, township in plan.stretches(areas):
            place = places.get((nearest, township))
            if place is None:
                cover = covers.get(nearest)
                if cover is None:
                    cover = covers[nearest] = _Cover(books, matter, plan.places[first].path)
                place = places[nearest, township] = len(cells)
                cells.append(Cell(place, matter, township, cover))
            numbers.extend(array("I", [place]) * (end - first))
        for reason in (Reason.AREA_UNKNOWN, Reason.AREA_OUTSIDE_COUNTY):
            numbers.append(len(cells))
            cells.append(self.tell(matter, None, (Answer(Outcome.NOT_EVALUATED, reason),)))
        # Most sheets are small enough to stay near the processor.
        return (bytes(numbers.tolist()) if len(cells) <= _IN_A_BYTE else numbers), cells

    def _alike(self, matter: MatterCode) -> bool:
        """Say whether all editions must give one answer: the same lines in the same county."""
        first, *others = [
            (
                book.index.knows(matter),
                book.index.zones_on(matter),
                [_wording(entry.line) for entry in book.index.entries(matter)],
            )
            for book in self._books
        ]
        return self._in_one_county and all(lines == first for lines in others)


_Sheet = tuple["bytes | array[int]", "list[Cell[T] | T]"]
"""For each number of the plan the place of its cell, and the cells; what is kept where a cell
has but one answer and somebody asked for it."""
_UNSORTED = Answer(Outcome.UNSORTED, Reason.MATTER_UNKNOWN)


class _Cover:
    """Lines that cover the same places, and what of a case they ask about.

    One edition is asked for all where all must give one answer.
    """

    __slots__ = (
        *("_books", "_cuts", "_matter", "_named", "_pieces", "_tests", "_zoned"),
        *("found", "here", "plain"),
    )

    def __init__(
        self, books: tuple[RoutingBook, ...], matter: MatterCode | None, path: tuple[AreaCode, ...]
    ) -> None:
        self._books = books
        self._matter = matter
        self._named = tuple(book.index.zones_on(matter) for book in books)
        """The zones that count for each of them."""
        entries = [
            entry
            for book in books
            for entry in (book.index.covering(matter, path) if matter else ())
        ]
        self.here = any(entry.line.unit == AT_TOWNSHIP for entry in entries)
        """Whether the township decides over who is named."""
        self.found: dict[_Kind, tuple[Answer, ...]] = {}
        """The answers that were asked for, where they are the same in every township."""
        special = [entry for entry in entries if not entry.plain or _dated(entry)]
        self.plain = not special
        """Whether one answer holds on all days, in all zones, whatever is said."""
        if self.plain:
            return
        self._cuts = sorted({day for e in special for day in (e.first_day, e.last_day + 1)})
        self._tests: dict[str, list[Condition]] = {}
        for condition in (each for entry in special for each in entry.line.conditions):
            if condition.key != ZONE:
                self._tests.setdefault(condition.key, []).append(condition)
        self._zoned = any(
            e.zone is not None or any(c.key == ZONE for c in e.line.conditions) for e in special
        )
        self._pieces: dict[str, dict[str | None, _Verdicts]] = {key: {} for key in self._tests}

    def kind(self, area: Area, day: int, attributes: Mapping[str, object]) -> _Kind:
        """Return everything that the answer to a case hangs on, where the cover is not plain."""
        return (
            bisect_right(self._cuts, day),
            self._zones(area, attributes) if self._zoned else None,
            self._unheard(attributes),
            tuple([self._verdicts(key, said(attributes, key)) for key in self._tests]),
        )

    def ask(
        self,
        matter: MatterCode | None,
        area: Area,
        day: date,
        attributes: Mapping[str, object],
    ) -> tuple[Answer, ...]:
        """Return what each of the editions says at a place of the cover."""
        if matter is None:
            return (_UNSORTED,) * len(self._books)
        zones = self._zones(area, attributes)
        return tuple(
            [
                answer(point_of(matter, area, day, attributes, zone=zone, book=book), book)
                if book.index.knows(matter)
                else _UNSORTED
                for book, zone in zip(self._books, zones, strict=True)
            ]
        )

    def _zones(self, area: Area, attributes: Mapping[str, object]) -> tuple[str | None, ...]:
        """Return the zone of a case for each of the editions."""
        if not area.sets:
            return (zone_of(area, attributes).zone,) * len(self._named)
        return tuple([zone_of(area, attributes, named=named).zone for named in self._named])

    def _unheard(self, attributes: Mapping[str, object]) -> _Unheard:
        """Return for each of the editions what it cannot compare."""
        matter = self._matter
        if not self._tests or matter is None:
            return ()
        return tuple([book.index.incomparable(matter, attributes) for book in self._books])

    def _verdicts(self, key: str, value: str | None) -> _Verdicts:
        if value is None:
            return None
        seen = self._pieces[key]
        verdicts = seen.get(value)
        if verdicts is None:
            if len(seen) >= _REMEMBERED:
                seen.clear()
            verdicts = seen[value] = tuple([holds(test, value) for test in self._tests[key]])
        return verdicts


class Cell(Generic[T]):
    """The places of one township that the same lines on one matter cover."""

    __slots__ = ("_cover", "_kinds", "_matter", "_place", "_township")

    def __init__(
        self,
        place: int,
        matter: MatterCode | None,
        township: AreaCode | None,
        cover: _Cover,
    ) -> None:
        self._place, self._cover = place, cover
        self._matter, self._township = matter, township
        self._kinds: dict[_Kind, T] | None = None

    def answer(
        self,
        painting: Painting[T],
        cells: "list[Cell[T] | T]",
        number: int,
        day: date,
        attributes: Mapping[str, object],
    ) -> T:
        """Answer a case at one of the cell's places; the only answer takes the cell's own place."""
        cover, area = self._cover, painting.plan.places[number]
        if cover.plain:
            only = cells[self._place] = self._tell(painting, _ANY, area, day, attributes)
            return only
        kind = cover.kind(area, day.toordinal(), attributes)
        if self._kinds is None:
            self._kinds = {}
        told = self._kinds.get(kind)
        if told is None:
            told = self._kinds[kind] = self._tell(painting, kind, area, day, attributes)
        return told

    def _tell(
        self,
        painting: Painting[T],
        kind: _Kind,
        area: Area,
        day: date,
        attributes: Mapping[str, object],
    ) -> T:
        found = self._cover.found.get(kind)
        if found is None:
            found = self._cover.ask(self._matter, area, day, attributes)
            if not self._cover.here:
                self._cover.found[kind] = found
        return painting.tell(self._matter, self._township, found)


def _dated(entry: Entry) -> bool:
    return entry.line.valid_from is not None or entry.line.valid_to is not None


def _told(
    matter: MatterCode | None, township: AreaCode | None, found: Answer, book: RoutingBook
) -> Told:
    receiver, copy_to = desk(found.lead, township, book)
    known = None if found is _UNSORTED else matter
    outcome, reason, lead, supporting, rows, _, missing = found
    return Told(
        known, township, outcome, reason, lead, receiver, copy_to, supporting, rows, missing
    )


def _same_county(one: RoutingBook, other: RoutingBook) -> bool:
    """Say whether two editions can differ in what their lists say alone."""
    return (
        [*one.register] == [*other.register]
        and one.receivers == other.receivers
        and one.index.matters == other.index.matters
        and one.index.zones == other.index.zones
        and [*one.territory] == [*other.territory]
    )
