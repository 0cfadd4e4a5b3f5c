"""The robots and the text-message gateway as plugins that hear the answer.

The library's robots count any HTTP 200 as sent, and these platforms say
"refused" with a 200 and a code in the body. So what is posted is ours here;
reading the address, signing, and cutting long texts stay the library's.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

_LARGEST_ANSWER = 64 * 1024
_CODES = ("errcode", "code", "StatusCode")
_WORDS = ("errmsg", "msg", "message", "StatusMessage")


class _Hears:
    """Posts JSON and keeps what was answered."""

    gateway = ""
    """Scheme and host that stand in for the platform's own, such as a county's way out."""
    answer = ""
    request_timeout: tuple[float, float]

    def _post(
        self, url: str, payload: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> bool:
        try:
            with requests.post(
                self._through(url),
                data=json.dumps(payload, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json; charset=utf-8", **(headers or {})},
                timeout=self.request_timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(_LARGEST_ANSWER, decode_content=True)
                return self._heard(response.status_code, body)
        except (requests.RequestException, OSError) as why:
            # The reason by its name alone: its text holds the address with its token.
            self.answer = _NO_ANSWER.get(type(why).__name__, "连接失败")
            return False

    def _heard(self, status: int, body: bytes) -> bool:
        if status != requests.codes.ok:
            self.answer = f"HTTP {status}"
            return False
        try:
            said = json.loads(body)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            self.answer = "回答无法识别"
            return False
        code = next((said[name] for name in _CODES if name in said), None)
        words = next((str(said[name]) for name in _WORDS if said.get(name)), "")
        self.answer = f"{code} {words}".strip()[:200]
        return code in (0, "0")

    def _through(self, url: str) -> str:
        if not self.gateway:
            return url
        there, here = urlsplit(self.gateway), urlsplit(url)
        return urlunsplit((there.scheme, there.netloc, here.path, here.query, ""))


_NO_ANSWER = {
    "ConnectTimeout": "连接超时",
    "ReadTimeout": "等待回答超时",
    "ReadTimeoutError": "等待回答超时",
    "SSLError": "证书不可信",
}


class DingTalk(_Hears, NotifyDingTalk):  # type: ignore[misc]  # the library publishes no types
    """A robot of a DingTalk group."""

    def send(self, body: str, title: str = "", **_more: Any) -> bool:
        """Post a text, signed if the robot asks for it."""
        url = self.notify_url.format(token=self.token)
        if self.secret:
            timestamp, signature = self.get_signature()
            url += f"&timestamp={timestamp}&sign={signature}"
        content = f"{title}\n{body}" if title else body
        return self._post(url, {"msgtype": "text", "text": {"content": content}})


class WeCom(_Hears, NotifyWeComBot):  # type: ignore[misc]  # the library publishes no types
    """A robot of a WeCom group."""

    def send(self, body: str, **_more: Any) -> bool:
        """Post a text."""
        return self._post(self.api_url, {"msgtype": "text", "text": {"content": body}})


class Feishu(_Hears, NotifyFeishu):  # type: ignore[misc]  # the library publishes no types
    """A robot of a Feishu group, which may ask for a signature that the library does not make."""

    secret = ""

    def send(self, body: str, **_more: Any) -> bool:
        """Post a text, signed if the robot asks for it."""
        payload: dict[str, Any] = {"msg_type": "text", "content": {"text": body}}
        if self.secret:
            timestamp = str(int(time.time()))
            key = f"{timestamp}\n{self.secret}".encode()
            signature = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest())
            payload |= {"timestamp": timestamp, "sign": signature.decode()}
        return self._post(self.notify_url.format(token=self.token).rstrip("/"), payload)


class SmsGateway(_Hears, NotifyBase):  # type: ignore[misc]  # the library publishes no types
    """A gateway for text messages: POST {"phone", "text"}, answered with {"code": 0}."""

    service_name = "SMS over HTTP"
    protocol = "sms-http"
    secure_protocol = "sms-https"
    title_maxlen = 0
    body_maxlen = 500

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.phone = ""

    def send(self, body: str, **_more: Any) -> bool:
        """Hand one text message over."""
        scheme = "https" if self.secure else "http"
        port = f":{self.port}" if self.port else ""
        headers = {"Authorization": f"Bearer {self.user}"} if self.user else {}
        path = self.fullpath or "/"
        url = f"{scheme}://{self.host}{port}{path}"
        return self._post(url, {"phone": self.phone, "text": body}, headers)
