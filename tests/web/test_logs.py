"""What the web writes down: every request, by its route, and nothing that anybody typed."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
import structlog

from dispatch.logs import log_as_json
from dispatch.web.desk import queue
from tests.web.conftest import a_web
from tests.web.people import Browser, Opens
from tests.web.world import World

NAME, PHONE, SECRET = "金丝雀沈秀英", "13805721234", "canary-password-7f3a"
CANARIES = (NAME, PHONE, SECRET)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    log_as_json(written)
    yield written
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


class TestLogOfRequests:
    def test_names_the_route_and_never_the_number_in_it(
        self, browser: Opens, world: World, log: io.StringIO
    ) -> None:
        answer = browser("desk1").opens(f"/cases/{world.street}")

        last = lines(log)[-1]
        assert last["event"] == "request"
        assert last["route"] == "/cases/<number>"
        assert last["status"] == 200
        assert last["ms"] >= 0
        assert last["request"] == answer.headers["X-Request-ID"]
        assert world.street not in log.getvalue()

    def test_takes_over_the_proxys_number_of_a_request_if_it_is_one(
        self, browser: Opens, log: io.StringIO
    ) -> None:
        client = browser().client
        given = client.get("/sign-in", headers={"X-Request-ID": "proxy-000001"})
        odd = client.get("/sign-in", headers={"X-Request-ID": f"{NAME} 1"})

        assert given.headers["X-Request-ID"] == "proxy-000001"
        assert odd.headers["X-Request-ID"] != f"{NAME} 1"

    def test_holds_nothing_that_anybody_typed(
        self, browser: Opens, world: World, log: io.StringIO
    ) -> None:
        worker, desk, stranger = browser("wk-aokai"), browser("desk1"), browser()
        for fields in ({}, {"area": "330521001001001"}, {"area": PHONE}, {"occurred_at": NAME}):
            worker.sends("/report", text=f"{NAME}电话{PHONE}", key=SECRET, **fields)
        desk.opens(f"/queue?q={NAME}&after={PHONE}&unit={SECRET}")
        desk.opens(f"/cases/{NAME}")
        desk.opens(f"/{NAME}?token={SECRET}")
        desk.sends(f"/cases/{world.street}/comment", text="")
        desk.sends(f"/cases/{world.conflict}/assignment", unit=NAME, note=PHONE)
        stranger.signs_in(NAME, SECRET)
        stranger.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {SECRET}"})
        stranger.client.post("/api/v1/reports", data=f'{{"text": "{NAME}"')

        assert len(lines(log)) > 10
        assert [each for each in CANARIES if each in log.getvalue()] == []

    def test_tells_of_a_defect_by_its_number_and_place(
        self, world: World, log: io.StringIO
    ) -> None:
        app = a_web(world.deployment)
        app.config["PROPAGATE_EXCEPTIONS"] = False
        visitor = Browser(app.test_client())
        visitor.signs_in("desk1")

        with patch.object(queue, "count_open", side_effect=ValueError(NAME)):
            page = visitor.opens(f"/queue?q={PHONE}")

        (defect,) = (line for line in lines(log) if line["event"] == "defect")
        assert page.status == 500
        assert defect["number"] in page
        assert defect["error"] == "ValueError"
        assert any("queue.py" in place for place in defect["where"])
        assert [each for each in CANARIES if each in log.getvalue()] == []


class TestMeasurements:
    def test_tell_of_requests_by_route(self, browser: Opens, world: World) -> None:
        browser("desk1").opens(f"/cases/{world.street}")

        shown = browser().opens("/metrics")

        assert shown.status == 200
        assert shown.headers["Content-Type"].startswith("text/plain")
        assert 'route="/cases/<number>",status="200"' in shown.raw
        assert world.street not in shown.raw
        assert "dispatch_outbox_waiting" not in shown.raw

    def test_give_an_unknown_address_no_name_of_its_own(self, browser: Opens) -> None:
        for path in ("/a", "/b", f"/{NAME}"):
            browser().opens(path)

        shown = browser().opens("/metrics")
        assert 'method="any",route="unmatched",status="404"' in shown.raw
        assert 'route="/a"' not in shown.raw
        assert NAME not in shown.raw


class TestReadiness:
    def test_says_which_part_is_away(self, browser: Opens) -> None:
        answer = browser().opens("/readyz")

        assert answer.status == 200
        assert json.loads(answer.raw)["parts"] == {"database": "ok", "redis": "away"}
