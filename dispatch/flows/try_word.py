"""What a word would catch, tried on the county's newest past cases before anybody relies on it.

word ─► cases that contain it ─► what they were in the end ─► which matters' words catch them, too
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.notices.masking import masked
from dispatch.responsibility.model import Matter
from dispatch.transaction import Work
from dispatch.triage.grams import fold
from dispatch.triage.model import TriageBook
from dispatch.triage.sort import sort
from dispatch.vocabulary import CountyCode, MatterCode

SCANNED = 20_000
_JUDGED = 2_000
_SAMPLES = 8
_AROUND = 36


@dataclass(frozen=True, slots=True)
class Sample:
    """A case that holds the word: what stands around it, people's numbers made unreadable."""

    before: str
    word: str
    after: str
    matter: MatterCode | None


@dataclass(frozen=True, slots=True)
class Caught:
    """What a word would catch."""

    word: str
    looked_at: int
    """Cases that were looked at, the newest first; not more than ``SCANNED``."""
    count: int
    by_matter: tuple[tuple[MatterCode | None, int], ...]
    """What the cases were in the end, most first; None where nobody ever said."""
    also: tuple[tuple[MatterCode, int], ...]
    """Matters whose words are in these cases as well, most first."""
    safety: int
    """How many of them hold a safety word already."""
    judged: int
    """Of how many cases ``also`` and ``safety`` tell."""
    samples: tuple[Sample, ...]


def try_word(
    word: str,
    *,
    county: CountyCode,
    book: TriageBook,
    matters: Mapping[MatterCode, Matter],
    work: Work,
) -> Caught:
    """Return what a word would catch in history, as words are compared when reports are sorted."""
    sought = fold(word).strip()
    looked_at = count = safety = judged = 0
    by_matter: Counter[MatterCode | None] = Counter()
    also: Counter[MatterCode] = Counter()
    samples: list[Sample] = []
    for code, title, text in work.history.newest_words(county, limit=SCANNED):
        looked_at += 1
        whole = f"{title}\n{text}"
        if not sought or sought not in fold(whole):
            continue
        count += 1
        matter = MatterCode(code) if code else None
        by_matter[matter] += 1
        if len(samples) < _SAMPLES:
            samples.append(_sample(whole, sought, matter))
        if judged < _JUDGED:
            judged += 1
            said = sort(book, text=text, title=title, matters=matters)
            also.update({found.matter for found in said.because})
            safety += bool(said.safety_words)
    return Caught(
        word=sought,
        looked_at=looked_at,
        count=count,
        by_matter=tuple(by_matter.most_common()),
        also=tuple(also.most_common()),
        safety=safety,
        judged=judged,
        samples=tuple(samples),
    )


def _sample(whole: str, sought: str, matter: MatterCode | None) -> Sample:
    shown = masked(fold(whole)).replace("\n", " ")
    at = shown.find(sought)
    if at < 0:  # the word was part of what is made unreadable
        return Sample(shown[:_AROUND], "", "", matter)
    end = at + len(sought)
    return Sample(
        shown[max(at - _AROUND, 0) : at].lstrip(), sought, shown[end : end + _AROUND], matter
    )
