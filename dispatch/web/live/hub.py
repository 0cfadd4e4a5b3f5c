"""Who listens in this process, and what each is told."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch import metrics
from dispatch.board.bounds import Bounded
from dispatch.casework.visibility import within
from dispatch.errors import Refused
from dispatch.journal.changes import Change, ChangeCursor
from dispatch.people.access import GivenKey
from dispatch.people.scope import Scope
from dispatch.web.live import message
from dispatch.web.live.viewer import Telling, Viewer


class NotReady(Refused):
    """The process does not know yet where the change log stands."""

    code = "live.not_ready"


class TooManyStreams(Refused):
    """The account listens on as many pages as it may."""

    code = "live.too_many_streams"


@dataclass(frozen=True, slots=True)
class News:
    """A change, and who may hear of it."""

    change: Change
    case: Bounded


class Hub:
    """Hands each change to everybody whose scope it lies in, and to nobody else."""

    def __init__(self, streams_per_account: int) -> None:
        self._most = streams_per_account
        self._lock = threading.Lock()
        self._viewers: set[Viewer] = set()
        self._per_account: Counter[str] = Counter()
        self._position: ChangeCursor | None = None
        self._closed = False

    @property
    def position(self) -> ChangeCursor | None:
        """Where in the change log the listeners stand; None before the first look."""
        return self._position

    def stand_at(self, position: ChangeCursor) -> None:
        """Begin here; nobody listens yet."""
        self._position = position

    def viewers(self) -> tuple[Viewer, ...]:
        """Return everybody who listens now."""
        with self._lock:
            return tuple(self._viewers)

    def join(self, account: str, key: GivenKey, scope: Scope) -> Viewer:
        """Let a page listen from here on; every change after ``since`` waits for it.

        Raises:
            NotReady: nobody can listen yet, or any more.
            TooManyStreams: the account has no more to spare.
        """
        with self._lock:
            if self._position is None or self._closed:
                raise NotReady("实时更新尚未就绪,请稍后再试")
            if self._per_account[account] >= self._most:
                raise TooManyStreams("同一账号打开的页面太多,本页不会自动更新")
            viewer = Viewer(account, key, scope, self._position)
            self._viewers.add(viewer)
            self._per_account[account] += 1
            return viewer

    def leave(self, viewer: Viewer) -> None:
        """Put no more to a page that went away; twice is harmless."""
        with self._lock:
            if viewer in self._viewers:
                self._viewers.remove(viewer)
                self._per_account[viewer.account] -= 1
                if not self._per_account[viewer.account]:
                    del self._per_account[viewer.account]

    def tell(self, news: Iterable[News], position: ChangeCursor) -> None:
        """Tell everybody what is theirs, and stand at ``position``."""
        with self._lock:
            for each in news:
                text = message.changed(each.change, each.case.number)
                telling = Telling(text, each.change.cursor)
                theirs = [one for one in self._viewers if within(one.scope, each.case.bounds)]
                for viewer in theirs:
                    if not viewer.tell(telling):
                        viewer.cut_off(Telling(message.reset(position), position, last=True))
                metrics.LIVE_SENT.add(len(theirs))
            self._position = position

    def end(self, viewers: Iterable[Viewer], why: str) -> None:
        """End these streams."""
        for viewer in viewers:
            viewer.cut_off(Telling(message.farewell(why), last=True))

    def close(self) -> None:
        """End every stream and let nobody listen any more."""
        with self._lock:
            self._closed = True
        self.end(self.viewers(), "closing")
