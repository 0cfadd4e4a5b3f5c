"""A notice: what a unit's queue or one person's inbox says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dispatch.deadlines.running import SubjectKind
from dispatch.vocabulary import ClockName, CountyCode, Strength, UnitCode


class NoticeKind(StrEnum):
    """What a notice is for."""

    ASSIGNED = "assigned"
    COPY = "copy"
    """抄告: for information, without a clock."""
    TO_SORT = "to_sort"
    TO_VERIFY = "to_verify"
    SENT_BACK = "sent_back"
    HANDED_BACK = "handed_back"
    SUPERVISED = "supervised"
    REOPENED = "reopened"
    RUNG = "rung"
    """A clock has climbed a rung: the only kind that asks to be acknowledged."""
    ALARM = "alarm"
    """Something is wrong with the watch itself, such as a rung with nobody to tell."""


MOVES_TOLD = frozenset(
    {NoticeKind.HANDED_BACK, NoticeKind.SENT_BACK, NoticeKind.SUPERVISED, NoticeKind.REOPENED}
)
"""Told to a unit because somebody moved a case back before it, or pressed it."""
CAN_LEAVE = MOVES_TOLD | {NoticeKind.ALARM}
"""Of a unit's notices those that may leave the house; the rest wait in its queue."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice, to a person (``account``) or to a unit's queue (``unit``), never both."""

    county: CountyCode
    notice_id: UUID
    kind: NoticeKind
    account: str | None
    unit: UnitCode | None
    subject_id: UUID
    subject_kind: SubjectKind
    body: Mapping[str, Any]
    created_at: datetime
    send_not_before: datetime
    clock: ClockName | None = None
    cycle: int | None = None
    rung: int | None = None
    strength: Strength | None = None
