"""The only way to the rows of drafts, requests, dismissals, re-routes, trials and uploads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.editions.model import (
    Change,
    ChangeRequest,
    Dismissal,
    Draft,
    DraftState,
    Edit,
    MovedCase,
    NoSuchDraft,
    NoSuchRequest,
    NoSuchUpload,
    RequestState,
    Reroute,
    RerouteState,
    Upload,
    UploadKind,
    UploadState,
    WhatIfRun,
    WhatIfState,
)
from dispatch.editions.rows import (
    change_from,
    dismissal_from,
    draft_from,
    draft_row,
    request_from,
    request_row,
    reroute_from,
    reroute_row,
    upload_from,
    upload_row,
    what_if_from,
)
from dispatch.editions.tables import (
    change_request,
    dismissed_finding,
    list_change,
    list_draft,
    list_upload,
    reroute,
    rerouted_edition,
    what_if,
    what_if_move,
)
from dispatch.vocabulary import CountyCode, MatterCode, UnitCode

_WITHOUT_CONTENT = tuple(column for column in list_upload.c if column is not list_upload.c.content)
_WITHOUT_FILES = tuple(column for column in list_draft.c if column is not list_draft.c.files)


class DraftStore:
    """Drafts of the list and the history of their rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        self._connection.execute(insert(list_draft).values(**draft_row(draft)))

    def get(self, county: CountyCode, draft_id: UUID, *, lock: bool = False) -> Draft:
        """Return a draft with its files, locked until the transaction ends if asked.

        Raises:
            NoSuchDraft: the county has none of this name.
        """
        query = select(list_draft).where(
            list_draft.c.county_code == county, list_draft.c.draft_id == draft_id
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchDraft("没有这份草案")
        return draft_from(row)

    def latest(self, county: CountyCode, *, limit: int = 50) -> list[Draft]:
        """Return the county's drafts without their files, the last changed first."""
        rows = self._connection.execute(
            select(*_WITHOUT_FILES)
            .where(list_draft.c.county_code == county)
            .order_by(list_draft.c.changed_at.desc(), list_draft.c.draft_id)
            .limit(limit)
        )
        return [draft_from(row) for row in rows]

    def due(self, county: CountyCode, today: date) -> list[Draft]:
        """Return the approved drafts whose day has come, locked, the earliest first.

        One that is held back waits for a person. Asked every second: the files of a draft that
        waits for its day are not read.
        """
        rows = self._connection.execute(
            select(list_draft)
            .where(
                list_draft.c.county_code == county,
                list_draft.c.state == DraftState.APPROVED.value,
                list_draft.c.in_force_from <= today,
                list_draft.c.held_back.is_(None),
            )
            .order_by(list_draft.c.in_force_from, list_draft.c.decided_at)
            .with_for_update()
        )
        return [draft_from(row) for row in rows]

    def save(self, draft: Draft) -> None:
        """Bring a draft's row to what it is now."""
        self._connection.execute(
            update(list_draft)
            .where(
                list_draft.c.county_code == draft.county, list_draft.c.draft_id == draft.draft_id
            )
            .values(**draft_row(draft))
        )

    def note(self, draft: Draft, edits: Sequence[Edit], *, by: str, at: datetime) -> None:
        """Append what was changed to the draft's history, under its present version."""
        if not edits:
            return
        self._connection.execute(
            insert(list_change),
            [
                {
                    "county_code": draft.county,
                    "draft_id": draft.draft_id,
                    "version": draft.version,
                    "file": edit.file,
                    "row_id": edit.row,
                    "action": edit.action.value,
                    "before": dict(edit.before),
                    "after": dict(edit.fields),
                    "why": edit.why,
                    "changed_by": by,
                    "changed_at": at,
                }
                for edit in edits
            ],
        )

    def authors(self, county: CountyCode, draft_id: UUID) -> frozenset[str]:
        """Return the accounts that changed the draft."""
        return frozenset(
            self._connection.scalars(
                select(list_change.c.changed_by)
                .where(list_change.c.county_code == county, list_change.c.draft_id == draft_id)
                .distinct()
            )
        )

    def changes(self, county: CountyCode, draft_id: UUID, *, limit: int = 500) -> list[Change]:
        """Return what was changed in a draft, the last first."""
        rows = self._connection.execute(
            select(list_change)
            .where(list_change.c.county_code == county, list_change.c.draft_id == draft_id)
            .order_by(list_change.c.change_id.desc())
            .limit(limit)
        )
        return [change_from(row) for row in rows]

    def of_row(
        self, county: CountyCode, file: str, row: str, *, limit: int = 200
    ) -> list[tuple[Change, Draft]]:
        """Return every change of one row in any draft, with the draft, the last first."""
        rows = self._connection.execute(
            select(list_change)
            .where(
                list_change.c.county_code == county,
                list_change.c.file == file,
                list_change.c.row_id == row,
            )
            .order_by(list_change.c.change_id.desc())
            .limit(limit)
        ).all()
        found = self._connection.execute(
            select(*_WITHOUT_FILES).where(
                list_draft.c.county_code == county,
                list_draft.c.draft_id.in_({each.draft_id for each in rows}),
            )
        )
        drafts = {each.draft_id: draft_from(each) for each in found}
        return [(change_from(each), drafts[each.draft_id]) for each in rows]


class RequestStore:
    """What units ask to be changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request: ChangeRequest) -> None:
        """Keep a new request."""
        self._connection.execute(insert(change_request).values(**request_row(request)))

    def get(self, county: CountyCode, request_id: UUID, *, lock: bool = False) -> ChangeRequest:
        """Return a request.

        Raises:
            NoSuchRequest: the county has none of this name.
        """
        query = select(change_request).where(
            change_request.c.county_code == county, change_request.c.request_id == request_id
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchRequest("没有这份调整申请")
        return request_from(row)

    def latest(
        self,
        county: CountyCode,
        *,
        units: Iterable[UnitCode] | None = None,
        state: RequestState | None = None,
        limit: int = 200,
    ) -> list[ChangeRequest]:
        """Return requests, the newest first: of some units, in one state, or all."""
        query = select(change_request).where(change_request.c.county_code == county)
        if units is not None:
            query = query.where(change_request.c.unit_code.in_(sorted(units)))
        if state is not None:
            query = query.where(change_request.c.state == state.value)
        rows = self._connection.execute(
            query.order_by(change_request.c.asked_at.desc()).limit(limit)
        )
        return [request_from(row) for row in rows]

    def save(self, request: ChangeRequest) -> None:
        """Bring a request's row to what it is now."""
        self._connection.execute(
            update(change_request)
            .where(
                change_request.c.county_code == request.county,
                change_request.c.request_id == request.request_id,
            )
            .values(**request_row(request))
        )


class DismissalStore:
    """Advice that was set aside."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, county: CountyCode) -> dict[str, Dismissal]:
        """Return the county's dismissals by the key of the finding."""
        rows = self._connection.execute(
            select(dismissed_finding).where(dismissed_finding.c.county_code == county)
        )
        return {row.finding: dismissal_from(row) for row in rows}

    def keep(self, each: Dismissal) -> None:
        """Set a finding aside; the last reason stands."""
        values = {
            "what": each.what,
            "reason": each.reason,
            "dismissed_by": each.by,
            "dismissed_at": each.at,
        }
        statement = upsert(dismissed_finding).values(
            county_code=each.county, finding=each.finding, **values
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[dismissed_finding.c.county_code, dismissed_finding.c.finding],
                set_=values,
            )
        )

    def take_back(self, county: CountyCode, finding: str) -> None:
        """Show a finding again."""
        self._connection.execute(
            delete(dismissed_finding).where(
                dismissed_finding.c.county_code == county, dismissed_finding.c.finding == finding
            )
        )


