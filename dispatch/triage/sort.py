"""Say what a report is: the form's word first, then its own words, else a person.

    form's hint ─► decides
    keywords    model            (docs/decisions/0015)
    a matter    no other surely  ─► the keywords' matter
    a matter    surely another   ─► a person: one of the two is wrong
    none        sure, alone      ─► the model's matter, or its middle level
    none        not sure         ─► a person

Facts in, suggestion out: the same book and the same report always give the
same answer. What a sentence denies is not understood: "no gas leak" still
raises the urgency, which costs a look and never a life.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from dispatch.triage.grams import fold
from dispatch.triage.learned import LearnedModel, Reading, reaches
from dispatch.triage.model import (
    Found,
    MatterSource,
    Place,
    Suggestion,
    TriageBook,
    UrgencySource,
    Word,
)
from dispatch.vocabulary import URGENCY_ORDER, MatterCode, Urgency

_KEPT = 3


class _Chosen(NamedTuple):
    matter: MatterCode | None
    source: MatterSource
    only_middle: bool = False
    disagree: bool = False


_NOBODY = _Chosen(None, MatterSource.NONE)


def sort(
    book: TriageBook,
    *,
    text: str,
    title: str | None = None,
    matter_hint: str | None = None,
    urgency_hint: Urgency | None = None,
    matters: Container[MatterCode],
) -> Suggestion:
    """Return the matter and the urgency that a report's form and words suggest.

    A hint that is one of the county's ``matters`` decides. Else the matter
    with the highest score does, if it leads the second by the book's margin
    and the learned model is not sure of another; where words find nothing,
    the model does, above its bar; else nobody does, and the best three are
    kept for whoever chooses. Safety words raise the urgency above the hint
    and never lower it.
    """
    places = {
        place: tuple(_matches(book, fold(written)))
        for place, written in ((Place.TITLE, title or ""), (Place.TEXT, text))
    }
    alarms = {
        word.text: word.raises_to
        for matches in places.values()
        for _, _, word in matches
        if word.raises_to is not None
    }
    because = _because(book, places)
    ranking = _ranking(because)
    chosen = _choose(matter_hint, ranking, book.margin, matters)
    learned = None
    if book.model is not None and chosen.source is not MatterSource.FORM:
        learned = book.model.score(text=text, title=title or "")
        chosen = _with_model(chosen, learned, book.model)
        ranking = _together(ranking, learned)
    urgency, urgency_source = _urgency(urgency_hint, alarms.values())
    return Suggestion(
        matter=chosen.matter,
        source=chosen.source,
        urgency=urgency,
        urgency_source=urgency_source,
        because=because,
        safety_words=tuple(sorted(alarms)),
        top3=ranking[:_KEPT],
        learned=learned,
        model_version=book.model.version if book.model and learned else "",
        only_middle=chosen.only_middle,
        disagree=chosen.disagree,
    )


def _matches(book: TriageBook, folded: str) -> Iterator[tuple[int, int, Word]]:
    if folded and book.automaton is not None:
        for end, word in book.automaton.iter(folded):
            start = end - len(word.text) + 1
            if _stands_alone(folded, start, end):
                yield start, end, word


def _stands_alone(text: str, start: int, end: int) -> bool:
    # Chinese is written without spaces; "etc" inside "fetch" however is no ETC.
    before, after = text[start - 1 : start], text[end + 1 : end + 2]
    return not (_latin(text[start]) and _latin(before)) and not (
        _latin(text[end]) and _latin(after)
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _because(
    book: TriageBook, places: Mapping[Place, Iterable[tuple[int, int, Word]]]
) -> tuple[Found, ...]:
    found = [
        Found(
            word=word.text,
            matter=matter,
            place=place,
            weight=word.weight * (book.title_weight if place is Place.TITLE else 1.0),
        )
        for place, matches in places.items()
        for word in _keywords(matches)
        for matter in word.matters
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.matter, one.word, one.place)))


def _keywords(matches: Iterable[tuple[int, int, Word]]) -> Iterable[Word]:
    # A keyword inside a longer one is what the longer one already says. By start, the
    # longest first, it ends no further than what was read before it. Each counts once.
    spans = [span for span in matches if span[2].matters]
    spans.sort(key=lambda span: (span[0], -span[1]))
    heard: dict[str, Word] = {}
    reached = -1
    for _, end, word in spans:
        if end > reached:
            reached = end
            heard[word.text] = word
    return heard.values()


def _ranking(because: Iterable[Found]) -> tuple[tuple[MatterCode, float], ...]:
    scores: dict[MatterCode, float] = {}
    for one in because:
        scores[one.matter] = scores.get(one.matter, 0.0) + one.weight
    return tuple(sorted(scores.items(), key=lambda score: (-score[1], score[0])))


def _choose(
    hint: str | None,
    ranking: tuple[tuple[MatterCode, float], ...],
    margin: float,
    matters: Container[MatterCode],
) -> _Chosen:
    if hint is not None and MatterCode(hint) in matters:
        return _Chosen(MatterCode(hint), MatterSource.FORM)
    if ranking:
        best = ranking[0][1]
        second = ranking[1][1] if len(ranking) > 1 else 0.0
        if best > second and best - second >= margin * best:
            return _Chosen(ranking[0][0], MatterSource.KEYWORD)
    return _NOBODY


def _with_model(by_words: _Chosen, learned: Reading, model: LearnedModel) -> _Chosen:
    # Sure enough to decide where words are silent: nothing less may contradict words.
    leaf = not learned.abstain and learned.level is None
    sure = leaf and reaches(learned.p, model.bars["alone"])
    if by_words.matter is not None:
        if sure and learned.label != by_words.matter:
            return _Chosen(None, MatterSource.NONE, disagree=True)
        return by_words
    if learned.level is not None:
        return _Chosen(MatterCode(learned.level), MatterSource.MODEL, only_middle=True)
    return _Chosen(MatterCode(learned.label), MatterSource.MODEL) if sure else _NOBODY


def _together(
    ranking: tuple[tuple[MatterCode, float], ...], learned: Reading
) -> tuple[tuple[MatterCode, float], ...]:
    """Rank by the share of the words' weight and the model's probability, which count alike."""
    whole = sum(score for _, score in ranking)
    both = {matter: score / whole for matter, score in ranking}
    for label, p in learned.top:
        both[MatterCode(label)] = both.get(MatterCode(label), 0.0) + p
    return tuple(sorted(both.items(), key=lambda score: (-score[1], score[0])))


def _urgency(hint: Urgency | None, alarms: Iterable[Urgency]) -> tuple[Urgency, UrgencySource]:
    said = hint if hint is not None else Urgency.YELLOW
    raised = max((said, *alarms), key=URGENCY_ORDER.index)
    if raised is not said:
        return raised, UrgencySource.SAFETY_WORD
    return said, UrgencySource.DEFAULT if hint is None else UrgencySource.FORM
