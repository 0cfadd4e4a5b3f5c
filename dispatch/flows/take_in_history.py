"""A file of closed cases, understood, becomes history: at once, or by the workers if it is long.

small ─► taken in while the page is asked for
long  ─► waits ─► a worker takes it in, in one transaction ─► done, or failed with the reason
"""

from datetime import datetime

from dispatch.editions.model import Upload, UploadState
from dispatch.errors import Refused, Unusable
from dispatch.flows.keep_history import import_history
from dispatch.flows.keep_upload import BOUNDS
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor, actor_of
from dispatch.transaction import Work
from dispatch.wire.sheets.chosen import chosen_history, mappings_from
from dispatch.wire.sheets.history import ReadHistory, read_history
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.read import read_tables


class AlreadyTaken(Refused):
    """The file was taken in, or waits for it."""

    code = "history.already_taken"


class UploaderGone(Refused):
    """Nobody answers for the file any more."""

    code = "history.uploader_gone"


def read_upload(upload: Upload, county: LoadedCounty) -> ReadHistory:
    """Read every row of an upload as its mapping says.

    Raises:
        SheetRefused, MappingUnusable: it cannot be read.
    """
    known = Known.of_book(county.book)
    tables = read_tables(upload.file_name, upload.content, BOUNDS[upload.kind])
    given = mappings_from(upload.mapping, upload.file_name) if upload.mapping else {}
    return read_history(*chosen_history(tables, given, known), known)


def take_in(
    upload: Upload, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> ReadHistory:
    """Keep the cases of an upload as history.

    Raises:
        SheetRefused, MappingUnusable: it cannot be read.
        AlreadyTaken, NotTheKeeper, SourceTaken, NothingToKeep: it cannot be kept so.
    """
    if upload.state is UploadState.DONE:
        raise AlreadyTaken("这份文件已经导入")
    read = read_upload(upload, county)
    # Without a case there is no source either, and the refusal speaks of the cases.
    source = read.cases[0].source if read.cases else upload.file_name
    import_history(
        read.cases,
        source=source,
        file_name=upload.file_name,
        refused=read.refused,
        actor=actor,
        work=work,
        county=county,
        now=now,
    )
    result = {"accepted": read.accepted, "refused": read.refused, "source": source}
    work.uploads.stands(county.code, upload.upload_id, UploadState.DONE, result)
    return read


def put_in_line(upload: Upload, *, work: Work) -> None:
    """Let the workers take an upload in.

    Raises:
        AlreadyTaken: it was taken in, or waits already.
    """
    if upload.state in (UploadState.DONE, UploadState.WAITING):
        raise AlreadyTaken("这份文件已经导入")
    work.uploads.stands(upload.county, upload.upload_id, UploadState.WAITING)


def take_in_waiting(*, work: Work, county: LoadedCounty, now: datetime) -> int | None:
    """Take in the upload that has waited longest; return its rows, None if none waits.

    Whoever put it in line answers for it, with the rights that they have now.
    """
    upload = work.uploads.claim(county.code)
    if upload is None:
        return None
    account = work.accounts.find(upload.uploaded_by)
    try:
        if account is None or not account.active or account.county != county.code:
            raise UploaderGone("上传人的账号已停用,请由在用的账号重新上传")
        actor = actor_of(account.county, account.person, county.book.register)
        with work.connection.begin_nested():
            read = take_in(upload, actor=actor, work=work, county=county, now=now)
    except (Refused, Unusable) as why:
        trouble = {"trouble": str(why)}
        work.uploads.stands(county.code, upload.upload_id, UploadState.FAILED, trouble)
        return 0
    return read.accepted + read.refused
