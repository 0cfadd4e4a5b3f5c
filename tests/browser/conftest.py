"""A real browser before the same county: a phone and a desk."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)
from werkzeug.serving import make_server

from dispatch.people.scope import WORKER
from tests.web.conftest import app, clock, clock_file, database, deployment, world
from tests.web.lists import KEEPER, begins, row_of
from tests.web.people import PEOPLE
from tests.web.people import Browser as Clicks
from tests.web.world import COUNTY, PASSWORD, World

__all__ = ["app", "clock", "clock_file", "database", "deployment", "world"]

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL_PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}
WALL: ViewportSize = {"width": 1920, "height": 1080}

_TOUCHED = 500
"""Narrower windows are a phone's."""

Visits = Callable[..., Page]

_CHROMIUM = os.environ.get("DISPATCH_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_NONE = "no Chromium: apt-get install chromium fonts-noto-cjk, or name one in DISPATCH_CHROMIUM"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip(_NONE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_CHROMIUM,
            args=["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an application on a port of this machine for the length of the block."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, address: str) -> Callable[[str | None], StorageState | None]:
    """Return what signs somebody in, once for all tests, and gives their cookies."""
    return entering(chromium, address)


def entering(chromium: Browser, address: str) -> Callable[[str | None], StorageState | None]:
    """Return what signs somebody in at an address, once, and gives their cookies."""
    cookies: dict[str, StorageState] = {}

    def entered(account: str | None) -> StorageState | None:
        if account is None:
            return None
        if account not in cookies:
            context = chromium.new_context(base_url=address)
            page = context.new_page()
            page.goto("/sign-in")
            page.get_by_label("账号").fill(account)
            page.get_by_label("口令").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url(lambda url: "/sign-in" not in url)
            cookies[account] = context.storage_state()
            context.close()
        return cookies[account]

    return entered


@pytest.fixture(scope="session")
def keeper(world: World, app: Flask) -> Clicks:
    """Return a list keeper who signed in once: of many sessions the oldest end."""
    keeper = Clicks(app.test_client())
    assert keeper.signs_in(KEEPER).status == 303
    return keeper


@pytest.fixture(scope="session")
def named(world: World, app: Flask, keeper: Clicks) -> dict[str, str]:
    """Return what addresses of pages name: cases of each kind, drafts, a request."""
    unit = Clicks(app.test_client())
    assert unit.signs_in(PEOPLE["department"]).status == 303
    draft, submitted = begins(keeper, "秋季机构改革调整"), begins(keeper, "依据更新")
    draft.edits("M001-01", "unit", "330521-ZRGH", "330521-ZHZF", why="职责划转")
    draft.sends("/drops", sheet="lines", row="M001-08")
    basis = row_of(world, submitted, "M061-01")["basis"]
    submitted.edits("M061-01", "basis", "新的依据", basis)
    submitted.sends("/submission", note="按新规定更新依据")
    wanted = {"value.unit": "330521-ZHZF", "before.unit": "330521-NY"}
    unit.sends(
        "/lists/requests/new",
        what="set",
        row="M003-01",
        title="秸秆焚烧改由我局牵头",
        reason="实际一直由我局处置",
        basis="三定规定第五条",
        **wanted,
    )
    with world.deployment.work(WORKER) as work:
        request = work.requests.latest(COUNTY)[0]
    of_cases = {name: getattr(world, name) for name in ("street", "conflict", "gap", "receipt")}
    return {
        **of_cases,
        "draft": draft.path,
        "submitted": submitted.path,
        "request": str(request.request_id),
    }


@pytest.fixture
def visits(
    chromium: Browser,
    address: str,
    signed_in: Callable[[str | None], StorageState | None],
) -> Iterator[Visits]:
    """Return what opens a page for somebody; a complaint in the console fails the test."""
    contexts, complaints = [], []

    def opened(account: str | None, path: str = "/", *, size: ViewportSize = DESK) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size["width"] < _TOUCHED,
            storage_state=signed_in(account),
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _complains(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def _complains(said: ConsoleMessage) -> bool:
    # That a stopped live process cannot be reached is what a test of it wants to see.
    unreachable = "/api/v1/live" in said.location.get("url", "")
    # A photo that is turned away or does not arrive is what a test of it wants to see.
    unreachable |= said.location.get("url", "").endswith("/photos")
    # So is a cell of the list that is turned away.
    unreachable |= said.location.get("url", "").endswith(("/edits", "/reversals"))
    return said.type in {"error", "warning"} and not unreachable