class RerouteStore:
    """Open cases that a new edition would give to another unit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def looked_at(self, county: CountyCode, edition: int) -> bool:
        """Say whether the open cases were held against this edition."""
        return (
            self._connection.scalar(
                select(rerouted_edition.c.edition).where(
                    rerouted_edition.c.county_code == county,
                    rerouted_edition.c.edition == edition,
                )
            )
            is not None
        )

    def propose(
        self,
        county: CountyCode,
        edition: int,
        found: Sequence[Reroute],
        *,
        cases: int,
        at: datetime,
    ) -> None:
        """Keep an edition's proposals; those of older editions that are still open are moot."""
        self._connection.execute(
            update(reroute)
            .where(
                reroute.c.county_code == county,
                reroute.c.edition < edition,
                reroute.c.state == RerouteState.OPEN.value,
            )
            .values(state=RerouteState.MOOT.value, decided_at=at)
        )
        self._connection.execute(
            insert(rerouted_edition).values(
                county_code=county, edition=edition, looked_at=at, cases=cases
            )
        )
        if found:
            self._connection.execute(insert(reroute), [reroute_row(each) for each in found])

    def open(self, county: CountyCode, *, limit: int = 500) -> list[Reroute]:
        """Return the proposals that wait for a person, the oldest first."""
        rows = self._connection.execute(
            select(reroute)
            .where(reroute.c.county_code == county, reroute.c.state == RerouteState.OPEN.value)
            .order_by(reroute.c.proposed_at, reroute.c.case_id)
            .limit(limit)
        )
        return [reroute_from(row) for row in rows]

    def count_open(self, county: CountyCode) -> int:
        """Return how many proposals wait for a person."""
        return (
            self._connection.scalar(
                select(func.count())
                .select_from(reroute)
                .where(reroute.c.county_code == county, reroute.c.state == RerouteState.OPEN.value)
            )
            or 0
        )

    def of_case(self, county: CountyCode, number: str) -> Reroute | None:
        """Return the proposal that waits for this case, locked, if there is one."""
        row = self._connection.execute(
            select(reroute)
            .where(
                reroute.c.county_code == county,
                reroute.c.number == number,
                reroute.c.state == RerouteState.OPEN.value,
            )
            .with_for_update()
        ).first()
        return reroute_from(row) if row else None

    def decide(
        self, each: Reroute, state: RerouteState, *, by: str, note: str, at: datetime
    ) -> None:
        """Say what became of a proposal."""
        self._connection.execute(
            update(reroute)
            .where(
                reroute.c.county_code == each.county,
                reroute.c.edition == each.edition,
                reroute.c.case_id == each.case_id,
            )
            .values(state=state.value, decided_by=by, note=note, decided_at=at)
        )


