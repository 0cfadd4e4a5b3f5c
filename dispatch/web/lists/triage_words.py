"""The words by which reports are sorted: each matter's keywords, and those that mean danger.

A word is tried on past cases before it is kept: what it catches is what it would decide.
"""

import hashlib
import re
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, ChangedMeanwhile, Edit
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_draft import replace_file
from dispatch.flows.try_word import SCANNED, Caught, try_word
from dispatch.vocabulary import Urgency
from dispatch.web.languages import error_text
from dispatch.web.lists.cells import matter_names
from dispatch.web.lists.editing import make
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.county.files import or_default
from dispatch.wire.county.rows import split
from dispatch.wire.county.safety_words import (
    RAISED_TO,
    TriageRefused,
    safety_words,
    with_safety_words,
)

pages = Blueprint("draft_triage", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/triage")

_BETWEEN = re.compile(r"[;,\n\r\uff1b\uff0c\u3001]+")
_LONGEST_WORD, _LONGEST = 30, 8_000
_MATTERS_SHOWN = 12


@pages.get("")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show the words, and what one that is asked about would catch."""
    return _page(visit, opened(visit, draft_id))


@pages.post("/keywords")
@page(LIST_KEEPERS)
def keep_keywords(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Keep a matter's keywords; the form says what stood there when it was shown."""
    form = request.form
    matter, before = form.get("matter", ""), form.get("before", "")
    if "add" in form:
        before = _keywords(opened(visit, draft_id), matter)
        now = ";".join(_words(f"{before};{form['add']}"))
    else:
        now = ";".join(_words(form.get("keywords", "")))
    edit = Edit(names.MATTERS, matter, Action.SET, {"keywords": now}, {"keywords": before})
    outcome = make(visit, draft_id, [edit])
    if outcome.draft is None:
        return _page(visit, opened(visit, draft_id), refused=outcome.text), 422
    flash(_("关键词已保存"), "done")
    return redirect(url_for("draft_triage.show", draft_id=draft_id, _anchor=f"of-{matter}"), 303)


@pages.post("/safety")
@page(LIST_KEEPERS)
def keep_safety(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Keep the words that mean danger."""
    here, form = opened(visit, draft_id), request.form
    text = or_default(here.files, names.TRIAGE)
    given = {each: _words(form.get(each.value, "")) for each in RAISED_TO}
    try:
        with visit.undone_if_refused():
            if form.get("seen") != _digest(text):
                raise ChangedMeanwhile("安全词已被别人修改,请按新的内容再改")
            replace_file(
                draft_id,
                names.TRIAGE,
                with_safety_words(text, given, (here.book or visit.county.book).matters),
                why="",
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except TriageRefused as why:
        twice = sorted(set(given[Urgency.RED]) & set(given[Urgency.ORANGE]))
        told = (
            _("“%(word)s”在红色和橙色里都有,请保留一个", word=twice[0])
            if twice
            else error_text(why)
        )
        return _page(visit, here, refused=str(told), typed=given), 422
    except Refused as why:
        return _page(visit, here, refused=error_text(why), typed=given), 422
    flash(_("安全词已保存"), "done")
    return redirect(url_for("draft_triage.show", draft_id=draft_id, _anchor="safety"), 303)


def _page(
    visit: Visit,
    here: Drafted,
    *,
    refused: str = "",
    typed: dict[Urgency, tuple[str, ...]] | None = None,
) -> str:
    book = here.book or visit.county.book
    text = or_default(here.files, names.TRIAGE)
    try:
        safety = typed or safety_words(text, book.matters)
        unread = ""
    except TriageRefused as why:
        safety, unread = {}, error_text(why)
    word = request.args.get("word", "").strip()[:_LONGEST_WORD]
    sought = request.args.get("q", "").strip()[:60]
    rows = [
        row
        for row in here.table(names.MATTERS).rows
        if not sought
        or any(sought in row.get(name, "") for name in ("name", "keywords", "matter_code"))
    ]
    return draft_page(
        visit,
        here,
        "lists/triage.html",
        refused=refused,
        word=word,
        matter=request.args.get("matter", ""),
        caught=_tried(visit, here, word) if word else None,
        scanned=SCANNED,
        known=matter_names(here.table(names.MATTERS).rows),
        matters=[(row, split(row.get("keywords", ""))) for row in rows],
        q=sought,
        most=_MATTERS_SHOWN,
        safety=[(each.value, safety.get(each, ())) for each in RAISED_TO],
        seen=_digest(text),
        unread=unread,
    )


def _tried(visit: Visit, here: Drafted, word: str) -> Caught:
    book = here.book or visit.county.book
    return try_word(
        word,
        county=visit.county.code,
        book=book.triage,
        matters=book.matters,
        work=visit.work,
    )


def _keywords(here: Drafted, matter: str) -> str:
    row = here.table(names.MATTERS).find("matter_code", matter)
    return (row or {}).get("keywords", "")


def _words(text: str) -> tuple[str, ...]:
    found = (word.replace("\0", "").strip() for word in _BETWEEN.split(text[:_LONGEST]))
    return tuple(dict.fromkeys(word[:_LONGEST_WORD] for word in found if word))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]
