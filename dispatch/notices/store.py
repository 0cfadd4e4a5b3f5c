"""The only way to the rows of notices, channels, addresses and deliveries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.deadlines.tables import promise
from dispatch.errors import NotFound
from dispatch.notices.channels import Address, AddressKind, Channel
from dispatch.notices.deliveries import (
    UNDER_WAY,
    Claimed,
    Delivery,
    DeliveryState,
    Purpose,
    Undecided,
)
from dispatch.notices.model import CAN_LEAVE, Notice, NoticeKind
from dispatch.notices.rows import channel_from, channel_row, delivery_from, undecided_from
from dispatch.notices.tables import address, channel, delivery, delivery_notice, notice
from dispatch.vocabulary import CountyCode


class NoSuchAlert(NotFound):
    """There is no such alert in the asker's inbox."""

    code = "notices.no_such_alert"


class NoSuchChannel(NotFound):
    """There is no such channel in the asker's county."""

    code = "notices.no_such_channel"


_OF_ITS_CLOCK = and_(
    promise.c.county_code == notice.c.county_code,
    promise.c.subject_id == notice.c.subject_id,
    promise.c.clock == notice.c.clock,
    promise.c.cycle == notice.c.cycle,
)
_OPEN = sorted(state.value for state in UNDER_WAY)
_CAN_LEAVE = or_(notice.c.account.is_not(None), notice.c.kind.in_(sorted(CAN_LEAVE)))


class NoticeStore:
    """Notices, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notices: Iterable[Notice]) -> None:
        """Write notices; the same person hears of one rung once, or the transaction fails."""
        rows = [notice_row(each) for each in notices]
        if rows:
            self._connection.execute(insert(notice), rows)

    def mark_read(self, account: str, ids: Iterable[UUID], *, at: datetime) -> None:
        """Note the first time this person saw these notices of theirs."""
        self._connection.execute(
            update(notice)
            .where(
                notice.c.notice_id.in_(list(ids)),
                notice.c.account == account,
                notice.c.read_at.is_(None),
            )
            .values(read_at=at)
        )

    def acknowledge(self, account: str, notice_id: UUID, *, at: datetime, until: datetime) -> None:
        """Note that this person has taken an alert of theirs in hand, until then.

        Raises:
            NoSuchAlert: it is not theirs, or does not exist; nobody learns which.
        """
        row = self._connection.execute(
            select(notice.c.read_at).where(
                notice.c.notice_id == notice_id,
                notice.c.account == account,
                notice.c.rung.is_not(None),
            )
        ).one_or_none()
        if row is None:
            raise NoSuchAlert(f"no alert {notice_id}")
        self._connection.execute(
            update(notice)
            .where(notice.c.notice_id == notice_id, notice.c.account == account)
            .values(acknowledged_at=at, acknowledged_until=until, read_at=row.read_at or at)
        )

    def undecided(self, county: CountyCode, *, now: datetime, limit: int) -> list[Undecided]:
        """Lock and return notices that may be sent and of which nobody has decided how.

        What another notifier decides just now is left to it.
        """
        rows = self._connection.execute(
            select(
                notice,
                promise.c.urgency,
                promise.c.finished_at,
            )
            .outerjoin(promise, _OF_ITS_CLOCK)
            .where(
                notice.c.county_code == county,
                notice.c.decided_at.is_(None),
                _CAN_LEAVE,
                notice.c.send_not_before <= now,
            )
            .order_by(notice.c.send_not_before)
            .limit(limit)
            .with_for_update(of=notice, skip_locked=True)
        )
        return [undecided_from(row) for row in rows]

    def mark_decided(self, county: CountyCode, ids: Iterable[UUID], *, at: datetime) -> None:
        """Note that it was decided how these notices leave, or that they stay."""
        self._connection.execute(
            update(notice)
            .where(notice.c.county_code == county, notice.c.notice_id.in_(list(ids)))
            .values(decided_at=at)
        )

    def alarmed_since(self, county: CountyCode, channel_id: UUID, *, since: datetime) -> bool:
        """Tell whether the desk was alarmed about this channel since then."""
        found = self._connection.scalar(
            select(notice.c.notice_id)
            .where(
                notice.c.county_code == county,
                notice.c.account.is_(None),
                notice.c.created_at > since,
                notice.c.kind == NoticeKind.ALARM.value,
                notice.c.body["channel_id"].astext == str(channel_id),
            )
            .limit(1)
        )
        return found is not None


class ChannelStore:
    """Channels and the addresses of people, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, county: CountyCode) -> tuple[Channel, ...]:
        """Return a county's channels, oldest first, those switched off among them."""
        rows = self._connection.execute(
            select(channel)
            .where(channel.c.county_code == county)
            .order_by(channel.c.created_at, channel.c.channel_id)
        )
        return tuple(channel_from(row) for row in rows)

    def get(self, county: CountyCode, channel_id: UUID) -> Channel:
        """Return one channel.

        Raises:
            NoSuchChannel: the county has none such.
        """
        row = self._connection.execute(
            select(channel).where(
                channel.c.county_code == county, channel.c.channel_id == channel_id
            )
        ).one_or_none()
        if row is None:
            raise NoSuchChannel(f"no channel {channel_id}")
        return channel_from(row)

    def keep(self, kept: Channel) -> None:
        """Write a channel, new or changed."""
        row = channel_row(kept)
        fixed = {"county_code", "channel_id", "created_at", "created_by"}
        self._connection.execute(
            upsert(channel)
            .values(row)
            .on_conflict_do_update(
                index_elements=[channel.c.county_code, channel.c.channel_id],
                set_={name: value for name, value in row.items() if name not in fixed},
            )
        )

    def addresses(self, county: CountyCode, accounts: Collection[str]) -> tuple[Address, ...]:
        """Return where these people can be reached, as far as the scope may know."""
        rows = self._connection.execute(
            select(address)
            .where(address.c.county_code == county, address.c.account.in_(list(accounts)))
            .order_by(address.c.account, address.c.kind)
        )
        return tuple(
            Address(row.account, AddressKind(row.kind), bytes(row.sealed), row.hint) for row in rows
        )

    def keep_address(self, county: CountyCode, kept: Address, *, at: datetime) -> None:
        """Write where somebody can be reached, instead of what stood there."""
        changing = {"sealed": kept.sealed, "hint": kept.hint, "changed_at": at}
        self._connection.execute(
            upsert(address)
            .values(county_code=county, account=kept.account, kind=kept.kind.value, **changing)
            .on_conflict_do_update(
                index_elements=[address.c.county_code, address.c.account, address.c.kind],
                set_=changing,
            )
        )

    def forget_address(self, county: CountyCode, account: str, kind: AddressKind) -> None:
        """Remove an address; nothing more is sent there."""
        self._connection.execute(
            delete(address).where(
                address.c.county_code == county,
                address.c.account == account,
                address.c.kind == kind.value,
            )
        )


