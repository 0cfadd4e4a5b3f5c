"""Brings a database's schema up to date, as the owner."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from dispatch.db import owner_engine

_HERE = Path(__file__).parent


def upgrade(owner_url: str) -> None:
    """Apply every step that is missing, in one transaction.

    Many processes may call it at once: an advisory lock lets one work at a time.
    """
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    engine = owner_engine(owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(330521)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
