"""``dispatch quarantine``: records that could not be taken."""

import json
import sys
from uuid import UUID

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.flows.dismiss_quarantined import dismiss_quarantined
from dispatch.flows.replay_quarantined import replay_quarantined
from dispatch.intake.refusal import Quarantined
from dispatch.people.scope import WORKER

_BY = "command line"


@click.group("quarantine")
def command() -> None:
    """Records that could not be taken."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_open(*, as_json: bool) -> None:
    """List what still waits for somebody, oldest first."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        for found in work.quarantine.open():
            click.echo(_json(found) if as_json else _line(found))


@command.command("show")
@click.argument("quarantine_id", type=click.UUID)
def show(quarantine_id: UUID) -> None:
    """Show one record: its reason, where it stood, and its bytes, escaped."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        found = work.quarantine.get(quarantine_id)
    click.echo(_line(found))
    click.echo(repr(found.arrival.value))


@command.command("replay")
@click.argument("quarantine_id", type=click.UUID)
def replay(quarantine_id: UUID) -> None:
    """Take a record again, after the list, the county or our reading was mended."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        taken = replay_quarantined(
            quarantine_id,
            by=_BY,
            work=work,
            counties=deployment.counties(),
            now=deployment.clock.now(),
        )
    for new in taken.opened:
        click.echo(f"{new.receipt} {new.case.number}")


@command.command("dismiss")
@click.argument("quarantine_id", type=click.UUID)
@click.option("--note", required=True, help="Why it will not be taken.")
def dismiss(quarantine_id: UUID, note: str) -> None:
    """Put a record away for good; its bytes are kept."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        dismiss_quarantined(quarantine_id, note=note, by=_BY, work=work, now=deployment.clock.now())
    sys.stdout.write(f"{quarantine_id} dismissed\n")


def _line(found: Quarantined) -> str:
    where = f"{found.arrival.topic}[{found.arrival.partition}]@{found.arrival.position}"
    return f"{found.quarantine_id} {found.state} {where} {found.reason}: {found.detail}"


def _json(found: Quarantined) -> str:
    return json.dumps(
        {
            "id": str(found.quarantine_id),
            "county": found.county,
            "topic": found.arrival.topic,
            "partition": found.arrival.partition,
            "position": found.arrival.position,
            "reason": found.reason,
            "detail": found.detail,
            "source": found.source,
            "record_id": found.record_id,
            "arrived_at": found.arrived_at.isoformat(),
        },
        ensure_ascii=False,
    )
