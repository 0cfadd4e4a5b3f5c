"""What the demo says while it starts: one line a part, with its seconds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

_NAME_WIDTH = 34


class Saying:
    """Says things on one console; plain lines where it is no terminal."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Say that a part is being done, and how long it took."""
        began = time.monotonic()
        with self.console.status(f"{name} …"):
            yield
        seconds = time.monotonic() - began
        self.console.print(f"  {name:<{_NAME_WIDTH}} {seconds:5.1f} s", highlight=False)

    def line(self, words: str) -> None:
        """Say one line."""
        self.console.print(words, highlight=False, markup=False, soft_wrap=True)
