"""The words that mean danger are changed in a draft, and a change of them is taken back.

words ─► fresh ones long enough to mean something ─► triage file with them ─► noted word by word

A draft that comes to the words of its base holds the base's file again: it differs in nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from dispatch.editions.model import Change, ChangedMeanwhile, Draft
from dispatch.errors import Refused
from dispatch.flows.drafted import open_draft
from dispatch.flows.keep_draft import replace_file
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import Urgency
from dispatch.wire.county import files as names
from dispatch.wire.county.files import or_default
from dispatch.wire.county.safety_words import (
    noted,
    safety_words,
    with_safety_words,
    words_between,
)

SHORTEST_WORD, LONGEST_WORD = 2, 30


class WordRefused(Refused):
    """A word is too long, or too short to mean anything."""

    code = "triage.word_refused"


def refuse_long(words: Iterable[str]) -> None:
    """Let words pass that are not too long.

    Raises:
        WordRefused: one is.
    """
    for word in words:
        if len(word) > LONGEST_WORD:
            raise WordRefused(
                "“%(word)s…”有 %(length)s 个字;一个词最多 %(most)s 个字,请缩短,或用分号、换行隔开",
                word=word[:10],
                length=len(word),
                most=LONGEST_WORD,
            )


def keep_safety_words(
    draft_id: UUID,
    words: Mapping[Urgency, tuple[str, ...]],
    *,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Give a draft these safety words; what else its triage file says stays.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be edited.
        WordRefused: a fresh word has one character, or too many.
        TriageRefused: the file cannot be read, or could not with these words.
    """
    here = open_draft(draft_id, county=county.code, work=work)
    matters = (here.book or county.book).matters
    present = safety_words(or_default(here.files, names.TRIAGE), matters)
    known = {word for of in present.values() for word in of}
    fresh = [word for of in words.values() for word in of if word not in known]
    refuse_long(fresh)
    for word in fresh:
        if len(word) < SHORTEST_WORD:
            raise WordRefused(
                "安全词“%(word)s”只有一个字,许多无关的上报里都有;请写成两个字以上的词",
                word=word,
            )
    return _put(draft_id, words, why="", actor=actor, work=work, county=county, now=now)


def take_words_back(
    change: Change, *, why: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> Draft:
    """Take back what one change did to the safety words; what others changed since stays.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be edited.
        ChangedMeanwhile: one of its words was changed again.
        TriageRefused: the file cannot be read.
    """
    here = open_draft(change.draft_id, county=county.code, work=work)
    text = or_default(here.files, names.TRIAGE)
    wanted = dict(safety_words(text, (here.book or county.book).matters))
    for each in words_between(change.before, change.after):
        present = wanted.get(each.urgency, ())
        if set(each.removed) & set(present) or set(each.added) - set(present):
            raise ChangedMeanwhile("这些安全词后来又改过,请在“研判词”里按现在的词修改")
        kept = tuple(word for word in present if word not in each.added)
        wanted[each.urgency] = (*kept, *each.removed)
    return _put(change.draft_id, wanted, why=why, actor=actor, work=work, county=county, now=now)


def _put(
    draft_id: UUID,
    words: Mapping[Urgency, tuple[str, ...]],
    *,
    why: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    matters = (here.book or county.book).matters
    content = with_safety_words(or_default(here.files, names.TRIAGE), words, matters)
    base = or_default(here.base, names.TRIAGE)
    if noted(content) == noted(base):
        content = base
    return replace_file(
        draft_id,
        names.TRIAGE,
        content,
        why=why,
        actor=actor,
        work=work,
        county=county,
        now=now,
    )
