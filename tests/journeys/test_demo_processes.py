"""A process of the demo that crashes comes back, and one that is deaf is ended all the same."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.demo.processes import Processes, Program

SLEEPS = "import time; time.sleep(60)"
CRASHES = "raise SystemExit(3)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def a_program(code: str) -> Program:
    return Program("worker", (sys.executable, "-c", code))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def processes(tmp_path: Path, said: list[str]) -> Iterator[Processes]:
    found = Processes(tmp_path / "logs", dict(os.environ), said.append)
    yield found
    found.stop()


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


class TestProcesses:
    def test_starts_a_crashed_one_again_and_says_so(
        self, processes: Processes, said: list[str]
    ) -> None:
        processes.start(a_program(CRASHES))

        deadline = time.monotonic() + 10
        while len(said) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)

        assert said[0].startswith("worker ended by itself (exit 3); again in 0.5 s; its log:")
        assert "again in 1 s" in said[1]
        assert processes.crashed("worker")

    def test_ends_those_that_run_and_starts_none_again(
        self, processes: Processes, said: list[str]
    ) -> None:
        before = set(children())
        processes.start(a_program(SLEEPS))

        processes.stop()

        assert set(children()) <= before
        assert said == []

    def test_kills_the_one_that_does_not_hear(
        self, processes: Processes, said: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("deploy.demo.processes._ENDS_WITHIN", 0.5)
        before = set(children())
        processes.start(a_program(DEAF))
        time.sleep(0.5)

        processes.stop()

        assert set(children()) <= before
        assert said == ["worker did not end when told to and was killed"]
