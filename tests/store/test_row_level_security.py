"""The database itself holds the line: no scope, no rows; no way around it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from dispatch import db
from dispatch.bootstrap import Deployment
from dispatch.db import APP_ROLE, UnsafeRole, metadata, open_engine, transaction
from dispatch.people.scope import WORKER, Reach, Scope
from tests.store.lived_in import AWAY, HOME
from tests.support.county import CountyWorld
from tests.support.databases import as_owner

UNSCOPED = {
    "account": "read before anybody is known to have a scope: at sign-in",
    "alembic_version": "the schema's own step; the app role has no right to it at all",
}
APPENDED = (
    *("audit_entry", "edition", "history_import", "journal", "list_change"),
    *("rerouted_edition", "rung_fired"),
)
SCOPED = sorted(set(metadata.tables) - set(UNSCOPED))
OF_A_COUNTY = [name for name in SCOPED if "county_code" in metadata.tables[name].columns]

REACHES_OF_PEOPLE = (Reach.COUNTY, Reach.SOME, Reach.LIST, Reach.NONE)


@pytest.fixture
def narrow(lived_in_database: str) -> Iterator[Engine]:
    """An engine with one connection, so that every transaction borrows the same one."""
    engine = open_engine(lived_in_database, pool_size=1)
    yield engine
    engine.dispose()


def seen(connection: Connection) -> dict[str, int]:
    """Return how many rows of each scoped table there are for whoever asks."""
    return {name: connection.scalar(text(f'select count(*) from "{name}"')) or 0 for name in SCOPED}


def backend(connection: Connection) -> Any:
    return connection.scalar(text("select pg_backend_pid()"))


class TestEveryTable:
    def test_has_row_level_security_that_holds_for_its_owner_too(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            tables = owner.execute(
                "select relname, relrowsecurity, relforcerowsecurity from pg_class"
                " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            ).fetchall()

        assert {name for name, *_ in tables} == {*metadata.tables, "alembic_version"}
        assert {name for name, on, forced in tables if not (on and forced)} == set(UNSCOPED)

    def test_has_a_policy_of_its_own(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            policies = owner.execute("select distinct tablename::text from pg_policies").fetchall()

        assert sorted(str(name) for (name,) in policies) == SCOPED

    def test_belongs_to_somebody_other_than_the_app(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            owned = owner.execute(
                "select relname from pg_class where relowner = %s::regrole", [APP_ROLE]
            ).fetchall()

        assert owned == []


class TestAppRole:
    def test_has_no_right_that_goes_around_the_policies(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            rights = owner.execute(
                "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
                " where rolname = %s",
                [APP_ROLE],
            ).fetchone()
            member_of = owner.execute(
                "select roleid from pg_auth_members where member = %s::regrole", [APP_ROLE]
            ).fetchall()

        assert rights == (False, False, False, False)
        assert member_of == []

    def test_is_who_every_connection_works_as(self, deployment: Deployment) -> None:
        with deployment.engine.connect() as connection:
            assert connection.scalar(text("select current_user")) == APP_ROLE

    @pytest.mark.parametrize("right", ["superuser", "bypassrls"])
    def test_that_could_bypass_the_policies_is_refused(
        self, empty_database: str, right: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Roles are the whole server's: the right goes to one made for this test."""
        role = f"unsafe_{right}"
        with psycopg.connect(empty_database, autocommit=True) as owner:
            owner.execute(f"create role {role} {right}")
            monkeypatch.setattr(db, "APP_ROLE", role)
            engine = open_engine(empty_database)
            try:
                with pytest.raises(UnsafeRole, match=role):
                    engine.connect()
            finally:
                engine.dispose()
                owner.execute(f"drop role {role}")

    @pytest.mark.parametrize(
        "act",
        [
            "update {table} set county_code = county_code",
            "delete from {table}",
            "truncate {table}",
        ],
        ids=["update", "delete", "truncate"],
    )
    def test_cannot_change_what_is_only_added_to(self, deployment: Deployment, act: str) -> None:
        for table in APPENDED:
            with (
                pytest.raises(ProgrammingError, match=f"permission denied for table {table}"),
                deployment.work(WORKER) as work,
            ):
                work.connection.execute(text(act.format(table=table)))

    def test_deletes_from_eight_tables_alone(self, empty_database: str) -> None:
        with as_owner(empty_database) as owner:
            rights = owner.execute(
                "select relname::text from pg_class where relkind = 'r'"
                " and relnamespace = 'public'::regnamespace"
                " and has_table_privilege(%s, oid, 'delete') order by 1",
                [APP_ROLE],
            ).fetchall()

        assert [table for (table,) in rights] == [
            "access_key",
            "address",
            "dismissed_finding",
            "list_upload",
            "outbox",
            "photo",
            "unit",
            "what_if_move",
        ]

    def test_knows_nothing_of_the_schemas_steps(self, deployment: Deployment) -> None:
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            deployment.work(WORKER) as work,
        ):
            work.connection.execute(text("select * from alembic_version"))


