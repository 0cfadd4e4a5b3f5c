"""``dispatch channel``: the ways out of the house."""

import json
from uuid import UUID

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.errors import NotFound
from dispatch.notices.channels import CARRIES_TO, Channel
from dispatch.notices.message import trial
from dispatch.people.scope import WORKER
from dispatch.wire.channels.addresses import read_email, read_phone
from dispatch.wire.channels.seal import new_key


class UnknownChannel(NotFound):
    """No county has such a channel."""

    code = "channel.unknown"


@click.group("channel")
def command() -> None:
    """Channels that carry notices out of the house; pages open and change them."""


@command.command("key")
def key() -> None:
    """Print a new key for DISPATCH_SECRET_KEY."""
    click.echo(new_key())


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_channels(*, as_json: bool) -> None:
    """List the channels of every county; addresses are sealed and stay so."""
    for each in _all():
        row = {
            "channel": str(each.channel_id),
            "county": each.county,
            "kind": each.kind.value,
            "name": each.name,
            "unit": each.unit,
            "to": each.hint,
            "active": each.active,
        }
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _line(each))


@command.command("test")
@click.argument("channel_id", type=click.UUID)
@click.option("--to", default="", help="The e-mail address or phone of a personal channel.")
@click.pass_context
def test(context: click.Context, channel_id: UUID, to: str) -> None:
    """Send one message by a channel and print the answer; exit 1 when it did not arrive."""
    deployment = assemble(read_settings())
    channel = next((each for each in _all() if each.channel_id == channel_id), None)
    if channel is None:
        raise UnknownChannel(f"no channel {channel_id}")
    if channel.kind in CARRIES_TO:
        to = (read_phone if to.isdigit() else read_email)(to).url
    answer = deployment.carrier.send(
        channel.kind,
        deployment.seal.open(channel.sealed),
        trial(deployment.county(channel.county).book.name, channel.name),
        to=to,
    )
    click.echo(f"{'arrived' if answer.arrived else 'NOT ARRIVED'}: {answer.said}")
    if not answer.arrived:
        context.exit(1)


def _all() -> list[Channel]:
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        return [
            each for county in sorted(work.counties.editions()) for each in work.channels.of(county)
        ]


def _line(each: Channel) -> str:
    off = "" if each.active else " OFF"
    return f"{each.channel_id} {each.county} {each.kind.value} {each.name} {each.hint}{off}"
