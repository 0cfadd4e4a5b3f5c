"""Somebody with a browser: signs in and looks at a page, as plainly as a browser would."""

import html
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    status: int
    text: str
    """With the entities of HTML written out, so that words can be looked for."""


class Visitor:
    """One browser with its cookies."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()),
            urllib.request.ProxyHandler({}),  # whatever the environment names: this machine is near
        ).open

    def sign_in(self, account: str, password: str) -> Page:
        """Fill in the door's form and send it."""
        token = _TOKEN.search(self.look("/sign-in").text)
        fields = {"account": account, "password": password, "next": "/"}
        if token:
            fields["csrf_token"] = token[1]
        return self._ask("/sign-in", urllib.parse.urlencode(fields).encode())

    def look(self, path: str) -> Page:
        """Fetch one page."""
        return self._ask(path, None)

    def _ask(self, path: str, form: bytes | None) -> Page:
        try:
            with self._open(self._url + path, form, timeout=_TIMEOUT) as answer:
                return Page(answer.status, html.unescape(answer.read().decode()))
        except urllib.error.HTTPError as refusal:
            return Page(refusal.code, html.unescape(refusal.read().decode(errors="replace")))
