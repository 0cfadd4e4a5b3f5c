"""A spreadsheet is kept while somebody says what it means, and forgotten after a week.

file ─► its headers ─► known from the last upload? ─► read as that one was
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.editions.lifecycle import keeper
from dispatch.editions.model import Upload, UploadKind
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.wire.sheets.bounds import HISTORY, LIST, Bounds
from dispatch.wire.sheets.chosen import headers_of, mappings_from, renamed
from dispatch.wire.sheets.model import SheetRefused, Table
from dispatch.wire.sheets.read import read_tables

BOUNDS: dict[UploadKind, Bounds] = {UploadKind.LIST: LIST, UploadKind.HISTORY: HISTORY}
LIKE = "like"
"""In a mapping: the file that it was taken from."""
_KEPT = timedelta(days=7)
_LONGEST_NAME = 120


def keep_upload(
    kind: UploadKind,
    file_name: str,
    content: bytes,
    *,
    draft_id: UUID | None = None,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Upload:
    """Keep a file; one with the columns of an earlier one is read as that one was.

    A file that cannot be read is kept as well, so that it can be given back with what is wrong.

    Raises:
        NotTheKeeper: the actor does not keep the list.
    """
    keeper(actor)
    name = file_name.replace("\0", "").replace("\\", "/").rsplit("/", 1)[-1].strip()
    name = name[-_LONGEST_NAME:] or "upload"
    headers: str = ""
    mapping: dict[str, Any] = {}
    try:
        tables = read_tables(name, content, BOUNDS[kind])
    except SheetRefused:
        pass  # reading it again says what is wrong, wherever it is shown
    else:
        headers = headers_of(tables)
        mapping = _last(kind, headers, tables, work=work, county=county)
    upload = Upload(
        county=county.code,
        upload_id=uuid7(),
        draft_id=draft_id,
        kind=kind,
        file_name=name,
        content=content,
        headers=headers,
        mapping=mapping,
        uploaded_by=actor.account,
        uploaded_at=now,
    )
    work.uploads.add(upload)
    return upload


def forget_uploads(*, work: Work, now: datetime) -> int:
    """Forget uploads that are a week old; return how many."""
    return work.uploads.forget(before=now - _KEPT)


def _last(
    kind: UploadKind,
    headers: str,
    tables: tuple[Table, ...],
    *,
    work: Work,
    county: LoadedCounty,
) -> dict[str, Any]:
    """Return how the last file of the same columns was read; nothing if there was none."""
    for last in work.uploads.latest(county.code, kind, headers=headers, limit=1):
        if last.mapping:
            given = renamed(mappings_from(last.mapping, last.file_name), tables)
            sheets = {name: mapping.to_json() for name, mapping in given.items()}
            return {**last.mapping, "sheets": sheets, LIKE: last.file_name}
    return {}
