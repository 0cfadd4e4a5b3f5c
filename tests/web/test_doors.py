"""Every page × every role: a page that nobody has declared here fails."""

import uuid
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from dispatch.bootstrap import Deployment
from dispatch.vocabulary import Role
from dispatch.web.app import create_app
from dispatch.web.cookies import WebSecretMissing
from dispatch.web.limiter import limiter
from tests.web.api import API_OPEN, API_POLICY
from tests.web.people import PEOPLE, Browser, Opens, Page
from tests.web.world import World

ANYBODY = frozenset({"stranger", *Role})
EVERYBODY = frozenset(Role)
REPORTERS = {Role.GRID_WORKER, Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY_DESK}
CASE_READERS = REPORTERS | {Role.UNIT, Role.SUPERVISOR}
QUEUE_READERS = CASE_READERS - {Role.GRID_WORKER}
WORKERS = {Role.UNIT, Role.TOWNSHIP, Role.COUNTY_DESK}
DESK = {Role.COUNTY_DESK}
CHECKERS = {Role.COUNTY_DESK, Role.LIST_KEEPER}
TRIERS = {Role.COUNTY_DESK, Role.LIST_KEEPER, Role.TOWNSHIP}
NO_CASES = {Role.ADMIN, Role.AUDITOR}
REQUESTERS = WORKERS | {Role.LIST_KEEPER}
LIST_PAGES = (
    "lists.show",
    "lists.begin",
    "edition.show",
    "edition.carry",
    "line_history.line",
    "draft_rows.lines",
    "draft_rows.matters",
    "draft_rows.one",
    "draft_rows.save",
    "draft_rows.ask",
    "draft_rows.add",
    "draft_edits.drop",
    "draft_edits.several",
    "draft_edits.cell",
    "draft_edits.reverse",
    "draft_tests.show",
    "draft_tests.run",
    "draft_tests.from_trial",
    "draft_trial.ask",
    "draft_trial.judge",
    "draft_changes.show",
    "draft_decision.show",
    "draft_decision.submit",
    "draft_decision.approve",
    "draft_decision.give_back",
    "draft_decision.withdraw",
    "draft_rebase.ask",
    "draft_rebase.carry",
    "requests.take",
    "requests.refuse",
    "draft_audit.show",
    "draft_audit.show_edition",
    "draft_audit.mend",
    "draft_audit.reverse",
    "draft_audit.dismiss",
    "draft_audit.again",
    "draft_coverage.show",
    "draft_compare.show",
    "draft_what_if.show",
    "draft_what_if.ask",
    "draft_what_if.stop",
    "draft_what_if.progress",
    "draft_what_if.case",
    "draft_what_if.moves",
    "draft_report.show",
    "draft_report.carry",
)
"""What only those who keep the list open."""

SOMEBODY = {
    Role.GRID_WORKER: PEOPLE["grid worker"],
    Role.VILLAGE: PEOPLE["village"],
    Role.TOWNSHIP: PEOPLE["township"],
    Role.UNIT: PEOPLE["unit"],
    Role.COUNTY_DESK: PEOPLE["county desk"],
    Role.SUPERVISOR: PEOPLE["supervisor"],
    Role.LIST_KEEPER: PEOPLE["list keeper"],
    Role.ADMIN: PEOPLE["admin"],
    Role.AUDITOR: PEOPLE["auditor"],
}


@dataclass(frozen=True)
class Door:
    """Who may open a page. Whether a *thing* behind it is theirs is for another test."""

    roles: frozenset | set


