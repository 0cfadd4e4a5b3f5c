"""Labelled messages: which can be learned from, which are copies, and fair cuts into parts.

messages ─► labels with enough of them ─► near copies grouped ─► parts; a group is never cut
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch.errors import Unusable
from dispatch.responsibility.model import Matter

LEAST_PER_LABEL = 5
"""A label with fewer examples cannot be held to account and is left out."""
_SHINGLE = 8
_SAME = 0.5
"""Two messages are near copies when the shorter shares this part of its shingles."""
_COMMON = 30
"""A shingle of more messages is a phrase that everybody writes."""


class TooLittle(Unusable):
    """The records do not suffice for a model."""

    code = "triage.too_little"


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled message."""

    id: str
    title: str
    text: str
    label: str


def words_of(matters: Iterable[Matter]) -> tuple[Record, ...]:
    """Return what a catalogue says of its matters, as messages to learn from."""
    return tuple(
        Record(id="", title="", text=text, label=matter.code)
        for matter in matters
        for text in (matter.name, *matter.keywords, "。".join((matter.name, *matter.keywords)))
    )


def enough(records: Iterable[Record]) -> tuple[list[Record], dict[str, int]]:
    """Return the records of labels that can be learned, by id, and what was left out.

    Raises:
        TooLittle: fewer than two labels are left.
    """
    ordered = sorted(records, key=lambda each: each.id)
    sizes = Counter(each.label for each in ordered)
    left_out = {label: n for label, n in sorted(sizes.items()) if n < LEAST_PER_LABEL}
    if len(sizes) - len(left_out) < 2:  # noqa: PLR2004 - nothing to choose between
        raise TooLittle(
            f"column label: {len(sizes) - len(left_out)} labels have {LEAST_PER_LABEL} or more "
            f"examples, a model needs two; add messages"
        )
    return [each for each in ordered if each.label not in left_out], left_out


def groups_of(records: Sequence[Record]) -> list[int]:
    """Return a number for each record; near copies of one message bear the same."""
    shingles = [_shingles(each.title + each.text) for each in records]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(shingles):
        for shingle in sorted(found):
            holders[shingle].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for those in holders.values():
        if 1 < len(those) <= _COMMON:
            shared.update((a, b) for i, a in enumerate(those) for b in those[i + 1 :])
    root = list(range(len(records)))

    def rooted(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for (a, b), common in sorted(shared.items()):
        if common >= _SAME * min(len(shingles[a]), len(shingles[b])):
            root[max(rooted(a), rooted(b))] = min(rooted(a), rooted(b))
    return [rooted(at) for at in range(len(records))]


def folds(
    of: Sequence[int], groups: Sequence[int], parts: int, *, seed: int = 0
) -> list[tuple[list[int], list[int]]]:
    """Cut the records into parts with like shares of each label; a group is never cut.

    Each is what lies outside a part, and the part. The groups of a label are dealt out like
    cards, in an order that hangs on the seed alone.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        members[group].append(at)
    order = sorted(members, key=lambda group: (of[group], _shuffled(seed, group)))
    dealt = {group: at % parts for at, group in enumerate(order)}
    return [
        (
            [at for at, group in enumerate(groups) if dealt[group] != part],
            [at for at, group in enumerate(groups) if dealt[group] == part],
        )
        for part in range(min(parts, len(order)))
    ]


def _shingles(text: str) -> frozenset[str]:
    plain = "".join(text.split())
    return frozenset(plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1)))


def _shuffled(seed: int, group: int) -> bytes:
    return hashlib.sha256(f"{seed} {group}".encode()).digest()
