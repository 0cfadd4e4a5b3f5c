"""Change requests (调整申请): units and townships ask, the list keeper takes or refuses.

search a line ─► fill in what should stand there ─► reason, basis ─► open
                                        keeper: into an open draft ◄─┴─► refused, with the reason
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import (
    Action,
    Change,
    ChangedMeanwhile,
    ChangeRequest,
    DraftState,
    Edit,
    NoSuchRequest,
    RequestState,
)
from dispatch.errors import Refused
from dispatch.flows.keep_draft import TITLE_LIMIT, RowsRefused
from dispatch.flows.request_change import DraftBehind, refuse_request, request_change, take_request
from dispatch.vocabulary import Role
from dispatch.web.languages import error_text
from dispatch.web.lists.cells import matter_names, views
from dispatch.web.lists.changes import told
from dispatch.web.lists.choices import choices_for, filled, more_areas, seen
from dispatch.web.lists.editing import Outcome
from dispatch.web.lists.editing import told as told_problems
from dispatch.web.lists.frame import people
from dispatch.web.lists.home import drafts_of
from dispatch.web.lists.listing import Asked, Sieve, entries_of
from dispatch.web.lists.numbering import next_row_id
from dispatch.web.lists.problem_words import problem_words
from dispatch.web.lists.sheets import LINES
from dispatch.web.navigation import LIST_KEEPERS, REQUESTERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.county.written import Written, read_written

pages = Blueprint("requests", __name__, url_prefix="/lists/requests")

_FOUND = 30
_LONGEST = 2000
_WORDS = 60
DESCRIBE = "describe"


@pages.get("")
@page(REQUESTERS)
def show(visit: Visit) -> ResponseReturnValue:
    """List the visitor's unit's requests; the keeper sees all."""
    found = visit.work.requests.latest(visit.county.code, units=_units(visit))
    return render_template(
        "lists/requests.html",
        requests=sorted(found, key=lambda each: each.state is not RequestState.OPEN),
        names=people(visit, {each.asked_by for each in found}),
        keeper=visit.actor.has(Role.LIST_KEEPER),
    )


@pages.get("/new")
@page(REQUESTERS)
def ask(visit: Visit) -> ResponseReturnValue:
    """Look for a line, then ask what should become of it."""
    what = request.args.get("what", "")
    row = request.args.get("row", "")
    table = _table(visit)
    line = table.find(LINES.key, row) if row else None
    if what in {Action.SET, Action.DROP} and line:
        return _form(visit, table, what, row, dict(line))
    if what == Action.ADD:
        start = {"matter_code": request.args.get("matter", ""), "unit": str(visit.actor.unit)}
        start |= {"role": "lead", "duty": "dispose", "area": "*", "zone": "all"}
        return _form(visit, table, what, "", start)
    if what == DESCRIBE:
        return _form(visit, table, what, "", {})
    return _search(visit, table)


@pages.post("/new")
@page(REQUESTERS)
def send(visit: Visit) -> ResponseReturnValue:
    """Ask for a change, or say what is missing."""
    form, table = request.form, _table(visit)
    what, row = form.get("what", ""), form.get("row", "")
    given = filled(LINES, form)
    edits = _edits(what, row, given, table)
    try:
        with visit.undone_if_refused():
            request_change(
                form.get("title", "")[: 2 * TITLE_LIMIT],
                edits,
                reason=form.get("reason", "")[:_LONGEST],
                basis=form.get("basis", "")[:_LONGEST],
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except RowsRefused as why:
        problems = tuple(map(problem_words, why.problems))
        refused = Outcome(None, told_problems(problems), problems)
        return _form(visit, table, what, row, given, refused=refused), 422
    except ChangedMeanwhile:
        refused = Outcome(None, str(_("这一条刚刚有了新版,请从查找条目重新开始")))
        return _form(visit, table, what, row, given, refused=refused), 409
    except Refused as why:
        return _form(visit, table, what, row, given, refused=Outcome(None, error_text(why))), 422
    flash(_("申请已提交,清单管理员答复后在这里可以看到"), "done")
    return redirect(url_for("requests.show"), 303)


@pages.get("/<uuid:request_id>")
@page(REQUESTERS)
def one(visit: Visit, request_id: UUID) -> ResponseReturnValue:
    """Show one request: what is wanted and what was answered."""
    return _one(visit, _theirs(visit, request_id))


@pages.post("/<uuid:request_id>/taking")
@page(LIST_KEEPERS)
def take(visit: Visit, request_id: UUID) -> ResponseReturnValue:
    """Make the request's changes in an open draft."""
    each = _theirs(visit, request_id)
    try:
        draft_id = UUID(request.form.get("draft", ""))
    except ValueError:
        return _one(visit, each, refused=str(_("请选择一份编制中的草案"))), 422
    try:
        with visit.undone_if_refused():
            written = take_request(request_id, draft_id, answer=_answer(), **_by(visit))
    except DraftBehind as why:
        return _one(visit, each, refused=error_text(why), behind=draft_id), 409
    except RowsRefused as why:
        return _one(visit, each, refused=told_problems(map(problem_words, why.problems))), 422
    except ChangedMeanwhile:
        text = _("草案里这一条已有别的改动,与申请不合;请在草案里改好后答复,或不予采纳并说明")
        return _one(visit, each, refused=str(text)), 409
    except Refused as why:
        return _one(visit, each, refused=error_text(why)), 422
    if written:
        flash(_("已采纳,改动已写入草案"), "done")
    elif each.edits:
        flash(_("已采纳;草案里本来就是申请的内容,没有另外写入"), "done")
    else:
        flash(_("已采纳;申请只说明了问题,请在草案里改好"), "done")
    return redirect(url_for("draft_rows.lines", draft_id=draft_id, changed=1), 303)


