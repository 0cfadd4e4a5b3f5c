"""Spreadsheets on their way into a draft or into history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from dispatch.editions.model import NoSuchUpload, Upload, UploadKind, UploadState
from dispatch.editions.rows import upload_from, upload_row
from dispatch.editions.tables import list_upload
from dispatch.vocabulary import CountyCode

_WITHOUT_CONTENT = tuple(column for column in list_upload.c if column is not list_upload.c.content)


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
