"""How far a long command got, for whoever sits in front of it; a file or a pipe sees nothing."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")
_STEPS = 100
_WORTH_A_WORD = 5_000
"""Fewer things are done before anybody could read how many there are."""


def shown(things: Iterable[T], *, total: int, what: str) -> Iterator[T]:
    """Give the things one by one, saying on a terminal's standard error how many are done."""
    if total < _WORTH_A_WORD or not sys.stderr.isatty():
        yield from things
        return
    step = max(1, total // _STEPS)
    try:
        for number, thing in enumerate(things, start=1):
            yield thing
            if number % step == 0:
                click.echo(f"\r{number:,} of {total:,} {what}", nl=False, err=True)
    finally:
        # The line is taken back, so that only what was asked for stays.
        click.echo("\r\x1b[K", nl=False, err=True)
