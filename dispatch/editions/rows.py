"""Rows of the editions' tables, read into values and written from them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from dispatch.editions.model import (
    Action,
    Change,
    ChangeRequest,
    Dismissal,
    Draft,
    DraftState,
    Edit,
    RequestState,
    Reroute,
    RerouteState,
    Upload,
    UploadKind,
    UploadState,
    WhatIfRun,
    WhatIfState,
)
from dispatch.vocabulary import CountyCode, UnitCode


def draft_row(draft: Draft) -> dict[str, Any]:
    """Return a draft as its row."""
    return {
        "county_code": draft.county,
        "draft_id": draft.draft_id,
        "title": draft.title,
        "state": draft.state.value,
        "base_edition": draft.base_edition,
        "version": draft.version,
        "files": {name: content.decode() for name, content in draft.files.items()},
        "created_by": draft.created_by,
        "created_at": draft.created_at,
        "changed_at": draft.changed_at,
        "submitted_by": draft.submitted_by,
        "submitted_at": draft.submitted_at,
        "submission": draft.submission,
        "decided_by": draft.decided_by,
        "decided_at": draft.decided_at,
        "decision_note": draft.decision_note,
        "in_force_from": draft.in_force_from,
        "edition": draft.edition,
        "held_back": draft.held_back,
    }


def draft_from(row: Row[Any]) -> Draft:
    """Read a draft; one whose files were not asked for has none."""
    files = row._mapping.get("files") or {}  # noqa: SLF001 - public in spite of its name
    return Draft(
        county=CountyCode(row.county_code),
        draft_id=row.draft_id,
        title=row.title,
        state=DraftState(row.state),
        base_edition=row.base_edition,
        version=row.version,
        files={name: content.encode() for name, content in files.items()},
        created_by=row.created_by,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        submission=row.submission,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        in_force_from=row.in_force_from,
        edition=row.edition,
        held_back=row.held_back,
    )


def change_from(row: Row[Any]) -> Change:
    """Read one change of a draft."""
    return Change(
        draft_id=row.draft_id,
        change_id=row.change_id,
        version=row.version,
        file=row.file,
        row=row.row_id,
        action=Action(row.action),
        before=row.before,
        after=row.after,
        why=row.why,
        by=row.changed_by,
        at=row.changed_at,
    )


def edit_document(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain JSON values."""
    return {
        "file": edit.file,
        "row": edit.row,
        "action": edit.action.value,
        "fields": dict(edit.fields),
        "before": dict(edit.before),
        "why": edit.why,
    }


def edit_from(kept: Mapping[str, Any]) -> Edit:
    """Read an edit back."""
    return Edit(
        file=kept["file"],
        row=kept["row"],
        action=Action(kept["action"]),
        fields=kept["fields"],
        before=kept["before"],
        why=kept["why"],
    )


def request_row(request: ChangeRequest) -> dict[str, Any]:
    """Return a change request as its row."""
    return {
        "county_code": request.county,
        "request_id": request.request_id,
        "unit_code": request.unit,
        "title": request.title,
        "reason": request.reason,
        "basis": request.basis,
        "edits": [edit_document(each) for each in request.edits],
        "state": request.state.value,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at,
        "draft_id": request.draft_id,
        "answered_by": request.answered_by,
        "answered_at": request.answered_at,
        "answer": request.answer,
    }


def request_from(row: Row[Any]) -> ChangeRequest:
    """Read a change request."""
    return ChangeRequest(
        county=CountyCode(row.county_code),
        request_id=row.request_id,
        unit=UnitCode(row.unit_code),
        title=row.title,
        reason=row.reason,
        basis=row.basis,
        edits=tuple(map(edit_from, row.edits)),
        state=RequestState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        draft_id=row.draft_id,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        answer=row.answer,
    )


def dismissal_from(row: Row[Any]) -> Dismissal:
    """Read a dismissal."""
    return Dismissal(
        county=CountyCode(row.county_code),
        finding=row.finding,
        what=row.what,
        reason=row.reason,
        by=row.dismissed_by,
        at=row.dismissed_at,
    )


def reroute_row(each: Reroute) -> dict[str, Any]:
    """Return a proposal as its row."""
    return {
        "county_code": each.county,
        "edition": each.edition,
        "case_id": each.case_id,
        "number": each.number,
        "from_unit": each.before,
        "to_unit": each.after,
        "outcome": each.outcome,
        "reason": each.reason,
        "state": each.state.value,
        "proposed_at": each.proposed_at,
    }


def reroute_from(row: Row[Any]) -> Reroute:
    """Read a proposal."""
    return Reroute(
        county=CountyCode(row.county_code),
        edition=row.edition,
        case_id=row.case_id,
        number=row.number,
        before=UnitCode(row.from_unit) if row.from_unit else None,
        after=UnitCode(row.to_unit) if row.to_unit else None,
        outcome=row.outcome,
        reason=row.reason,
        state=RerouteState(row.state),
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
    )


def what_if_from(row: Row[Any]) -> WhatIfRun:
    """Read a trial."""
    return WhatIfRun(
        county=CountyCode(row.county_code),
        what_if_id=row.what_if_id,
        draft_id=row.draft_id,
        version=row.version,
        as_of=row.as_of,
        state=WhatIfState(row.state),
        done=row.done,
        total=row.total,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        beat_at=row.beat_at,
        finished_at=row.finished_at,
        result=row.result,
        trouble=row.trouble,
    )


def upload_row(upload: Upload) -> dict[str, Any]:
    """Return an upload as its row."""
    return {
        "county_code": upload.county,
        "upload_id": upload.upload_id,
        "draft_id": upload.draft_id,
        "kind": upload.kind.value,
        "file_name": upload.file_name,
        "content": upload.content,
        "headers": upload.headers,
        "mapping": dict(upload.mapping),
        "state": upload.state.value,
        "result": upload.result,
        "uploaded_by": upload.uploaded_by,
        "uploaded_at": upload.uploaded_at,
    }


def upload_from(row: Row[Any]) -> Upload:
    """Read an upload; one whose bytes were not asked for has none."""
    return Upload(
        county=CountyCode(row.county_code),
        upload_id=row.upload_id,
        draft_id=row.draft_id,
        kind=UploadKind(row.kind),
        file_name=row.file_name,
        content=bytes(row._mapping.get("content") or b""),  # noqa: SLF001 - public in spite of its name
        headers=row.headers,
        mapping=row.mapping,
        state=UploadState(row.state),
        result=row.result,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
    )
