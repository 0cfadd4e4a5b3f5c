"""A whole county behind the web: real PostgreSQL, the example county, cases in every state."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config.settings import Settings, read_settings
from deploy.local.postgres import Postgres
from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.flows import sign_in
from dispatch.migrations.schema import upgrade
from dispatch.web.app import create_app
from dispatch.web.limiter import limiter
from tests.web.world import HASHER, START, World


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
def clock(tmp_path_factory: pytest.TempPathFactory) -> StoredClock:
    return StoredClock.start(tmp_path_factory.mktemp("clock") / "clock.json", at=START, factor=0)


def settings_for(database: str, clock_file: Path) -> Settings:
    given = {
        "DISPATCH_DATABASE_URL": database,
        # Nobody listens there: what the web needs of Redis it must do without.
        "DISPATCH_REDIS_URL": "redis://127.0.0.1:1/0",
        "DISPATCH_WEB_SECRET": "only for tests",
        "DISPATCH_CLOCK_FILE": str(clock_file),
    }
    with patch.dict(os.environ, given):
        return read_settings()


@pytest.fixture(scope="session")
def deployment(database: str, clock: StoredClock) -> Iterator[Deployment]:
    found = assemble(settings_for(database, clock._file))
    yield found
    found.engine.dispose()
