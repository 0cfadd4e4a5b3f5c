"""Real servers in a folder of their own, and a look at what is left of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ("DISPATCH_DATABASE_URL", "DISPATCH_KAFKA_BOOTSTRAP", "DISPATCH_REDIS_URL")

HOLDER = """
import sys, time
from pathlib import Path
from deploy.local.stack import LocalStack
stack = LocalStack(Path(sys.argv[1]))
stack.up()
print(stack.endpoints.owner_database_url, flush=True)
time.sleep(600)
"""


def _touches(process: psutil.Process, folder: Path) -> bool:
    try:
        words = " ".join([*process.cmdline(), process.cwd()])
    except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
        return False
    return process.pid != os.getpid() and str(folder) in words


def left_of(folder: Path, *, within: float = 5.0) -> list[str]:
    """Return what still runs out of ``folder`` after a moment of grace."""
    deadline = time.monotonic() + within
    while left := [str(p) for p in psutil.process_iter() if _touches(p, folder)]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.05)
    return []


@pytest.fixture(autouse=True)
def own_servers(monkeypatch):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def a_holder():
    """Start a process that holds a stack; end it however the test does not."""
    holders = []

    def start(data: Path, program: str = HOLDER) -> subprocess.Popen[str]:
        env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        holder = subprocess.Popen(
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