POLICY = {
    "static": Door(ANYBODY),
    "health.lives": Door(ANYBODY),
    "health.ready": Door(ANYBODY),
    "health.measurements": Door(ANYBODY),
    "entrance.door": Door(ANYBODY),
    "entrance.knock": Door(ANYBODY),
    "entrance.leave": Door(ANYBODY),
    "entrance.language": Door(ANYBODY),
    "entrance.home": Door(EVERYBODY),
    "entrance.without_cases": Door(EVERYBODY),
    "entrance.letters": Door(EVERYBODY),
    "form.ask": Door(REPORTERS),
    "form.send": Door(REPORTERS),
    "form.receipt": Door(REPORTERS),
    "mine.show": Door(REPORTERS),
    "queue.show": Door(QUEUE_READERS),
    "sorting.show": Door(DESK),
    "sorting.decide": Door(DESK),
    "trial.ask": Door(TRIERS),
    "trial.judge": Door(TRIERS),
    "case.show": Door(CASE_READERS),
    "contact.show": Door(WORKERS),
    "photos.bring": Door(CASE_READERS),
    "photos.show": Door(CASE_READERS),
    "photos.thumb": Door(CASE_READERS),
    "moves.assignment": Door(DESK),
    "moves.acceptance": Door(CASE_READERS),
    "moves.comment": Door(CASE_READERS),
    "moves.reporting_back": Door(CASE_READERS),
    "moves.verification": Door(CASE_READERS),
    "moves.handing_back": Door(CASE_READERS),
    "moves.transfer": Door(DESK),
    "moves.supervision": Door(CASE_READERS),
    "moves.suspension": Door(CASE_READERS),
    "moves.reopening": Door(CASE_READERS),
    "moves.closure": Door(CASE_READERS),
    "suggest.ask": Door(REPORTERS),
    "checks.show": Door(CHECKERS),
    "checks.verdict": Door(CHECKERS),
    "quarantine.show": Door(DESK),
    "quarantine.one": Door(DESK),
    "quarantine.replay": Door(DESK),
    "quarantine.dismissal": Door(DESK),
    "alerts.show": Door(CASE_READERS),
    "alerts.acknowledgement": Door(CASE_READERS),
    "channels.show": Door({Role.ADMIN}),
    "channels.ask": Door({Role.ADMIN}),
    "channels.opened": Door({Role.ADMIN}),
    "channels.one": Door({Role.ADMIN}),
    "channels.changed": Door({Role.ADMIN}),
    "channels.switched": Door({Role.ADMIN}),
    "channels.tried": Door({Role.ADMIN}),
    "delivery_log.show": Door({Role.ADMIN}),
    **dict.fromkeys(LIST_PAGES, Door({Role.LIST_KEEPER})),
    "interface.show": Door(REQUESTERS),
    "interface.carry": Door(REQUESTERS),
    "requests.show": Door(REQUESTERS),
    "requests.ask": Door(REQUESTERS),
    "requests.send": Door(REQUESTERS),
    "requests.one": Door(REQUESTERS),
    "reroutes.show": Door(DESK),
    "reroutes.decide": Door(DESK),
    "addresses.show": Door(EVERYBODY),
    "addresses.kept": Door(EVERYBODY),
    "addresses.removed": Door(EVERYBODY),
    "addresses.tried": Door(EVERYBODY),
}
IMPORTS = {
    "draft_import.ask",
    "draft_import.bring",
    "draft_import.show",
    "draft_import.say",
    "draft_import.apply",
    "draft_import.marked",
    "draft_import.remove",
    "list_export.blank",
    "list_export.of_draft",
    "list_export.of_edition",
    "past.show",
    "past.bring",
    "past.one",
    "past.say",
    "past.apply",
    "past.refused",
    "past.remove",
    "draft_triage.show",
    "draft_triage.keep_keywords",
    "draft_triage.keep_safety",
}
POLICY |= {name: Door({Role.LIST_KEEPER}) for name in IMPORTS}
MISSING = {
    "draft_id": uuid.UUID(int=1),
    "upload_id": uuid.UUID(int=1),
    "filename": "no-such.css",
    "photo_id": "0" * 64,
    "number": "C3305212026999999",
    "receipt": "R330521261123AAAAAAAA",
    "case_id": str(uuid.UUID(int=1)),
    "quarantine_id": str(uuid.UUID(int=1)),
    "notice_id": str(uuid.UUID(int=1)),
    "channel_id": str(uuid.UUID(int=1)),
    "request_id": str(uuid.UUID(int=1)),
    "sheet": "lines",
    "row": "NO-SUCH-ROW",
    "edition": 9999,
    "name": "responsibility.csv",
    "kind": "email",
    "form": "csv",
}


def missing(rule: Rule, name: str) -> object:
    """Return something that does not exist, of the kind that an address asks for."""
    return 999 if f"<int:{name}>" in rule.rule else MISSING[name]


GUARDED = [name for name, door in POLICY.items() if "stranger" not in door.roles]


