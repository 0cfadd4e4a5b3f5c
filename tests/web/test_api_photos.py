"""Photos through the API: brought, named in a report and a move, and turned away."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from dispatch.clock import COUNTY_ZONE
from dispatch.web.limiter import limiter
from tests.support.pictures import a_jpeg
from tests.web.api import V1, Program, a_program
from tests.web.people import Opens
from tests.web.world import World

Asks = Callable[[str], Program]


@pytest.fixture
def program(app: Flask) -> Asks:
    return lambda account: a_program(app, account)


def brings(who: Program, content: bytes, name: str = "a.jpg") -> TestResponse:
    return who.client.post(
        V1 + "/attachments",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
        headers={"Authorization": f"Bearer {who.token}"},
    )


def reports(who: Program, world: World, *photos: str) -> TestResponse:
    return who.reports(
        {
            "text": "井盖破损,有人会跌下去",
            "area_code": "330521001001001",
            "occurred_at": world.clock.now().astimezone(COUNTY_ZONE).isoformat(),
            "channel": "system",
            "matter_hint": "M062",
            "attachments": [{"id": photo} for photo in photos],
        }
    )


class TestPhoto:
    def test_is_shown_with_the_report_that_names_it(
        self, program: Asks, browser: Opens, world: World
    ) -> None:
        worker = program("wk-aokai")
        brought = brings(worker, a_jpeg(seed=40))
        photo = brought.json["id"]

        answer = reports(worker, world, photo)
        world.relays()
        number = world.number_of(answer.json["receipt"])

        assert brought.status_code == 201
        assert answer.status_code == 202
        desk = browser("desk1")
        assert f"/photos/{photo}/thumb" in desk.opens(f"/cases/{number}").raw
        assert desk.client.get(f"/photos/{photo}").data.startswith(b"\xff\xd8\xff")

    def test_shows_what_was_done(self, program: Asks, browser: Opens, world: World) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        unit = program("wk-zfd-01")
        unit.sends(f"/cases/{number}/acceptance", {})
        after = brings(unit, a_jpeg(seed=41)).json["id"]

        answer = unit.sends(f"/cases/{number}/report-back", {"result": "已清理", "after": [after]})

        assert answer.status_code == 200
        last = unit.asks(f"/cases/{number}/timeline").json["items"][-1]
        assert last["body"]["after"] == [after]
        assert f"/photos/{after}/thumb" in browser("wk-zhs-01").opens(f"/cases/{number}").raw

    def test_brought_twice_has_one_name(self, program: Asks) -> None:
        worker = program("wk-aokai")

        first, second = brings(worker, a_jpeg(seed=42)), brings(worker, a_jpeg(seed=42))

        assert first.json == second.json

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            (b"", "empty"),
            (b"<html><script>alert(1)</script>", "not_a_photo"),
            (a_jpeg()[:-4000], "damaged"),
            (b"\xff\xd8\xff" + bytes(15 * 1024 * 1024 + 1), "too_large"),
        ],
        ids=["empty", "no photo", "torn", "too large"],
    )
    def test_that_is_none_is_refused_with_what_is_wrong(
        self, program: Asks, content: bytes, fault: str
    ) -> None:
        answer = brings(program("wk-aokai"), content)

        assert answer.status_code == 422
        assert answer.json["code"] == "photos.refused"
        assert answer.json["errors"] == {"file": [fault]}
        assert answer.json["detail"]

    def test_far_too_large_is_not_read(self, program: Asks) -> None:
        answer = brings(program("wk-aokai"), bytes(16 * 1024 * 1024))

        assert (answer.status_code, answer.json["code"]) == (413, "content_too_large")

    def test_that_somebody_else_brought_cannot_be_named(self, program: Asks, world: World) -> None:
        photo = brings(program("wk-cun-01"), a_jpeg(seed=43)).json["id"]

        answer = reports(program("wk-aokai"), world, photo)

        assert (answer.status_code, answer.json["code"]) == (422, "photos.unknown")

    def test_in_too_great_a_number_is_refused(self, program: Asks, world: World) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        unit = program("wk-zfd-01")
        unit.sends(f"/cases/{number}/acceptance", {})

        many = [f"{n:064x}" for n in range(11)]
        answer = unit.sends(f"/cases/{number}/report-back", {"result": "已清理", "after": many})

        assert (answer.status_code, answer.json["code"]) == (422, "photos.too_many")

    def test_is_limited_for_each_account(self, app: Flask, program: Asks) -> None:
        worker = program("wk-aokai")
        limiter.enabled = True
        try:
            answers = [brings(worker, b"no photo").status_code for _ in range(61)]
        finally:
            limiter.enabled = False

        assert (answers[0], answers[-1]) == (422, 429)


class TestAssignment:
    def test_takes_what_the_report_lacked(self, program: Asks, world: World) -> None:
        number = world.arrives("校门口放学堵成一片。", "330521102201", matter="M043")
        desk = program("desk1")
        body = {"unit": "330521-GA", "note": "请办理", "supplied": {"area": "330521102201"}}

        answer = desk.sends(f"/cases/{number}/assignment", body)

        assert answer.status_code == 200, answer.text
        last = desk.asks(f"/cases/{number}/timeline").json["items"][-1]
        assert last["body"]["supplied"] == [["area", "330521102201", "330521102201"]]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"unit": "nobody"}, "assignment.unit_unknown"),
            ({"matter": "M999"}, "assignment.matter_unknown"),
            ({"supplied": {"area": "440000000"}}, "assignment.area_unknown"),
            ({"note": " "}, "validation_failed"),
        ],
    )
    def test_says_what_to_mend(
        self, program: Asks, world: World, change: dict[str, object], code: str
    ) -> None:
        number = world.arrives("校门口放学堵成一片。", "330521102201", matter="M043")
        body = {"unit": "330521-GA", "note": "请办理", **change}

        answer = program("desk1").sends(f"/cases/{number}/assignment", body)

        assert (answer.status_code, answer.json["code"]) == (422, code)
