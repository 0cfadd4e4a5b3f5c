"""Notices that may be sent: by which channels each leaves, if at all.

    notices nobody has decided, oldest first ─► audience ─► ways out
        │                               a message to that reader waits: join it ┤
        │                                                    else a new message ┘
        └─► marked as decided, in the same transaction

What leaves is derived from the notices; whoever writes one need not know of
channels. A notifier that was away finds what it missed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.flows.loaded_county import LoadedCounty
from dispatch.notices.channels import AddressKind, Channel
from dispatch.notices.deliveries import Delivery, DeliveryState, Undecided
from dispatch.notices.leaving import Way, ways
from dispatch.notices.pace import first_at
from dispatch.people.model import Person
from dispatch.transaction import Work


@dataclass(slots=True)
class _Messages:
    """The messages that wait, those that are new among them."""

    waiting: dict[tuple[UUID, str | None], Delivery]
    new: list[Delivery] = field(default_factory=list)
    hastened: set[UUID] = field(default_factory=set)
    joined: list[tuple[UUID, UUID]] = field(default_factory=list)


def decide_deliveries(*, work: Work, county: LoadedCounty, now: datetime, limit: int = 500) -> int:
    """Decide for one county, at most ``limit`` notices, and return how many."""
    notices = work.notices.undecided(county.code, now=now, limit=limit)
    if not notices:
        return 0
    channels = [each for each in work.channels.of(county.code) if each.active]
    if channels:
        _write(notices, channels, work=work, county=county, now=now)
    work.notices.mark_decided(county.code, [each.notice_id for each in notices], at=now)
    return len(notices)


def _write(
    notices: Sequence[Undecided],
    channels: Sequence[Channel],
    *,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    people = {each.person.account: each.person for each in work.accounts.all_active(county.code)}
    addresses = _addresses(work, county, people)
    messages = _Messages(work.deliveries.waiting(county.code))
    for notice in notices:
        found = ways(
            notice,
            audience=_audience(notice, people),
            addresses=addresses,
            channels=channels,
            now=now,
        )
        for way in found:
            messages.joined.append((_message(way, messages, county, now), notice.notice_id))
    work.deliveries.add(messages.new)
    work.deliveries.hasten(county.code, messages.hastened, to=now)
    work.deliveries.join(county.code, messages.joined)


def _message(way: Way, messages: _Messages, county: LoadedCounty, now: datetime) -> UUID:
    reader = way.channel, way.account
    there = messages.waiting.get(reader)
    if there is None:
        there = Delivery(
            county=county.code,
            delivery_id=uuid7(),
            channel_id=way.channel,
            account=way.account,
            at_once=way.at_once,
            state=DeliveryState.WAITING,
            attempts=0,
            next_at=first_at(now, at_once=way.at_once),
            created_at=now,
        )
        messages.waiting[reader] = there
        messages.new.append(there)
    elif way.at_once and not there.at_once:
        messages.hastened.add(there.delivery_id)
    return there.delivery_id


def _audience(notice: Undecided, people: Mapping[str, Person]) -> list[Person]:
    if notice.account:
        return [people[notice.account]] if notice.account in people else []
    return [person for person in people.values() if person.unit == notice.unit]


def _addresses(
    work: Work, county: LoadedCounty, people: Mapping[str, Person]
) -> dict[str, frozenset[AddressKind]]:
    found: dict[str, set[AddressKind]] = {}
    for each in work.channels.addresses(county.code, people.keys()):
        found.setdefault(each.account, set()).add(each.kind)
    return {account: frozenset(kinds) for account, kinds in found.items()}
