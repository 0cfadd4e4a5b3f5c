"""The schema is what the tables say; bringing it up to date twice or twice at once is harmless."""

import importlib
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import dispatch
from dispatch.db import metadata, owner_engine
from dispatch.journal.tables import Xid8
from dispatch.migrations.schema import upgrade
from tests.support.databases import Databases, as_owner

PACKAGE = Path(dispatch.__file__).parent
CHANGES = (
    "alter table cases drop column strength",
    "alter table cases add column forgotten text",
    "alter table promise alter column next_at set not null",
    "alter table promise alter column cycle type bigint",
    "alter table promise alter column rungs_fired set default 1",
    "alter table report drop constraint report_inbox",
    "drop index outbox_waiting",
    "drop table brake",
)
"""Each is something that the comparison must see, or it proves nothing."""


def differences(url: str, *changes: str) -> list[object]:
    """Return what another migration would have to do, after changes that are undone again."""
    for file in sorted(PACKAGE.glob("*/tables.py")):
        importlib.import_module(f"dispatch.{file.parent.name}.tables")
    engine = owner_engine(url)
    engine.dialect.ischema_names = {  # type: ignore[attr-defined]  # PostgreSQL's has them
        **engine.dialect.ischema_names,  # type: ignore[attr-defined]
        "xid8": Xid8,
    }
    with engine.connect() as connection:
        for change in changes:
            connection.exec_driver_sql(change)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        found = compare_metadata(context, metadata)
        connection.rollback()
    engine.dispose()
    return list(found)


class TestSchema:
    def test_is_what_the_tables_say(self, empty_database: str) -> None:
        assert differences(empty_database) == []

    def test_that_differs_is_noticed(self, empty_database: str) -> None:
        unnoticed = [change for change in CHANGES if not differences(empty_database, change)]

        assert unnoticed == []
        assert differences(empty_database) == []

    def test_needs_no_extension(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            assert owner.execute("select extname::text from pg_extension").fetchall() == [
                ("plpgsql",)
            ]


class TestUpgrade:
    def test_a_second_time_changes_nothing(self, database: str) -> None:
        before = rows(database)

        upgrade(database)

        assert rows(database) == before
        assert before["edition"] == 1
        assert differences(database) == []

    def test_twice_at_once_makes_one_schema(self, databases: Databases) -> None:
        """Both are let go at one moment, from the lock that lets one work at a time."""
        url = databases.copy("postgresql:///template0")
        try:
            with as_owner(url) as owner:
                owner.execute("select pg_advisory_xact_lock(330521)")
                both = [upgrading(url) for _ in range(2)]
                until_two_wait(owner)
            said = [process.communicate(timeout=60)[0] for process in both]

            assert [process.returncode for process in both] == [0, 0], said
            assert differences(url) == []
            with as_owner(url) as owner:
                steps = owner.execute("select count(*) from alembic_version").fetchone()
            assert steps == (1,)
        finally:
            databases.drop(url)


def until_two_wait(owner: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Return once two others wait for the lock."""
    for _ in range(300):
        waiting = owner.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
            " and database = (select oid from pg_database where datname = current_database())"
        ).fetchone()
        if waiting == (2,):
            return
        time.sleep(0.1)
    raise AssertionError("the two do not wait for one another")


def rows(url: str) -> dict[str, int]:
    """Return how many rows each table holds."""
    engine = owner_engine(url)
    with engine.connect() as connection:
        counted = {
            name: connection.scalar(text(f'select count(*) from "{name}"')) or 0
            for name in metadata.tables
        }
    engine.dispose()
    return counted


def upgrading(url: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "dispatch", "db", "upgrade", "--url", url],
        cwd=PACKAGE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
