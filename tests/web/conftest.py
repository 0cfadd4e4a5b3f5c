"""A whole county behind the web: real PostgreSQL, the example county, cases in every state."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask

from config.settings import Settings, read_settings
from deploy.local.postgres import Postgres
from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.migrations.schema import upgrade
from dispatch.web.app import create_app
from dispatch.web.limiter import limiter
from tests.web.people import PEOPLE, Browser, Opens
from tests.web.world import START, World


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Postgres(tmp_path_factory.mktemp("web"), fsync=False)
    server.start()
    try:
        upgrade(server.url)
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clock") / "clock.json"


@pytest.fixture(scope="session")
def clock(clock_file: Path) -> StoredClock:
    return StoredClock.start(clock_file, at=START, factor=0)


def settings_for(database: str, clock_file: Path) -> Settings:
    given = {
        "DISPATCH_DATABASE_URL": database,
        # Nobody listens there: what the web needs of Redis it must do without.
        "DISPATCH_REDIS_URL": "redis://127.0.0.1:1/0",
        "DISPATCH_WEB_SECRET": "only for tests",
        "DISPATCH_CLOCK_FILE": str(clock_file),
        "DISPATCH_BLOBS": str(clock_file.parent / "photos"),
    }
    with patch.dict(os.environ, given):
        return read_settings()


@pytest.fixture(scope="session")
def deployment(database: str, clock_file: Path) -> Iterator[Deployment]:
    found = assemble(settings_for(database, clock_file))
    yield found
    found.engine.dispose()


@pytest.fixture(scope="session")
def world(deployment: Deployment, clock: StoredClock) -> World:
    """Return a county that works since Monday morning, with one case of each kind."""
    county = World(deployment, clock)
    county.load()
    county.give_passwords(*PEOPLE.values())
    county.fill()
    return county


@pytest.fixture(scope="session")
def app(world: World) -> Flask:
    return a_web(world.deployment)


def a_web(deployment: Deployment) -> Flask:
    found = create_app(deployment)
    found.testing = True
    # A defect must fail the test that met it, not become a page.
    found.config["PROPAGATE_EXCEPTIONS"] = True
    limiter.enabled = False
    return found


@pytest.fixture
def browser(app: Flask) -> Opens:
    """Return what opens a browser for somebody: ``browser("desk1")``, or for a stranger."""

    def opened(account: str | None = None) -> Browser:
        new = Browser(app.test_client())
        if account:
            assert new.signs_in(account).status == 303, f"{account} was turned away"
        return new

    return opened
