"""Compile a county's words into one automaton.

A word of n characters weighs n to a power, because long words are seldom
there by chance, and its weight is shared among the matters that list it,
because a word of many matters tells them apart badly.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import ahocorasick

from dispatch.responsibility.model import Matter
from dispatch.triage.grams import fold
from dispatch.triage.learned import LearnedModel
from dispatch.triage.model import TriageBook, Word
from dispatch.vocabulary import URGENCY_ORDER, MatterCode, Urgency

_SHORTEST_NAME = 3
_BRACKET = re.compile(r"[(\[【〔]")


def compile_book(
    matters: Mapping[MatterCode, Matter],
    *,
    margin: float,
    title_weight: float,
    length_power: float,
    safety: Mapping[Urgency, Iterable[str]],
    model: LearnedModel | None = None,
    audit_share: float = 0.0,
) -> TriageBook:
    """Return the book of these matters' names and keywords, and of the safety words.

    Args:
        matters: the county's matters; the name counts as a keyword.
        margin: how far the best must lead, as a share of its score, 0 to 1.
        title_weight: what a word in the title is worth, one in the text being 1.
        length_power: a word of n characters weighs n to this power.
        safety: the hard safety words, by the urgency that they raise to; a
            word listed twice raises to the higher.
        model: what was learned from the county's past messages.
        audit_share: the share of automatic decisions that a person looks at again.
    """
    owners: dict[str, set[MatterCode]] = defaultdict(set)
    for code, matter in matters.items():
        for word in _words_of(matter):
            owners[word].add(code)
    raises: dict[str, Urgency] = {}
    for urgency in URGENCY_ORDER:
        raises.update(
            (folded, urgency) for word in safety.get(urgency, ()) if (folded := _word(word))
        )
    words = tuple(
        Word(
            text=text,
            weight=len(text) ** length_power / max(len(owners.get(text, ())), 1),
            matters=tuple(sorted(owners.get(text, ()))),
            raises_to=raises.get(text),
        )
        for text in sorted(owners.keys() | raises.keys())
    )
    return TriageBook(words, margin, title_weight, _automaton(words), model, audit_share)


def _words_of(matter: Matter) -> Iterator[str]:
    # What stands in brackets narrows the name ("(城区)") and says nothing by itself.
    name = _BRACKET.split(fold(matter.name), maxsplit=1)[0].strip()
    if len(name) >= _SHORTEST_NAME:
        yield name
    yield from filter(None, map(_word, matter.keywords))


def _word(word: str) -> str:
    return fold(word).strip()


def _automaton(words: tuple[Word, ...]) -> ahocorasick.Automaton | None:
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word.text, word)
    automaton.make_automaton()
    return automaton
