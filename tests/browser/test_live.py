"""Pages that move by themselves, before a second browser and a live process of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from config.settings import Settings
from deploy.local.server import free_port
from dispatch.bootstrap import Deployment
from dispatch.flows.accept_case import accept_case
from dispatch.flows.assign_case import assign_case
from dispatch.flows.comment_on_case import comment_on_case
from tests.browser.conftest import DESK, PHONE, Visits, entering, served
from tests.web.conftest import a_web
from tests.web.world import World

ROOT = Path(__file__).parents[2]
SOON = 45_000
"""Generous: the machine may be busy with other things."""


class LiveProcess:
    """The live process as it is served; it can be stopped and started again."""

    def __init__(self, settings: Settings, origin: str, port: int) -> None:
        self.port = port
        self._env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DISPATCH_DATABASE_URL": settings.database_url,
            "DISPATCH_REDIS_URL": settings.redis_url,
            "DISPATCH_WEB_SECRET": settings.web_secret,
            "DISPATCH_CLOCK_FILE": str(settings.clock_file),
            "DISPATCH_LIVE_BIND": f"127.0.0.1:{port}",
            "DISPATCH_LIVE_ORIGIN": origin,
            "DISPATCH_LIVE_HEARTBEAT_SECONDS": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(sys.executable, "-m", "gunicorn"),
                *("-c", str(ROOT / "deploy" / "gunicorn_live_conf.py")),
                *("--chdir", str(ROOT), "dispatch.web.live.wsgi:app"),
            ],
            env=self._env,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the live process does not listen")

    def stop(self) -> float:
        """End it as an operator does; return how many seconds it took."""
        began = time.monotonic()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None
        return time.monotonic() - began


@pytest.fixture(scope="module")
def live_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def address(world: World, live_port: int) -> Iterator[str]:
    """The web, telling its pages where the live process is."""
    settings = replace(
        world.deployment.settings,
        live_url=f"http://127.0.0.1:{live_port}",
        live_heartbeat_seconds=1.0,
    )
    with served(a_web(Deployment(settings, world.clock, world.deployment.engine))) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, address: str) -> Callable[[str | None], StorageState | None]:
    return entering(chromium, address)


@pytest.fixture(scope="module")
def live(world: World, address: str, live_port: int) -> Iterator[LiveProcess]:
    process = LiveProcess(world.deployment.settings, address, live_port)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def follows(live: LiveProcess, visits: Visits) -> Callable[..., Page]:
    """Return what opens a page and waits until it listens."""

    def opened(account: str, path: str, **how) -> Page:
        page = visits(account, "/welcome", **how)
        with page.expect_response(lambda answer: "/api/v1/live" in answer.url):
            page.goto(path)
        return page

    return opened


def keep(page: Page) -> None:
    """Remember this page's memory: after a reload it would be gone."""
    page.evaluate("window.notReloaded = true")


def was_not_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.notReloaded === true"))


class TestQueue:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_shows_a_new_case_and_marks_it(self, follows, world: World, size):
        page = follows("wk-zfd-01", "/queue", size=size)
        keep(page)

        number = world.arrives("新来的占道摊位。", "330521001001", matter="M014", urgency="red")

        row = page.locator(f"#case-{number}")
        expect(row).to_be_visible(timeout=SOON)
        expect(row).to_have_class("is-new")
        assert was_not_reloaded(page)

    def test_shows_what_somebody_else_did(self, follows, world: World):
        number = world.arrives("流动摊贩占道。", "330521001001", matter="M014", urgency="red")
        first, second = (
            follows("wk-zfd-01", "/queue"),
            follows("desk1", f"/queue?pile=all&q={number}"),
        )
        keep(second)
        expect(second.locator(f"#case-{number}")).to_contain_text("待签收")

        first.goto(f"/cases/{number}")
        first.get_by_role("button", name="签收").click()

        expect(second.locator(f"#case-{number}")).to_contain_text("处置中", timeout=SOON)
        assert was_not_reloaded(second)

    def test_announces_new_cases_to_somebody_who_has_scrolled(self, follows, world: World):
        for n in range(25):
            world.arrives(f"占道摊位{n}。", "330521001001", matter="M014")
        page = follows("wk-zfd-01", "/queue")
        page.mouse.move(0, 0)
        page.evaluate("window.scrollTo(0, 900)")
        before = page.locator("#queue [data-row]").all_inner_texts()
        top = page.evaluate("scrollY")

        number = world.arrives("紧急占道。", "330521001001", matter="M014", urgency="red")

        new = page.get_by_role("button", name="有 1 件新案件")
        expect(new).to_be_visible(timeout=SOON)
        assert page.locator(f"#case-{number}").count() == 0
        assert len(page.locator("#queue [data-row]").all_inner_texts()) == len(before)
        assert page.evaluate("scrollY") == top
        new.click()
        expect(page.locator(f"#case-{number}")).to_be_visible(timeout=SOON)

    def test_fetches_seldom_however_much_happens(self, follows, world: World):
        number = world.arrives("占道。", "330521001001", matter="M014")
        page = follows("desk1", f"/queue?q={number}")
        fetched = []
        page.on("request", lambda asked: fetched.append(asked) if "/queue" in asked.url else None)

        for n in range(60):
            world.acts(comment_on_case, "wk-zfd-01", number, text=str(n))
        page.wait_for_timeout(6000)

        assert 1 <= len(fetched) <= 6, "sixty changes"