def ask(app: Flask, browser: Browser, endpoint: str) -> Page:
    """Ask for a page in the one way it may be asked, naming things that do not exist."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    with app.test_request_context():
        path = app.url_for(endpoint, **{name: missing(rule, name) for name in rule.arguments})
    if "POST" in rule.methods:
        return browser.sends(path, passed="yes")
    return browser.opens(path)


class TestDoors:
    def test_are_all_declared(self, app: Flask) -> None:
        declared = set(POLICY) | set(API_POLICY) | API_OPEN
        assert {rule.endpoint for rule in app.url_map.iter_rules()} == declared

    @pytest.mark.parametrize("endpoint", GUARDED)
    def test_send_a_stranger_to_the_entrance(
        self, app: Flask, browser: Opens, endpoint: str
    ) -> None:
        answer = ask(app, browser(), endpoint)

        assert answer.status == 303
        assert answer.location.startswith("/sign-in?next=")

    @pytest.mark.parametrize("role", list(Role))
    def test_open_only_for_the_roles_declared(self, app: Flask, browser: Opens, role: Role) -> None:
        visitor = browser(SOMEBODY[role])

        opened = {name for name in GUARDED if ask(app, visitor, name).status != 403}

        assert opened == {name for name in GUARDED if role in POLICY[name].roles}

    @pytest.mark.parametrize("role", sorted(NO_CASES))
    def test_lead_those_without_cases_to_a_page_that_says_so(
        self, browser: Opens, role: Role
    ) -> None:
        visitor = browser(SOMEBODY[role])

        home = visitor.opens(visitor.opens("/").location)

        assert "您的职责不查看案件内容" in home

    @pytest.mark.parametrize(
        ("role", "home"),
        [
            (Role.GRID_WORKER, "/report"),
            (Role.VILLAGE, "/report"),
            (Role.TOWNSHIP, "/queue"),
            (Role.UNIT, "/queue"),
            (Role.COUNTY_DESK, "/queue"),
            (Role.SUPERVISOR, "/alerts"),
            (Role.LIST_KEEPER, "/lists"),
        ],
    )
    def test_lead_everybody_to_where_their_work_begins(
        self, browser: Opens, role: Role, home: str
    ) -> None:
        assert browser(SOMEBODY[role]).opens("/").location == home


class TestEveryAnswer:
    @pytest.mark.parametrize("path", ["/sign-in", "/queue", "/no-such-page", "/static/page.css"])
    def test_takes_nothing_from_elsewhere(self, browser: Opens, path: str) -> None:
        headers = browser("desk1").opens(path).headers

        assert headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"

    def test_is_not_kept_where_it_may_show_a_case(self, browser: Opens, world: World) -> None:
        headers = browser("desk1").opens(f"/cases/{world.street}").headers

        assert headers["Cache-Control"] == "no-store"

    def test_has_no_script_or_style_of_its_own_and_no_foreign_address(
        self, browser: Opens, world: World
    ) -> None:
        visitor = browser("desk1")
        for path in ("/queue", "/sorting", "/report", f"/cases/{world.street}", "/quarantine"):
            page = visitor.opens(path).raw
            assert "<style" not in page
            assert ' style="' not in page
            assert "<script>" not in page
            assert 'src="http' not in page
            assert 'href="http' not in page

    def test_refuses_a_form_without_its_token(self, browser: Opens, world: World) -> None:
        answer = browser("desk1").client.post(f"/cases/{world.street}/comment", data={"text": "x"})

        assert answer.status_code == 400
        assert "页面已过期" in answer.get_data(as_text=True)

    def test_lives_and_is_ready(self, browser: Opens) -> None:
        assert browser().opens("/livez").status == 200
        assert browser().opens("/readyz").status == 200


class TestSecret:
    @pytest.mark.parametrize(
        ("secret", "production"), [("", False), ("short", True)], ids=["none", "short"]
    )
    def test_must_be_there_and_long_in_production(
        self, world: World, secret: str, *, production: bool
    ):
        settings = replace(world.deployment.settings, web_secret=secret, production=production)

        with pytest.raises(WebSecretMissing):
            create_app(Deployment(settings, world.clock, world.deployment.engine))

    def test_sends_cookies_over_https_only_in_production(self, world: World):
        settings = replace(world.deployment.settings, web_secret="x" * 32, production=True)
        app = create_app(Deployment(settings, world.clock, world.deployment.engine))
        limiter.enabled = False

        answer = app.test_client().get(
            "/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        )

        assert "Secure" in answer.headers["Set-Cookie"]
        assert "max-age" in answer.headers["Strict-Transport-Security"]
