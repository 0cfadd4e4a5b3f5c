"""Every process of the product, started again whenever it ends; and the servers beneath it.

The list of workers is the registry's own: a new one takes part without being named here.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests

from deploy.local.child import Command, start_child
from deploy.local.server import free_port
from deploy.local.stack import LocalStack
from tests.support.crashing import FAILED_AS_ASKED, ROOT, Worker, wait_until
from tests.support.working import Working
from workers.registry import WORKERS

WEB = "web"
LIVE = "live"
SEVERAL = {"reports": 2, "clockwork": 2}
"""Of these more than one works at a time."""


@dataclass(slots=True)
class Slot:
    """The place of one process; whoever sits there is started again when it ends."""

    name: str
    words: list[str]
    env: dict[str, str]
    death_signal: int = signal.SIGKILL
    worker: Worker | None = None
    next_fail_point: str = ""
    """Where its next life ends by itself; a life without one ends when it is killed."""
    ever: list[int] = field(default_factory=list)


class House:
    """The processes of one county."""

    def __init__(self, at_work: Working, stack: LocalStack, logs: Path) -> None:
        self.at_work = at_work
        self.stack = stack
        self.deaths: Counter[str] = Counter()
        self._logs = logs
        self._keeping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._port, self._live_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.slots = {slot.name: slot for slot in self._all_slots()}

    def _all_slots(self) -> Iterator[Slot]:
        for name in WORKERS:
            for n in range(SEVERAL.get(name, 1)):
                words = [sys.executable, "-m", "workers", name]
                yield Slot(f"{name}-{n}", words, {"DISPATCH_CONSUMER_SLOT": f"{name}-{n}"})
        bound = {"DISPATCH_BIND": f"127.0.0.1:{self._port}"}
        yield Slot(WEB, _served("gunicorn_conf.py", "dispatch.web.wsgi:app"), bound, signal.SIGQUIT)
        bound = {"DISPATCH_LIVE_BIND": f"127.0.0.1:{self._live_port}"}
        words = _served("gunicorn_live_conf.py", "dispatch.web.live.wsgi:app")
        yield Slot(LIVE, words, bound, signal.SIGQUIT)

    # Life.

    def opens(self) -> None:
        for slot in self.slots.values():
            self._begin(slot)
        self._thread.start()
        wait_until(self._serves, seconds=120, told="the web serves")

    def _serves(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        return False

    def closes(self) -> None:
        """End everything, children of a killed web server too."""
        self._keeping.set()
        if self._thread.is_alive():
            self._thread.join()
        for slot in self.slots.values():
            for pid in slot.ever:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
            if slot.worker:
                slot.worker.process.wait()

    def heals(self) -> None:
        """Let every process be one that does not end by itself, and be there."""
        with self._lock:
            for slot in self.slots.values():
                armed, slot.next_fail_point = slot.next_fail_point, ""
                if armed and slot.worker and slot.worker.ended is None:
                    slot.worker.kill()
        for server in (self.stack.postgres, self.stack.kafka, self.stack.redis):
            server.start()

    def _keep(self) -> None:
        while not self._keeping.wait(0.1):
            with self._lock:
                for slot in self.slots.values():
                    if slot.worker is None or slot.worker.ended is None:
                        continue
                    if slot.worker.ended == FAILED_AS_ASKED:
                        self.deaths[f"{slot.name} at a fail-point"] += 1
                    elif slot.worker.ended != -signal.SIGKILL:
                        self.deaths[f"{slot.name} by itself ({slot.worker.ended})"] += 1
                    self._begin(slot)

    def _begin(self, slot: Slot) -> None:
        armed, slot.next_fail_point = slot.next_fail_point, ""
        outside = {k: v for k, v in os.environ.items() if not k.startswith("DISPATCH_")}
        env = {
            **outside,
            "PYTHONPATH": str(ROOT),
            **self.at_work.workers.env,
            **slot.env,
            "DISPATCH_FAILPOINT": armed,
        }
        log = self._logs / f"{slot.name}.log"
        process = start_child(Command(slot.words, env), log=log, death_signal=slot.death_signal)
        slot.ever.append(process.pid)
        slot.worker = Worker(slot.name, process, log)

    # What is done to it.

    def kill(self, name: str, *, child: int | None = None, then: str = "") -> None:
        """End a process, or one of its children, as a crash of the machine would."""
        with self._lock:
            slot = self.slots[name]
            slot.next_fail_point = then
            if slot.worker is None or slot.worker.ended is not None:
                return
            if child is not None:
                self._kill_child(name, slot.worker.process.pid, child)
                return
            slot.worker.process.kill()
            slot.worker.process.wait()
            self.deaths[f"{name} killed"] += 1

    def _kill_child(self, name: str, pid: int, n: int) -> None:
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(pid).children()
            if children:
                children[n % len(children)].kill()
                self.deaths[f"{name} child killed"] += 1

    def freeze(self, name: str, seconds: float) -> None:
        """Let a process stand still, and go on as if no time had passed."""
        worker = self.slots[name].worker
        if worker is None or worker.ended is not None:
            return
        pid = worker.process.pid
        os.kill(pid, signal.SIGSTOP)
        self.deaths[f"{name} frozen"] += 1

        def thaw() -> None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        timer = threading.Timer(seconds, thaw)
        timer.daemon = True
        timer.start()

    def away(self, name: str, seconds: float) -> None:
        """End a server at once and start it again after a while."""
        server = getattr(self.stack, name)
        server.stop(kill=True)
        self.deaths[f"{name} ended and restarted"] += 1
        time.sleep(seconds)
        server.start()

    def logged(self, name: str) -> int:
        """Count how often anybody logged this."""
        return sum(
            log.read_text(errors="replace").count(f'"event": "{name}"')
            for log in self._logs.glob("*.log")
        )


def _served(settings: str, application: str) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / settings)]
    return [*gunicorn, "--chdir", str(ROOT), application]


@contextmanager
def open_house(at_work: Working, stack: LocalStack, logs: Path) -> Iterator[House]:
    """Give a house whose processes run; nothing of it is left afterwards."""
    house = House(at_work, stack, logs)
    try:
        house.opens()
        yield house
    finally:
        house.closes()


Doing = Callable[[House], Any]
