"""Somebody tries a channel: one message, sent now, and the plain answer.

It is sent before anything is written: a transaction that has written holds
back everybody who reads below the oldest one, and a server may be slow.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.errors import Refused
from dispatch.flows.deliver_notices import Outcome
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.notices.channels import CARRIES_TO, AddressKind, Channel, ChannelKind
from dispatch.notices.deliveries import Delivery, DeliveryState, Purpose
from dispatch.notices.message import Message, trial
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.wire.channels.seal import Seal, SealBroken

Send = Callable[[ChannelKind, str, Message, str], Outcome]
"""Sends a message by a channel's kind and address, to a person if it is a personal one."""


class NotReachable(Refused):
    """There is nothing to try: an address or a channel is missing, or can no longer be read."""

    code = "channels.not_reachable"


def try_channel(
    channel_id: UUID,
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    send: Send,
    seal: Seal,
    now: datetime,
) -> Outcome:
    """Send one message by a channel, to the actor's own address where it needs one.

    Raises:
        NoSuchChannel: the county has none such.
        NotReachable: a personal channel, and the actor has no address on it.
        HostNotAllowed: the installation no longer lets messages go there.
    """
    channel = work.channels.get(county.code, channel_id)
    return _try(channel, actor=actor, work=work, county=county, send=send, seal=seal, now=now)


def try_own_address(
    kind: AddressKind,
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    send: Send,
    seal: Seal,
    now: datetime,
) -> Outcome:
    """Send one message to the actor's own address, by the channel that notices take.

    Raises:
        NotReachable: the county has no such channel, or the actor no such address.
        HostNotAllowed: the installation no longer lets messages go there.
    """
    for channel in work.channels.of(county.code):
        if channel.active and CARRIES_TO.get(channel.kind) is kind:
            return _try(
                channel, actor=actor, work=work, county=county, send=send, seal=seal, now=now
            )
    raise NotReachable("本县还没有开通这种渠道,请联系系统管理员")


def _try(
    channel: Channel,
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    send: Send,
    seal: Seal,
    now: datetime,
) -> Outcome:
    to, hint = _own(channel, actor, work, seal) or ("", channel.hint)
    said = trial(county.book.name, channel.name)
    outcome = send(channel.kind, _opened(channel.sealed, seal), said, to)
    tried = Delivery(
        county=county.code,
        delivery_id=uuid7(),
        channel_id=channel.channel_id,
        account=actor.account if to else None,
        at_once=True,
        state=DeliveryState.SENDING,
        attempts=0,
        next_at=None,
        created_at=now,
    )
    work.deliveries.add([tried], purpose=Purpose.TEST)
    work.deliveries.settle(
        replace(tried, attempts=-1),
        DeliveryState.SENT if outcome.arrived else DeliveryState.GIVEN_UP,
        at=now,
        hint=hint,
        error=None if outcome.arrived else outcome.said,
    )
    return outcome


def _opened(sealed: bytes, seal: Seal) -> str:
    try:
        return seal.open(sealed)
    except SealBroken as why:
        raise NotReachable("地址是用旧密钥保存的,现已无法读取,请重新填写") from why


def _own(channel: Channel, actor: Actor, work: Work, seal: Seal) -> tuple[str, str] | None:
    kind = CARRIES_TO.get(channel.kind)
    if kind is None:
        return None
    for each in work.channels.addresses(channel.county, [actor.account]):
        if each.kind is kind:
            return _opened(each.sealed, seal), each.hint
    raise NotReachable("请先在“通知方式”中填写您自己的地址,测试消息会发到那里")
