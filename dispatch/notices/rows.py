"""Rows of channels, deliveries and what they tell, as values."""

from typing import Any

from sqlalchemy import Row

from dispatch.deadlines.running import SubjectKind
from dispatch.notices.channels import Channel, ChannelKind
from dispatch.notices.deliveries import Delivery, DeliveryState, Told, Undecided
from dispatch.notices.model import NoticeKind
from dispatch.vocabulary import (
    AreaCode,
    ClockName,
    CountyCode,
    LimitType,
    Strength,
    UnitCode,
    Urgency,
)


def channel_from(row: Row[Any]) -> Channel:
    """Return the channel that a row holds."""
    return Channel(
        county=CountyCode(row.county_code),
        channel_id=row.channel_id,
        kind=ChannelKind(row.kind),
        name=row.name,
        unit=UnitCode(row.unit_code) if row.unit_code else None,
        sealed=bytes(row.sealed),
        hint=row.hint,
        active=row.active,
        created_at=row.created_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def channel_row(channel: Channel) -> dict[str, Any]:
    """Return the columns of one channel."""
    return {
        "county_code": channel.county,
        "channel_id": channel.channel_id,
        "kind": channel.kind.value,
        "name": channel.name,
        "unit_code": channel.unit,
        "sealed": channel.sealed,
        "hint": channel.hint,
        "active": channel.active,
        "created_at": channel.created_at,
        "created_by": channel.created_by,
        "changed_at": channel.changed_at,
        "changed_by": channel.changed_by,
    }


def delivery_from(row: Row[Any]) -> Delivery:
    """Return the delivery that a row holds."""
    return Delivery(
        county=CountyCode(row.county_code),
        delivery_id=row.delivery_id,
        channel_id=row.channel_id,
        account=row.account,
        at_once=row.at_once,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        created_at=row.created_at,
    )


def undecided_from(row: Row[Any]) -> Undecided:
    """Return the notice that a row of the undecided ones holds."""
    return Undecided(
        notice_id=row.notice_id,
        kind=NoticeKind(row.kind),
        account=row.account,
        unit=UnitCode(row.unit_code) if row.unit_code else None,
        strength=Strength(row.strength) if row.strength else None,
        urgency=Urgency(row.urgency) if row.urgency else None,
        alarm=row.body.get("alarm"),
        created_at=row.created_at,
        settled=row.acknowledged_at is not None or row.finished_at is not None,
    )


def told_from(row: Row[Any]) -> Told:
    """Return what a message says of the notice that a row holds."""
    holder = row.holder_unit or row.body.get("holder")
    return Told(
        delivery_id=row.delivery_id,
        notice_id=row.notice_id,
        kind=NoticeKind(row.kind),
        subject_id=row.subject_id,
        subject_kind=SubjectKind(row.subject_kind),
        number=row.number or row.body.get("number"),
        title=row.title or row.body.get("title") or "",
        holder=UnitCode(holder) if holder else None,
        places=tuple(AreaCode(area) for area in row.places or ()),
        clock=ClockName(row.clock) if row.clock else None,
        strength=Strength(row.strength) if row.strength else None,
        rung=row.rung,
        due=row.due_at,
        limit=LimitType(row.limit_type) if row.limit_type else None,
        settled=row.acknowledged_at is not None or row.finished_at is not None,
    )
