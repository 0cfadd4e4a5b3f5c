"""Messages do not wait for the question who still may listen, and that question is never lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy.exc import OperationalError

from dispatch.bootstrap import Deployment
from dispatch.journal.changes import BEGINNING, ChangeCursor
from dispatch.people.scope import Reach, Scope
from dispatch.web.live import reader as reading
from dispatch.web.live.hub import Hub, News
from dispatch.web.live.reader import Reader
from tests.unit.live.test_viewer import COUNTY, KEY, news

PATIENCE = 10.0


@contextmanager
def listening(_channel: str) -> Iterator[SimpleNamespace]:
    yield SimpleNamespace(wait=lambda _seconds: None)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(reading, "_ASK_AGAIN", 0.01)
    hub = Hub(8)
    hub.stand_at(BEGINNING)
    found = Reader(cast("Deployment", SimpleNamespace(listening=listening)), hub)
    yield found
    found.stop()


def test_a_message_does_not_wait_while_rights_are_asked(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    asking, answered = threading.Event(), threading.Event()

    def slowly(*_: object) -> list:
        asking.set()
        answered.wait(PATIENCE)
        return []

    def happened(after: ChangeCursor, **_: int) -> tuple[list[News], ChangeCursor]:
        return ([news(1)], ChangeCursor(7, 1)) if asking.is_set() else ([], after)

    monkeypatch.setattr(reading, "may_no_longer", slowly)
    monkeypatch.setattr(reader, "between", happened)
    page = reader.hub.join("desk1", KEY, Scope(COUNTY, Reach.COUNTY, account="desk1"))

    reader.start()
    told = page.next(PATIENCE / 2)

    assert told
    assert not answered.is_set()
    answered.set()


def test_a_question_that_failed_is_asked_again(reader: Reader, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def away_at_first(_deployment: object, viewers: tuple) -> list:
        asked.append(viewers)
        if len(asked) == 1:
            raise OperationalError("select", {}, Exception("the database is away"))
        return list(viewers)

    monkeypatch.setattr(reading, "may_no_longer", away_at_first)
    page = reader.hub.join("desk1", KEY, Scope(COUNTY, Reach.COUNTY, account="desk1"))

    threading.Thread(target=reader.ask_again, daemon=True).start()
    told = page.next(PATIENCE)

    assert [each.last for each in told] == [True]
    assert b"rights" in told[0].text
    assert len(asked) >= 2
