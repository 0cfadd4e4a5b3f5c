"""Open pages by the thousand: what each was told, and when, on one small event loop.

cookie = sign_in(web_url, "desk1", password)
with Viewers(live_url, origin=web_url, cookies=[cookie], count=2000) as viewers:
    …write changes…
    viewers.wait_for(changes, seconds=10)
viewers.arrivals[(case, seq)]     the instants (time.time) at which pages heard of it
"""

import asyncio
import http.cookiejar
import json
import re
import resource
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Self

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SPARE_FILES = 200
_AT_ONCE = 100
_LOOK = 0.05
_LINE_LIMIT = 2**20

Change = tuple[str, int]
"""A case's number and the number of the entry in its timeline."""


def sign_in(web_url: str, account: str, password: str) -> str:
    """Sign somebody in as a browser does, and return the cookie.

    Raises:
        PermissionError: the web turned them away.
    """
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    with browser.open(f"{web_url}/sign-in", timeout=30) as answer:
        token = _TOKEN.search(answer.read().decode())
    form = {"csrf_token": token[1] if token else "", "account": account, "password": password}
    with browser.open(
        f"{web_url}/sign-in", urllib.parse.urlencode(form).encode(), timeout=30
    ) as answer:
        if answer.url.endswith("/sign-in"):
            raise PermissionError(account)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


class Viewers:
    """So many pages that listen; each cookie is used in turn."""

    def __init__(self, live_url: str, *, origin: str, cookies: Sequence[str], count: int) -> None:
        parts = urllib.parse.urlsplit(live_url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._origin = origin
        self._cookies = cookies
        self._count = count
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
        self._door = asyncio.Semaphore(_AT_ONCE)
        self.connected = 0
        """How many were greeted."""
        self.lost = 0
        """How many streams ended before their time."""
        self.resets = 0
        self.arrivals: dict[Change, list[float]] = defaultdict(list)

    def __enter__(self) -> Self:
        _allow_files(self._count + _SPARE_FILES)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._connect(), self._loop).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait_until_connected(self, seconds: float) -> bool:
        """Wait until every page was greeted; say whether all were."""
        return _wait(lambda: self.connected >= self._count, seconds)

    def wait_until_lost(self, count: int, seconds: float) -> bool:
        """Wait until so many streams were ended by the other side; say whether they were."""
        return _wait(lambda: self.lost >= count, seconds)

    def wait_for(self, changes: Collection[Change], seconds: float) -> bool:
        """Wait until every page heard of all of these; say whether all did."""
        return _wait(
            lambda: all(len(self.arrivals.get(each, ())) >= self._count for each in changes),
            seconds,
        )

    async def _connect(self) -> None:
        self._tasks = [self._loop.create_task(self._listen(n)) for n in range(self._count)]

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, number: int) -> None:
        cookie = self._cookies[number % len(self._cookies)]
        async with self._door:
            reader, writer = await asyncio.open_connection(
                self._host, self._port, limit=_LINE_LIMIT
            )
            writer.write(
                f"GET /api/v1/live HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Origin: {self._origin}\r\nCookie: {cookie}\r\n"
                "Accept: text/event-stream\r\n\r\n".encode()
            )
            await self._hear(reader)
        try:
            while await self._hear(reader):
                pass
            self.lost += 1
        finally:
            writer.close()

    async def _hear(self, reader: asyncio.StreamReader) -> bool:
        """Take one message; say whether the stream goes on."""
        kind = ""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                kind = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                self._note(kind, line[6:])
                return True
        return False

    def _note(self, kind: str, data: bytes) -> None:
        if kind == "hello":
            self.connected += 1
        elif kind == "reset":
            self.resets += 1
        elif kind == "change":
            now = time.time()
            said = json.loads(data)
            self.arrivals[(said["case"], said["seq"])].append(now)


def _wait(done: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK)
    return True


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