class TestScope:
    def test_that_is_unset_sees_nothing(self, narrow: Engine, lived_in_database: str) -> None:
        with transaction(narrow, WORKER.settings()) as connection:
            there = seen(connection)
        with transaction(narrow, {}) as connection:
            reset = seen(connection)
        narrow.dispose()
        with narrow.begin() as connection:
            never_set = seen(connection)

        assert min(there.values()) > 0, "a table without rows proves nothing"
        assert set(reset.values()) == {0}
        assert set(never_set.values()) == {0}

    def test_that_reaches_nowhere_sees_no_case_and_nothing_of_one(self, narrow: Engine) -> None:
        scope = Scope(HOME, Reach.NONE, account="admin")

        with transaction(narrow, scope.settings()) as connection:
            there = seen(connection)

        of_cases = ("cases", "journal", "promise", "rung_fired", "report", "notice", "quarantine")
        assert {there[name] for name in of_cases} == {0}

    @pytest.mark.parametrize("end", ["commit", "rollback"])
    def test_does_not_leak_to_the_next_borrower_of_the_connection(
        self, narrow: Engine, end: str
    ) -> None:
        with narrow.connect() as connection:
            first = backend(connection)
        with suppress(SomethingWentWrong), transaction(narrow, WORKER.settings()) as connection:
            assert backend(connection) == first
            assert seen(connection)["cases"] > 0
            if end == "rollback":
                raise SomethingWentWrong

        with narrow.begin() as connection:
            assert backend(connection) == first
            assert set(seen(connection).values()) == {0}

    def test_ends_where_a_narrower_one_begins(self, narrow: Engine) -> None:
        with transaction(narrow, WORKER.settings()) as connection:
            assert seen(connection)["cases"] > 0

        with transaction(narrow, {"county": HOME, "reach": "some"}) as connection:
            assert seen(connection)["cases"] == 0


class SomethingWentWrong(Exception):
    pass


class TestOtherCounty:
    @pytest.mark.parametrize("reach", REACHES_OF_PEOPLE)
    def test_is_invisible(self, lived_in: CountyWorld, reach: Reach) -> None:
        foreign = lived_in.rows(
            "select parties, places, reporter_account from cases where county_code = :home"
            " and reporter_account is not null limit 1",
            home=HOME,
        )[0]
        # Somebody over there whose units, areas and account are called like ours.
        scope = Scope(AWAY, reach, frozenset(foreign[0]), frozenset(foreign[1]), foreign[2])

        with lived_in.deployment.work(scope) as work:
            for name in OF_A_COUNTY:
                rows = work.connection.scalar(
                    text(f"select count(*) from {name} where county_code = :home"),
                    {"home": HOME},
                )
                assert rows == 0, name

    def test_takes_no_row_from_here(self, lived_in: CountyWorld, lived_in_database: str) -> None:
        answers = {}
        for table in OF_A_COUNTY:
            row = a_row(lived_in_database, table)
            answers[table] = [
                put(lived_in, scope, table, row)
                for scope in (
                    WORKER,
                    *(Scope(AWAY, reach, account="desk1") for reach in REACHES_OF_PEOPLE),
                )
            ]

        # The row exists, so a scope that may write it hears of its key instead.
        refused = ["InsufficientPrivilege"] * len(REACHES_OF_PEOPLE)
        assert answers == {table: ["UniqueViolation", *refused] for table in OF_A_COUNTY}

    def test_cannot_be_moved_into(self, lived_in: CountyWorld) -> None:
        desk = lived_in.desk().actor.scope

        for table in ("cases", "report", "promise", "notice", "brake"):
            with (
                pytest.raises(ProgrammingError, match="row-level security"),
                lived_in.deployment.work(desk) as work,
            ):
                work.connection.execute(
                    text(f"update {table} set county_code = :away"),
                    {"away": AWAY},
                )


def a_row(url: str, table: str) -> str:
    """Return some row of the first county as JSON."""
    with as_owner(url) as owner:
        found = owner.execute(
            f"select to_jsonb(t)::text from {table} t where county_code = %s limit 1", [HOME]
        ).fetchone()
    assert found is not None
    return str(found[0])


def put(county: CountyWorld, scope: Scope, table: str, row: str) -> str:
    """Insert a row of JSON; return the name of what the database answers."""
    statement = (
        f"insert into {table} overriding system value"
        f" select * from jsonb_populate_record(null::{table}, cast(:row as jsonb))"
    )
    try:
        with county.deployment.work(scope) as work:
            work.connection.execute(text(statement), {"row": row})
    except Exception as why:  # noqa: BLE001 - the name of whatever it is decides
        return type(getattr(why, "orig", why)).__name__
    return "taken"


class TestOutbox:
    def test_takes_from_anybody_of_the_county_and_shows_to_workers_alone(
        self, lived_in: CountyWorld
    ) -> None:
        scope = lived_in.desk().actor.scope

        with lived_in.deployment.work(scope) as work:
            assert work.connection.scalar(text("select count(*) from outbox")) == 0
            assert work.outbox.claim(10) == []
