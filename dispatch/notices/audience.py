"""Who hears a rung: found when it fires, among those on duty then, by post and place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dispatch.deadlines.rungs import Audience
from dispatch.people.model import Person
from dispatch.vocabulary import AreaCode, Role, UnitCode

LEADING_POSTS = frozenset({"leader", "commander"})
_WORKING = frozenset({Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK})


@dataclass(frozen=True, slots=True)
class Where:
    """What an audience depends on: who holds the case and where it lies."""

    holder: UnitCode
    command_room: UnitCode | None
    places: tuple[AreaCode, ...]


def resolve(
    audience: Sequence[Audience], people: Iterable[Person], where: Where
) -> tuple[Person, ...]:
    """Return the people that these words address just now, each once, by account."""
    wanted = [_RULES[word] for word in audience]
    found = {
        person.account: person for person in people if any(rule(person, where) for rule in wanted)
    }
    return tuple(found[account] for account in sorted(found))


def _handler(person: Person, where: Where) -> bool:
    return (
        person.unit == where.holder
        and bool(person.roles & _WORKING)
        and person.post not in LEADING_POSTS
    )


def _leader(person: Person, where: Where) -> bool:
    return person.unit == where.holder and person.post in LEADING_POSTS


def _command_room(person: Person, where: Where) -> bool:
    return person.unit == where.command_room and Role.TOWNSHIP in person.roles


def _county_desk(person: Person, _where: Where) -> bool:
    return Role.COUNTY_DESK in person.roles


def _supervisor(person: Person, where: Where) -> bool:
    over = not person.areas or bool(set(person.areas) & set(where.places))
    return Role.SUPERVISOR in person.roles and over


_RULES: dict[Audience, Callable[[Person, Where], bool]] = {
    Audience.HANDLER: _handler,
    Audience.LEADER: _leader,
    Audience.COMMAND_ROOM: _command_room,
    Audience.COUNTY_DESK: _county_desk,
    Audience.SUPERVISOR: _supervisor,
}