@pages.post("/<uuid:request_id>/refusal")
@page(LIST_KEEPERS)
def refuse(visit: Visit, request_id: UUID) -> ResponseReturnValue:
    """Refuse the request, with the reason."""
    each = _theirs(visit, request_id)
    try:
        with visit.undone_if_refused():
            refuse_request(request_id, answer=_answer(), **_by(visit))
    except Refused as why:
        return _one(visit, each, refused=error_text(why)), 422
    flash(_("已答复申请单位"), "done")
    return redirect(url_for("requests.show"), 303)


def _edits(what: str, row: str, given: dict[str, str], table: Written) -> Sequence[Edit]:
    line = table.find(LINES.key, row)
    if what == Action.ADD:
        number = next_row_id(LINES, table, given.get("matter_code", ""))
        return [Edit(LINES.file, number, Action.ADD, {**given, LINES.key: number})]
    if what == Action.DROP:
        return [Edit(LINES.file, row, Action.DROP, {}, dict(line or {}))]
    if what != Action.SET:
        return []
    before = seen(LINES, request.form)
    changed = {name: value for name, value in given.items() if value != before.get(name, value)}
    return [Edit(LINES.file, row, Action.SET, changed, {name: before[name] for name in changed})]


def _search(visit: Visit, table: Written) -> str:
    words = request.args.get("q", "").replace("\0", "").strip()[:_WORDS]
    known = matter_names()
    found = []
    if words:
        sieve = Sieve(Asked(words=words), visit.county.book, known)
        found = sieve.keep(entries_of(LINES, table, table), LINES)
    return render_template(
        "lists/request_search.html",
        words=words,
        rows=views(LINES, found[:_FOUND], known),
        known=known,
        more=max(0, len(found) - _FOUND),
    )


def _form(
    visit: Visit,
    table: Written,
    what: str,
    row: str,
    shown: dict[str, str],
    *,
    refused: Outcome | None = None,
) -> str:
    catalogue = read_written(names.MATTERS, visit.county.book.files.get(names.MATTERS))
    line = table.find(LINES.key, row)
    return render_template(
        "lists/request_form.html",
        what=what,
        row_id=row,
        sheet=LINES,
        shown=shown,
        before=line or {},
        view=views(
            LINES, entries_of(LINES, _only(table, line), _only(table, line)), matter_names()
        ),
        filled=request.form,
        refused=refused,
        limit=TITLE_LIMIT,
        choices=choices_for(table, catalogue),
        more_areas=more_areas,
    )


def _only(table: Written, line: object) -> Written:
    return Written(table.columns, tuple(row for row in table.rows if row is line))


def _one(
    visit: Visit, each: ChangeRequest, *, refused: str = "", behind: UUID | None = None
) -> str:
    drafts = [one for one in drafts_of(visit) if one.state is DraftState.OPEN]
    draft = visit.work.drafts.get(visit.county.code, each.draft_id) if each.draft_id else None
    known = matter_names()
    matters = {str(line.row_id): str(line.matter) for line in visit.county.book.lines}
    return render_template(
        "lists/request.html",
        each=each,
        changes=[told(_as_change(edit, each), known, matters) for edit in each.edits],
        names=people(visit, {each.asked_by, each.answered_by}),
        keeper=visit.actor.has(Role.LIST_KEEPER),
        drafts=drafts,
        draft=draft,
        refused=refused,
        behind=behind,
        answer=_answer(),
    )


def _as_change(edit: Edit, each: ChangeRequest) -> Change:
    return Change(
        draft_id=each.request_id,
        change_id=0,
        version=0,
        file=edit.file,
        row=edit.row,
        action=edit.action,
        before=edit.before,
        after=edit.fields,
        why=edit.why,
        by=each.asked_by,
        at=each.asked_at,
    )


def _theirs(visit: Visit, request_id: UUID) -> ChangeRequest:
    """Return a request that the visitor may see.

    Raises:
        NoSuchRequest: there is none, or it is another unit's.
    """
    each = visit.work.requests.get(visit.county.code, request_id)
    units = _units(visit)
    if units is not None and each.unit not in units:
        raise NoSuchRequest("没有这份调整申请")
    return each


def _units(visit: Visit) -> frozenset[Any] | None:
    """Return the units whose requests the visitor sees; None for all."""
    return None if visit.actor.has(Role.LIST_KEEPER) else visit.actor.acts_for


def _table(visit: Visit) -> Written:
    return read_written(LINES.file, visit.county.book.files.get(LINES.file))


def _answer() -> str:
    return request.form.get("answer", "")[:_LONGEST]


def _by(visit: Visit) -> dict[str, Any]:
    return {
        "actor": visit.actor,
        "work": visit.work,
        "county": visit.county,
        "now": visit.now,
    }
