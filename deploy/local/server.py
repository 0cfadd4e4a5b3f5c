"""What PostgreSQL, Kafka and Redis have in common: start, prove health, stop, leave nothing.

prepare ─► launch ─► healthy? ─► … ─► stop
             │           └─► it ended or stays silent: one sentence, and the log's name
             └─► a child that the kernel ends when we end, however we end
"""

import signal
import socket
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from random import SystemRandom
from typing import ClassVar

from deploy.local.child import Command, start_child
from deploy.local.identity import Identity
from dispatch.errors import Unusable


class ServerFailed(Unusable):
    """A part of the local stack did not come up; the text names its log or the remedy."""

    code = "stack.failed"


class NotYet(Exception):
    """The server does not answer as a healthy one would, so far: the start goes on asking."""


class Server(ABC):
    """One server of the local stack, on one port, in one folder."""

    name: ClassVar[str]
    gentle: ClassVar[int] = signal.SIGTERM
    abrupt: ClassVar[int] = signal.SIGKILL
    """What ends it at once, without harm to what it had acknowledged."""
    starts_within: ClassVar[float] = 60.0
    stops_within: ClassVar[float] = 15.0

    def __init__(self, data: Path) -> None:
        self.folder = data / self.name
        self.log = data / "logs" / f"{self.name}.log"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._given_up = threading.Event()

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it."""

    @abstractmethod
    def prepare(self) -> None:
        """Make its files, where they are not there yet."""

    @abstractmethod
    def command(self) -> Command:
        """Return how its process is started."""

    @abstractmethod
    def check(self) -> None:
        """Ask it something only a healthy server answers.

        Raises:
            NotYet: it does not answer so.
        """

    @property
    def running(self) -> bool:
        """Whether our process for it is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it and return when it is healthy; one that runs already is left alone.

        Raises:
            ServerFailed: it ended or stayed silent; the log says why.
        """
        if self.running:
            return
        self._given_up.clear()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._end_the_previous()
        self.prepare()
        self._process = start_child(self.command(), log=self.log, death_signal=self.abrupt)
        try:
            Identity.of(self._process.pid).keep(self._note)
            self._await_health()
        except BaseException:
            self.stop(kill=True)
            raise

    def give_up(self) -> None:
        """Let a start that still waits for health fail at once."""
        self._given_up.set()

    def stop(self, *, kill: bool = False) -> None:
        """End it: gently, or at once as a crash would; whatever happens it is gone after."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.send_signal(self.abrupt if kill else self.gentle)
            process.wait(self.stops_within)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._note.unlink(missing_ok=True)

    @property
    def _note(self) -> Path:
        return self.log.parent / f"{self.name}.process"

    def _end_the_previous(self) -> None:
        # After a kill -9 of our predecessor its server may still be ending, and would hold the
        # data folder's lock. Where no kernel helps it may even be well.
        previous = Identity.read(self._note)
        if previous is not None and not previous.wait(1.0):
            previous.end(self.abrupt, signal.SIGKILL, patience=self.stops_within)

    def _await_health(self) -> None:
        deadline = time.monotonic() + self.starts_within
        while True:
            try:
                self.check()
            except NotYet as answer:
                reason = str(answer)
            else:
                return
            if not self.running:
                raise ServerFailed(f"{self.name} ended while starting{self.last_words()}")
            if time.monotonic() > deadline or self._given_up.wait(0.05):
                raise ServerFailed(f"{self.name} does not answer: {reason}; its log is {self.log}")

    def last_words(self) -> str:
        """Return the end of its log as the end of a sentence."""
        lines = self.log.read_text(errors="replace").splitlines()
        said = next((line.strip() for line in reversed(lines) if line.strip()), "nothing")
        return f"; the end of its log {self.log} says: {said}"


def free_port() -> int:
    """Return a port of the loopback that nobody listens on.

    Below the range from which the system takes ports for outgoing
    connections, so that none of them sits on it before the server does.
    """
    return _free_ports(range(20_000, 32_000), neighbours=1)


def free_pair(among: range = range(10_000, 19_999)) -> int:
    """Return the first of two neighbouring free ports: a web and its live process.

    They are bound long after they were found, when the local stack has
    come up; so they lie below the range of :func:`free_port`, where no
    server of any stack sits on them in the meantime.

    Raises:
        ServerFailed: no pair is free.
    """
    return _free_ports(among, neighbours=2)


def _free_ports(among: range, *, neighbours: int) -> int:
    for first in SystemRandom().sample(among, min(200, len(among))):
        if all(_is_free(port) for port in range(first, first + neighbours)):
            return first
    raise ServerFailed(f"no free port between {among.start} and {among.stop} on 127.0.0.1")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def require_listening(port: int) -> None:
    """Return when something listens on the loopback's ``port``.

    Raises:
        NotYet: nobody does.
    """
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError as error:
        raise NotYet(f"nobody listens on 127.0.0.1:{port}") from error
