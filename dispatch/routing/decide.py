"""Decide whose a matter is, from the responsibility list alone.

    area ─► matter ─► zone ─► the lines that cover the point ─► the most specific ─► one lead
      │        │        └ hangs on what nobody said ─┐                │
      └────────┴────────────────────────────────────┴── else: a person at the county desk

Never by the order of the lines. Nothing here reads a clock, a table or a
setting, so the same list and the same question always give the same answer,
and that answer can be shown to whoever disputes it.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial

from dispatch.routing.explain import explain
from dispatch.routing.model import Decision, Outcome, Question, Reason, RoutingBook
from dispatch.routing.settle import Answer, Point
from dispatch.routing.unknowns import ZONE, answer
from dispatch.routing.zone import zone_here
from dispatch.territory.tree import Area, OutsideCounty
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode


def decide(question: Question, book: RoutingBook) -> Decision:
    """Answer one question from one edition of a county's list."""
    if not question.area:
        return _unplaced(question, Reason.AREA_UNKNOWN, book)
    place = book.territory.resolve(question.area)
    if isinstance(place, OutsideCounty):
        return _unplaced(question, Reason.AREA_OUTSIDE_COUNTY, book)
    area = place.area
    zone = zone_here(question, area, book)
    if question.matter is None or not book.index.knows(question.matter):
        point = None
        found = Answer(Outcome.UNSORTED, Reason.MATTER_UNKNOWN)
    else:
        point = point_of(
            question.matter, area, question.day, question.attributes, zone=zone.zone, book=book
        )
        found = answer(point, book)
    receiver, copy_to = desk(found.lead, area.township, book)
    return Decision(
        outcome=found.outcome,
        reason=found.reason,
        edition=book.edition,
        area=area.code,
        township=area.township,
        lead=found.lead,
        receiver=receiver,
        copy_to=copy_to,
        supporting=found.supporting,
        rows=found.rows,
        lines=tuple([entry.line for entry in found.top]),
        missing=found.missing,
        explain=partial(
            explain,
            question,
            book,
            found,
            place=place,
            zone=zone,
            point=point,
            receiver=receiver,
            copy_to=copy_to,
        ),
    )


def point_of(
    matter: MatterCode,
    area: Area,
    day: date,
    attributes: Mapping[str, object],
    *,
    zone: str | None,
    book: RoutingBook,
) -> Point:
    """Return where a question meets the list, in the zone that is known of it.

    What the report says and the list cannot compare counts as not said.
    """
    said = attributes
    if unheard := book.index.incomparable(matter, attributes):
        said = {key: value for key, value in attributes.items() if key not in unheard}
    if zone is not None or ZONE in said:
        said = {**said, ZONE: zone}
    return Point(matter, area, zone, said, day.toordinal())


def _unplaced(question: Question, reason: Reason, book: RoutingBook) -> Decision:
    found = Answer(Outcome.NOT_EVALUATED, reason)
    return Decision(
        outcome=found.outcome,
        reason=reason,
        edition=book.edition,
        explain=partial(explain, question, book, found),
    )


def desk(
    lead: UnitCode | None, township: AreaCode | None, book: RoutingBook
) -> tuple[UnitCode | None, UnitCode | None]:
    """Return who gets it on the desk, and the command room that gets a copy."""
    if lead is None or township is None:
        return lead, None
    receiver = book.receivers.get((lead, township), lead)
    # A desk nobody sits at any more receives nothing; the lead answers for its own.
    if not book.register.active(receiver):
        receiver = lead
    room = book.register.command_room(township)
    return receiver, room if room != receiver else None
