"""A learned model: character n-grams, linear weights, plain Python.

    message ─► n-grams known to the model ─► a score for each label ─► probabilities
        ├ the best label is above its bar       ─► that label
        ├ else its middle level is above its own ─► the middle level, no leaf
        └ else                                   ─► it abstains; a person chooses from the best

Scoring needs nothing but this module: no training library, no array library. Weights are
whole numbers of eight bits; the weights of one n-gram for all labels stand in one long
integer, a field each, so that one multiplication and one addition serve every label. Whole
numbers also make an answer the same on every machine.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from struct import unpack
from typing import Any

from dispatch.triage.grams import count_grams, placed

FORMAT = 1
KIND = "character n-grams, linear"
_FIELD = 64
"""Bits of a label's field: 8 of a weight, 16 of a value, and room for the sum of many."""
_MASK = (1 << _FIELD) - 1
_OFFSET = 128
"""Added to a weight, so that no field is ever negative and borrows from its neighbour."""
FINE = 256
"""Values are counted in 256ths."""
COUNTED = 1
"""N-grams of up to so many characters count to a message's length, known or not: a message
of strange words with one familiar character in it is no sure case."""
_KEPT = 3
_REASONS = 5
_LOOKED_AT = 12
_SEEN = 3
_LONGEST_REASON = 12
_HEARD = re.compile(b"\1+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model takes a message to be."""

    label: str
    """The best label, also when the model abstains."""
    p: float
    top: tuple[tuple[str, float], ...]
    """The three likeliest labels, best first."""
    abstain: bool
    """Below the bar: nothing is decided, not even the middle level."""
    level: str | None
    """The middle level, when it alone is sure enough; None when a leaf is, or nothing."""
    level_p: float
    reasons: tuple[str, ...]
    """The stretches of the message that spoke loudest for the label."""

    @property
    def decided(self) -> str | None:
        """What may be acted on without a person: the leaf, the middle level or nothing."""
        if self.abstain:
            return None
        return self.level or self.label


@dataclass(frozen=True, slots=True, eq=False)
class LearnedModel:
    """A model ready for scoring. Immutable; build one with ``model_document.read_model``."""

    version: str
    trained_at: str | None
    n: int
    """How many messages it was trained on."""
    labels: tuple[str, ...]
    parents: Mapping[str, str]
    """The middle level of each label that has one."""
    bars: Mapping[str, float | None]
    """The least probability that decides: of a ``leaf``, of a ``leaf`` where keywords find
    nothing (``alone``), of a ``middle`` level. None never decides."""
    error: float
    """The share of wrong automatic answers that the bars were set for."""
    figures: Mapping[str, Any]
    temperature: float
    title_weight: int
    _scales: tuple[float, ...] = field(repr=False)
    _intercepts: tuple[float, ...] = field(repr=False)
    _grams: Mapping[str, tuple[float, int]] = field(repr=False)
    """Of each n-gram its rarity in 256ths, and its weights packed into one integer."""
    _rarest: float = field(repr=False)
    """What an n-gram is worth that the model does not know, in 256ths."""
    _levels: tuple[tuple[str, tuple[int, ...]], ...] = field(repr=False)

    def score(self, *, text: str, title: str = "") -> Reading:
        """Say what a message is, how sure that is, and why."""
        values, strange = self._values(title, text)
        scores = self._scores(values, strange)
        chances = softmax(scores, self.temperature)
        order = sorted(range(len(chances)), key=lambda at: (-chances[at], self.labels[at]))
        best = order[0]
        level, level_p = self._level(chances)
        loud = self._loudest(values, best)
        proven = _proven(loud)
        sure = proven and reaches(chances[best], self.bars["leaf"])
        middle = proven and not sure and level is not None and reaches(level_p, self.bars["middle"])
        return Reading(
            label=self.labels[best],
            p=chances[best],
            top=tuple((self.labels[at], chances[at]) for at in order[:_KEPT]),
            abstain=not sure and not middle,
            level=level if middle else None,
            level_p=level_p,
            reasons=_readable(f"{title}\n{text}", loud),
        )

    def reasons_for(self, label: str, *, text: str, title: str = "") -> tuple[str, ...]:
        """Return what speaks for a label, whether or not it is the best; nothing if unknown."""
        if label not in self.labels:
            return ()
        values, _ = self._values(title, text)
        loud = self._loudest(values, self.labels.index(label))
        if not _proven(loud):
            return ()
        return _readable(f"{title}\n{text}", loud)

    def _values(self, title: str, text: str) -> tuple[list[tuple[str, int]], int]:
        """Return what each known n-gram is worth here, and the squares of the strange ones."""
        grams, values, strange = self._grams, [], 0.0
        for gram, count in count_grams(title, text, title_weight=self.title_weight).items():
            known = grams.get(gram)
            if known is not None:
                values.append((gram, int(known[0] * (1.0 + log(count)) + 0.5)))
            elif len(gram) <= COUNTED:
                strange += (1.0 + log(count)) ** 2
        return values, int(strange * self._rarest**2)

    def _scores(self, values: Sequence[tuple[str, int]], strange: int) -> list[float]:
        grams, total, length, squared = self._grams, 0, 0, strange
        for gram, value in values:
            total += grams[gram][1] * value
            length += value
            squared += value * value
        norm = sqrt(squared) or 1.0
        lift = length * _OFFSET
        sums = unpack(
            f"<{len(self.labels)}Q", total.to_bytes(len(self.labels) * _FIELD // 8, "little")
        )
        return [
            intercept + scale * (each - lift) / norm
            for each, scale, intercept in zip(sums, self._scales, self._intercepts, strict=True)
        ]

    def _level(self, chances: Sequence[float]) -> tuple[str | None, float]:
        best, best_p = None, 0.0
        for level, members in self._levels:
            chance = sum(chances[at] for at in members)
            if chance > best_p:
                best, best_p = level, chance
        return best, best_p

    def _loudest(self, values: Iterable[tuple[str, int]], label: int) -> Sequence[tuple[int, str]]:
        shift = label * _FIELD
        spoke = (
            (value * ((self._grams[gram][1] >> shift & _MASK) - _OFFSET), gram)
            for gram, value in values
        )
        return sorted((each for each in spoke if each[0] > 0), key=lambda s: (-s[0], s[1]))[
            :_LOOKED_AT
        ]


def _proven(loud: Sequence[tuple[int, str]]) -> bool:
    """Tell whether more than single characters spoke: the 气 of 天气 is no gas bottle."""
    return any(len(gram) > 1 for _, gram in loud)


def _readable(message: str, loud: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """Return the stretches of a message that its loudest n-grams make up, loudest first.

    N-grams that touch or overlap are read as one: nobody reads 圾焚 and 焚烧 and 垃圾. They are
    given as the message writes them: 停水3天, not 停水0天.
    """
    text, written, places = placed(message)
    heard = bytearray(len(written))
    for _, gram in loud:
        at, seen = written.find(gram), 0
        while at >= 0 and seen < _SEEN:
            heard[at : at + len(gram)] = b"\1" * len(gram)
            at, seen = written.find(gram, at + 1), seen + 1
    stretches: dict[str, int] = {}
    as_given: dict[str, str] = {}
    for run in _HEARD.finditer(heard):
        stretch = written[run.start() : run.end()]
        stretches[stretch] = sum(loudness for loudness, gram in loud if gram in stretch)
        begins, last = places[run.start()], places[run.end() - 1]
        as_given.setdefault(stretch, text[begins : max(places[run.end()], last + 1)])
    ordered = sorted(stretches, key=lambda each: (-stretches[each], each))
    apart = [one for one in ordered if not any(one != more and one in more for more in ordered)]
    return tuple(as_given[one][:_LONGEST_REASON] for one in apart[:_REASONS])


def softmax(scores: Sequence[float], temperature: float) -> list[float]:
    """Return probabilities from scores; a low temperature makes them more sure."""
    highest = max(scores)
    raised = [exp((score - highest) / temperature) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]


def reaches(chance: float, bar: float | None) -> bool:
    """Tell whether a probability is enough to decide."""
    return bar is not None and chance >= bar


def middle_levels(
    labels: Sequence[str], parents: Mapping[str, str]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the middle levels that say less than any label, and the labels under each.

    A label that is itself the middle level of others counts to it. A level of one label
    only would say the same as the label and is left out.
    """
    members: dict[str, list[int]] = defaultdict(list)
    levels = set(parents.values())
    for at, label in enumerate(labels):
        if label in parents:
            members[parents[label]].append(at)
        elif label in levels:
            members[label].append(at)
    return tuple(
        (level, tuple(members[level])) for level in sorted(members) if len(members[level]) > 1
    )


def pack(weights: bytes) -> int:
    """Return one n-gram's weights, a signed byte a label, as one integer of fields."""
    packed = 0
    for at, weight in enumerate(weights):
        signed = weight - 256 if weight > 127 else weight  # noqa: PLR2004 - two's complement
        packed |= (signed + _OFFSET) << at * _FIELD
    return packed


def rarity(found_in: int, n: int) -> float:
    """Return what an n-gram is worth that stands in ``found_in`` of ``n`` messages."""
    return log((1 + n) / (1 + found_in)) + 1.0
