"""Real servers in a folder of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stack.leftovers import HOLDER, ROOT

SETTINGS = ("DISPATCH_DATABASE_URL", "DISPATCH_KAFKA_BOOTSTRAP", "DISPATCH_REDIS_URL")


@pytest.fixture(autouse=True)
def own_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def a_holder() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that holds a stack; end it however the test does not."""
    holders = []

    def start(data: Path, program: str = HOLDER) -> subprocess.Popen[str]:
        env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        holder = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", program, str(data)],
            cwd=ROOT,
            env={**env, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout.readline().startswith("postgresql://")
        return holder

    yield start
    for holder in holders:
        if holder.poll() is None:
            holder.send_signal(signal.SIGKILL)
        holder.wait()
