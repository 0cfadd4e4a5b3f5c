"""A case, an entry of its timeline, and the words for its states and moves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dispatch.errors import NotFound
from dispatch.vocabulary import (
    AreaCode,
    CountyCode,
    MatterCode,
    Platform,
    Strength,
    UnitCode,
    Urgency,
)


class State(StrEnum):
    """Where a case stands. Every state but closed has a holder and a running clock."""

    SORTING = "sorting"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    TO_VERIFY = "to_verify"
    VERIFIED = "verified"
    CLOSED = "closed"


class Kind(StrEnum):
    """What a timeline entry tells."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    COMMENTED = "commented"
    REPORTED_BACK = "reported_back"
    VERIFIED = "verified"
    SENT_BACK = "sent_back"
    CLOSED = "closed"
    HANDED_BACK = "handed_back"
    TRANSFERRED = "transferred"
    SUPERVISED = "supervised"
    SUSPENDED = "suspended"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    RETIMED = "retimed"
    """A new calendar moved a due; old and new stand in the entry."""


STATE_LABELS: dict[State, str] = {
    State.SORTING: "待研判",
    State.DISPATCHED: "待签收",
    State.HANDLING: "处置中",
    State.TO_VERIFY: "待核实",
    State.VERIFIED: "待办结",
    State.CLOSED: "已办结",
}

KIND_LABELS: dict[Kind, str] = {
    Kind.OPENED: "受理立案",
    Kind.ASSIGNED: "交办",
    Kind.ACCEPTED: "签收",
    Kind.COMMENTED: "办理中",
    Kind.REPORTED_BACK: "反馈结果",
    Kind.VERIFIED: "核实通过",
    Kind.SENT_BACK: "核实未通过",
    Kind.CLOSED: "办结",
    Kind.HANDED_BACK: "退回",
    Kind.TRANSFERRED: "转办",
    Kind.SUPERVISED: "督查督办",
    Kind.SUSPENDED: "挂账",
    Kind.REOPENED: "重启",
    Kind.ESCALATED: "督办",
    Kind.RETIMED: "时限重算",
}


@dataclass(frozen=True, slots=True)
class Case:
    """The present state of one case; ``holder_unit`` is the one that must act next."""

    county: CountyCode
    case_id: UUID
    number: str
    report_id: UUID
    state: State
    title: str
    area: AreaCode
    places: tuple[AreaCode, ...]
    """The area and everything above it within the county, deepest first."""
    township: AreaCode | None
    matter: MatterCode | None
    platform: Platform | None
    urgency: Urgency
    outcome: str
    reason: str | None
    lead_unit: UnitCode | None
    holder_unit: UnitCode
    handler_unit: UnitCode | None
    verify_unit: UnitCode
    parties: frozenset[UnitCode]
    """Every unit that has a part in the case and may therefore see it."""
    handled_by: frozenset[str]
    """Accounts that accepted it or reported back: none of them may verify it."""
    reporter_account: str | None
    edition: int
    strength: Strength | None
    overdue: bool
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    last_seq: int
    last_hash: bytes

    def after(self, entry: "Entry") -> "Case":
        """Return the case as it stands after an entry was appended."""
        return replace(
            self,
            state=entry.state,
            holder_unit=entry.holder_unit,
            last_seq=entry.seq,
            last_hash=entry.hash,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline: what happened, by whom, and how the case stood after it."""

    county: CountyCode
    case_id: UUID
    seq: int
    kind: Kind
    at: datetime
    actor: str
    """An account, or ``system``."""
    actor_unit: str
    state: State
    holder_unit: UnitCode
    body: Mapping[str, Any]
    prev_hash: bytes
    hash: bytes


class NoSuchCase(NotFound):
    """There is no such case, as far as the asker may know."""

    code = "casework.no_such_case"


SYSTEM = "system"
"""The actor of what no person did."""
