"""One measured figure: samples, spread, shape, and the goal it was measured for."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach."""

    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        """Say whether a value reaches it."""
        if self.at_least is not None and value < self.at_least:
            return False
        return self.at_most is None or value <= self.at_most

    def __str__(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, of what, how often."""

    bench: str
    name: str
    unit: str
    samples: tuple[float, ...]
    shape: str
    """Sizes and tables: a figure without them says nothing."""
    goal: Goal | None = None

    @property
    def median(self) -> float:
        """The middle of the samples."""
        return median(self.samples)

    @property
    def met(self) -> bool | None:
        """Whether the median reaches the goal; None where there is none."""
        return None if self.goal is None else self.goal.met_by(self.median)

    def as_json(self) -> dict[str, Any]:
        """Return everything that is known of it as plain values."""
        return asdict(self) | {
            "median": self.median,
            "min": min(self.samples),
            "max": max(self.samples),
            "rounds": len(self.samples),
            "met": self.met,
        }


Emit = Callable[[Figure], None]
"""Takes a figure as soon as it is known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How thoroughly to measure."""

    rounds: int
    quick: bool
    """Smaller sizes: to see that it works, not to be published."""
    peers: bool
    long: bool
    """Latency for two minutes a rate, so that its 99th percentile means something."""


def ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, ...]:
    """Divide round by round: what slowed both sides of a round is no difference."""
    return tuple(a / b for a, b in zip(over, under, strict=True))


def readable(value: float) -> str:
    """Return a number with three figures that count."""
    if abs(value) >= 1000:  # noqa: PLR2004 - from here on fractions say nothing
        return f"{value:,.0f}"
    return f"{value:.3g}"
