"""What a bench stands on: the local stack with fsync on, and fresh databases in it.

    stack ─► migrated database ─► with the example county ─► copies, one a round

A copy of a database costs a few hundredths of a second, so every round
starts from the same rows.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from deploy.local.stack import Endpoints, LocalStack
from dispatch.bootstrap import Deployment, assemble, read_settings
from dispatch.clock import COUNTY_ZONE
from dispatch.db import open_engine, transaction
from dispatch.flows.publish_county import publish_county
from dispatch.migrations.schema import upgrade
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_folder

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "config" / "counties" / "330521"
_KEPT = ("fsync", "synchronous_commit", "shared_buffers", "server_version")


class Ground:
    """The stack, started when the first bench needs it."""

    def __init__(self, data: Path) -> None:
        self._stack = LocalStack(data, fsync=True)
        self._up = False

    @cached_property
    def endpoints(self) -> Endpoints:
        """Where the servers are; they are started by the first who asks."""
        self._up = True
        return self._stack.up()

    @cached_property
    def book(self) -> CountyBook:
        """The example county."""
        return read_folder(EXAMPLE, strict=True)

    @cached_property
    def _template(self) -> str:
        url = self._make("template0")
        upgrade(url)
        engine = open_engine(url)
        with transaction(engine, WORKER.settings()) as connection:
            publish_county(
                self.book,
                by="bench",
                work=Work(connection, WORKER),
                before=None,
                now=datetime.now(COUNTY_ZONE),
            )
        engine.dispose()
        return url

    @contextmanager
    def database(self) -> Iterator[str]:
        """Lend a fresh database with the example county, as its owner reaches it."""
        url = self._make(str(make_url(self._template).database))
        try:
            yield url
        finally:
            self._run(
                sql.SQL("drop database {} with (force)").format(
                    sql.Identifier(str(make_url(url).database))
                )
            )

    def environment(self, database: str, **more: str) -> dict[str, str]:
        """Return the settings of a process on this stack; ``more`` are settings in lower case."""
        return {
            "DISPATCH_DATABASE_URL": database,
            "DISPATCH_KAFKA_BOOTSTRAP": self.endpoints.kafka_bootstrap,
            "DISPATCH_REDIS_URL": self.endpoints.redis_url,
            "DISPATCH_KAFKA_REPLICATION": "1",
            "DISPATCH_WEB_SECRET": secrets.token_hex(16),
            "PYTHONPATH": str(ROOT),
            **{f"DISPATCH_{name.upper()}": value for name, value in more.items()},
        }

    @contextmanager
    def deployment(self, database: str, **more: str) -> Iterator[Deployment]:
        """Lend a deployment in this process."""
        found = assembled(self.environment(database, **more))
        try:
            yield found
        finally:
            found.engine.dispose()

    def kept_promises(self) -> str:
        """Say how the database is set where that decides over speed."""
        with psycopg.connect(self.endpoints.owner_database_url) as connection:
            return ", ".join(
                f"{name} {connection.execute(sql.SQL('show {}').format(sql.Identifier(name))).fetchone()[0]}"  # type: ignore[index]  # noqa: E501 - a setting always has a row
                for name in _KEPT
            )

    def processes(self) -> Iterator[tuple[str, int]]:
        """Name the servers and their pids."""
        for part in self._stack.status():
            if part.pid:
                yield part.name, part.pid

    def close(self) -> None:
        """Stop what was started."""
        if self._up:
            self._stack.down()

    def _make(self, template: str) -> str:
        name = f"bench_{secrets.token_hex(6)}"
        self._run(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        owner = make_url(self.endpoints.owner_database_url)
        return owner.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        url = self.endpoints.owner_database_url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


def assembled(environment: Mapping[str, str]) -> Deployment:
    """Wire a deployment from these settings and no others."""
    foreign = {name for name in os.environ if name.startswith("DISPATCH_")} - environment.keys()
    with patch.dict(os.environ, environment):
        for name in foreign:
            del os.environ[name]
        return assemble(read_settings())
