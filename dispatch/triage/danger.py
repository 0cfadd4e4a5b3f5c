"""Which matters are about life and limb: those whose own words are hard safety words."""

from collections.abc import Iterable, Mapping

from dispatch.responsibility.model import Matter
from dispatch.triage.grams import fold
from dispatch.triage.model import TriageBook
from dispatch.vocabulary import URGENCY_ORDER, MatterCode, Urgency


def endangering(
    book: TriageBook, matters: Mapping[MatterCode, Matter]
) -> Mapping[MatterCode, Urgency]:
    """Return how far each matter's name or keywords would raise a report; others are left out."""
    hard = [(word.text, word.raises_to) for word in book.words if word.raises_to]
    found = {
        code: max(raised, key=URGENCY_ORDER.index)
        for code, matter in matters.items()
        if (raised := [to for text, to in hard if _says(text, matter)])
    }
    return dict(sorted(found.items()))


def _says(hard: str, matter: Matter) -> bool:
    return any(hard in fold(each) for each in _own(matter))


def _own(matter: Matter) -> Iterable[str]:
    return (matter.name, *matter.keywords)
