"""The API: tokens, reports, cases, moves and alerts, and how each refuses."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from dispatch.clock import COUNTY_ZONE
from dispatch.flows.keep_key import KEPT
from dispatch.flows.sign_in import set_password
from dispatch.people.access import KeyKind
from dispatch.people.scope import WORKER, Scope
from dispatch.web.api import reports as report_shape
from tests.web.api import Program, a_program
from tests.web.people import Opens
from tests.web.world import HASHER, PASSWORD, World

PROBLEM = "application/problem+json"
Asks = Callable[[str], Program]


@pytest.fixture
def program(app: Flask) -> Asks:
    """Return what signs a program in: ``program("desk1")``."""
    return lambda account: a_program(app, account)


def a_body(world: World, **more: object) -> dict[str, object]:
    return {
        "text": "居仁社区流动摊贩占道经营。",
        "area_code": "330521001001001",
        "occurred_at": world.clock.now().astimezone(COUNTY_ZONE).isoformat(),
        "channel": "system",
        "matter_hint": "M014",
        **more,
    }


class TestToken:
    def test_is_given_for_a_password_and_opens_the_door(self, program: Asks) -> None:
        answer = program("desk1").asks("/cases?limit=1")

        assert answer.status_code == 200
        assert len(answer.json["items"]) == 1

    def test_is_not_given_for_a_wrong_one_and_nobody_learns_why(self, app: Flask) -> None:
        wrong = Program(app).sends("/tokens", {"account": "desk2", "password": "not this one"})
        nobody = Program(app).sends("/tokens", {"account": "nobody", "password": "not this one"})

        assert wrong.status_code == nobody.status_code == 401
        assert wrong.json == nobody.json
        assert wrong.content_type == PROBLEM
        assert wrong.headers["WWW-Authenticate"].startswith("Bearer")

    def test_locks_the_account_as_the_sign_in_page_does(self, app: Flask) -> None:
        for _ in range(5):
            Program(app).sends("/tokens", {"account": "wk-sc-02", "password": "wrong wrong"})

        answer = Program(app).sends("/tokens", {"account": "wk-sc-02", "password": PASSWORD})

        assert answer.status_code == 401

    def test_is_kept_as_a_hash_alone(self, program: Asks, world: World) -> None:
        token = program("desk2").token or ""
        secret = token.rpartition("_")[2]

        with world.deployment.work(WORKER) as work:
            kept = work.keys.of(world.actor("desk2").scope.county, "desk2", KeyKind.TOKEN)

        assert secret not in str(kept)
        assert kept

    def test_taken_back_opens_nothing_more(self, program: Asks) -> None:
        mine = program("desk1")

        assert mine.takes_away("/tokens/current").status_code == 204
        assert mine.asks("/cases").status_code == 401

    def test_is_listed_to_its_account_and_taken_back_by_its_account_alone(
        self, program: Asks
    ) -> None:
        mine, other = program("desk1"), program("desk2")
        listed = mine.asks("/tokens").json["items"][0]

        assert "token" not in listed
        assert other.takes_away(f"/tokens/{listed['id']}").status_code == 404
        assert mine.takes_away(f"/tokens/{listed['id']}").status_code == 204
        assert mine.asks("/cases").status_code == 401

    def test_ends_with_a_new_password(self, program: Asks, world: World) -> None:
        mine = program("wk-bm-01")
        with world.deployment.work(WORKER) as work:
            set_password(
                "wk-bm-01", PASSWORD, work=work, by="test", now=world.clock.now(), hasher=HASHER
            )

        assert mine.asks("/cases").status_code == 401

    def test_forged_in_any_part_opens_nothing(self, app: Flask, program: Asks) -> None:
        good = program("desk1").token or ""
        head, _, secret = good.rpartition("_")
        forged = (
            f"{head}_{secret[:-1]}{'a' if secret[-1] != 'a' else 'b'}",
            good.replace("_330521_", "_330122_"),
            f"fp1_330521_{uuid.uuid4().hex}_{secret}",
            good[:-30],
            "",
        )

        assert [Program(app, each or " ").asks("/cases").status_code for each in forged] == [
            401
        ] * 5

    def test_of_which_there_are_too_many_replaces_the_oldest(
        self, program: Asks, app: Flask
    ) -> None:
        first = program("zhzf-01")
        for _ in range(KEPT):
            last = program("zhzf-01")

        assert first.asks("/cases").status_code == 401
        assert last.asks("/cases").status_code == 200
        assert len(last.asks("/tokens").json["items"]) == KEPT

    def test_is_over_after_its_time(self, program: Asks, world: World) -> None:
        mine = program("duban2")
        with world.deployment.work(WORKER) as work:
            key = work.keys.of(world.actor("duban2").scope.county, "duban2", KeyKind.TOKEN)[0]

        assert key.expires_at - key.created_at == timedelta(hours=12)
        assert mine.asks("/cases").status_code == 200


class TestSession:
    def test_opens_the_api_to_the_same_account(self, browser: Opens) -> None:
        assert browser("desk1").client.get("/api/v1/cases").status_code == 200

    def test_changes_something_only_with_its_csrf_token(
        self, browser: Opens, world: World, app: Flask
    ) -> None:
        visitor = browser("desk1")
        path = f"/api/v1/cases/{world.gap}/comment"

        without = visitor.client.post(path, json={"text": "在看"})
        with_it = visitor.client.post(
            path, json={"text": "在看"}, headers={"X-CSRFToken": visitor.token()}
        )

        assert (without.status_code, without.json["code"]) == (400, "csrf")
        assert with_it.status_code == 200

    def test_that_was_left_opens_nothing_to_who_copied_its_cookie(self, browser: Opens) -> None:
        visitor, thief = browser("desk1"), browser()
        copied = visitor.client.get_cookie("dispatch")
        assert copied is not None
        thief.client.set_cookie("dispatch", copied.value)
        assert thief.opens("/queue").status == 200

        visitor.sends("/sign-out")

        assert thief.opens("/queue").status == 303


class TestReport:
    def test_is_kept_for_a_receipt_and_its_status_is_told(
        self, program: Asks, world: World
    ) -> None:
        worker = program("wk-aokai")

        answer = worker.reports(a_body(world))
        before = worker.client.get(
            answer.json["status_url"], headers={"Authorization": f"Bearer {worker.token}"}
        )
        world.relays()
        after = worker.asks(f"/reports/{answer.json['receipt']}")

        assert answer.status_code == 202
        assert before.json["status"] == "accepted"
        assert after.json["status"] == "case"
        assert after.json["case"]["number"] == world.number_of(answer.json["receipt"])

    def test_sent_again_gives_the_first_receipt(self, program: Asks, world: World) -> None:
        key, body = str(uuid.uuid4()), a_body(world)
        worker = program("wk-aokai")

        first, second = worker.reports(body, key), worker.reports(body, key)

        assert (first.status_code, second.status_code) == (202, 202)
        assert first.json == second.json

    def test_under_the_same_key_with_another_body_is_refused(
        self, program: Asks, world: World
    ) -> None:
        key, worker = str(uuid.uuid4()), program("wk-aokai")
        worker.reports(a_body(world), key)

        answer = worker.reports(a_body(world, text="另一件事"), key)

        assert (answer.status_code, answer.json["code"]) == (422, "report.same_key_other_body")

    def test_under_somebody_elses_key_is_a_report_of_its_own(
        self, program: Asks, world: World
    ) -> None:
        key, body = str(uuid.uuid4()), a_body(world)

        one, other = program("wk-aokai").reports(body, key), program("wk-cun-01").reports(body, key)

        assert one.json["receipt"] != other.json["receipt"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"text": "  "}, "text_length"),
            ({"area_code": "1"}, "area_code"),
            ({"lon": 120.0}, "coordinates_incomplete"),
            ({"title": None}, "title"),
            ({"occurred_at": "yesterday"}, "occurred_at"),
            ({"text": "\0"}, "nul"),
        ],
    )
    def test_that_is_not_whole_says_what_to_mend(
        self, program: Asks, world: World, change: dict[str, object], field: str
    ) -> None:
        answer = program("wk-aokai").reports(a_body(world, **change))

        assert answer.status_code == 422
        assert answer.json["code"] == "report.incomplete"
        assert list(answer.json["errors"]) == [field]

    def test_without_a_key_is_refused(self, program: Asks, world: World) -> None:
        answer = program("wk-aokai").sends("/reports", a_body(world))

        assert answer.status_code == 422
        assert "Idempotency-Key" in answer.json["errors"]

    def test_of_somebody_else_is_as_missing_as_none(self, program: Asks, world: World) -> None:
        stranger = program("wk-cun-01")

        foreign = stranger.asks(f"/reports/{world.receipt}")
        missing = stranger.asks("/reports/R330521261123AAAAAAAA")

        assert foreign.status_code == missing.status_code == 404
        assert foreign.json == missing.json

    def test_has_the_shape_of_the_topic(self) -> None:
        assert report_shape.body_schema()["required"] == [
            "text",
            "area_code",
            "occurred_at",
            "channel",
        ]
        assert "$ref" not in str(report_shape.body_schema())


class TestCases:
    def test_come_page_by_page_without_gap_or_repeat(self, program: Asks) -> None:
        desk, seen, cursor = program("desk1"), [], ""
        while cursor is not None:
            page = desk.asks(f"/cases?limit=2{cursor and '&cursor=' + cursor}").json
            assert len(page["items"]) <= 2
            seen += [each["number"] for each in page["items"]]
            cursor = page["next"]

        whole = desk.asks("/cases?limit=100").json["items"]
        assert seen == [each["number"] for each in whole]
        assert len(seen) == len(set(seen)) > 2

    @pytest.mark.parametrize(
        "asked",
        ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1-zz", "state=x", "overdue=x"],
    )
    def test_asked_for_wrongly_are_refused(self, program: Asks, asked: str) -> None:
        assert program("desk1").asks(f"/cases?{asked}").status_code == 422

    def test_are_found_by_area_unit_state_and_words(self, program: Asks, world: World) -> None:
        desk = program("desk1")

        def numbers(asked: str) -> set[str]:
            return {each["number"] for each in desk.asks(f"/cases?{asked}").json["items"]}

        assert world.street in numbers("area=330521001")
        assert world.street not in numbers("area=330521102")
        assert world.gap in numbers("state=sorting")
        assert world.street not in numbers("state=sorting")
        assert numbers(f"q={world.gap}") == {world.gap}
        assert world.street in numbers("unit=330521001-ZFD")
        assert numbers("unit=no-such-unit") == set()

    def test_of_others_are_in_no_list_and_missing(self, program: Asks, world: World) -> None:
        stranger = program("xs-pcs-01")

        listed = stranger.asks("/cases?limit=100").json["items"]
        for part in ("", "/timeline", "/because", "/clocks"):
            foreign = stranger.asks(f"/cases/{world.street}{part}")
            missing = stranger.asks(f"/cases/C3305212026999999{part}")
            assert foreign.status_code == missing.status_code == 404
            assert foreign.json == missing.json
        assert world.street not in {each["number"] for each in listed}

    def test_are_shown_whole_with_their_tag_and_no_phone(self, program: Asks, world: World) -> None:
        desk = program("desk1")

        answers = [
            desk.asks(f"/cases/{world.street}{part}")
            for part in ("", "/timeline", "/because", "/clocks")
        ]

        assert [each.status_code for each in answers] == [200] * 4
        assert answers[0].headers["ETag"] == f'"{answers[0].json["seq"]}"'
        assert answers[0].json["opened_at"].endswith("+08:00")
        assert answers[1].json["items"][0]["kind"] == "opened"
        assert "13805721234" not in "".join(each.text for each in answers)

    def test_are_not_for_those_without_cases(self, program: Asks) -> None:
        for account in ("admin", "auditor", "qingdan1"):
            answer = program(account).asks("/cases")
            assert (answer.status_code, answer.content_type) == (403, PROBLEM)


class TestMove:
    def test_leads_a_case_from_dispatch_to_its_end_and_open_again(
        self, program: Asks, world: World
    ) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        unit, room, desk = program("wk-zfd-01"), program("wk-zhs-01"), program("desk1")

        steps = [
            unit.sends(f"/cases/{number}/acceptance", {}),
            unit.sends(f"/cases/{number}/report-back", {"result": "已清理"}),
            room.sends(f"/cases/{number}/verification", {"passed": True}),
            desk.sends(f"/cases/{number}/closure", {}),
            desk.sends(f"/cases/{number}/reopening", {"why": "又贴上了"}),
        ]

        assert [each.status_code for each in steps] == [200] * 5, [each.text for each in steps]
        assert [each.json["state"] for each in steps] == [
            "handling",
            "to_verify",
            "verified",
            "closed",
            "handling",
        ]

    def test_is_made_only_if_nobody_was_faster_when_asked_so(
        self, program: Asks, world: World
    ) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        desk = program("desk1")
        tag = desk.asks(f"/cases/{number}").headers["ETag"]

        first = desk.sends(f"/cases/{number}/comment", {"text": "在看"}, If_Match=tag)
        second = desk.sends(f"/cases/{number}/comment", {"text": "在看"}, If_Match=tag)

        assert first.status_code == 200
        assert (second.status_code, second.json["code"]) == (412, "precondition_failed")

    def test_that_is_not_due_is_refused_with_its_code_in_two_languages(
        self, program: Asks, world: World
    ) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        desk = program("desk1")

        chinese = desk.sends(f"/cases/{number}/closure", {})
        english = desk.sends(f"/cases/{number}/closure", {}, Accept_Language="en")

        assert chinese.status_code == english.status_code == 409
        assert chinese.json["code"] == english.json["code"] == "casework.not_now"
        assert "不能" in chinese.json["detail"]

    def test_that_is_somebody_elses_is_refused(self, program: Asks, world: World) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")

        answer = program("desk1").sends(f"/cases/{number}/acceptance", {})

        assert (answer.status_code, answer.json["code"]) == (403, "casework.not_yours")

    def test_of_a_foreign_case_does_not_tell_that_it_exists(
        self, program: Asks, world: World
    ) -> None:
        stranger = program("xs-pcs-01")

        foreign = stranger.sends(f"/cases/{world.street}/comment", {"text": "x"})
        missing = stranger.sends("/cases/C3305212026999999/comment", {"text": "x"})

        assert foreign.status_code == missing.status_code == 404
        assert foreign.json == missing.json

    @pytest.mark.parametrize(
        "body", [{}, {"text": ""}, {"text": "x" * 1001}, {"text": "\ud800"}, {"text": 1}, [], None]
    )
    def test_with_words_that_cannot_be_taken_is_refused(
        self, program: Asks, world: World, body: object
    ) -> None:
        answer = program("desk1").sends(f"/cases/{world.gap}/comment", body)

        assert answer.status_code == 422
        assert answer.content_type == PROBLEM

    def test_that_does_not_exist_is_no_address(self, program: Asks, world: World) -> None:
        answer = program("desk1").sends(f"/cases/{world.gap}/rating", {})

        assert (answer.status_code, answer.content_type) == (404, PROBLEM)

    @pytest.mark.parametrize(
        ("content_type", "data", "status"),
        [("text/plain", "x", 415), ("application/json", "{", 400)],
    )
    def test_in_another_form_than_json_is_refused(
        self, program: Asks, world: World, content_type: str, data: str, status: int
    ) -> None:
        desk = program("desk1")

        answer = desk.client.post(
            f"/api/v1/cases/{world.gap}/comment",
            data=data,
            content_type=content_type,
            headers={"Authorization": f"Bearer {desk.token}"},
        )

        assert (answer.status_code, answer.content_type) == (status, PROBLEM)


class TestAlerts:
    def test_are_listed_and_taken_in_hand_by_their_own_account_alone(
        self, program: Asks, world: World
    ) -> None:
        number = world.arrives("墙上贴满小广告", "330521001001", matter="M062")
        world.forward(days=9)
        world.climbs()
        mine, other = program("duban1"), program("wk-duban")

        alerts = mine.asks("/alerts?limit=100").json["items"]
        alert = next(each for each in alerts if each["case"] == number)
        path = f"/alerts/{alert['id']}/acknowledgement"

        assert alert["strength"]
        assert other.sends(path).status_code == 404
        assert mine.sends(path).json["until"].endswith("+08:00")
        assert alert["id"] not in {each["id"] for each in mine.asks("/alerts").json["items"]}


class TestProblems:
    def test_are_told_for_addresses_that_are_none(self, app: Flask) -> None:
        stranger = Program(app)

        missing = stranger.asks("/no-such-thing")
        otherwise = stranger.client.put("/api/v1/cases")

        assert (missing.status_code, missing.content_type) == (404, PROBLEM)
        assert (otherwise.status_code, otherwise.content_type) == (405, PROBLEM)
        assert "GET" in otherwise.headers["Allow"]

    def test_of_a_stranger_are_401(self, app: Flask) -> None:
        answer = Program(app).asks("/cases")

        assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")

    def test_without_a_database_say_when_to_ask_again(
        self, program: Asks, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = program("desk1")

        def away(_scope: Scope) -> NoReturn:
            raise OperationalError("select 1", {}, Exception("gone"))

        monkeypatch.setattr(world.deployment, "work", away)
        answer = mine.asks("/cases")

        assert (answer.status_code, answer.json["code"]) == (503, "database_away")
        assert answer.headers["Retry-After"]


class TestDocuments:
    def test_describe_what_answers_without_an_outside_address(self, browser: Opens) -> None:
        page = browser().opens("/api/docs")

        assert page.status == 200
        assert "/api/v1/cases/{number}/hand-back" in page
        assert 'src="http' not in page.raw
        assert 'href="http' not in page.raw
