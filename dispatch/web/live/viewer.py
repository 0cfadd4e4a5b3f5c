"""One open page: what it may hear, and what waits to be told it."""

import queue
from dataclasses import dataclass, field

from dispatch.journal.changes import ChangeCursor
from dispatch.people.access import GivenKey
from dispatch.people.scope import Scope

WAITING = 256
"""So many messages may wait for one page before it is told to fetch anew instead."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One message on its way to a page."""

    text: bytes
    cursor: ChangeCursor | None = None
    last: bool = False

    def new_after(self, position: ChangeCursor) -> bool:
        """Say whether a page that stands at ``position`` has yet to be told."""
        return self.last or self.cursor is None or self.cursor > position


@dataclass(slots=True, eq=False)
class Viewer:
    """A page that listens. One thread puts, another takes."""

    account: str
    key: GivenKey
    """Of the session it came with; taken back, the page hears no more."""
    scope: Scope
    since: ChangeCursor
    """Where the hub stood when it began to put: what came before must be read."""
    _waiting: "queue.SimpleQueue[Telling]" = field(default_factory=queue.SimpleQueue)
    """The plain queue: thousands of pages each wait on one, and a bounded one costs far more."""
    _cut: bool = False

    def tell(self, telling: Telling) -> bool:
        """Let a message wait; say no if the page takes them too slowly."""
        if self._cut:
            return True
        if self._waiting.qsize() >= WAITING:
            return False
        self._waiting.put(telling)
        return True

    def cut_off(self, last: Telling) -> None:
        """Forget what waits and let this be the last that the page is told."""
        if self._cut:
            return
        self._cut = True
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                break
        self._waiting.put(last)

    def next(self, seconds: float) -> list[Telling]:
        """Return all that waits; nothing when nothing came for so long."""
        try:
            found = [self._waiting.get(timeout=seconds)]
        except queue.Empty:
            return []
        while True:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                return found
