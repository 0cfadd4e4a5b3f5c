"""Which notices leave the house, by which channels, and how soon.

    预警 screen             stays on the screens
    提醒 remind             e-mail
    督办、黄牌              e-mail, and the robots of the person's unit
    红牌、挂牌              at once: e-mail, text message, robots
    red and orange cases    at once, whatever the rung from 提醒 on
    alarm                   at once, to the unit that is alarmed
    退回、重办、重启        as 督办, to the unit that has the case now
    督办 by a person        as the rung of the same strength, to the unit

A webhook hears everything that leaves to its unit's people. An alarm about a
message that could not be delivered stays inside: it would follow the same
broken way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dispatch.notices.channels import CARRIES_TO, ROBOTS, AddressKind, Channel, ChannelKind
from dispatch.notices.deliveries import Undecided
from dispatch.notices.model import MOVES_TOLD, NoticeKind
from dispatch.people.model import Person
from dispatch.vocabulary import STRENGTH_ORDER, Strength, Urgency

TOO_OLD = timedelta(hours=24)
"""A channel that is opened today does not tell of yesterday."""
NOT_DELIVERED = "not_delivered"
"""The alarm of a message that was given up."""

_URGENT = frozenset({Urgency.RED, Urgency.ORANGE})


@dataclass(frozen=True, slots=True)
class Way:
    """One message that a notice becomes part of."""

    channel: UUID
    account: str | None
    at_once: bool


def ways(
    notice: Undecided,
    *,
    audience: Iterable[Person],
    addresses: Mapping[str, frozenset[AddressKind]],
    channels: Iterable[Channel],
    now: datetime,
) -> tuple[Way, ...]:
    """Return how a notice leaves; nothing when it stays inside.

    ``audience`` is whom the notice addresses just now; ``addresses`` says what
    each of them can be reached by; ``channels`` are those in use, oldest first.
    """
    if notice.settled or now - notice.created_at > TOO_OLD or notice.alarm == NOT_DELIVERED:
        return ()
    kinds = _kinds(notice)
    if not kinds:
        return ()
    people, at_once = tuple(audience), _at_once(notice)
    units = {person.unit for person in people} | ({notice.unit} if notice.unit else set())
    found = [
        *_to_people(people, addresses, channels := tuple(channels), kinds),
        *(
            (each.channel_id, None)
            for each in channels
            if each.kind in kinds and each.unit in units
        ),
    ]
    return tuple(Way(channel, account, at_once) for channel, account in dict.fromkeys(found))


def _to_people(
    people: Iterable[Person],
    addresses: Mapping[str, frozenset[AddressKind]],
    channels: tuple[Channel, ...],
    kinds: frozenset[ChannelKind],
) -> Iterator[tuple[UUID, str | None]]:
    for kind, needed in CARRIES_TO.items():
        # One server carries; a second one of the same kind is a spare, not an echo.
        carrier = next((each for each in channels if each.kind is kind), None)
        if carrier is None or kind not in kinds:
            continue
        for person in people:
            if needed in addresses.get(person.account, frozenset()):
                yield carrier.channel_id, person.account


def _kinds(notice: Undecided) -> frozenset[ChannelKind]:
    if notice.kind is NoticeKind.ALARM:
        return frozenset(ChannelKind) - {ChannelKind.SMS}
    if _strength(notice) in {None, Strength.SCREEN}:
        return frozenset()
    if _at_once(notice):
        return frozenset(ChannelKind)
    quiet = {ChannelKind.EMAIL, ChannelKind.WEBHOOK}
    return frozenset(quiet | ROBOTS if _loud(notice, Strength.SUPERVISE) else quiet)


def _at_once(notice: Undecided) -> bool:
    return (
        notice.kind is NoticeKind.ALARM
        or _loud(notice, Strength.RED_CARD)
        or (notice.urgency in _URGENT and _loud(notice, Strength.REMIND))
    )


def _loud(notice: Undecided, least: Strength) -> bool:
    said = _strength(notice)
    return said is not None and STRENGTH_ORDER.index(said) >= STRENGTH_ORDER.index(least)


def _strength(notice: Undecided) -> Strength | None:
    """Return how loud a notice is: a move that says nothing of it is as loud as a supervision."""
    return notice.strength or (Strength.SUPERVISE if notice.kind in MOVES_TOLD else None)
