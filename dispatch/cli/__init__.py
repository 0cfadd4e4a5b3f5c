"""The command line. Each group is imported only when it is called.

So the commands that need no server start in under a second and import
neither Kafka nor the database. Exit 0 fine, 1 findings or refusals,
2 unusable input.
"""

import importlib
import sys

import click

from dispatch.errors import DispatchError, Unusable

_GROUPS = {
    "list": ("dispatch.cli.list", "The responsibility list: audit, compare, decide."),
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


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_GROUPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _GROUPS:
            return None
        module = importlib.import_module(_GROUPS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(_GROUPS.items())])


@click.group(cls=_LazyGroup)
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