class TestCasePage:
    def test_moves_and_keeps_a_half_written_form(self, follows, world: World):
        number = world.arrives("沿街占道。", "330521001001", matter="M014")
        world.acts(accept_case, "wk-zfd-01", number)
        page = follows("wk-zfd-01", f"/cases/{number}")
        keep(page)
        page.get_by_text("反馈结果", exact=True).first.click()
        page.get_by_label("处置结果").fill("清理了一半")

        world.acts(comment_on_case, "desk1", number, text="请尽快")

        expect(page.locator("#timeline")).to_contain_text("请尽快", timeout=SOON)
        expect(page.get_by_label("处置结果")).to_have_value("清理了一半")
        expect(page.get_by_label("处置结果")).to_be_visible()
        assert was_not_reloaded(page)


class TestOtherPages:
    def test_sorting_shows_what_arrives(self, follows, world: World):
        page = follows("desk1", "/sorting")
        keep(page)

        number = world.arrives("校门口又堵车。", "330521102201", matter="M043", urgency="red")

        expect(page.locator(f"#case-{number}")).to_be_visible(timeout=SOON)
        assert was_not_reloaded(page)

    def test_sorting_stays_with_the_case_that_is_looked_at(self, follows, world: World):
        """Something more pressing arrives: the list moves, the chosen case stays the chosen one."""
        page = follows("desk1", "/sorting")
        chosen = page.locator("#sorting [aria-current]")
        before, title = chosen.get_attribute("href"), page.locator("#chosen").inner_text()

        number = world.arrives("校门口严重拥堵。", "330521102201", matter="M043", urgency="red")

        expect(page.locator(f"#case-{number}")).to_be_visible(timeout=SOON)
        assert chosen.get_attribute("href") == before
        assert page.locator("#chosen").inner_text() == title

    def test_sorting_says_who_decided_the_case_that_is_looked_at(self, follows, world: World):
        number = world.arrives("校门口又堵车。", "330521102201", matter="M043", urgency="red")
        page = follows("desk1", f"/sorting?case={number}")
        keep(page)

        world.acts(assign_case, "desk2", number, unit="330521-GA", note="请办理")

        expect(page.locator("#sorting-gone")).to_contain_text(number, timeout=SOON)
        expect(page.locator("#sorting-gone")).to_contain_text("已有人办理")
        assert was_not_reloaded(page)

    def test_my_reports_show_what_became_of_them(self, follows, world: World):
        receipt = world.reports("wk-aokai", "路边占道。", "330521001001001", matter="M014")
        page = follows("wk-aokai", "/mine", size=PHONE)
        expect(page.locator(f"#report-{receipt}")).to_contain_text("待签收")

        world.acts(accept_case, "wk-zfd-01", world.number_of(receipt))

        expect(page.locator(f"#report-{receipt}")).to_contain_text("处置中", timeout=SOON)

    def test_alerts_and_the_menu_show_what_is_late(self, follows, world: World):
        world.climbs()
        page = follows("duban1", "/alerts", size=PHONE)
        before = page.locator("#alerts [data-row]").count()
        world.arrives("占道没人管。", "330521001001", matter="M014", urgency="red")
        for _ in range(6):
            world.forward(hours=12)
            world.climbs()

        expect(page.locator("#alerts .is-new").first).to_be_visible(timeout=SOON)
        assert page.locator("#alerts [data-row]").count() > before or before == 20


class TestBanner:
    def test_says_since_when_the_page_stands_still_and_goes_when_it_moves_again(
        self, live: LiveProcess, follows, world: World
    ):
        page = follows("desk1", "/queue?q=断线时来的占道")
        keep(page)
        note = page.locator("#live-note")

        seconds = live.stop()
        expect(note).to_contain_text("数据停在", timeout=SOON)
        number = world.arrives("断线时来的占道。", "330521001001", matter="M014", urgency="red")
        live.start()

        expect(note).to_be_hidden(timeout=SOON)
        expect(page.locator(f"#case-{number}")).to_be_visible(timeout=SOON)
        assert was_not_reloaded(page)
        assert seconds < 6
