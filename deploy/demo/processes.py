"""Our own processes: each started, watched, restarted when it crashes, ended in order.

start ─► runs ─► ended without being asked? ─► said, and started again, ever more slowly
            └─ stop: all are told, then waited for one by one; who does not hear is killed
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.child import Command, start_child

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0
_LOOK_EVERY = 0.2
_ENDS_WITHIN = 10.0
_SOUND_AFTER = 30.0
"""Seconds of life after which a crash counts as the first again."""


@dataclass(frozen=True, slots=True)
class Program:
    """What one process runs, and how the kernel ends it when we are gone."""

    name: str
    words: Sequence[str]
    death_signal: int = signal.SIGKILL


@dataclass(slots=True)
class _Kept:
    program: Program
    process: subprocess.Popen[bytes]
    began: float
    pause: float = _FIRST_PAUSE
    again_at: float | None = None


@dataclass(slots=True)
class Processes:
    """The processes of one demo."""

    logs: Path
    env: Mapping[str, str]
    tell: Callable[[str], None]
    """Is told of every crash, in one line."""
    crashes: list[str] = field(default_factory=list)
    _kept: list[_Kept] = field(default_factory=list)
    _ending: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def start(self, program: Program) -> None:
        """Start a process and keep it running until ``stop``."""
        self._kept.append(_Kept(program, self._begin(program), time.monotonic()))
        if self._watch is None:
            self._watch = threading.Thread(target=self._keep_watch, daemon=True)
            self._watch.start()

    def log_of(self, name: str) -> Path:
        """Return where a process writes."""
        return self.logs / f"{name}.log"

    def crashed(self, name: str) -> bool:
        """Say whether this process ended without being asked."""
        return any(said.startswith(f"{name} ") for said in self.crashes)

    def stop(self) -> None:
        """End all, the last started first; nothing of them is left running."""
        self._ending.set()
        if self._watch is not None:
            self._watch.join()
        for kept in reversed(self._kept):
            if kept.process.poll() is None:
                kept.process.terminate()
        for kept in reversed(self._kept):
            try:
                kept.process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self.tell(f"{kept.program.name} did not end when told to and was killed")
                # The whole session it leads: a web server has children.
                os.killpg(kept.process.pid, signal.SIGKILL)
                kept.process.wait()
        self._kept.clear()

    def _begin(self, program: Program) -> subprocess.Popen[bytes]:
        self.logs.mkdir(parents=True, exist_ok=True)
        command = Command(program.words, self.env)
        return start_child(
            command, log=self.log_of(program.name), death_signal=program.death_signal
        )

    def _keep_watch(self) -> None:
        while not self._ending.wait(_LOOK_EVERY):
            for kept in self._kept:
                self._look_after(kept)

    def _look_after(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.again_at is None:
            if kept.process.poll() is None:
                return
            if now - kept.began > _SOUND_AFTER:
                kept.pause = _FIRST_PAUSE
            said = (
                f"{kept.program.name} ended by itself (exit {kept.process.returncode}); "
                f"again in {kept.pause:g} s; its log: {self.log_of(kept.program.name)}"
            )
            self.crashes.append(said)
            self.tell(said)
            kept.again_at = now + kept.pause
            kept.pause = min(kept.pause * 2, _LONGEST_PAUSE)
        elif now >= kept.again_at:
            kept.process, kept.began, kept.again_at = self._begin(kept.program), now, None
