"""The local stack: PostgreSQL, Kafka and Redis together.

    with LocalStack(Path("var/demo")) as stack:
        stack.endpoints.owner_database_url …
        stack.kafka.stop(kill=True); stack.kafka.start()

A part whose address stands in the environment (DISPATCH_DATABASE_URL,
DISPATCH_KAFKA_BOOTSTRAP, DISPATCH_REDIS_URL) is somebody else's: it is asked
whether it is well, and neither started nor stopped.
"""

import fcntl
import os
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from deploy.local import kafka, postgres, redis
from deploy.local.identity import Identity
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.redis import Redis
from deploy.local.server import NotYet, Server, ServerFailed
from dispatch.errors import Refused


class InUse(Refused):
    """Another process holds a stack in this data folder."""

    code = "stack.in_use"


class NotOurs(Refused):
    """The part is an external server: it is not ours to stop or start."""

    code = "stack.not_ours"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the three are."""

    owner_database_url: str
    """As the owner: for migrations. The product takes the app role on the same address."""
    kafka_bootstrap: str
    redis_url: str


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part as it stands."""

    name: str
    url: str
    healthy: bool
    pid: int | None
    """None when it does not run, or is an external one."""
    memory: int
    """Bytes held by it and its children; 0 for an external one."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    setting: str
    ask: Callable[[str], None]
    server: Server
    external: str | None

    @property
    def url(self) -> str:
        return self.external or self.server.url


class LocalStack:
    """The three servers of one data folder, for as long as this process lives."""

    def __init__(self, data: Path, *, fsync: bool = True) -> None:
        self.data = data.absolute()
        self._database = _part(
            "DISPATCH_DATABASE_URL", postgres.check, Postgres(self.data, fsync=fsync)
        )
        self._broker = _part("DISPATCH_KAFKA_BOOTSTRAP", kafka.check, Kafka(self.data))
        self._cache = _part("DISPATCH_REDIS_URL", redis.check, Redis(self.data))
        self._parts = (self._database, self._broker, self._cache)
        self._lock: IO[str] | None = None

    @property
    def postgres(self) -> Server:
        """The database server, to stop and start alone."""
        return _ours(self._database)

    @property
    def kafka(self) -> Server:
        """The broker, to stop and start alone."""
        return _ours(self._broker)

    @property
    def redis(self) -> Server:
        """The cache, to stop and start alone."""
        return _ours(self._cache)

    @property
    def endpoints(self) -> Endpoints:
        """Where the three are, once they are up."""
        return Endpoints(self._database.url, self._broker.url, self._cache.url)

    def up(self) -> Endpoints:
        """Start all three side by side and return when each is healthy.

        Raises:
            InUse: another process holds a stack in this data folder.
            ServerFailed: a part did not come up; whatever was started is gone again.
        """
        self._take_the_folder()
        pool = ThreadPoolExecutor(len(self._parts))
        try:
            starts = [pool.submit(_start, part) for part in self._parts]
            wait(starts, return_when=FIRST_EXCEPTION)
            for start in starts:
                if start.done():
                    start.result()
        except BaseException:
            for part in self._parts:
                part.server.give_up()
            pool.shutdown()
            self.down()
            raise
        pool.shutdown()
        return self.endpoints

    def down(self) -> None:
        """Stop what we started, side by side; nothing of it is left running."""
        with ThreadPoolExecutor(len(self._parts)) as pool:
            for done in [pool.submit(part.server.stop) for part in self._parts]:
                done.result()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def status(self) -> tuple[PartStatus, ...]:
        """Ask each part how it is; only of use while the stack is up."""
        return status_of(self.data, self.endpoints)

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.down()

    def _take_the_folder(self) -> None:
        # The kernel lets go of it when we end, however we end; servers do not inherit it.
        if self._lock is not None:
            return
        self.data.mkdir(parents=True, exist_ok=True)
        lock = (self.data / "stack.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise InUse(
                f"another process holds a stack in {self.data}: end it "
                f"(./run dispatch stack down --data {self.data}), or take another folder"
            ) from error
        self._lock = lock


def status_of(data: Path, endpoints: Endpoints) -> tuple[PartStatus, ...]:
    """Ask the three how they are; any process may ask about any stack."""
    return (
        _status(Postgres.name, endpoints.owner_database_url, postgres.check, data),
        _status(Kafka.name, endpoints.kafka_bootstrap, kafka.check, data),
        _status(Redis.name, endpoints.redis_url, redis.check, data),
    )


def _part(setting: str, ask: Callable[[str], None], server: Server) -> _Part:
    return _Part(server.name, setting, ask, server, os.environ.get(setting) or None)


def _ours(part: _Part) -> Server:
    if part.external is not None:
        raise NotOurs(f"{part.name} is external ({part.setting} is set): it is not ours to steer")
    return part.server


def _start(part: _Part) -> None:
    if part.external is None:
        part.server.start()
        return
    try:
        part.ask(part.external)
    except NotYet as error:
        raise ServerFailed(
            f"the {part.name} that {part.setting} names does not answer: {error}"
        ) from error


def _status(name: str, url: str, ask: Callable[[str], None], data: Path) -> PartStatus:
    process = Identity.read(data / "logs" / f"{name}.process")
    running = process is not None and process.alive()
    try:
        ask(url)
        healthy = True
    except NotYet:
        healthy = False
    return PartStatus(
        name,
        url,
        healthy=healthy,
        pid=process.pid if process and running else None,
        memory=process.memory() if process and running else 0,
    )
