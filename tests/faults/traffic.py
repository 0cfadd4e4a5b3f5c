"""Steady traffic from outside: townships through Kafka, phones through the web's own door.

Both behave as the real ones do: a township repeats itself now and then, a phone sends its form
until it holds a receipt, and sometimes once more.
"""

import json
import random
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.support.working import A_GRID, Keyed, Working

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_RECEIPT = re.compile(r"/report/receipts/(R\w+)")
_SHOWN = "数据库暂时不可用"


class Townships(threading.Thread):
    """Sends records to Kafka, whether the broker is there or not."""

    def __init__(self, at_work: Working, seed: int, *, per_second: float) -> None:
        super().__init__(daemon=True)
        self.sent: list[Keyed] = []
        self.again = self.reused = self.unreadable = 0
        self._at_work = at_work
        self._random = random.Random(seed)  # noqa: S311 - to be repeated
        self._pause = 5 / per_second
        self._unreadable: set[bytes | None] = set()
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.wait(self._pause):
            batch = [self._next() for _ in range(5)]
            self._at_work.produce_later(batch)
            self.sent += batch

    def _next(self) -> Keyed:
        dice = self._random.random()
        if self.sent and dice < 0.08:
            key, value = self._random.choice(self.sent)
            # Of an unreadable one another body may be good: that would be its first coming.
            if dice < 0.06 or value in self._unreadable:
                self.again += 1
                return key, value
            self.reused += 1
            return key, _changed(value, text="同一编号,另一内容")
        fresh = self._at_work.a_record()
        if dice > 0.98:
            self.unreadable += 1
            bad = _changed(fresh[1], text="")
            self._unreadable.add(bad)
            return fresh[0], bad
        return fresh


def _changed(value: bytes | None, **changed: str) -> bytes:
    body: dict[str, Any] = json.loads(value or b"{}")
    body["data"] |= changed
    return json.dumps(body, ensure_ascii=False).encode()


@dataclass
class Phone(threading.Thread):
    """One grid worker who reports one thing after the other."""

    url: str
    account: str
    password: str
    pause: float
    receipts: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._session = requests.Session()
        self._session.trust_env = False
        self._token = ""

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.ending.wait(self.pause):
            number = len(self.receipts)
            form = {
                "key": str(uuid.uuid4()),
                "opened_at": "2026-11-23T09:00:00+08:00",
                "text": f"{self.account} 的第 {number} 处小广告",
                "area": A_GRID,
                "urgency": "yellow",
                "matter": "M062",
            }
            receipt = self._until_it_has_a_receipt(form)
            self.receipts.append(receipt)
            if number % 10 == 9 and self._until_it_has_a_receipt(form) != receipt:
                self.wrong.append(f"{form['key']} was given two receipts")

    def _until_it_has_a_receipt(self, form: dict[str, str]) -> str:
        while True:
            try:
                answer = self._session.post(
                    f"{self.url}/report",
                    data={"csrf_token": self._token, **form},
                    allow_redirects=False,
                    timeout=20,
                )
                self.seen[str(answer.status_code)] += 1
                if found := _RECEIPT.search(answer.headers.get("Location", "")):
                    return found[1]
                self._look_at(answer, form)
            except requests.RequestException as why:
                self.seen[type(why).__name__] += 1
            time.sleep(0.3)

    def _look_at(self, answer: requests.Response, form: dict[str, str]) -> None:
        if answer.status_code == 503:
            kept = _SHOWN in answer.text and form["text"] in answer.text
            kept = kept and form["key"] in answer.text
            self.seen["503, everything kept"] += kept
            if not kept:
                self.wrong.append(f"503 without what was written: {answer.text[:300]}")
        elif answer.status_code in (303, 400):
            self._sign_in()
        else:
            self.wrong.append(f"{answer.status_code}: {answer.text[:2000]}")

    def _sign_in(self) -> None:
        def form() -> dict[str, str]:
            page = self._session.get(f"{self.url}/sign-in", timeout=20)
            found = _TOKEN.search(page.text)
            return {"csrf_token": found[1] if found else ""}

        words = {"account": self.account, "password": self.password}
        self._session.post(f"{self.url}/sign-in", data={**form(), **words}, timeout=20)
        self._token = form()["csrf_token"]
