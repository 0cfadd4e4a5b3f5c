"""An administrator opens, changes or switches off a channel out of the house.

The address is read, checked against the servers the installation allows, and
sealed. Nobody is shown it again: whoever changes a channel gives it anew, or
leaves it as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.notices.channels import CARRIES_TO, Channel, ChannelKind
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import UnitCode
from dispatch.wire.channels.addresses import ReadAddress
from dispatch.wire.channels.seal import Seal

_LONGEST_NAME = 40

Read = Callable[[ChannelKind, str, str], ReadAddress]
"""Reads an address of a kind, given with its secret."""


class BadChannel(Refused):
    """A channel was described incompletely."""

    code = "channels.bad_channel"


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """What an administrator filled in."""

    name: str
    unit: str
    address: str
    """Empty when a channel is changed and keeps its address."""
    secret: str


def open_channel(
    kind: ChannelKind,
    draft: ChannelDraft,
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    read: Read,
    seal: Seal,
    now: datetime,
) -> UUID:
    """Open a channel and return its id.

    Raises:
        BadChannel: it has no name, or a group channel no unit.
        BadAddress, HostNotAllowed: its address cannot be used.
        NoSecretKey: the installation cannot seal it.
    """
    address = read(kind, draft.address, draft.secret)
    new = Channel(
        county=county.code,
        channel_id=uuid7(),
        kind=kind,
        name=_name(draft),
        unit=_unit(kind, draft, county),
        sealed=seal.close(address.url),
        hint=address.hint,
        active=True,
        created_at=now,
        created_by=actor.account,
        changed_at=now,
        changed_by=actor.account,
    )
    work.channels.keep(new)
    _audit(new, "channel.opened", actor=actor, work=work, now=now)
    return new.channel_id


def change_channel(
    channel_id: UUID,
    draft: ChannelDraft,
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    read: Read,
    seal: Seal,
    now: datetime,
) -> None:
    """Change a channel; without a new address it keeps the one it has.

    Raises:
        NoSuchChannel: the county has none such.
        BadChannel, BadAddress, HostNotAllowed, NoSecretKey: as for a new one.
    """
    before = work.channels.get(county.code, channel_id)
    changed = replace(
        before,
        name=_name(draft),
        unit=_unit(before.kind, draft, county),
        changed_at=now,
        changed_by=actor.account,
    )
    if draft.address.strip():
        address = read(before.kind, draft.address, draft.secret)
        changed = replace(changed, sealed=seal.close(address.url), hint=address.hint)
    elif draft.secret.strip():
        raise BadChannel("更换密钥时请同时重新填写地址")
    work.channels.keep(changed)
    _audit(changed, "channel.changed", actor=actor, work=work, now=now)


def switch_channel(
    channel_id: UUID,
    *,
    on: bool,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> None:
    """Switch a channel on or off; what waits for one that is off is not sent.

    Raises:
        NoSuchChannel: the county has none such.
    """
    before = work.channels.get(county.code, channel_id)
    changed = replace(before, active=on, changed_at=now, changed_by=actor.account)
    work.channels.keep(changed)
    action = "channel.switched_on" if on else "channel.switched_off"
    _audit(changed, action, actor=actor, work=work, now=now)


def _name(draft: ChannelDraft) -> str:
    name = draft.name.strip()
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise BadChannel("请填写名称,不超过 %(longest)s 个字", longest=_LONGEST_NAME)
    return name


def _unit(kind: ChannelKind, draft: ChannelDraft, county: LoadedCounty) -> UnitCode | None:
    if kind in CARRIES_TO:
        return None
    units = {each.code for each in county.book.register if each.active}
    if draft.unit not in units:
        raise BadChannel("请选择这个群属于哪个单位")
    return UnitCode(draft.unit)


def _audit(channel: Channel, action: str, *, actor: Actor, work: Work, now: datetime) -> None:
    work.audit.note(
        county=channel.county,
        actor=actor.account,
        action=action,
        object=str(channel.channel_id),
        body={"kind": channel.kind.value, "name": channel.name, "hint": channel.hint},
        at=now,
    )
