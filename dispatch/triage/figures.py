"""What answers on unseen messages are worth: the bar for a stated error, and the figures.

Plain arithmetic over answers that are known to be right or wrong.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil
from typing import Any

from dispatch.triage.interval import clopper_pearson, tail

CONFIDENCE = 0.75
"""How sure the error above a bar lies below what was stated."""
_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer to a message that the model had not seen."""

    p: float
    answer: str
    truth: str
    second: str
    level_p: float
    level_right: bool

    @property
    def right(self) -> bool:
        """Whether the best label was the true one."""
        return self.answer == self.truth

    @property
    def as_middle(self) -> "Judged":
        """The same answer, judged by its middle level alone."""
        truth = self.answer if self.level_right else ""
        return replace(self, p=self.level_p, truth=truth)


def bar_for(judged: Sequence[Judged], error: float, *, times: int = 1) -> float | None:
    """Return the least probability above which errors stay below ``error``, or None.

    The lowest bar is taken whose exact binomial bound on the errors of everything above it
    lies below ``error``, at ``CONFIDENCE``: few observations never make a low bar. Where
    every message was judged several ``times`` it counts as one observation all the same.
    """
    ordered = sorted(judged, key=lambda each: -each.p)
    wrong = list(accumulate(not each.right for each in ordered))
    for n in range(len(ordered), 0, -1):
        if n < len(ordered) and ordered[n].p == ordered[n - 1].p:
            continue
        # As many errors as expected are never a proof of fewer: the sum is not worth making.
        if wrong[n - 1] > n * error:
            continue
        if tail(ceil(wrong[n - 1] / times), n // times, error) <= 1 - CONFIDENCE:
            return _down(ordered[n - 1].p)
    return None


def _down(bar: float) -> float:
    """Write a bar with six digits, never above what it was."""
    return int(bar * 1_000_000) / 1_000_000


def figures_of(
    judged: Sequence[Judged], leaf: float | None, middle: float | None, *, times: int = 1
) -> dict[str, Any]:
    """Return what is worth knowing of a model, from answers to messages it had not seen."""
    decided = [each for each in judged if leaf is not None and each.p >= leaf]
    rest = [each for each in judged if leaf is None or each.p < leaf]
    levels = [each for each in rest if middle is not None and each.level_p >= middle]
    wrong = sum(not each.right for each in decided)
    low, high = clopper_pearson(round(wrong / times), len(decided) // times)
    return {
        "n": len(judged) // times,
        "accuracy": _round(sum(each.right for each in judged) / len(judged)),
        "macro_f1": _round(macro_f1(judged)),
        "top2": _round(
            sum(each.truth in (each.answer, each.second) for each in judged) / len(judged)
        ),
        "ece": _round(calibration_error(judged)),
        "automatic": _round(len(decided) / len(judged)),
        "error": _round(wrong / len(decided)) if decided else None,
        "error_interval": [_round(low), _round(high)],
        "middle": _round(len(levels) / len(judged)),
        "middle_error": (
            _round(sum(not each.level_right for each in levels) / len(levels)) if levels else None
        ),
        "f1": {label: _round(value) for label, value in sorted(f1_of(judged).items())},
    }


def f1_of(judged: Sequence[Judged]) -> Mapping[str, float]:
    """Return each label's F1: how well it is found, and how well what is found is it."""
    truth, answer = Counter(j.truth for j in judged), Counter(j.answer for j in judged)
    hit = Counter(each.truth for each in judged if each.right)
    return {label: 2 * hit[label] / (truth[label] + answer[label]) for label in truth}


def macro_f1(judged: Sequence[Judged]) -> float:
    """Return the mean F1 of the labels, each counting alike."""
    each = f1_of(judged)
    return sum(each.values()) / len(each)


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return how far, on average, probabilities lie from what happens, in ten equal bins."""
    bins: dict[int, list[Judged]] = {}
    for each in judged:
        bins.setdefault(min(int(each.p * _BINS), _BINS - 1), []).append(each)
    return sum(
        abs(sum(one.p for one in each) - sum(one.right for one in each)) for each in bins.values()
    ) / len(judged)


def _round(value: float) -> float:
    return round(value, 4)
