"""How unlikely a count is, exactly and in plain numbers.

Counts are compared with a Poisson count of the expected size. Where many are looked at at
once some look unlikely by chance alone; the list that is shown holds no more than the stated
share of such (Benjamini and Hochberg).
"""

import math
from collections.abc import Sequence

_NEGLIGIBLE = 1e-18


def at_least(observed: int, expected: float) -> float:
    """Return the chance that a Poisson count of this expectation is ``observed`` or more.

    ``expected`` must be 0 or more; of 0 nothing is ever expected.
    """
    if observed <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if observed > expected:
        # The tail itself: its terms only fall, so nothing is lost by taking it from 1.
        return min(1.0, _tail(observed, expected))
    return max(0.0, 1.0 - _sum(observed, expected))


def discoveries(chances: Sequence[float], *, share: float) -> frozenset[int]:
    """Return which of several chances to believe so that at most ``share`` of them err.

    The places of the believed in the sequence; ties are believed together.
    """
    ranked = sorted(range(len(chances)), key=lambda at: chances[at])
    limit = -1.0
    for rank, at in enumerate(ranked, start=1):
        if chances[at] <= share * rank / len(chances):
            limit = chances[at]
    return frozenset(at for at in ranked if chances[at] <= limit)


def _term(count: int, expected: float) -> float:
    return math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))


def _tail(observed: int, expected: float) -> float:
    total, count, term = 0.0, observed, _term(observed, expected)
    while term > _NEGLIGIBLE * total or count <= expected:
        total += term
        count += 1
        term *= expected / count
        if not term:
            break
    return total


def _sum(observed: int, expected: float) -> float:
    return math.fsum(_term(count, expected) for count in range(observed))
