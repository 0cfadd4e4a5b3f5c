"""A unit or township asks for a change of the list; the keeper takes it into a draft or refuses.

request: content, reason, basis ─► the keeper ─┬─► its edits made in an open draft, as theirs
                                               └─► refused, with the reason; the unit reads it
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.editions.lifecycle import keeper
from dispatch.editions.model import Action, ChangedMeanwhile, ChangeRequest, Edit, RequestState
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted, open_draft
from dispatch.flows.keep_draft import TITLE_LIMIT, RowsRefused, edit_draft
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import Role
from dispatch.wire.county import files as names
from dispatch.wire.county.checking import problems_of_lines, problems_of_rows
from dispatch.wire.county.written import KEYS, NoSuchRow, edited, read_written

_MAY_ASK = frozenset({Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK, Role.LIST_KEEPER})
_MOST_EDITS = 50
_TAKEN = "采纳 {unit} 的申请:{title}"


class MayNotAsk(Refused):
    """Only units, townships and the desk ask for changes."""

    code = "change_request.may_not_ask"


class Answered(Refused):
    """The request was answered before."""

    code = "change_request.answered"


class DraftBehind(Refused):
    """A request speaks of the list in force, the draft of an older one: it has to be carried on."""

    code = "change_request.draft_behind"


class RequestIncomplete(Refused):
    """A request says what it wants, and in at most so many lines."""

    code = "change_request.incomplete"


def request_change(
    title: str,
    edits: Sequence[Edit],
    *,
    reason: str,
    basis: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> ChangeRequest:
    """Ask for a change; ``edits`` may be empty where the unit only says what is wrong.

    Raises:
        MayNotAsk: the actor acts for no unit.
        RequestIncomplete, WordsMissing: title, reason or basis are missing.
        NoSuchRow, ChangedMeanwhile, RowsRefused: the edits do not fit the list in force.
    """
    if not actor.roles & _MAY_ASK:
        raise MayNotAsk("调整申请由承办单位、镇街或指挥中心提出")
    title = title.replace("\0", "").strip()
    if not 0 < len(title) <= TITLE_LIMIT:
        raise RequestIncomplete("请写明申请事由(不超过 %(most)s 字)", most=TITLE_LIMIT)
    if len(edits) > _MOST_EDITS:
        raise RequestIncomplete("一份申请最多改 %(most)s 条,请分开提出", most=_MOST_EDITS)
    reason, basis = words(reason, "申请理由"), words(basis, "依据")
    _fit(edits, county)
    request = ChangeRequest(
        county=county.code,
        request_id=uuid7(),
        unit=actor.unit,
        title=title,
        reason=reason,
        basis=basis,
        edits=tuple(edits),
        state=RequestState.OPEN,
        asked_by=actor.account,
        asked_at=now,
    )
    work.requests.add(request)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="change.requested",
        object=str(request.request_id),
        body={"title": title, "rows": [edit.row for edit in edits]},
        at=now,
    )
    return request


def take_request(
    request_id: UUID,
    draft_id: UUID,
    *,
    answer: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> bool:
    """Make a request's edits in an open draft; each says whose wish it was.

    Return whether anything was written: a draft may say already what is asked for, and a request
    may only say what is wrong.

    Raises:
        NotTheKeeper, NoSuchRequest, Answered: it cannot be taken.
        NoSuchDraft, DraftNotNow, NoSuchRow, ChangedMeanwhile, RowsRefused: not into this draft.
        DraftBehind: not before the draft is carried to the edition in force.
    """
    keeper(actor)
    request = _open(request_id, work, county)
    unit = county.book.register.name(request.unit)
    why = _TAKEN.format(unit=unit, title=request.title)
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    wanted = [replace(edit, why=why) for edit in request.edits if not _says(here, edit)]
    try:
        draft = edit_draft(draft_id, wanted, actor=actor, work=work, county=county, now=now)
    except (ChangedMeanwhile, NoSuchRow) as refused:
        if here.draft.base_edition == county.edition:
            raise
        raise DraftBehind(
            "草案“%(title)s”以第 %(base)s 版为基础,申请针对现行的第 %(now)s 版;请先并入新版再采纳",
            title=here.draft.title,
            base=here.draft.base_edition,
            now=county.edition,
        ) from refused
    after = replace(
        request,
        state=RequestState.TAKEN,
        draft_id=draft_id,
        answered_by=actor.account,
        answered_at=now,
        answer=answer.replace("\0", "").strip(),
    )
    work.requests.save(after)
    return draft.version != here.draft.version


def refuse_request(
    request_id: UUID,
    *,
    answer: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> ChangeRequest:
    """Refuse a request, with the reason.

    Raises:
        NotTheKeeper, NoSuchRequest, Answered, WordsMissing: it cannot be refused so.
    """
    keeper(actor)
    request = _open(request_id, work, county)
    after = replace(
        request,
        state=RequestState.REFUSED,
        answered_by=actor.account,
        answered_at=now,
        answer=words(answer, "不予采纳的理由"),
    )
    work.requests.save(after)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="change.refused",
        object=str(request_id),
        body={"answer": after.answer},
        at=now,
    )
    return after


def _open(request_id: UUID, work: Work, county: LoadedCounty) -> ChangeRequest:
    request = work.requests.get(county.code, request_id, lock=True)
    if request.state is not RequestState.OPEN:
        raise Answered("这份申请已经答复过")
    return request


def _says(here: Drafted, edit: Edit) -> bool:
    """Tell whether a draft says already what an edit asks for."""
    row = here.table(edit.file).find(KEYS[edit.file], edit.row)
    return (
        edit.action is Action.SET
        and row is not None
        and all(row.get(name, "") == value for name, value in edit.fields.items())
    )


def _fit(edits: Sequence[Edit], county: LoadedCounty) -> None:
    table = read_written(names.LINES, county.book.files.get(names.LINES))
    if any(edit.file != names.LINES for edit in edits):
        raise RequestIncomplete("调整申请只能针对清单条目")
    after, done = edited(names.LINES, table, edits)
    if len(done) < len(edits):
        raise RequestIncomplete("申请没有改动任何内容:请把要改的写成应有的内容,再提交")
    touched = {edit.row for edit in done}
    rows = [row for row in after.rows if row["row_id"] in touched]
    files = county.book.files
    found = [each for _, each in problems_of_rows(names.LINES, after, rows, files)]
    found += problems_of_lines(after, done, files, typed=True)
    if found:
        raise RowsRefused(tuple(found))
