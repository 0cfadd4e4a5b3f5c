"""The command line. Each group is imported only when it is called.

So the commands that need no server start in under a second and import
neither Kafka nor the database. Exit 0 fine, 1 findings or refusals,
2 unusable input.
"""

import sys

import click

from dispatch.cli.lazily import LazyGroup
from dispatch.errors import DispatchError, Unusable

_GROUPS = {
    "list": (
        "dispatch.cli.list",
        "The responsibility list: audit, compare, convert, decide, import, publish.",
    ),
    "clock": ("dispatch.cli.clock", "Working time: when is it due, how much was spent."),
    "envelope": ("dispatch.cli.envelope", "Messages: would they be taken."),
    "county": ("dispatch.cli.county", "Load a county's folder."),
    "quarantine": ("dispatch.cli.quarantine", "Records that could not be taken."),
    "case": ("dispatch.cli.case", "One case: its clocks, derived again."),
    "brake": ("dispatch.cli.brake", "Rungs held because the clock jumped or too many fell due."),
    "triage": ("dispatch.cli.triage", "What a message is: train, evaluate, score, export."),
    "verify": ("dispatch.cli.verify", "Check the invariants."),
    "stack": ("dispatch.cli.stack", "The local Kafka, PostgreSQL and Redis."),
    "db": ("dispatch.cli.db", "Bring the database's schema up to date."),
    "channel": ("dispatch.cli.channel", "Channels out of the house: list, try, make a key."),
    "account": ("dispatch.cli.account", "Accounts: set a password."),
}


@click.group(
    cls=LazyGroup,
    waiting={name: (module, "command", text) for name, (module, text) in _GROUPS.items()},
)
def _root() -> None:
    """Dispatch for a county's four platforms."""


def main() -> None:
    """Run the command line; turn the error families into exit codes."""
    try:
        # Without standalone mode click returns what a command exits with.
        code = _root(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except Unusable as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except DispatchError as error:
        click.echo(f"{error.code}: {error}", err=True)
        sys.exit(1)
