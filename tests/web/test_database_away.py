"""The database goes away under somebody's hands: plain words, and nothing typed is lost."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from werkzeug.datastructures import MultiDict

from dispatch.bootstrap import Deployment
from dispatch.db import open_engine
from tests.web.people import Browser, Opens, Page
from tests.web.world import World

Away = Callable[[], AbstractContextManager[None]]

_NOBODY = "postgresql://somebody@127.0.0.1:1/nothing"
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_TEXT = "永安街<水果摊>占道经营 & 堵了人行道"


@pytest.fixture
def database_away(deployment: Deployment) -> Away:
    @contextmanager
    def away() -> Iterator[None]:
        there = deployment.engine
        deployment.engine = open_engine(_NOBODY)
        try:
            yield
        finally:
            deployment.engine.dispose()
            deployment.engine = there

    return away


def a_form() -> MultiDict[str, str]:
    return MultiDict(
        [
            ("key", str(uuid.uuid4())),
            ("opened_at", "2026-11-23T09:00:00+08:00"),
            ("text", _TEXT),
            ("area", "330521001001001"),
            ("urgency", "orange"),
            ("matter", ""),
            ("attachments", "a" * 64),
            ("attachments", "b" * 64),
        ]
    )


def sends(browser: Browser, token: str, form: MultiDict[str, str]) -> Page:
    return Page(
        browser.client.post(
            "/report", data=MultiDict([("csrf_token", token), *form.items(multi=True)])
        )
    )


def kept_in(answer: Page) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that the page keeps, its token left out."""
    form = answer.raw.partition('<form class="report"')[2]
    return [pair for pair in _FIELD.findall(form) if pair[0] != "csrf_token"]


class TestReportForm:
    def test_keeps_all_that_was_filled_in_while_the_database_is_away(
        self, browser: Opens, database_away: Away
    ) -> None:
        visitor, form = browser("wk-aokai"), a_form()
        token = visitor.token()

        with database_away():
            answer = sends(visitor, token, form)

        assert answer.status == 503
        assert answer.headers["Retry-After"] == "10"
        assert "上报还没有提交成功" in answer
        assert "没有出具回执" in answer
        assert f">{_TEXT}</textarea>" in answer
        assert kept_in(answer) == [pair for pair in form.items(multi=True) if pair[0] != "text"]

    def test_is_sent_again_as_it_was_kept_and_is_one_report(
        self, browser: Opens, database_away: Away, world: World
    ) -> None:
        visitor, form = browser("wk-aokai"), a_form()
        form.poplist("attachments")
        token = visitor.token()
        with database_away():
            kept = dict(kept_in(sends(visitor, token, form)))

        again = [sends(visitor, token, MultiDict({**kept, "text": _TEXT})) for _ in range(2)]

        assert [answer.status for answer in again] == [303, 303]
        assert again[0].location == again[1].location
        assert _TEXT in visitor.opens("/mine")

    def test_without_a_session_is_kept_as_well(self, browser: Opens, database_away: Away) -> None:
        stranger = browser()
        token = stranger.token()

        with database_away():
            answer = sends(stranger, token, a_form())

        # Nobody is signed in, so nobody need be looked up to say so.
        assert answer.status == 303


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/queue", "/report", "/mine", "/alerts"])
    def test_say_calmly_that_the_database_is_away(
        self, browser: Opens, database_away: Away, path: str
    ) -> None:
        visitor = browser("desk1")

        with database_away():
            answer = visitor.opens(path)

        assert answer.status == 503
        assert "数据库暂时不可用" in answer
        assert "Traceback" not in answer
        assert answer.headers["Retry-After"] == "10"

    def test_open_again_for_the_same_session_when_it_is_back(
        self, browser: Opens, database_away: Away
    ) -> None:
        visitor = browser("desk1")
        with database_away():
            visitor.opens("/queue")

        assert visitor.opens("/queue").status == 200

    def test_never_show_a_password_that_was_sent(self, browser: Opens, database_away: Away) -> None:
        stranger = browser()
        token = stranger.token()

        with database_away():
            answer = Page(
                stranger.client.post(
                    "/sign-in",
                    data={"csrf_token": token, "account": "desk1", "password": "open sesame"},
                )
            )

        assert answer.status == 503
        assert "open sesame" not in answer


class TestLivez:
    def test_is_well_so_that_nothing_restarts_the_web(
        self, browser: Opens, database_away: Away
    ) -> None:
        visitor = browser("desk1")

        with database_away():
            assert visitor.opens("/livez").status == 200
            assert visitor.opens("/readyz").status == 503


class TestApi:
    def test_says_so_to_programs_in_their_own_form(
        self, browser: Opens, database_away: Away
    ) -> None:
        visitor = browser("desk1")

        with database_away():
            answer = visitor.opens("/api/v1/cases")

        assert answer.status == 503
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert '"database_away"' in answer
        assert answer.headers["Retry-After"] == "10"
