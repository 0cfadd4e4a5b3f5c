"""What every page of a draft has around it: who made it, where it stands, what may be done now."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template

from dispatch.board.case_page import names
from dispatch.editions.lifecycle import MOVES, STATE_LABELS, DraftNotNow, SecondPersonNeeded, check
from dispatch.editions.model import Draft, DraftState
from dispatch.flows.drafted import FILE_LABELS, Drafted, files_moved, open_draft
from dispatch.flows.whose_hand import has_a_hand
from dispatch.web.languages import error_text, said
from dispatch.web.lists.tabs import TABS
from dispatch.web.visit import Visit

_NEXT: Mapping[DraftState, str] = {
    DraftState.OPEN: "清单管理员修改后提交",
    DraftState.SUBMITTED: "等待另一位清单管理员审定",
    DraftState.APPROVED: "到施行日期自动施行",
    DraftState.IN_FORCE: "已成为正式版本",
    DraftState.WITHDRAWN: "不再办理",
}
HELD_BACK = "到日未能施行,请退回修改"
YOURS = "等待您审定"
MOVED = "现行清单已变动,不能施行:请退回修改,并入新版后重新审定"


@dataclass(frozen=True, slots=True)
class May:
    """What the visitor may do with a draft now, and why not."""

    moves: frozenset[str]
    why_not: Mapping[str, str]

    def __contains__(self, move: object) -> bool:
        return move in self.moves


def opened(visit: Visit, draft_id: UUID) -> Drafted:
    """Return a draft of the visitor's county.

    Raises:
        NoSuchDraft: the county has none of this name.
    """
    return open_draft(draft_id, county=visit.county.code, work=visit.work)


def draft_page(visit: Visit, here: Drafted, template: str, **given: Any) -> str:
    """Render a page of a draft in the common frame."""
    draft = here.draft
    who = {draft.created_by, draft.submitted_by, draft.decided_by, *given.pop("accounts", ())}
    can = may(visit, here)
    moved = moved_under(visit, here)
    return render_template(
        template,
        draft=draft,
        tabs=TABS,
        may=can,
        would_give_up="edit" in can and _may_approve_until_edited(visit, here),
        state=said(STATE_LABELS[draft.state]),
        moved=moved,
        next_step=next_step(draft, can, moved=moved),
        names=people(visit, who),
        **given,
    )


def next_step(draft: Draft, can: Container[str] = (), *, moved: Collection[str] = ()) -> str:
    """Return who has to do what with a draft, for a visitor who may make these moves.

    ``moved`` says what keeps it from taking effect.
    """
    if draft.held_back:
        return said(HELD_BACK)
    if moved:
        return said(MOVED)
    return said(YOURS if "approve" in can else _NEXT[draft.state])


def moved_under(visit: Visit, here: Drafted) -> tuple[str, ...]:
    """Return what the edition in force says otherwise than the base of a draft handed in.

    In words, of the files that the draft changes; an open draft is carried over before that.
    """
    draft = here.draft
    waits = draft.state in {DraftState.SUBMITTED, DraftState.APPROVED}
    if not waits or draft.base_edition == visit.county.edition:
        return ()
    found = files_moved(draft, here.base, visit.county.book.files)
    return tuple(said(FILE_LABELS[name]) for name in found)


def people(visit: Visit, accounts: Iterable[str | None]) -> Mapping[str, str]:
    """Return the names of accounts."""
    return names(visit.work.connection, visit.work.scope, {each for each in accounts if each})


def may(visit: Visit, here: Drafted) -> May:
    """Return what the visitor may do with a draft now."""
    draft, account = here.draft, visit.actor.account
    decides = draft.state is DraftState.SUBMITTED
    hands = {account} if decides and has_a_hand(account, here, work=visit.work) else ()
    allowed: set[str] = set()
    why_not: dict[str, str] = {}
    for move in MOVES:
        try:
            check(move, draft, visit.actor, hands)
        except (DraftNotNow, SecondPersonNeeded) as why:
            why_not[move] = error_text(why)
        else:
            allowed.add(move)
    return May(frozenset(allowed), why_not)


def _may_approve_until_edited(visit: Visit, here: Drafted) -> bool:
    """Tell whether the first edit of somebody else's draft would cost the right to approve it."""
    account = visit.actor.account
    return here.draft.created_by != account and not has_a_hand(account, here, work=visit.work)
