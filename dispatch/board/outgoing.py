"""What is on its way out of the house: which messages are due, and what each tells."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, and_, func, select, tuple_

from dispatch.casework.tables import cases
from dispatch.deadlines.tables import promise
from dispatch.notices.deliveries import UNDER_WAY, Delivery, Told
from dispatch.notices.rows import delivery_from, told_from
from dispatch.notices.tables import delivery, delivery_notice, notice
from dispatch.vocabulary import CountyCode


def due_messages(
    connection: Connection, *, now: datetime, limit: int, of_a_channel: int
) -> list[Delivery]:
    """Return messages that may be sent now, the urgent first, then the oldest.

    No more than ``of_a_channel`` of each: a channel that piles up must not fill the list.
    """
    order = (delivery.c.at_once.desc(), delivery.c.next_at, delivery.c.delivery_id)
    by_channel = (delivery.c.county_code, delivery.c.channel_id)
    due = (
        select(delivery, func.row_number().over(partition_by=by_channel, order_by=order).label("n"))
        .where(
            delivery.c.state.in_(sorted(state.value for state in UNDER_WAY)),
            delivery.c.next_at <= now,
        )
        .subquery()
    )
    rows = connection.execute(
        select(due)
        .where(due.c.n <= of_a_channel)
        .order_by(due.c.at_once.desc(), due.c.next_at, due.c.delivery_id)
        .limit(limit)
    )
    return [delivery_from(row) for row in rows]


def tried_since(
    connection: Connection, county: CountyCode, channel_id: UUID, *, since: datetime
) -> list[tuple[str | None, datetime]]:
    """Return to whom a channel carried since then, and when; None is the group behind it."""
    rows = connection.execute(
        select(delivery.c.account, delivery.c.tried_at).where(
            delivery.c.county_code == county,
            delivery.c.channel_id == channel_id,
            delivery.c.tried_at > since,
        )
    )
    return [(row.account, row.tried_at) for row in rows]


def told_by(connection: Connection, messages: Sequence[Delivery]) -> dict[UUID, tuple[Told, ...]]:
    """Return by message what it tells, oldest first, as the cases stand now."""
    rows = connection.execute(
        select(
            delivery_notice.c.delivery_id,
            notice,
            cases.c.number,
            cases.c.title,
            cases.c.holder_unit,
            cases.c.places,
            promise.c.due_at,
            promise.c.limit_type,
            promise.c.finished_at,
        )
        .join(
            notice,
            and_(
                notice.c.county_code == delivery_notice.c.county_code,
                notice.c.notice_id == delivery_notice.c.notice_id,
            ),
        )
        .outerjoin(
            promise,
            and_(
                promise.c.county_code == notice.c.county_code,
                promise.c.subject_id == notice.c.subject_id,
                promise.c.clock == notice.c.clock,
                promise.c.cycle == notice.c.cycle,
            ),
        )
        .outerjoin(
            cases,
            and_(
                cases.c.county_code == notice.c.county_code,
                cases.c.case_id == notice.c.subject_id,
            ),
        )
        .where(
            tuple_(delivery_notice.c.county_code, delivery_notice.c.delivery_id).in_(
                [(each.county, each.delivery_id) for each in messages]
            )
        )
        .order_by(notice.c.created_at, notice.c.notice_id)
    )
    found: dict[UUID, list[Told]] = {}
    for row in rows:
        found.setdefault(row.delivery_id, []).append(told_from(row))
    return {message: tuple(told) for message, told in found.items()}
