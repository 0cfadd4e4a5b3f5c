"""What carries a message out of the house: the library's plugins, kept on a short rein.

No redirect is followed, no certificate goes unchecked, no call is long; what
the library would log, addresses and tokens among it, is heard here and goes
nowhere else.
"""

import logging
import re
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from apprise import AppriseAsset, NotifyFormat
from apprise.exception import AppriseException
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email import NotifyEmail

from dispatch.notices.channels import ChannelKind
from dispatch.notices.masking import masked
from dispatch.notices.message import Message
from dispatch.wire.channels.addresses import ROBOT_SCHEMES, require_allowed
from dispatch.wire.channels.plugins import DingTalk, Feishu, SmsGateway, WeCom

_CONNECT_SECONDS = 5.0
_READ_SECONDS = 8.0
_PLUGINS: dict[ChannelKind, Any] = {
    ChannelKind.DINGTALK: DingTalk,
    ChannelKind.WECOM: WeCom,
    ChannelKind.FEISHU: Feishu,
    ChannelKind.WEBHOOK: NotifyJSON,
    ChannelKind.EMAIL: NotifyEmail,
    ChannelKind.SMS: SmsGateway,
}
_GATEWAYED = frozenset({ChannelKind.DINGTALK, ChannelKind.WECOM, ChannelKind.FEISHU})
_ASSET = AppriseAsset(app_id="FourPlatforms", app_desc="FourPlatforms", http_redirects=False)


# The library's own words.
_FAILURE = "Socket Exception:"
_STATUS = re.compile(r"error=(\d{3})")
_SECRET_FROM = 8
"""Letters; shorter parts of an address are words that an answer may well say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message."""

    arrived: bool
    said: str
    """In words that may be shown and logged: no address, no token."""


class Carrier:
    """Sends messages; the same one for every county."""

    def __init__(self, *, hosts: Collection[str], robot_gateway: str = "") -> None:
        self._hosts = hosts
        self._gateway = robot_gateway

    def send(self, kind: ChannelKind, url: str, message: Message, *, to: str = "") -> Answer:
        """Send one message and say what was answered; never raises for what is outside.

        ``to`` is the person's address where a channel is a personal one.

        Raises:
            HostNotAllowed: the installation no longer lets messages go there.
        """
        require_allowed(url, self._hosts)
        with _heard() as lines:
            try:
                plugin = self._plugin(kind, url, to)
            except (AppriseException, TypeError):
                return Answer(arrived=False, said="地址无法识别,请重新填写")
            arrived = bool(
                plugin.notify(body=message.body, title=message.title, body_format=NotifyFormat.TEXT)
            )
        said = getattr(plugin, "answer", "") or ("" if arrived else _last_words(kind, lines))
        return Answer(arrived, masked(_without_secrets(said, url) or "已被接受"))

    def _plugin(self, kind: ChannelKind, url: str, to: str) -> Any:
        made = _PLUGINS[kind]
        given = made.parse_url(url)
        plugin = made(**given, asset=_ASSET)
        plugin.redirects = False
        plugin.verify_certificate = True
        plugin.socket_connect_timeout = _CONNECT_SECONDS
        plugin.socket_read_timeout = _READ_SECONDS
        plugin.request_rate_per_sec = 0
        if kind in _GATEWAYED:
            plugin.gateway = self._gateway
        if kind is ChannelKind.FEISHU:
            plugin.secret = given.get("user") or ""
        if kind is ChannelKind.EMAIL:
            plugin.targets = [(False, to)]
            plugin.reply_to = set()
        if kind is ChannelKind.SMS:
            plugin.phone = to
        return plugin


class _Ear(logging.Handler):
    """Keeps what each thread's call was told, by thread, and passes nothing on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: dict[int, list[str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        kept = self.lines.get(threading.get_ident())
        if kept is not None:
            kept.append(record.getMessage())


_EAR = _Ear()
_library = logging.getLogger("apprise")
_library.addHandler(_EAR)
_library.setLevel(logging.DEBUG)
_library.propagate = False


@contextmanager
def _heard() -> Iterator[list[str]]:
    lines = _EAR.lines[threading.get_ident()] = []
    try:
        yield lines
    finally:
        _EAR.lines.pop(threading.get_ident(), None)


def _without_secrets(said: str, url: str) -> str:
    """Return an answer without the keys of the address, which some servers repeat."""
    parts = urlsplit(url)
    keys = [parts.username, parts.password, *(value for _, value in parse_qsl(parts.query))]
    if parts.scheme in ROBOT_SCHEMES:
        keys.append(parts.netloc.rpartition("@")[2])
    for key in map(unquote, filter(None, keys)):
        if len(key) >= _SECRET_FROM:
            said = said.replace(key, "***")
    return said


def _last_words(kind: ChannelKind, lines: list[str]) -> str:
    """Return why a call failed, from what the library said of it.

    What it says of a failed call over HTTP holds the address with its secret.
    """
    for line in reversed(lines):
        if found := _STATUS.search(line):
            return f"HTTP {found[1]}"
        if _FAILURE in line:
            said = line.partition(_FAILURE)[2].strip()
            return said[:200] if kind is ChannelKind.EMAIL else "连接失败"
    return "没有送达"
