"""The only source of time: real in production, one stored clock in demo and tests.

    real      the machine's clock
    stored    county instant = anchor instant + (machine now - anchor wall) x factor

A stored clock is one small file that every process of a deployment reads, so
that a ladder in working days climbs in seconds and all processes agree on
what time it is. Moving it forward rewrites the file; it never goes back.
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from dispatch.errors import Refused

COUNTY_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What the product knows of time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def course(self) -> tuple[float, int]:
        """Return (county seconds per machine second, how often it was moved by hand)."""
        ...


class RealClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's instant, aware, in UTC."""
        return datetime.now(UTC)

    def course(self) -> tuple[float, int]:
        """Return its course: a second is a second, and nobody moves it."""
        return 1.0, 0


class ClockRunsForward(Refused):
    """A stored clock was asked to go back; journals and chains could not be trusted."""

    code = "clock.runs_forward"


@dataclass(frozen=True, slots=True)
class _Course:
    anchor_wall: float
    anchor_instant: float
    factor: float
    moves: int

    def at(self, wall: float) -> float:
        return self.anchor_instant + (wall - self.anchor_wall) * self.factor


class StoredClock:
    """One clock for many processes, kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def start(cls, file: Path, *, at: datetime, factor: float) -> "StoredClock":
        """Write a new clock that shows ``at`` now and runs ``factor`` times as fast."""
        clock = cls(file)
        clock._write(_Course(_wall(), at.timestamp(), factor, 0))
        return clock

    def now(self) -> datetime:
        """Return the stored clock's instant, aware, in UTC."""
        return datetime.fromtimestamp(self._read().at(_wall()), UTC)

    def course(self) -> tuple[float, int]:
        """Return the factor and how often the clock was moved by hand."""
        read = self._read()
        return read.factor, read.moves

    def forward(self, by: timedelta) -> datetime:
        """Move the clock forward and return the new instant.

        Raises:
            ClockRunsForward: ``by`` is negative.
        """
        if by < timedelta(0):
            raise ClockRunsForward("a stored clock only moves forward")
        read, wall = self._read(), _wall()
        self._write(_Course(wall, read.at(wall) + by.total_seconds(), read.factor, read.moves + 1))
        return self.now()

    def speed(self, factor: float) -> None:
        """Let the clock run ``factor`` times as fast from this instant on.

        Raises:
            ClockRunsForward: ``factor`` is negative.
        """
        if factor < 0:
            raise ClockRunsForward("a stored clock only runs forward")
        read, wall = self._read(), _wall()
        self._write(_Course(wall, read.at(wall), factor, read.moves + 1))

    def _read(self) -> _Course:
        return _Course(**json.loads(self._file.read_text()))

    def _write(self, course: _Course) -> None:
        # Replaced in one step: a reader sees the old course or the new one, never half of it.
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
        with os.fdopen(handle, "w") as out:
            json.dump(asdict(course), out)
        Path(name).chmod(0o644)
        Path(name).replace(self._file)


def _wall() -> float:
    return datetime.now(UTC).timestamp()
