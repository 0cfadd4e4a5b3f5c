"""The words by which reports are sorted: each matter's keywords, and those that mean danger.

A word is tried on past cases before it is kept: what it catches is what it would decide.
"""

import hashlib
import re
from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.editions.model import Action, ChangedMeanwhile, Edit
from dispatch.errors import Phrase, Refused
from dispatch.flows.drafted import Drafted
from dispatch.flows.keep_safety_words import (
    LONGEST_WORD,
    WordRefused,
    keep_safety_words,
    refuse_long,
)
from dispatch.flows.try_word import SCANNED, Caught, try_word
from dispatch.vocabulary import Urgency
from dispatch.web.languages import error_text
from dispatch.web.lists.cells import matter_names
from dispatch.web.lists.editing import last_to_change, make
from dispatch.web.lists.frame import draft_page, opened
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names
from dispatch.wire.county.files import or_default
from dispatch.wire.county.rows import split
from dispatch.wire.county.safety_words import RAISED_TO, TriageRefused, safety_words

pages = Blueprint("draft_triage", __name__, url_prefix="/lists/drafts/<uuid:draft_id>/triage")

_BETWEEN = re.compile(r"[;,\n\r\uff1b\uff0c\u3001]+")
_LONGEST = 8_000
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
    form, here = request.form, opened(visit, draft_id)
    matter, before = form.get("matter", ""), form.get("before", "")
    if "add" in form:
        before = _keywords(here, matter)
        text = f"{before};{form['add']}"
    else:
        text = form.get("keywords", "")
    try:
        words = _words(text)
        refuse_long(set(words) - set(_words(before)))
    except WordRefused as why:
        return _page(visit, here, refused=error_text(why), typed_of={matter: text}), 422
    now = ";".join(words)
    edit = Edit(names.MATTERS, matter, Action.SET, {"keywords": now}, {"keywords": before})
    outcome = make(visit, draft_id, [edit])
    if outcome.draft is None:
        here = opened(visit, draft_id)
        return _page(visit, here, refused=outcome.text, typed_of={matter: text}), 422
    flash(_("关键词已保存"), "done")
    return redirect(url_for("draft_triage.show", draft_id=draft_id, _anchor=f"of-{matter}"), 303)


@pages.post("/safety")
@page(LIST_KEEPERS)
def keep_safety(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Keep the words that mean danger."""
    here, form = opened(visit, draft_id), request.form
    text = or_default(here.files, names.TRIAGE)
    given: dict[Urgency, tuple[str, ...]] = {}
    try:
        given = {each: _words(form.get(each.value, "")) for each in RAISED_TO}
        with visit.undone_if_refused():
            if form.get("seen") != _digest(text):
                who = last_to_change(visit, draft_id, names.TRIAGE, "")
                raise ChangedMeanwhile(
                    "安全词已被%(who)s修改,请按新的内容再改", who=who or Phrase("别人")
                )
            keep_safety_words(
                draft_id,
                given,
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
    typed_of: Mapping[str, str] | None = None,
) -> str:
    book = here.book or visit.county.book
    text = or_default(here.files, names.TRIAGE)
    try:
        safety = typed or safety_words(text, book.matters)
        unread = ""
    except TriageRefused as why:
        safety, unread = {}, error_text(why)
    word = request.args.get("word", "").strip()[:LONGEST_WORD]
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
        typed_of=typed_of or {},
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
    if len(text) > _LONGEST:
        raise WordRefused("词太多:一栏最多 %(most)s 个字,请删减", most=_LONGEST)
    found = (word.replace("\0", "").strip() for word in _BETWEEN.split(text))
    return tuple(dict.fromkeys(word for word in found if word))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]
