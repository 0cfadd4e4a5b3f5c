"""What left the house and what became of it. It names no case and nobody's address."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, select, tuple_

from dispatch.board.cursor import Cursor
from dispatch.notices.channels import ChannelKind
from dispatch.notices.deliveries import DeliveryState, Purpose
from dispatch.notices.tables import channel, delivery
from dispatch.people.scope import Scope

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """One message in the log."""

    delivery_id: UUID
    channel: str
    kind: ChannelKind
    purpose: Purpose
    to: str
    """Masked; empty until it was tried."""
    state: DeliveryState
    at_once: bool
    attempts: int
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Log:
    """One page of the log."""

    rows: tuple[Sent, ...]
    after: Cursor | None


def delivery_log(
    connection: Connection,
    scope: Scope,
    *,
    states: frozenset[DeliveryState] = frozenset(),
    after: Cursor | None = None,
    limit: int = PAGE,
) -> Log:
    """Return a page of the county's messages, newest first; all states when none is named."""
    query = (
        select(delivery, channel.c.name, channel.c.kind.label("channel_kind"))
        .join(
            channel,
            and_(
                channel.c.county_code == delivery.c.county_code,
                channel.c.channel_id == delivery.c.channel_id,
            ),
        )
        .where(delivery.c.county_code == scope.county)
        .order_by(delivery.c.created_at.desc(), delivery.c.delivery_id.desc())
        .limit(limit + 1)
    )
    if states:
        query = query.where(delivery.c.state.in_(sorted(state.value for state in states)))
    if after:
        place = tuple_(delivery.c.created_at, delivery.c.delivery_id)
        query = query.where(place < tuple_(after.at, after.row))
    found = [
        Sent(
            delivery_id=row.delivery_id,
            channel=row.name,
            kind=ChannelKind(row.channel_kind),
            purpose=Purpose(row.purpose),
            to=row.hint,
            state=DeliveryState(row.state),
            at_once=row.at_once,
            attempts=row.attempts,
            created_at=row.created_at,
            tried_at=row.tried_at,
            next_at=row.next_at,
            error=row.error,
        )
        for row in connection.execute(query)
    ]
    if len(found) <= limit:
        return Log(tuple(found), None)
    last = found[limit - 1]
    return Log(tuple(found[:limit]), Cursor(last.created_at, last.delivery_id))


def count_by_state(
    connection: Connection, scope: Scope, *, since: datetime
) -> dict[DeliveryState, int]:
    """Return how many of the county's messages since then stand where."""
    rows = connection.execute(
        select(delivery.c.state, func.count().label("messages"))
        .where(delivery.c.county_code == scope.county, delivery.c.created_at >= since)
        .group_by(delivery.c.state)
    )
    return {DeliveryState(row.state): row.messages for row in rows}
