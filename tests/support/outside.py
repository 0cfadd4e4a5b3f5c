"""What stands outside the house in tests: robots that answer like the real ones, and a mail server.

robots.says(…)        how the next posts are answered: ok, refused, broken, slow, hangs up
robots.heard          what was posted, in order
post.letters          what was mailed, in order
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

from deploy.local.server import free_port


@dataclass(frozen=True, slots=True)
class Posted:
    """One post that a robot heard."""

    platform: str
    path: str
    asked: dict[str, list[str]]
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def text(self) -> str:
        """What a reader of the group sees."""
        for there in ("text", "content"):
            found = self.body.get(there)
            if isinstance(found, dict):
                return str(found.get("content") or found.get("text"))
        return str(self.body.get("text") or self.body.get("message"))


@dataclass(slots=True)
class Robots:
    """A server that answers for every platform, by the path it is asked for."""

    port: int
    answers: list[str] = field(default_factory=list)
    always: str = "ok"
    heard: list[Posted] = field(default_factory=list)
    redirected: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self, *answers: str, always: str = "ok") -> None:
        """Answer the next posts like this, and all after them like ``always``."""
        self.answers, self.always = list(answers), always


_OK = {
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"code": 0, "msg": "success", "data": {}},
    "sms": {"code": 0, "msg": "ok"},
    "webhook": {"taken": True},
}
_REFUSED = {
    "dingtalk": {"errcode": 310000, "errmsg": "keywords not in content"},
    "wecom": {"errcode": 93000, "errmsg": "invalid webhook url"},
    "feishu": {"code": 19024, "msg": "Key Words Not Found"},
    "sms": {"code": 7, "msg": "no credit"},
    "webhook": {"taken": False},
}
_PLATFORMS = {"/robot/send": "dingtalk", "/cgi-bin/webhook/send": "wecom", "/sms": "sms"}


class _Handler(BaseHTTPRequestHandler):
    robots: ClassVar[Robots]

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        platform = _PLATFORMS.get(parts.path, "webhook")
        if parts.path.startswith("/open-apis/bot/v2/hook/"):
            platform = "feishu"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        robots = self.robots
        if parts.path == "/elsewhere":
            robots.redirected += 1
        robots.heard.append(
            Posted(platform, parts.path, parse_qs(parts.query), body, dict(self.headers))
        )
        how = robots.answers.pop(0) if robots.answers else robots.always
        if how == "hangs up":
            self.close_connection = True
            self.connection.close()
            return
        if how == "slow":
            time.sleep(1.5)
        if how == "redirect":
            self._answer(307, {}, location=f"{robots.url}/elsewhere")
        elif how == "broken":
            self._answer(502, {})
        else:
            self._answer(200, (_REFUSED if how == "refused" else _OK)[platform])

    do_GET = do_POST  # noqa: N815 - the base class looks for this name

    def _answer(self, status: int, body: dict[str, Any], *, location: str = "") -> None:
        written = json.dumps(body).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


@contextmanager
def robots_outside() -> Iterator[Robots]:
    """Let robots stand outside until the block ends."""

    class Handler(_Handler):
        pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.robots = robots = Robots(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield robots
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that was mailed."""

    to: list[str]
    subject: str
    text: str


@dataclass(slots=True)
class Post:
    """A mail server and what it took."""

    port: int
    letters: list[Letter] = field(default_factory=list)
    refuses: bool = False
    knows_nobody: bool = False
    """Turns readers away by their address, as real servers do."""

    async def handle_RCPT(  # noqa: N802 - the library looks for this name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.knows_nobody:
            return f"550 5.1.1 <{address}>: user unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library looks for this name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.refuses:
            return "451 try again later"
        read = message_from_bytes(envelope.content, policy=policy.default)
        body = read.get_body(preferencelist=("plain", "html"))
        self.letters.append(
            Letter(
                list(envelope.rcpt_tos), str(read["Subject"]), body.get_content() if body else ""
            )
        )
        return "250 OK"


@contextmanager
def post_outside() -> Iterator[Post]:
    """Let a mail server stand outside until the block ends."""
    port = free_port()
    post = Post(port)
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
