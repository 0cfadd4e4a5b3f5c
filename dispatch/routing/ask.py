"""What to ask where the list hangs on something nobody said, and what each answer would give.

missing inputs ─► the pieces that conditions and zones cut each into ─► decided, one by one
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dispatch.responsibility.atoms import Atom, atoms
from dispatch.responsibility.conditions import holds
from dispatch.responsibility.model import Condition
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question, Reason, RoutingBook
from dispatch.routing.unknowns import ZONE
from dispatch.territory.tree import OutsideCounty

AREA = "area"
"""Asked where the place is too vague to tell its township."""
ELSE = "其他"
"""Said of an attribute that is none of what the list names."""
_FIRST_PRINTED = " "


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that might be given, and what the list would then say."""

    value: str
    words: str
    """The piece it stands for, as the list writes it: ``area_m2>=300``."""
    decision: Decision


@dataclass(frozen=True, slots=True)
class Asked:
    """One input that the decision hangs on, with every answer that tells a difference."""

    what: str
    """``zone``, ``area``, or the name of an attribute."""
    options: tuple[Option, ...]


def ask(question: Question, decision: Decision, book: RoutingBook) -> tuple[Asked, ...]:
    """Return what a person must be asked so that the list can decide; nothing else is asked."""
    if decision.reason is Reason.TOWNSHIP_UNKNOWN:
        return (Asked(AREA, tuple(_townships(question, book))),)
    return tuple(Asked(what, tuple(_options(what, question, book))) for what in decision.missing)


def answered(question: Question, what: str, value: str) -> Question:
    """Return the question as if the report had said this, too."""
    if what == AREA:
        return replace(question, area=value, area_source="person")
    return replace(question, attributes={**question.attributes, what: value})


def piece(question: Question, what: str, value: str, book: RoutingBook) -> str:
    """Return the piece of the list that a supplied value lies in, in the list's own words."""
    conditions = _conditions(what, question, book)
    for atom in atoms(conditions):
        if _alike(conditions, atom.value, value):
            return atom.text
    return value


def _options(what: str, question: Question, book: RoutingBook) -> Iterator[Option]:
    conditions = _conditions(what, question, book)
    pieces = [_sayable(atom, conditions) for atom in atoms(conditions)]
    if what == ZONE:
        told = {value for value, _ in pieces}
        pieces += [(zone, zone) for zone in book.index.zones if zone not in told]
    for value, words in pieces:
        yield Option(value, words, decide(answered(question, what, value), book))


def _townships(question: Question, book: RoutingBook) -> Iterator[Option]:
    for code in book.territory.townships:
        yield Option(code, code, decide(answered(question, AREA, code), book))


def _conditions(what: str, question: Question, book: RoutingBook) -> tuple[Condition, ...]:
    place = book.territory.resolve(question.area) if question.area else None
    if question.matter is None or place is None or isinstance(place, OutsideCounty):
        return ()
    return tuple(
        condition
        for entry in book.index.covering(question.matter, place.area.path)
        for condition in entry.line.conditions
        if condition.key == what
    )


def _sayable(atom: Atom, conditions: tuple[Condition, ...]) -> tuple[str, str]:
    """Return a piece with a value that a person could write; a made-up one is never shown."""
    made_up = any(letter < _FIRST_PRINTED or ord(letter) > 0xFFFF for letter in atom.value)  # noqa: PLR2004 - beyond every script in use
    if made_up and _alike(conditions, atom.value, ELSE):
        return ELSE, ELSE
    return atom.value, atom.text


def _alike(conditions: tuple[Condition, ...], one: str, other: str) -> bool:
    return all(holds(each, one) == holds(each, other) for each in conditions)
