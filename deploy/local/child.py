"""Start a process that cannot outlive us, however we end."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.local.identity import Identity

_LAUNCH = Path(__file__).with_name("launch.py")
_ROOT = Path(__file__).parents[2]

# The kernel's death signal fires when the *thread* that forked ends, so all children
# are forked by one thread that lives as long as this process.
_forker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local-stack-forker")


@dataclass(frozen=True, slots=True)
class Command:
    """How a child is started."""

    words: Sequence[str]
    env: Mapping[str, str]
    keep_open: tuple[int, ...] = ()
    """File descriptors that the child inherits."""
    user: int = -1
    group: int = -1


def start_child(command: Command, *, log: Path, death_signal: int) -> subprocess.Popen[bytes]:
    """Start a command that gets ``death_signal`` when this process ends; its words go to a log."""
    return _forker.submit(_launch, command, log, death_signal).result()


def _launch(command: Command, log: Path, death_signal: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-I", "-S", str(_LAUNCH), str(os.getpid())]
    words += [str(int(death_signal)), str(command.user), str(command.group), *command.words]
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own launcher and a packaged program
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=dict(command.env),
            pass_fds=command.keep_open,
            start_new_session=True,  # a terminal's Ctrl-C is for us; we stop it in order
        )
    if sys.platform != "linux":
        _set_a_watchdog(process.pid, death_signal)
    return process


def _set_a_watchdog(pid: int, death_signal: int) -> None:
    child = Identity.of(pid)
    words = [sys.executable, "-m", "deploy.local.watchdog", str(pid), str(child.started)]
    subprocess.Popen(  # noqa: S603 - our own module
        [*words, str(int(death_signal))],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
