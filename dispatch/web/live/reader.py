"""The one reader of a process: looks into the change log and tells the hub.

Redis says "look now"; without it every second. It also looks whether the process
is to end and, beside that, whether those who listen still may.
"""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from dispatch.board.bounds import bounds_of
from dispatch.bootstrap import CHANGES, Deployment
from dispatch.journal.changes import ChangeCursor
from dispatch.logs import described
from dispatch.people.scope import WORKER
from dispatch.web.live.hub import Hub, News
from dispatch.web.live.rights import may_no_longer

CHANNEL = "changes"
"""Where everybody who writes to a timeline says "look now"."""
BATCH = 500
_LOOK = 1.0
_GATHER = 0.05
"""Changes of one moment go out together."""
_ASK_AGAIN = 20.0
_RETRY = 1.0

_log = structlog.get_logger()


class Reader:
    """Follows the change log for everybody who listens in this process."""

    def __init__(self, deployment: Deployment, hub: Hub) -> None:
        self._deployment = deployment
        self.hub = hub
        self._ending = threading.Event()
        self.told_to_end: Callable[[], bool] = lambda: False
        """Asked at every look; the server that runs us says it here."""
        self.well = False
        """Whether the last look succeeded: then silence means that nothing happened."""

    def start(self) -> None:
        """Follow in the background until the process is to end."""
        threading.Thread(target=self.follow, name="live-reader", daemon=True).start()
        threading.Thread(target=self.ask_again, name="live-rights", daemon=True).start()

    def stop(self) -> None:
        """Follow no further and end every stream."""
        self._ending.set()
        self.hub.close()

    def follow(self) -> None:
        """Look, tell, wait; again until told to end."""
        with self._deployment.listening(CHANGES) as listener:
            while not self._ending.is_set():
                if self.told_to_end():
                    self.stop()
                    return
                try:
                    more = self.look()
                except SQLAlchemyError as why:
                    self.well = False
                    _log.error("live_look_failed", why=described(why))
                    self._ending.wait(_RETRY)
                    continue
                if not more:
                    listener.wait(_LOOK)
                    self._ending.wait(_GATHER)

    def ask_again(self) -> None:
        """Look now and then whether those who listen still may.

        By itself: asking for thousands takes seconds, and no message may wait for that.
        """
        while not self._ending.wait(_ASK_AGAIN):
            try:
                self.end_who_may_no_longer()
            except SQLAlchemyError as why:
                _log.error("live_rights_failed", why=described(why))

    def look(self) -> bool:
        """Tell what is new; say whether there may be more already."""
        position = self.hub.position
        if position is None:
            with self._deployment.work(WORKER) as work:
                self.hub.stand_at(work.change_log.newest())
            self.well = True
            return False
        news, position = self.between(position, limit=BATCH)
        self.hub.tell(news, position)
        self.well = True
        return len(news) == BATCH

    def between(
        self, after: ChangeCursor, *, limit: int, until: ChangeCursor | None = None
    ) -> tuple[list[News], ChangeCursor]:
        """Return what happened after a place, and the place of the last of it."""
        with self._deployment.work(WORKER) as work:
            changes = work.change_log.read(after, limit=limit, until=until)
            if not changes:
                return [], after
            keys = {(change.county, change.case_id) for change in changes}
            found = bounds_of(work.connection, keys)
        news = [News(change, found[change.case_id]) for change in changes]
        return news, changes[-1].cursor

    def end_who_may_no_longer(self) -> None:
        """End the streams of those who signed out or have other rights by now."""
        self.hub.end(may_no_longer(self._deployment, self.hub.viewers()), "rights")
