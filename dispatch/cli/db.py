"""``dispatch db upgrade``: bring the schema up to date, as the owner."""

import os

import click

from dispatch.errors import Unusable
from dispatch.migrations.schema import upgrade as upgrade_schema


@click.group("db")
def command() -> None:
    """The database's schema."""


@command.command("upgrade")
@click.option("--url", default=None, help="The owner's URL; DISPATCH_DATABASE_OWNER_URL else.")
def upgrade(url: str | None) -> None:
    """Apply every step that is missing."""
    owner = (
        url
        or os.environ.get("DISPATCH_DATABASE_OWNER_URL")
        or os.environ.get("DISPATCH_DATABASE_URL")
    )
    if not owner:
        raise Unusable("set DISPATCH_DATABASE_OWNER_URL, or say --url")
    upgrade_schema(owner)
    click.echo("the schema is up to date")
