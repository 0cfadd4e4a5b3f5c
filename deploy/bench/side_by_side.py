"""Whole worker processes, frozen while the records are sent, then let go together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from deploy.bench.ground import ROOT, Ground
from deploy.bench.records import Keyed, believable, fill

_WARM = 600
_POSITION = """
select coalesce(sum(next_position), 0), count(*) from stored_position where topic like %s
"""
_PATIENCE = 120.0


def frozen_start(ground: Ground, records: Sequence[Keyed], *, processes: int, prefix: str) -> float:
    """Return records a second that so many worker processes take together."""
    with ground.database() as database:
        variables = ground.environment(database, topic_prefix=prefix)
        environment = {**os.environ, **variables}
        with ground.deployment(database, topic_prefix=prefix) as made:
            # Everybody has joined and knows the county once the warm-up is taken.
            fill(made, believable(ground.book, _WARM, run="warm"))
            started = [_worker(environment) for _ in range(processes)]
            try:
                _await(database, prefix, _WARM)
                time.sleep(3 if processes > 1 else 0.5)
                for worker in started:
                    worker.send_signal(signal.SIGSTOP)
                fill(made, records)
                for worker in started:
                    worker.send_signal(signal.SIGCONT)
                begun = time.perf_counter()
                _await(database, prefix, _WARM + len(records))
                return len(records) / (time.perf_counter() - begun)
            finally:
                for worker in started:
                    worker.send_signal(signal.SIGCONT)
                    worker.terminate()
                for worker in started:
                    worker.wait()


def _worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    with Path(os.devnull).open("wb") as nowhere:
        return subprocess.Popen(
            [sys.executable, "-m", "workers", "reports"],
            cwd=ROOT,
            env=environment,
            stdout=nowhere,
            stderr=nowhere,
        )


def _await(database: str, prefix: str, position: int) -> None:
    until = time.monotonic() + _PATIENCE
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select set_config('dispatch.reach', 'deployment', false)")
        while time.monotonic() < until:
            row = connection.execute(_POSITION, [f"{prefix}%"]).fetchone()
            if row and row[0] >= position:
                return
            time.sleep(0.01)
    raise TimeoutError(f"the workers did not take {position} records in {_PATIENCE:.0f} s")
