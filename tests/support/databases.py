"""Fresh databases by copying a template: a few hundredths of a second each."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from dispatch.clock import StoredClock
from dispatch.db import open_engine, transaction
from dispatch.flows.publish_county import publish_county
from dispatch.migrations.schema import upgrade
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from dispatch.wire.county.book import CountyBook


class Databases:
    """Makes and drops databases on one server; every name is used once."""

    def __init__(self, owner_url: str) -> None:
        self._admin = owner_url
        self._made: list[str] = []

    def migrated(self) -> str:
        """Make an empty database with the schema."""
        url = self.bare()
        upgrade(url)
        return url

    def bare(self) -> str:
        """Make a database with nothing in it."""
        return self._make("template0")

    def loaded(self, migrated: str, book: CountyBook, clock: StoredClock) -> str:
        """Make a database that holds one published county."""
        url = self.copy(migrated)
        engine = open_engine(url)
        with transaction(engine, WORKER.settings()) as connection:
            publish_county(
                book, by="test", work=Work(connection, WORKER), before=None, now=clock.now()
            )
        engine.dispose()
        return url

    def copy(self, template: str) -> str:
        """Make a database like another one, to which nobody may be connected."""
        return self._make(str(make_url(template).database))

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected."""
        name = str(make_url(url).database)
        self._run(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        self._made.remove(name)

    def drop_all(self) -> None:
        """Drop what is left."""
        for name in list(self._made):
            self.drop(make_url(self._admin).set(database=name).render_as_string(False))  # noqa: FBT003 - hide_password

    def _make(self, template: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self._run(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        self._made.append(name)
        return make_url(self._admin).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._admin, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def as_owner(url: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Work as the owner without any scope, where a test breaks what the product never would."""
    with psycopg.connect(url) as connection:
        # Row-level security is forced: it holds for the owner as well, unless a scope is set.
        connection.execute("select set_config('dispatch.reach', 'deployment', false)")
        yield connection


COUNTIES = Path(__file__).parents[2] / "config" / "counties"
