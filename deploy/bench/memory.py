"""What everything holds at rest: each server, each process of ours."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from deploy.bench.figures import Asked, Emit, Figure, Goal
from deploy.bench.ground import ROOT, Ground
from workers.registry import WORKERS
from workers.topics import make_topics

_SETTLE = 8.0
_MEGA = 1024 * 1024


def run(ground: Ground, asked: Asked, emit: Emit) -> None:  # noqa: ARG001 - one look is enough
    """Start every worker on the example county, let them settle, and weigh all."""
    with ground.database() as database, ground.deployment(database, topic_prefix="rest.") as made:
        make_topics(made)
        environment = {**os.environ, **ground.environment(database, topic_prefix="rest.")}
        with Path(os.devnull).open("wb") as nowhere:
            started = {
                name: subprocess.Popen(  # noqa: S603 - our own workers
                    [sys.executable, "-m", "workers", name],
                    cwd=ROOT,
                    env=environment,
                    stdout=nowhere,
                    stderr=nowhere,
                )
                for name in WORKERS
            }
        try:
            time.sleep(_SETTLE)
            held = {name: _held(process.pid) for name, process in started.items()}
        finally:
            for process in started.values():
                process.terminate()
            for process in started.values():
                process.wait()
        held |= {name: _held(pid) for name, pid in ground.processes()}
    of = "proportional set size, so that what processes share counts once; example county, idle"
    for name, size in held.items():
        emit(Figure("memory", name, "MiB", (size / _MEGA,), of))
    total = sum(held.values()) / _MEGA
    emit(Figure("memory", "workers and servers together", "MiB", (total,), of, Goal(None, 1200)))


def _held(pid: int) -> int:
    whole = psutil.Process(pid)
    return sum(
        getattr(each.memory_full_info(), "pss", each.memory_info().rss)
        for each in (whole, *whole.children(recursive=True))
    )
