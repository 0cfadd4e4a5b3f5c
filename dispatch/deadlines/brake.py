"""The brake: a clock that jumped, or a flood of due rungs, is held and shown, not fired."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=120)
"""How far the clock may leave its expected course, in seconds of the machine."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the clock beside a clock that never jumps."""

    now: datetime
    monotonic: float
    """Seconds of the machine's monotonic clock."""
    factor: float
    """County seconds per machine second."""
    moves: int
    """How often the clock was moved by hand; a move on purpose is no jump."""


@dataclass(frozen=True, slots=True)
class Held:
    """The brake of a county: rungs due in this window wait for a person."""

    held_at: datetime
    reason: str
    due_after: datetime
    due_until: datetime


def expected(before: Reading, monotonic: float) -> datetime:
    """Return what the clock should show when the monotonic clock shows this."""
    return before.now + timedelta(seconds=(monotonic - before.monotonic) * before.factor)


def jumped(before: Reading, after: Reading) -> bool:
    """Say whether the clock left its own course between two looks, in either direction."""
    if before.moves != after.moves:
        return False
    off = abs(after.now - expected(before, after.monotonic))
    return off > TOLERANCE * max(after.factor, 1.0)
