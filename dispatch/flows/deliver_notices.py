"""Messages leave the house: taken, sent, and what became of each written down.

    claim (one transaction) ─► send (none) ─► record (one transaction)
      │ over a cap: put off      │              └ failed: later again · the last time: alarm
      └ nothing open any more    └ dying here: the lease runs out and it is sent once more

Nothing is sent while a transaction is open: a slow mail server would hold
back everybody who reads below the oldest one. Between send and record a
message can be doubled, never lost; the second says that it is one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from uuid_utils.compat import uuid7

from dispatch.board.outgoing import due_messages, told_by, tried_since
from dispatch.deadlines.running import SubjectKind
from dispatch.flows.loaded_county import Counties
from dispatch.flows.said_in_message import lines_of
from dispatch.notices.channels import CARRIES_TO, Channel, ChannelKind
from dispatch.notices.deliveries import Claimed, Delivery, DeliveryState, Told
from dispatch.notices.leaving import NOT_DELIVERED
from dispatch.notices.message import Message, message
from dispatch.notices.model import Notice, NoticeKind
from dispatch.notices.pace import cap_of_channel, cap_of_reader, free_at, next_try
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode

_log = structlog.get_logger()

_AT_ONCE_A_CHANNEL = 8
"""So many messages of one channel are under way together: a slow one must not hold up all."""
_REMEMBERED = timedelta(hours=1)
"""The longest span that a cap looks back."""
_ALARM_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that is to be sent now."""

    delivery: Delivery
    channel: Channel
    to: bytes
    """The reader's own address, sealed; empty when a group reads it."""
    hint: str
    message: Message
    about: Told


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it."""

    arrived: bool
    said: str


def claim_messages(
    *,
    work: Work,
    counties: Counties,
    now: datetime,
    lease: timedelta,
    public_url: str,
    limit: int = 200,
) -> list[Outgoing]:
    """Take what is due and within the caps, each for one try no longer than ``lease``."""
    due = [
        each
        for each in due_messages(
            work.connection, now=now, limit=limit, of_a_channel=_AT_ONCE_A_CHANNEL
        )
        if each.county in counties
    ]
    wanted = list(_within_caps(due, work=work, now=now))
    claimed = work.deliveries.claim(wanted, now=now, until=now + lease)
    told = told_by(work.connection, [each.delivery for each in claimed])
    outgoing = []
    for each in claimed:
        county = counties[each.delivery.county]
        still = [one for one in told.get(each.delivery.delivery_id, ()) if not one.settled]
        address = _address(each, work) if each.channel else None
        if each.channel is None or address is None or not still:
            work.deliveries.settle(each.delivery, DeliveryState.SUPERSEDED, at=now)
            continue
        said = message(
            lines_of(still, county=county, now=now),
            county=county.book.name,
            public_url=public_url,
            repeated=each.repeated,
        )
        sealed, hint = address
        outgoing.append(
            Outgoing(
                each.delivery,
                each.channel,
                sealed,
                hint,
                said,
                still[0],
            )
        )
    return outgoing


def record_outcome(
    sent: Outgoing, outcome: Outcome, *, work: Work, counties: Counties, now: datetime
) -> DeliveryState:
    """Write down what became of one try; after the last failure alarm the county's desk."""
    delivery = sent.delivery
    state, later = DeliveryState.SENT, None
    if not outcome.arrived:
        later = next_try(delivery.attempts + 1, now=now, spread=_spread(delivery.delivery_id))
        state = DeliveryState.FAILED if later else DeliveryState.GIVEN_UP
    mine = work.deliveries.settle(
        delivery,
        state,
        at=now,
        next_at=later,
        hint=sent.hint,
        error=None if outcome.arrived else outcome.said,
    )
    if mine and state is DeliveryState.GIVEN_UP:
        _alarm(sent, outcome, work=work, counties=counties, now=now)
    return state


def _within_caps(due: Sequence[Delivery], *, work: Work, now: datetime) -> Iterator[Delivery]:
    tried: dict[tuple[CountyCode, UUID], list[tuple[str | None, datetime]]] = {}
    kinds = {
        (county, each.channel_id): each.kind
        for county in {each.county for each in due}
        for each in work.channels.of(county)
    }
    taken: dict[tuple[CountyCode, UUID], int] = {}
    for each in due:
        key = each.county, each.channel_id
        if key not in tried:
            tried[key] = tried_since(work.connection, *key, since=now - _REMEMBERED)
        free = _free_at(each, kinds.get(key), tried[key], now)
        if free is not None:
            work.deliveries.put_off(each, to=free)
        elif taken.get(key, 0) < _AT_ONCE_A_CHANNEL:
            taken[key] = taken.get(key, 0) + 1
            tried[key].append((each.account, now))
            yield each


def _free_at(
    each: Delivery,
    kind: ChannelKind | None,
    tried: Sequence[tuple[str | None, datetime]],
    now: datetime,
) -> datetime | None:
    if kind is None:
        return None
    by_channel = free_at(
        [at for _, at in tried], cap_of_channel(kind), at_once=each.at_once, now=now
    )
    by_reader = free_at(
        [at for account, at in tried if account == each.account],
        cap_of_reader(kind),
        at_once=each.at_once,
        now=now,
    )
    return max(filter(None, (by_channel, by_reader)), default=None)


def _address(claimed: Claimed, work: Work) -> tuple[bytes, str] | None:
    """Return the reader's sealed address and its hint; None when it is gone."""
    delivery, channel = claimed.delivery, claimed.channel
    if delivery.account is None or channel is None:
        return b"", channel.hint if channel else ""
    wanted = CARRIES_TO.get(channel.kind)
    for each in work.channels.addresses(delivery.county, [delivery.account]):
        if each.kind is wanted:
            return each.sealed, each.hint
    return None


def _spread(delivery_id: UUID) -> float:
    return (delivery_id.int & 0xFF) / 0xFF


def _alarm(
    sent: Outgoing, outcome: Outcome, *, work: Work, counties: Counties, now: datetime
) -> None:
    county, about = counties[sent.delivery.county], sent.about
    _log.error("message_given_up", county=county.code, channel=sent.channel.kind.value)
    if work.notices.alarmed_since(county.code, sent.channel.channel_id, since=now - _ALARM_EVERY):
        return
    work.notices.add(
        [
            Notice(
                county=county.code,
                notice_id=uuid7(),
                kind=NoticeKind.ALARM,
                account=None,
                unit=county.desk,
                subject_id=about.subject_id,
                subject_kind=SubjectKind(about.subject_kind),
                body={
                    "alarm": NOT_DELIVERED,
                    "number": about.number,
                    "title": about.title,
                    "holder": about.holder,
                    "channel_id": str(sent.channel.channel_id),
                    "channel": sent.channel.name,
                    "why": outcome.said,
                },
                created_at=now,
                send_not_before=now,
            )
        ]
    )
