"""Channels out of the house, and the addresses of people on them.

personal   e-mail, text message     one server for the county, each person's own address
group      robots, a webhook        posts where a unit's people read together
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.vocabulary import CountyCode, UnitCode


class ChannelKind(StrEnum):
    """What carries a message."""

    EMAIL = "email"
    SMS = "sms"
    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class AddressKind(StrEnum):
    """What a person can be reached by."""

    EMAIL = "email"
    PHONE = "phone"


CARRIES_TO: dict[ChannelKind, AddressKind] = {
    ChannelKind.EMAIL: AddressKind.EMAIL,
    ChannelKind.SMS: AddressKind.PHONE,
}
"""The personal channels, and which of a person's addresses each carries to."""
ROBOTS = frozenset({ChannelKind.DINGTALK, ChannelKind.WECOM, ChannelKind.FEISHU})

KIND_LABELS: dict[ChannelKind, str] = {
    ChannelKind.EMAIL: "邮件",
    ChannelKind.SMS: "短信",
    ChannelKind.DINGTALK: "钉钉群机器人",
    ChannelKind.WECOM: "企业微信群机器人",
    ChannelKind.FEISHU: "飞书群机器人",
    ChannelKind.WEBHOOK: "系统接口",
}


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out of the house. ``sealed`` is its address, which nobody is shown again."""

    county: CountyCode
    channel_id: UUID
    kind: ChannelKind
    name: str
    unit: UnitCode | None
    """Whose people read a group channel; None for a personal one."""
    sealed: bytes
    hint: str
    """As much of the address as may be shown."""
    active: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person can be reached, sealed."""

    account: str
    kind: AddressKind
    sealed: bytes
    hint: str


def masked_email(address: str) -> str:
    """Return an e-mail address that its owner recognises and nobody else can use."""
    name, _, host = address.partition("@")
    return f"{name[:1]}***@{host}"


def masked_phone(number: str) -> str:
    """Return a phone number that its owner recognises and nobody else can use."""
    return f"{number[:3]}****{number[-4:]}"
