"""The database's door: one engine, one role, one scope per transaction.

Every connection works as ``dispatch_app``, which owns nothing and cannot
bypass row-level security, whoever signed in. The scope of a transaction is
set at its start and ends with it (``set_config(…, true)``): a session-wide
setting would leak to the pool's next borrower.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from dispatch.errors import Unusable

APP_ROLE = "dispatch_app"

metadata = MetaData()
"""Every stage's ``tables.py`` adds to this one."""


class UnsafeRole(Unusable):
    """The database role could bypass row-level security; the product will not run on it."""

    code = "db.unsafe_role"


def open_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Return an engine whose connections all work as the app role.

    Raises (at the first connection):
        UnsafeRole: the role is a superuser or may bypass row-level security.
    """
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=10,
        pool_pre_ping=True,
        # Parameters hold what citizens wrote; errors end in logs.
        hide_parameters=True,
        connect_args={"connect_timeout": 5},
    )
    event.listen(engine, "connect", _become_the_app_role)
    return engine


def owner_engine(url: str) -> Engine:
    """Return an engine that works as the owner: for migrations and nothing else."""
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"))


def _become_the_app_role(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"set role {APP_ROLE}")
        # Taken up only by who fills a temporary table; a batch of reports is larger than the
        # 8 MB that are usual, and was written to disk and read back four times.
        cursor.execute("set temp_buffers = '64MB'")
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone()[0]:
            raise UnsafeRole(f"role {APP_ROLE} bypasses row-level security: take that right away")
    connection.commit()


@contextmanager
def transaction(engine: Engine, scope: Mapping[str, str]) -> Iterator[Connection]:
    """Open one transaction that sees only what ``scope`` allows; commit at its end.

    ``scope`` maps the names after ``dispatch.`` to values; what is left out is
    empty, and empty sees nothing.
    """
    settings = {f"dispatch.{name}": value for name, value in scope.items()}
    with engine.begin() as connection:
        connection.execute(
            text(
                "select set_config(name, value, true) from "
                "unnest(cast(:names as text[]), cast(:values as text[])) as s(name, value)"
            ),
            {"names": list(settings), "values": list(settings.values())},
        )
        yield connection


@contextmanager
def driver(connection: Connection) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """Lend the driver's own connection, for what only it can do: COPY and scripts.

    What it refuses comes out as SQLAlchemy's error of the same name, so that
    whoever catches a ``DataError`` catches every one.
    """
    lent = cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection)
    try:
        yield lent
    except psycopg.Error as why:
        raise DBAPIError.instance(
            None, None, why, psycopg.Error, connection_invalidated=lent.closed
        ) from why
