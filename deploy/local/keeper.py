"""A stack that outlives the command that asked for it: one process holds it.

    python -m deploy.local.keeper DATA

The keeper brings the stack up, writes down who it is and where the servers
are, and takes the stack down when it is told to end. Should it be killed, the
servers end with it, like those of any other stack.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from deploy.local.identity import Identity
from deploy.local.server import ServerFailed
from deploy.local.stack import Endpoints, LocalStack
from dispatch.errors import DispatchError

_UP_WITHIN = 120.0
_DOWN_WITHIN = 40.0


def held(data: Path) -> Endpoints | None:
    """Return where the stack kept in ``data`` is; None when no keeper holds one."""
    keeper = Identity.read(_keeper(data))
    if keeper is None or not keeper.alive() or not _endpoints(data).exists():
        return None
    return Endpoints(**json.loads(_endpoints(data).read_text()))


def summon(data: Path) -> Endpoints:
    """Return the stack of ``data``, held by a keeper that is started where there is none.

    Raises:
        ServerFailed: it did not come up.
    """
    if (endpoints := held(data)) is not None:
        return endpoints
    log = data / "logs" / "keeper.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    _endpoints(data).unlink(missing_ok=True)
    with log.open("wb") as out:
        keeper = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "deploy.local.keeper", str(data.absolute())],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    deadline = time.monotonic() + _UP_WITHIN
    while (endpoints := held(data)) is None:
        if keeper.poll() is not None:
            raise ServerFailed(log.read_text(errors="replace").strip())
        if time.monotonic() > deadline:
            keeper.terminate()
            raise ServerFailed(f"the stack did not come up in {_UP_WITHIN:.0f} s; see {log.parent}")
        time.sleep(0.05)
    return endpoints


def dismiss(data: Path) -> bool:
    """Take the stack of ``data`` down; return whether there was one."""
    keeper = Identity.read(_keeper(data))
    if keeper is None or not keeper.alive():
        return False
    keeper.end(signal.SIGTERM, signal.SIGKILL, patience=_DOWN_WITHIN)
    return True


def keep(data: Path) -> None:
    """Hold a stack until told to end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    Identity.of(os.getpid()).keep(_keeper(data))
    with LocalStack(data) as stack:
        # In one step: who sees the file sees all of it.
        fresh = _endpoints(data).with_suffix(".fresh")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(stack.endpoints)))
        fresh.replace(_endpoints(data))
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    _endpoints(data).unlink(missing_ok=True)
    _keeper(data).unlink(missing_ok=True)


def _keeper(data: Path) -> Path:
    return data / "logs" / "keeper.process"


def _endpoints(data: Path) -> Path:
    return data / "endpoints.json"


if __name__ == "__main__":
    try:
        keep(Path(sys.argv[1]))
    except DispatchError as error:
        sys.exit(str(error))
