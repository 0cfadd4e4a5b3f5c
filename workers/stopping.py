"""A worker's life: it stops between two pieces of work, and shows that it lives."""

import random
import signal
import time
from pathlib import Path
from types import FrameType

from dispatch import metrics
from dispatch.bootstrap import Deployment

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0


class Backoff:
    """How long to wait after a failure: twice as long each time, never two workers alike."""

    def __init__(self) -> None:
        self._pause = _FIRST_PAUSE

    def next(self) -> float:
        """Return the seconds to wait now."""
        pause = self._pause
        self._pause = min(pause * 2, _LONGEST_PAUSE)
        return pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries

    def reset(self) -> None:
        """Begin anew: it went well."""
        self._pause = _FIRST_PAUSE


class Life:
    """Told by SIGTERM or SIGINT to end; touches its heartbeat file every loop."""

    def __init__(self, deployment: Deployment, name: str) -> None:
        folder = deployment.settings.heartbeat_folder
        self._heartbeat: Path | None = folder / f"{name}.alive" if folder else None
        self._name = name
        self._ending = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)

    @property
    def goes_on(self) -> bool:
        """Say whether to take up more work; each asking is a heartbeat."""
        metrics.HEARTBEAT.set(time.time(), worker=self._name)
        if self._heartbeat:
            self._heartbeat.touch()
        return not self._ending

    def rest(self, seconds: float) -> None:
        """Wait, in short steps so that an end is heard."""
        until = time.monotonic() + seconds
        while not self._ending and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True