class DeliveryStore:
    """Messages on their way out of the house, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self, county: CountyCode) -> dict[tuple[UUID, str | None], Delivery]:
        """Lock and return the messages that still wait, by channel and reader."""
        rows = self._connection.execute(
            select(delivery)
            .where(
                delivery.c.county_code == county,
                delivery.c.state == DeliveryState.WAITING.value,
                delivery.c.purpose == Purpose.NOTICES.value,
                delivery.c.next_at.is_not(None),
            )
            .order_by(delivery.c.created_at, delivery.c.delivery_id)
            .with_for_update(skip_locked=True)
        )
        found = [delivery_from(row) for row in rows]
        return {(each.channel_id, each.account): each for each in found}

    def add(self, new: Iterable[Delivery], *, purpose: Purpose = Purpose.NOTICES) -> None:
        """Write new messages."""
        rows = [
            {
                "county_code": each.county,
                "delivery_id": each.delivery_id,
                "channel_id": each.channel_id,
                "account": each.account,
                "purpose": purpose.value,
                "state": each.state.value,
                "at_once": each.at_once,
                "next_at": each.next_at,
                "created_at": each.created_at,
            }
            for each in new
        ]
        if rows:
            self._connection.execute(insert(delivery), rows)

    def hasten(self, county: CountyCode, ids: Iterable[UUID], *, to: datetime) -> None:
        """Let waiting messages leave at once: something urgent has joined them."""
        self._connection.execute(
            update(delivery)
            .where(delivery.c.county_code == county, delivery.c.delivery_id.in_(list(ids)))
            .values(at_once=True, next_at=func.least(delivery.c.next_at, to))
        )

    def join(self, county: CountyCode, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        """Make notices part of messages, given as (message, notice)."""
        rows = [
            {"county_code": county, "delivery_id": message, "notice_id": each}
            for message, each in pairs
        ]
        if rows:
            self._connection.execute(insert(delivery_notice), rows)

    def claim(self, wanted: Sequence[Delivery], *, now: datetime, until: datetime) -> list[Claimed]:
        """Take these messages for one try each; those that somebody else took are left out."""
        ids = [(each.county, each.delivery_id) for each in wanted]
        rows = self._connection.execute(
            select(delivery)
            .where(tuple_(delivery.c.county_code, delivery.c.delivery_id).in_(ids))
            .where(_may_be_sent(now))
            .with_for_update(skip_locked=True)
        ).all()
        found = [delivery_from(row) for row in rows]
        if not found:
            return []
        self._connection.execute(
            update(delivery)
            .where(
                tuple_(delivery.c.county_code, delivery.c.delivery_id).in_(
                    [(each.county, each.delivery_id) for each in found]
                )
            )
            .values(
                state=DeliveryState.SENDING.value,
                attempts=delivery.c.attempts + 1,
                next_at=until,
                lease_until=until,
                tried_at=now,
            )
        )
        channels = self._channels(found)
        return [
            Claimed(
                each,
                channels.get((each.county, each.channel_id)),
                repeated=each.state is DeliveryState.SENDING,
            )
            for each in found
        ]

    def put_off(self, waiting: Delivery, *, to: datetime) -> None:
        """Let a message wait until its reader or its channel has room again."""
        self._connection.execute(
            update(delivery).where(_is(waiting), _may_wait()).values(next_at=to)
        )

    def settle(
        self,
        tried: Delivery,
        state: DeliveryState,
        *,
        at: datetime,
        next_at: datetime | None = None,
        hint: str = "",
        error: str | None = None,
    ) -> bool:
        """Note what became of a try; False when somebody else has tried since."""
        values: Mapping[str, Any] = {
            "state": state.value,
            "next_at": next_at,
            "lease_until": None,
            "finished_at": None if state in UNDER_WAY else at,
            "hint": hint,
            "error": error,
        }
        changed = self._connection.execute(
            update(delivery)
            .where(
                _is(tried),
                delivery.c.state == DeliveryState.SENDING.value,
                delivery.c.attempts == tried.attempts + 1,
            )
            .values(values)
        )
        return changed.rowcount == 1

    def _channels(self, found: Sequence[Delivery]) -> dict[tuple[CountyCode, UUID], Channel]:
        rows = self._connection.execute(
            select(channel).where(
                channel.c.active,
                tuple_(channel.c.county_code, channel.c.channel_id).in_(
                    [(each.county, each.channel_id) for each in found]
                ),
            )
        )
        channels = [channel_from(row) for row in rows]
        return {(each.county, each.channel_id): each for each in channels}


def _may_be_sent(now: datetime) -> ColumnElement[bool]:
    # While it is being sent, `next_at` is the end of the lease.
    return and_(delivery.c.state.in_(_OPEN), delivery.c.next_at <= now)


def _may_wait() -> ColumnElement[bool]:
    return delivery.c.state.in_([DeliveryState.WAITING.value, DeliveryState.FAILED.value])


def _is(one: Delivery) -> ColumnElement[bool]:
    return and_(delivery.c.county_code == one.county, delivery.c.delivery_id == one.delivery_id)


def notice_row(each: Notice) -> dict[str, Any]:
    """Return the columns of one notice."""
    return {
        "county_code": each.county,
        "notice_id": each.notice_id,
        "kind": each.kind.value,
        "account": each.account,
        "unit_code": each.unit,
        "subject_id": each.subject_id,
        "subject_kind": each.subject_kind.value,
        "clock": each.clock.value if each.clock else None,
        "cycle": each.cycle,
        "rung": each.rung,
        "strength": each.strength.value if each.strength else None,
        "body": dict(each.body),
        "created_at": each.created_at,
        "send_not_before": each.send_not_before,
    }
