"""How far an observed share of errors can be trusted: the exact binomial (Clopper-Pearson)."""

from math import exp, lgamma, log, log1p

_STEPS = 60
"""Halvings of the unit interval: far below what a page shows."""


def tail(wrong: int, n: int, share: float) -> float:
    """Return the chance of at most ``wrong`` errors in ``n``, each with probability ``share``."""
    if share <= 0.0 or wrong >= n:
        return 1.0
    if share >= 1.0:
        return 0.0
    return min(
        1.0,
        sum(
            exp(
                lgamma(n + 1)
                - lgamma(k + 1)
                - lgamma(n - k + 1)
                + k * log(share)
                + (n - k) * log1p(-share)
            )
            for k in range(wrong + 1)
        ),
    )


def upper_bound(wrong: int, n: int, confidence: float) -> float:
    """Return the share of errors that is not exceeded, at this one-sided confidence."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(wrong, n, middle) > 1 - confidence else (low, middle)
    return high


def clopper_pearson(wrong: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the two-sided interval of the true share behind ``wrong`` errors in ``n``.

    Without any observation it is everything: (0, 1).
    """
    one_sided = 1 - (1 - confidence) / 2
    if n == 0:
        return 0.0, 1.0
    low = 0.0 if wrong == 0 else 1.0 - upper_bound(n - wrong, n, one_sided)
    high = 1.0 if wrong == n else upper_bound(wrong, n, one_sided)
    return low, high
