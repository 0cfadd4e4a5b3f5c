"""Commands that are imported only when they are called, so that the others start at once."""

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """A group some of whose commands wait in modules: name to (module, attribute, help)."""

    def __init__(
        self,
        *args: Any,
        waiting: Mapping[str, tuple[str, str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = dict(waiting or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, the waiting ones too."""
        return sorted({*super().list_commands(ctx), *self._waiting})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module if it waits in one."""
        if cmd_name not in self._waiting:
            return super().get_command(ctx, cmd_name)
        module, name, _ = self._waiting[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of all commands without importing any."""
        here = {name: command.get_short_help_str() for name, command in self.commands.items()}
        waiting = {name: text for name, (_, _, text) in self._waiting.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted({**here, **waiting}.items()))
