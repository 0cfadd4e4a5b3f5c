"""The door: who comes in, who does not, and what both leave behind."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, text

from dispatch.bootstrap import Deployment
from dispatch.flows.sign_in import (
    LOCKED_FOR,
    NoSuchAccount,
    PasswordTooWeak,
    TurnedAway,
    set_password,
    sign_in,
)
from dispatch.people.scope import WORKER
from dispatch.people.store import Account
from dispatch.web.limiter import limiter
from tests.web.conftest import a_web
from tests.web.people import Browser, Opens, Page
from tests.web.world import HASHER, PASSWORD, START, World


class SteadyClock:
    """A clock that nobody moves by hand: it simply is another time."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def course(self) -> tuple[float, int]:
        return 1.0, 0


@pytest.fixture
def steady(world: World) -> tuple[Flask, SteadyClock]:
    clock = SteadyClock()
    clock.at = world.clock.now()
    return a_web(Deployment(world.deployment.settings, clock, world.deployment.engine)), clock


def tries(
    world: World, account: str, password: str, *, at: datetime | None = None
) -> Account | TurnedAway:
    with world.deployment.work(WORKER) as work:
        return sign_in(account, password, work=work, now=at or world.clock.now(), hasher=HASHER)


def last_audit(world: World, action: str) -> Row[Any]:
    with world.deployment.work(WORKER) as work:
        return work.connection.execute(
            text(
                "select county_code, actor, object, body from audit_entry"
                " where action = :action order by at desc, seq desc limit 1"
            ),
            {"action": action},
        ).one()


class TestSigningIn:
    def test_lets_the_right_password_in_and_notes_it(self, browser: Opens, world: World) -> None:
        answer = browser().signs_in("desk1")

        assert answer.status == 303
        assert last_audit(world, "account.signed_in").object == "desk1"

    def test_says_the_same_of_a_wrong_password_and_of_an_unknown_account(
        self, browser: Opens
    ) -> None:
        wrong = browser().signs_in("desk2", "not this one")
        unknown = browser().signs_in("nobody", "not this one")

        assert wrong.status == unknown.status == 401
        assert without_name(wrong, "desk2") == without_name(unknown, "nobody")

    def test_notes_a_refusal_with_its_reason_in_the_accounts_county(
        self, browser: Opens, world: World
    ) -> None:
        browser().signs_in("desk2", "not this one")

        noted = last_audit(world, "account.turned_away")

        assert (noted.county_code, noted.object) == ("330521", "desk2")
        assert noted.body == {"why": "wrong_password"}

    def test_keeps_no_unknown_name_for_it_may_be_a_password(
        self, browser: Opens, world: World
    ) -> None:
        browser().signs_in("hunter2hunter2", "x")

        with world.deployment.work(WORKER) as work:
            kept = work.connection.scalar(
                text("select count(*) from audit_entry where audit_entry::text like '%hunter2%'")
            )
        assert kept == 0

    def test_refuses_an_account_that_was_switched_off(self, world: World) -> None:
        switch(world, "wk-zz-01", active=False)

        assert tries(world, "wk-zz-01", PASSWORD) == TurnedAway("inactive")

    def test_refuses_an_account_without_a_password(self, world: World) -> None:
        assert tries(world, "wk-scs-02", "") == TurnedAway("wrong_password")

    def test_needs_the_forms_token(self, browser: Opens) -> None:
        answer = browser().client.post("/sign-in", data={"account": "desk1", "password": PASSWORD})

        assert answer.status_code == 400

    @pytest.mark.parametrize(
        "next_page",
        ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "mine", ""],
    )
    def test_leads_nobody_out_of_the_house(self, browser: Opens, next_page: str) -> None:
        answer = browser().sends("/sign-in", account="desk1", password=PASSWORD, next=next_page)

        assert answer.location == "/"

    def test_leads_on_to_the_page_that_was_asked_for(self, browser: Opens) -> None:
        visitor = browser()
        asked = visitor.opens("/queue?overdue=1")
        answer = visitor.sends(
            "/sign-in", account="desk1", password=PASSWORD, next="/queue?overdue=1"
        )

        assert asked.location == "/sign-in?next=/queue?overdue%3D1"
        assert answer.location == "/queue?overdue=1"

    def test_is_limited_for_one_address_also_while_redis_is_away(self, world: World) -> None:
        app = a_web(world.deployment)
        limiter.enabled = True
        visitor = Browser(app.test_client())
        token, an_address = visitor.token(), {"REMOTE_ADDR": "203.0.113.9"}
        try:
            answers = [
                visitor.client.post(
                    "/sign-in",
                    data={"csrf_token": token, "account": "nobody"},
                    environ_base=an_address,
                ).status_code
                for _ in range(31)
            ]
        finally:
            limiter.enabled = False

        assert answers[0] == 401
        assert answers[-1] == 429


