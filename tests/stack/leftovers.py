"""A process that holds a stack, and a look at what is left of it."""

import os
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]

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
