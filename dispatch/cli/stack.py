"""``stack``: real PostgreSQL, Kafka and Redis for work at hand, from packages."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from deploy.local.keeper import dismiss, held, summon
from deploy.local.stack import Endpoints, status_of

_data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/stack"),
    show_default=True,
    help="The folder that everything of the stack lies in.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


@click.group
def command() -> None:
    """The local Kafka, PostgreSQL and Redis."""


@command.command
@_data
@_as_json
def up(*, data: Path, as_json: bool) -> None:
    """Start the stack, or find it running; it stays up until `stack down`."""
    _say(summon(data), as_json=as_json)


@command.command
@_data
@_as_json
def down(*, data: Path, as_json: bool) -> None:
    """Stop the stack; its data stays."""
    stopped = dismiss(data)
    if as_json:
        click.echo(json.dumps({"stopped": stopped}))
    else:
        click.echo("stopped" if stopped else f"no stack is up in {data}")


@command.command
@_data
@_as_json
@click.pass_context
def status(ctx: click.Context, *, data: Path, as_json: bool) -> None:
    """Say how the three are; exit 1 unless all are well."""
    endpoints = held(data)
    parts = () if endpoints is None else status_of(data, endpoints)
    if as_json:
        click.echo(json.dumps({"up": endpoints is not None, "parts": [asdict(p) for p in parts]}))
    elif endpoints is None:
        click.echo(f"no stack is up in {data}")
    for part in () if as_json else parts:
        health = "healthy" if part.healthy else "not healthy"
        process = f"pid {part.pid}, {part.memory / 1e6:.0f} MB" if part.pid else "external"
        click.echo(f"{part.name:<9} {health:<12} {process:<22} {part.url}")
    if not parts or not all(part.healthy for part in parts):
        ctx.exit(1)


def _say(endpoints: Endpoints, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(endpoints)))
        return
    click.echo(f"DISPATCH_DATABASE_URL={endpoints.owner_database_url}")
    click.echo(f"DISPATCH_KAFKA_BOOTSTRAP={endpoints.kafka_bootstrap}")
    click.echo(f"DISPATCH_REDIS_URL={endpoints.redis_url}")
