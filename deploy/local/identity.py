"""Which process exactly: its pid and when it began, so that a reused pid is never touched."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil

_CLOCKS_MAY_DIFFER_BY = 1.0


@dataclass(frozen=True, slots=True)
class Identity:
    """One process, told apart from a later one with the same pid."""

    pid: int
    started: float
    """Its start in seconds since 1970, as the operating system says."""

    @classmethod
    def of(cls, pid: int) -> Self:
        """Return the identity of a running process.

        Raises:
            psutil.NoSuchProcess: it has ended.
        """
        return cls(pid, psutil.Process(pid).create_time())

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """Return the identity kept in ``file``; None without a usable one."""
        try:
            kept = json.loads(file.read_text())
            return cls(int(kept["pid"]), float(kept["started"]))
        except (FileNotFoundError, json.JSONDecodeError, KeyError, TypeError):
            return None

    def keep(self, file: Path) -> None:
        """Write it down for a later run."""
        file.write_text(json.dumps(asdict(self)))

    def alive(self) -> bool:
        """Whether this very process still runs (one that only waits to be reaped does not)."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < _CLOCKS_MAY_DIFFER_BY
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def signal(self, number: int) -> None:
        """Send a signal to this very process, or to nobody."""
        try:
            if self.alive():
                psutil.Process(self.pid).send_signal(number)
        except psutil.NoSuchProcess:
            return

    def wait(self, seconds: float) -> bool:
        """Wait for its end; return whether it came."""
        try:
            if self.alive():
                psutil.Process(self.pid).wait(seconds)
        except psutil.NoSuchProcess:
            return True
        except psutil.TimeoutExpired:
            return False
        return True

    def end(self, *signals: int, patience: float) -> None:
        """Send each signal in turn until it has ended."""
        for number in signals:
            self.signal(number)
            if self.wait(patience):
                return

    def memory(self) -> int:
        """Return the bytes it and its children hold in memory; 0 when it has ended."""
        try:
            process = psutil.Process(self.pid)
            return sum(_resident(one) for one in (process, *process.children(recursive=True)))
        except psutil.NoSuchProcess:
            return 0


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