class WhatIfStore:
    """Trials of drafts on history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, run: WhatIfRun) -> None:
        """Put a trial in line."""
        self._connection.execute(
            insert(what_if).values(
                county_code=run.county,
                what_if_id=run.what_if_id,
                draft_id=run.draft_id,
                version=run.version,
                as_of=run.as_of,
                state=run.state.value,
                total=run.total,
                asked_by=run.asked_by,
                asked_at=run.asked_at,
            )
        )

    def get(self, county: CountyCode, what_if_id: UUID) -> WhatIfRun | None:
        """Return a trial, if there is one of this name."""
        row = self._connection.execute(
            select(what_if).where(
                what_if.c.county_code == county, what_if.c.what_if_id == what_if_id
            )
        ).one_or_none()
        return what_if_from(row) if row else None

    def latest(self, county: CountyCode, draft_id: UUID) -> WhatIfRun | None:
        """Return the last trial of a draft."""
        row = self._connection.execute(
            select(what_if)
            .where(what_if.c.county_code == county, what_if.c.draft_id == draft_id)
            .order_by(what_if.c.asked_at.desc())
            .limit(1)
        ).one_or_none()
        return what_if_from(row) if row else None

    def claim(self, *, stale_before: datetime, at: datetime) -> WhatIfRun | None:
        """Take the trial that has waited longest, or one whose worker fell silent."""
        row = self._connection.execute(
            select(what_if)
            .where(
                (what_if.c.state == WhatIfState.WAITING.value)
                | (
                    (what_if.c.state == WhatIfState.RUNNING.value)
                    & (what_if.c.beat_at < stale_before)
                )
            )
            .order_by(what_if.c.asked_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        found = what_if_from(row)
        self._connection.execute(
            update(what_if)
            .where(what_if.c.county_code == found.county, what_if.c.what_if_id == found.what_if_id)
            .values(state=WhatIfState.RUNNING.value, beat_at=at, done=0)
        )
        self._connection.execute(
            delete(what_if_move).where(
                what_if_move.c.county_code == found.county,
                what_if_move.c.what_if_id == found.what_if_id,
            )
        )
        return found

    def beat(self, run: WhatIfRun, *, done: int, total: int, at: datetime) -> bool:
        """Say how far a trial has come; False when somebody stopped it."""
        changed = self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == run.county,
                what_if.c.what_if_id == run.what_if_id,
                what_if.c.state == WhatIfState.RUNNING.value,
            )
            .values(done=done, total=total, beat_at=at)
        )
        return bool(changed.rowcount)

    def stop(self, county: CountyCode, what_if_id: UUID, *, at: datetime) -> None:
        """End a trial that waits or runs."""
        self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == county,
                what_if.c.what_if_id == what_if_id,
                what_if.c.state.in_([WhatIfState.WAITING.value, WhatIfState.RUNNING.value]),
            )
            .values(state=WhatIfState.STOPPED.value, finished_at=at)
        )

    def keep_moves(self, run: WhatIfRun, moves: Iterable[MovedCase]) -> None:
        """Keep cases that would move, as far as a trial has come."""
        rows = [
            {
                "county_code": run.county,
                "what_if_id": run.what_if_id,
                "source": each.source,
                "case_id": each.case_id,
                "matter": each.matter,
                "township": each.township,
                "from_unit": each.before,
                "to_unit": each.after,
                "outcome_before": each.outcome_before,
                "outcome_after": each.outcome_after,
            }
            for each in moves
        ]
        if rows:
            # Two workers may have it for a moment, when one was only slow.
            self._connection.execute(upsert(what_if_move).on_conflict_do_nothing(), rows)

    def finish(
        self,
        run: WhatIfRun,
        *,
        result: Mapping[str, Any] | None,
        trouble: str | None = None,
        at: datetime,
    ) -> bool:
        """Keep what a trial found, or why it failed; False when somebody stopped it."""
        changed = self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == run.county,
                what_if.c.what_if_id == run.what_if_id,
                what_if.c.state == WhatIfState.RUNNING.value,
            )
            .values(
                state=(WhatIfState.FAILED if trouble else WhatIfState.DONE).value,
                result=result,
                trouble=trouble,
                finished_at=at,
            )
        )
        return bool(changed.rowcount)

    def moves(
        self, county: CountyCode, what_if_id: UUID, *, limit: int | None = None, offset: int = 0
    ) -> list[MovedCase]:
        """Return the cases that would have moved, by source and number."""
        rows = self._connection.execute(
            select(what_if_move)
            .where(what_if_move.c.county_code == county, what_if_move.c.what_if_id == what_if_id)
            .order_by(what_if_move.c.source, what_if_move.c.case_id)
            .limit(limit)
            .offset(offset)
        )
        return [
            MovedCase(
                source=row.source,
                case_id=row.case_id,
                matter=MatterCode(row.matter) if row.matter else None,
                township=row.township,
                before=UnitCode(row.from_unit) if row.from_unit else None,
                after=UnitCode(row.to_unit) if row.to_unit else None,
                outcome_before=row.outcome_before,
                outcome_after=row.outcome_after,
            )
            for row in rows
        ]


class UploadStore:
    """Files on their way into a draft or into history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, upload: Upload) -> None:
        """Keep a file that was uploaded."""
        self._connection.execute(insert(list_upload).values(**upload_row(upload)))

    def get(
        self, county: CountyCode, upload_id: UUID, kind: UploadKind, *, lock: bool = False
    ) -> Upload:
        """Return an upload with its bytes, locked until the transaction ends if asked.

        Raises:
            NoSuchUpload: the county has none of this name and kind.
        """
        query = select(list_upload).where(
            list_upload.c.county_code == county,
            list_upload.c.upload_id == upload_id,
            list_upload.c.kind == kind.value,
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchUpload("没有这份上传的文件,可能已过期")
        return upload_from(row)

    def latest(
        self,
        county: CountyCode,
        kind: UploadKind,
        *,
        draft_id: UUID | None = None,
        headers: str | None = None,
        limit: int = 20,
    ) -> list[Upload]:
        """Return uploads without their bytes, the newest first: of a draft, of some headers."""
        query = select(*_WITHOUT_CONTENT).where(
            list_upload.c.county_code == county, list_upload.c.kind == kind.value
        )
        if draft_id is not None:
            query = query.where(list_upload.c.draft_id == draft_id)
        if headers is not None:
            query = query.where(list_upload.c.headers == headers)
        rows = self._connection.execute(
            query.order_by(list_upload.c.uploaded_at.desc(), list_upload.c.upload_id.desc()).limit(
                limit
            )
        )
        return [upload_from(row) for row in rows]

    def understand(self, county: CountyCode, upload_id: UUID, mapping: Mapping[str, Any]) -> None:
        """Keep how an upload is to be read."""
        self._set(county, upload_id, mapping=dict(mapping))

    def stands(
        self,
        county: CountyCode,
        upload_id: UUID,
        state: UploadState,
        result: Mapping[str, Any] | None = None,
    ) -> None:
        """Say where an upload stands, and what became of it."""
        self._set(county, upload_id, state=state.value, result=result)

    def claim(self, county: CountyCode) -> Upload | None:
        """Return the upload that has waited longest for a worker, locked, if there is one."""
        row = self._connection.execute(
            select(list_upload)
            .where(
                list_upload.c.county_code == county,
                list_upload.c.state == UploadState.WAITING.value,
            )
            .order_by(list_upload.c.uploaded_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        return upload_from(row) if row else None

    def remove(self, county: CountyCode, upload_id: UUID) -> None:
        """Forget an upload."""
        self._connection.execute(
            delete(list_upload).where(
                list_upload.c.county_code == county, list_upload.c.upload_id == upload_id
            )
        )

    def forget(self, *, before: datetime) -> int:
        """Forget uploads that are older and that nobody waits for; return how many."""
        done = self._connection.execute(
            delete(list_upload).where(
                list_upload.c.uploaded_at < before,
                list_upload.c.state != UploadState.WAITING.value,
            )
        )
        return done.rowcount

    def _set(self, county: CountyCode, upload_id: UUID, **values: object) -> None:
        self._connection.execute(
            update(list_upload)
            .where(list_upload.c.county_code == county, list_upload.c.upload_id == upload_id)
            .values(**values)
        )
