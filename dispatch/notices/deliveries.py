"""A delivery: one message on its way out of the house, for one or several notices.

waiting ─► sending ─► sent
              │ ├───► failed ─► sending …      tried again, later each time
              │ └───► given_up                 after the last try: an alarm at the desk
              └─────► superseded               nothing of it is open any more
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch.deadlines.running import SubjectKind
from dispatch.notices.channels import Channel
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


class DeliveryState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    SUPERSEDED = "superseded"


UNDER_WAY = frozenset({DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.FAILED})

STATE_LABELS: dict[DeliveryState, str] = {
    DeliveryState.WAITING: "待发送",
    DeliveryState.SENDING: "发送中",
    DeliveryState.SENT: "已送达",
    DeliveryState.FAILED: "未成功,将重试",
    DeliveryState.GIVEN_UP: "未送达,已停止重试",
    DeliveryState.SUPERSEDED: "事项已了结,未发送",
}


class Purpose(StrEnum):
    """What a message is for."""

    NOTICES = "notices"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message. ``account`` is None when a group reads it."""

    county: CountyCode
    delivery_id: UUID
    channel_id: UUID
    account: str | None
    at_once: bool
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Undecided:
    """A notice of which nobody has decided whether it leaves."""

    notice_id: UUID
    kind: NoticeKind
    account: str | None
    unit: UnitCode | None
    strength: Strength | None
    urgency: Urgency | None
    """Of the case's clock; None where no clock is behind it."""
    alarm: str | None
    created_at: datetime
    settled: bool
    """Acknowledged, or its clock has stopped: nothing is left to be told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says of one notice."""

    delivery_id: UUID
    notice_id: UUID
    kind: NoticeKind
    subject_id: UUID
    subject_kind: SubjectKind
    number: str | None
    title: str
    holder: UnitCode | None
    places: tuple[AreaCode, ...]
    clock: ClockName | None
    strength: Strength | None
    rung: int | None
    due: datetime | None
    limit: LimitType | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this notifier, and for a while no other, may send."""

    delivery: Delivery
    channel: Channel | None
    """None when it was switched off meanwhile."""
    repeated: bool
    """Nobody knows whether the try before has arrived."""
