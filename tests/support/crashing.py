"""Real worker processes that are meant to die, freeze and come back; they end with the test."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local.child import Command, start_child

ROOT = Path(__file__).parents[2]
FAILED_AS_ASKED = 77
"""The exit code of a process that a fail-point ended."""


def wait_while_it_moves(
    what: Callable[[], object], progress: Callable[[], int], *, still: float = 60, told: str = ""
) -> None:
    """Wait for much work, however long, as long as it goes on; fail when it stands still."""
    done, since = progress(), time.monotonic()
    while not what():
        time.sleep(0.5)
        if (now := progress()) != done:
            done, since = now, time.monotonic()
        assert time.monotonic() - since < still, f"stood still for {still:g} s: {told or what}"


def wait_until(what: Callable[[], object], *, seconds: float = 30, told: str = "") -> None:
    """Ask again and again until the answer is true; fail with what was waited for."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, f"not within {seconds:g} s: {told or what}"
        time.sleep(0.1)


@dataclass(slots=True)
class Worker:
    """One process and what it wrote."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def ended(self) -> int | None:
        """Its exit code, or None while it lives."""
        return self.process.poll()

    @property
    def said(self) -> str:
        """Everything it wrote so far."""
        return self.log.read_text(errors="replace")

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Return what it logged under one name."""
        logged = [json.loads(line) for line in self.said.splitlines() if line.startswith("{")]
        return [each for each in logged if each.get("event") == name]

    def dies_at_its_fail_point(self, *, seconds: float = 30) -> None:
        """Wait for the death that was asked for."""
        wait_until(lambda: self.ended is not None, seconds=seconds, told="its fail-point")
        assert self.ended == FAILED_AS_ASKED, self.said[-3000:]

    def freezes_itself(self, *, seconds: float = 30) -> None:
        """Wait until it has stopped itself."""
        status = Path(f"/proc/{self.process.pid}/stat")
        wait_until(
            lambda: status.read_text().rpartition(")")[2].split()[0] == "T",
            seconds=seconds,
            told="it freezes",
        )

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a crash of the machine would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it as an operator does; return its exit code."""
        self.process.terminate()
        return self.process.wait(15)


@dataclass(slots=True)
class Workers:
    """Starts workers that share an environment; ends all of them."""

    env: Mapping[str, str]
    logs: Path
    _started: list[Worker] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self, name: str, *, instead: Path | None = None, **settings: str) -> Worker:
        """Start a worker by its name, with settings of its own in lower case.

        ``instead`` is a program that takes a worker's name as ``python -m workers`` does.
        """
        own = {f"DISPATCH_{setting.upper()}": value for setting, value in settings.items()}
        outside = {
            variable: value
            for variable, value in os.environ.items()
            if not variable.startswith("DISPATCH_")
        }
        program = [str(instead)] if instead else ["-m", "workers"]
        log = self.logs / f"{name}-{next(self._numbers)}.log"
        process = start_child(
            Command(
                [sys.executable, *program, name],
                {
                    **outside,
                    "PYTHONPATH": str(ROOT),
                    "DISPATCH_CONSUMER_SLOT": name,
                    **self.env,
                    **own,
                },
            ),
            log=log,
            death_signal=signal.SIGKILL,
        )
        self._started.append(Worker(name, process, log))
        return self._started[-1]

    def stop(self, name: str) -> None:
        """End those of one name as an operator does."""
        for worker in [each for each in self._started if each.name == name]:
            assert worker.stop() == 0
            self._started.remove(worker)

    @property
    def alive(self) -> bool:
        """Tell whether none of them has ended."""
        return all(worker.ended is None for worker in self._started)

    def end(self) -> str:
        """End whatever still runs, a frozen one too; return the ends of all logs."""
        for worker in self._started:
            if worker.ended is None:
                worker.kill()
        return "\n".join(f"--- {each.log.name}\n{each.said[-2500:]}" for each in self._started)
