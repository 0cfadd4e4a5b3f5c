"""``dispatch brake``: rungs that are held because the clock jumped or too many fell due."""

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.flows.release_brake import release_brake
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode


@click.group("brake")
def command() -> None:
    """Held rungs."""


@command.command("status")
def status() -> None:
    """Say which counties' rungs are held, since when and why."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        for code in sorted(deployment.counties()):
            held = work.promises.held(code)
            click.echo(
                f"{code}: held since {held.held_at}, {held.reason}, "
                f"due {held.due_after} to {held.due_until}"
                if held
                else f"{code}: nothing is held"
            )


@command.command("release")
@click.argument("county")
def release(county: str) -> None:
    """Let a county's held rungs go."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        release_brake(CountyCode(county), by="command line", work=work, now=deployment.clock.now())
    click.echo(f"{county}: released")
