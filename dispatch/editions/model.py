"""A draft of the list on its way to an edition, and what people ask of the list.

    open ─► submitted ─► approved ─► in_force         every step by whom, when, with which words
      ▲         │            │
      └─────────┴────────────┘ returned                open drafts may be withdrawn

A draft holds the files that differ from its base, whole; its number comes when it takes effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dispatch.errors import NotFound, Refused
from dispatch.vocabulary import CountyCode, MatterCode, UnitCode


class NoSuchDraft(NotFound):
    """There is no such draft in this county."""

    code = "editions.no_such_draft"


class NoSuchRequest(NotFound):
    """There is no such change request in this county."""

    code = "editions.no_such_request"


class NoSuchUpload(NotFound):
    """The county has no upload of this name; it may have been forgotten."""

    code = "editions.no_such_upload"


class ChangedMeanwhile(Refused):
    """Somebody else changed what this edit was made on."""

    code = "editions.changed_meanwhile"


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What an edit does to one row, or to a whole file."""

    ADD = "add"
    SET = "set"
    DROP = "drop"
    REPLACE = "replace"
    """The whole file, as an import or an upload brings it; ``row`` is empty."""
    CARRY = "carry"
    """The whole draft, from one base to another; ``file`` and ``row`` are empty."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one row of one of the county's files."""

    file: str
    row: str
    """The row's key: ``row_id``, ``matter_code``, ``test_id``."""
    action: Action
    fields: Mapping[str, str] = field(default_factory=dict)
    """What stands there afterwards; only these columns change."""
    before: Mapping[str, str] = field(default_factory=dict)
    """What the editor saw; where it is no longer so the edit is refused."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit as the draft's history keeps it."""

    draft_id: UUID
    change_id: int
    version: int
    file: str
    row: str
    action: Action
    before: Mapping[str, str]
    after: Mapping[str, str]
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: its base, and the files in which it differs from it."""

    county: CountyCode
    draft_id: UUID
    title: str
    state: DraftState
    base_edition: int
    version: int
    """Grows by one with every change, so that what was audited is known to be what is approved."""
    files: Mapping[str, bytes]
    created_by: str
    created_at: datetime
    changed_at: datetime
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    submission: Mapping[str, Any] | None = None
    """What was found when it was handed in: checksum, findings, tests, the submitter's words."""
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    in_force_from: date | None = None
    edition: int | None = None
    held_back: str | None = None
    """Why an approved draft did not take effect on its day."""


class RequestState(StrEnum):
    """What became of a unit's request."""

    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What a unit or township wants changed (调整申请): content, reason, basis."""

    county: CountyCode
    request_id: UUID
    unit: UnitCode
    title: str
    reason: str
    basis: str
    edits: tuple[Edit, ...]
    state: RequestState
    asked_by: str
    asked_at: datetime
    draft_id: UUID | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Advice that somebody looked at and set aside, with the reason."""

    county: CountyCode
    finding: str
    """The finding's key, the same in the next edition while its meaning is."""
    what: str
    reason: str
    by: str
    at: datetime


class RerouteState(StrEnum):
    """What became of a proposal to move an open case."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"
    """A person left the case where it is."""
    MOOT = "moot"
    """The case moved or ended meanwhile, or a younger edition says otherwise."""


@dataclass(frozen=True, slots=True)
class Reroute:
    """An open case that the new edition would give to another unit."""

    county: CountyCode
    edition: int
    case_id: UUID
    number: str
    before: UnitCode | None
    after: UnitCode | None
    outcome: str
    reason: str
    state: RerouteState
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""


class WhatIfState(StrEnum):
    """Where a trial of a draft on history stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WhatIfRun:
    """One trial of a draft on the county's history."""

    county: CountyCode
    what_if_id: UUID
    draft_id: UUID
    version: int
    as_of: date
    """Every past case is asked about as if it came on this day."""
    state: WhatIfState
    done: int
    total: int
    asked_by: str
    asked_at: datetime
    beat_at: datetime | None = None
    finished_at: datetime | None = None
    result: Mapping[str, Any] | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class MovedCase:
    """A past case that another unit would have led under the draft."""

    source: str
    case_id: str
    matter: MatterCode | None
    township: str | None
    before: UnitCode | None
    after: UnitCode | None
    outcome_before: str
    outcome_after: str


class UploadKind(StrEnum):
    """What a file is brought in for."""

    LIST = "list"
    HISTORY = "history"


class UploadState(StrEnum):
    """Where a file on its way in stands."""

    OPEN = "open"
    """Somebody answers what it leaves open."""
    WAITING = "waiting"
    """It is large: the workers take it in."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way into a draft or into history, and how it is to be read."""

    county: CountyCode
    upload_id: UUID
    draft_id: UUID | None
    kind: UploadKind
    file_name: str
    content: bytes
    """Empty where it was not asked for."""
    headers: str
    """Says which columns the file has; empty for one that cannot be read."""
    mapping: Mapping[str, Any]
    """The sheets that are read, each with what its columns mean and what was answered."""
    uploaded_by: str
    uploaded_at: datetime
    state: UploadState = UploadState.OPEN
    result: Mapping[str, Any] | None = None
    """What became of it, once it was taken in."""
