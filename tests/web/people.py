"""The people of the tests, and the browser each of them uses."""

import html
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.world import PASSWORD

PEOPLE = {
    "grid worker": "wk-aokai",
    "village": "wk-cun-01",
    "township": "wk-zhs-01",
    "other township": "xs-zhs-01",
    "unit": "wk-zfd-01",
    "unit's leader": "wk-zfd-02",
    "other unit": "xs-pcs-01",
    "department": "zhzf-01",
    "county desk": "desk1",
    "second at the desk": "desk2",
    "supervisor": "duban1",
    "second supervisor": "duban2",
    "township's supervisor": "wk-duban",
    "list keeper": "qingdan1",
    "second list keeper": "qingdan2",
    "admin": "admin",
    "auditor": "auditor",
    "locked out": "wk-sc-01",
    "program locked out": "wk-sc-02",
    "new password": "wk-bm-01",
    "leaver": "wk-zz-01",
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Page:
    """What came back, with the entities of HTML read."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        # A file to carry away is no text; nobody looks for words in it.
        self.raw = response.get_data().decode("utf-8", "replace")
        self.text = html.unescape(self.raw)
        self.headers = response.headers
        self.location = response.headers.get("Location", "")

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Browser:
    """One browser with its cookies; forms are sent with their token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def opens(self, path: str) -> Page:
        return Page(self.client.get(path))

    def sends(self, path: str, **fields: str) -> Page:
        return Page(self.client.post(path, data={"csrf_token": self.token(), **fields}))

    def sends_and_follows(self, path: str, **fields: str) -> Page:
        answer = self.sends(path, **fields)
        assert answer.status == 303, answer.text
        return self.opens(answer.location)

    def signs_in(self, account: str, password: str = PASSWORD) -> Page:
        return self.sends("/sign-in", account=account, password=password)

    def token(self) -> str:
        for path in ("/welcome", "/sign-in"):
            if found := _TOKEN.search(self.opens(path).raw):
                return found[1]
        raise AssertionError("no page of this browser has a form")


Opens = Callable[..., Browser]
"""Opens a browser for somebody who signs in, or for a stranger."""
