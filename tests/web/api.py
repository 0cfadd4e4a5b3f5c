"""A program of the tests: it asks with a token, and reads JSON."""

import uuid
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from dispatch.vocabulary import Role
from tests.web.world import PASSWORD

V1 = "/api/v1"


class Program:
    """One program with its token."""

    def __init__(self, app: Flask, token: str | None = None) -> None:
        self.client = app.test_client()
        self.token = token

    def asks(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(V1 + path, headers=self._headers(headers))

    def sends(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.client.post(V1 + path, json=body, headers=self._headers(headers))

    def takes_away(self, path: str, **headers: str) -> TestResponse:
        return self.client.delete(V1 + path, headers=self._headers(headers))

    def reports(self, body: Any, key: str | None = None) -> TestResponse:
        return self.sends("/reports", body, Idempotency_Key=key or str(uuid.uuid4()))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.token}", **named} if self.token else named


def a_program(app: Flask, account: str) -> Program:
    """Return a program that signed in for somebody."""
    answer = Program(app).sends("/tokens", {"account": account, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return Program(app, answer.json["token"])


REPORTERS = {Role.GRID_WORKER, Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY_DESK}
READERS = REPORTERS | {Role.UNIT, Role.SUPERVISOR}
DESK = {Role.COUNTY_DESK}

API_POLICY: dict[str, set[Role]] = {
    "tokens.listed": set(Role),
    "tokens.end_this": set(Role),
    "tokens.end": set(Role),
    "reports.send": REPORTERS,
    "reports.status": REPORTERS,
    "attachments.bring": READERS,
    "cases.listed": READERS,
    "cases.one": READERS,
    "cases.timeline": READERS,
    "cases.because": READERS,
    "cases.clocks": READERS,
    "case-moves.assignment": DESK,
    "case-moves.acceptance": READERS,
    "case-moves.comment": READERS,
    "case-moves.reporting_back": READERS,
    "case-moves.verification": READERS,
    "case-moves.closure": READERS,
    "case-moves.handing_back": READERS,
    "case-moves.transfer": DESK,
    "case-moves.supervision": READERS,
    "case-moves.suspension": READERS,
    "case-moves.reopening": READERS,
    "inbox.listed": READERS,
    "inbox.acknowledgement": READERS,
}
"""Which roles each operation is for; whether the *thing* is theirs is for other tests."""
API_OPEN = {"tokens.give", "api-docs.openapi_json", "api-docs.page"}
"""What a stranger may ask for."""
