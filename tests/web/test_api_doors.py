"""Every operation × every role: whoever may not, and whose thing it is not, is told so alike."""

import io
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from dispatch.vocabulary import Role
from tests.support.pictures import a_jpeg
from tests.web.api import API_POLICY, V1, a_program
from tests.web.test_doors import SOMEBODY
from tests.web.world import World

STRANGE_CASE = "C3305212026999999"
"""Shaped like a case's number, and nobody's."""
BODIES: dict[str, Any] = {
    "case-moves.assignment": {"unit": "330521-GA", "note": "请办理"},
    "case-moves.acceptance": {},
    "case-moves.comment": {"text": "在看"},
    "case-moves.reporting_back": {"result": "已清理"},
    "case-moves.verification": {"passed": True},
    "case-moves.closure": {},
    "case-moves.handing_back": {"ground": "ownership", "why": "非本单位"},
    "case-moves.transfer": {"unit": "330521-GA", "note": "请办理"},
    "case-moves.supervision": {"strength": "supervise", "note": "限期办结"},
    "case-moves.suspension": {"until": "2026-12-01T09:00:00+08:00", "reason": "等待材料"},
    "case-moves.reopening": {"why": "又出现了"},
    "inbox.acknowledgement": None,
}
OF_NOTHING = {
    "tokens.listed": 200,
    "tokens.end_this": 204,
    "reports.send": 422,
    "attachments.bring": 422,
    "cases.listed": 200,
    "inbox.listed": 200,
}
"""What an operation that names no thing answers to an empty request of somebody admitted."""
ENDS_ITSELF = "tokens.end_this"
"""Ends the token that asks, and is therefore asked last."""
OF_A_FOREIGN_CASE = [
    name
    for name in API_POLICY
    if name.startswith(("case-moves.", "cases.")) and name != "cases.listed"
]


@dataclass(frozen=True)
class Asked:
    """One operation of the API, as the application publishes it."""

    method: str
    path: str


@pytest.fixture(scope="session")
def operations(app: Flask) -> dict[str, Asked]:
    """Every operation by its name, asking for things that do not exist."""
    named = {
        "number": STRANGE_CASE,
        "receipt": "R330521261123AAAAAAAA",
        "notice_id": str(uuid.UUID(int=1)),
        "token_id": str(uuid.UUID(int=1)),
    }
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.rule.startswith(V1):
                path = app.url_for(rule.endpoint, **{each: named[each] for each in rule.arguments})
                method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
                found[rule.endpoint] = Asked(method, path)
    return found


def ask(app: Flask, asked: Asked, name: str, token: str | None, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"json": BODIES[name]} if BODIES.get(name) is not None else {}
    return app.test_client().open(
        asked.path, method=asked.method, headers=headers, **{**body, **more}
    )


class TestOperations:
    def test_are_all_declared(self, operations: dict[str, Asked]) -> None:
        assert set(operations) == set(API_POLICY) | {"tokens.give"}

    @pytest.mark.parametrize("token", [None, "", "fp1_330521_nobody", "Basic"])
    def test_turn_a_stranger_away(
        self, app: Flask, operations: dict[str, Asked], token: str | None
    ) -> None:
        answers = {name: ask(app, operations[name], name, token) for name in API_POLICY}

        assert {answer.status_code for answer in answers.values()} == {401}
        assert {answer.json["code"] for answer in answers.values()} == {"unauthorized"}
        assert all("WWW-Authenticate" in answer.headers for answer in answers.values())

    @pytest.mark.parametrize("role", list(Role))
    def test_open_only_for_the_roles_declared(
        self, app: Flask, operations: dict[str, Asked], role: Role
    ) -> None:
        token = a_program(app, SOMEBODY[role]).token
        for name in sorted(API_POLICY, key=ENDS_ITSELF.__eq__):
            roles = API_POLICY[name]
            answer = ask(app, operations[name], name, token)

            expected = OF_NOTHING.get(name, 404) if role in roles else 403
            assert answer.status_code == expected, (name, answer.text)
            if expected == 403:
                assert answer.json == {
                    "type": "about:blank",
                    "title": "没有权限",
                    "status": 403,
                    "code": "forbidden",
                }

    @pytest.mark.parametrize(
        "role", [Role.GRID_WORKER, Role.VILLAGE, Role.TOWNSHIP, Role.UNIT], ids=str
    )
    def test_tell_a_foreign_case_from_none_to_nobody(
        self, app: Flask, operations: dict[str, Asked], world: World, role: Role
    ) -> None:
        token = a_program(app, SOMEBODY[role]).token
        open_to_it = [name for name in OF_A_FOREIGN_CASE if role in API_POLICY[name]]

        assert len(open_to_it) > 10
        for name in open_to_it:
            there = Asked(
                operations[name].method,
                operations[name].path.replace(STRANGE_CASE, world.conflict),
            )
            foreign, missing = ask(app, there, name, token), ask(app, operations[name], name, token)

            assert (foreign.status_code, missing.status_code) == (404, 404), name
            assert foreign.json == missing.json

    def test_take_files_at_the_photos_door_alone(
        self, app: Flask, operations: dict[str, Asked]
    ) -> None:
        token = a_program(app, "wk-aokai").token
        for name in ("reports.send", "case-moves.comment"):
            answer = ask(
                app,
                operations[name],
                "",
                token,
                data={"file": (io.BytesIO(a_jpeg()), "a.jpg")},
                content_type="multipart/form-data",
            )

            assert answer.status_code == 415, name