class TestLockingOut:
    def test_locks_after_five_wrong_ones_until_a_quarter_of_an_hour_has_passed(
        self, world: World
    ) -> None:
        now = world.clock.now()
        for _ in range(5):
            assert tries(world, "wk-sc-01", "wrong") == TurnedAway("wrong_password")

        locked = tries(world, "wk-sc-01", PASSWORD)
        almost = tries(world, "wk-sc-01", PASSWORD, at=now + LOCKED_FOR - timedelta(seconds=1))
        after = tries(world, "wk-sc-01", PASSWORD, at=now + LOCKED_FOR)

        assert locked == almost == TurnedAway("locked")
        assert not isinstance(after, TurnedAway)

    def test_counts_anew_after_the_right_one(self, world: World) -> None:
        for _ in range(4):
            tries(world, "wk-sc-01", "wrong")
        tries(world, "wk-sc-01", PASSWORD)

        assert tries(world, "wk-sc-01", "wrong") == TurnedAway("wrong_password")
        assert not isinstance(tries(world, "wk-sc-01", PASSWORD), TurnedAway)


class TestSession:
    def test_begins_anew_at_sign_in(self, browser: Opens) -> None:
        visitor = browser()
        with visitor.client.session_transaction() as session:
            session["planted"] = "by somebody else"

        visitor.signs_in("desk1")

        with visitor.client.session_transaction() as session:
            assert "planted" not in session

    def test_ends_at_sign_out(self, browser: Opens) -> None:
        visitor = browser("desk1")

        visitor.sends("/sign-out")

        assert visitor.opens("/queue").location.startswith("/sign-in")

    @pytest.mark.parametrize(
        ("account", "idle", "ended"),
        [
            ("desk1", timedelta(minutes=30), False),
            ("desk1", timedelta(minutes=31), True),
            ("wk-aokai", timedelta(hours=12), False),
            ("wk-aokai", timedelta(hours=12, minutes=1), True),
        ],
    )
    def test_ends_when_it_lies_unused(
        self, steady: tuple[Flask, SteadyClock], account: str, idle: timedelta, *, ended: bool
    ) -> None:
        app, clock = steady
        visitor = Browser(app.test_client())
        visitor.signs_in(account)

        clock.at += idle

        assert (visitor.opens("/alerts").status == 303) is ended

    def test_lives_on_while_it_is_used(self, steady: tuple[Flask, SteadyClock]) -> None:
        app, clock = steady
        visitor = Browser(app.test_client())
        visitor.signs_in("desk1")

        for _ in range(4):
            clock.at += timedelta(minutes=20)
            assert visitor.opens("/queue").status == 200

    def test_survives_a_clock_that_somebody_moved(self, browser: Opens, world: World) -> None:
        visitor = browser("desk1")

        world.forward(hours=2)

        assert visitor.opens("/queue").status == 200

    def test_ends_when_the_password_changes(self, browser: Opens, world: World) -> None:
        visitor = browser("wk-bm-01")
        assert visitor.opens("/queue").status == 200

        world.give_passwords("wk-bm-01")

        assert visitor.opens("/queue").status == 303

    def test_ends_when_the_account_is_switched_off(self, browser: Opens, world: World) -> None:
        visitor = browser("wk-bm-01")

        switch(world, "wk-bm-01", active=False)
        try:
            assert visitor.opens("/queue").status == 303
        finally:
            switch(world, "wk-bm-01", active=True)

    def test_travels_in_a_cookie_that_scripts_cannot_read(self, browser: Opens) -> None:
        cookie = browser().signs_in("desk1").headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


class TestSettingAPassword:
    @pytest.mark.parametrize("weak", ["short", "x" * 257, "desk1desk1desk1"])
    def test_refuses_one_that_would_be_guessed(self, world: World, weak: str) -> None:
        with world.deployment.work(WORKER) as work, pytest.raises(PasswordTooWeak):
            set_password("desk1", weak, work=work, by="test", now=START)

    def test_refuses_an_account_that_nobody_has(self, world: World) -> None:
        with world.deployment.work(WORKER) as work, pytest.raises(NoSuchAccount):
            set_password("nobody", PASSWORD, work=work, by="test", now=START)


def without_name(page: Page, name: str) -> str:
    return page.text.replace(f'value="{name}"', "").split("<main")[1].split("csrf_token")[0]


def switch(world: World, account: str, *, active: bool) -> None:
    with world.deployment.work(WORKER) as work:
        work.connection.execute(
            text("update account set active = :active where account = :account"),
            {"active": active, "account": account},
        )
