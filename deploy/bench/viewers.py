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
from functools import lru_cache
from types import TracebackType
from typing import Self, cast

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SPARE_FILES = 200
_AT_ONCE = 100
_LOOK = 0.05
_TOLD = re.compile(rb"^event: (\w+)\ndata: (.*)", re.MULTILINE)

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
        self._pages: list[_Page] = []
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
        for page in self._pages:
            page.leave()

    async def _listen(self, number: int) -> None:
        cookie = self._cookies[number % len(self._cookies)]
        page = _Page(self)
        async with self._door:
            way, _ = await self._loop.create_connection(lambda: page, self._host, self._port)
            self._pages.append(page)
            way.write(
                f"GET /api/v1/live HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Origin: {self._origin}\r\nCookie: {cookie}\r\n"
                "Accept: text/event-stream\r\n\r\n".encode()
            )
            await page.greeted

    def note(self, kind: bytes, data: bytes) -> None:
        """Note what one page was told."""
        if kind == b"hello":
            self.connected += 1
        elif kind == b"reset":
            self.resets += 1
        elif kind == b"change":
            self.arrivals[_change(data)].append(time.time())


class _Page(asyncio.Protocol):
    """One open page: as little work a message as can be, for it shares the server's cores."""

    def __init__(self, viewers: Viewers) -> None:
        self._viewers = viewers
        self._before = b""
        self._way: asyncio.Transport | None = None
        self._left = False
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._way = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        *whole, self._before = (self._before + data).split(b"\n\n")
        for block in whole:
            if told := _TOLD.search(block):
                self._viewers.note(told[1], told[2])
                if not self.greeted.done():
                    self.greeted.set_result(None)

    def connection_lost(self, _why: Exception | None) -> None:
        if not self._left:
            self._viewers.lost += 1
        if not self.greeted.done():
            self.greeted.set_exception(ConnectionError("the stream ended before its greeting"))

    def leave(self) -> None:
        """Close the page."""
        self._left = True
        if self._way:
            self._way.abort()


@lru_cache(maxsize=4_096)
def _change(data: bytes) -> Change:
    # Every page is told the same words; they are read once.
    said = json.loads(data)
    return said["case"], said["seq"]


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
