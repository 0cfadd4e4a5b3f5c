"""A worker's life: it stops between two pieces of work, and shows that it lives."""

import signal
import time
from pathlib import Path
from types import FrameType

from dispatch.bootstrap import Deployment


class Life:
    """Told by SIGTERM or SIGINT to end; touches its heartbeat file every loop."""

    def __init__(self, deployment: Deployment, name: str) -> None:
        folder = deployment.settings.heartbeat_folder
        self._heartbeat: Path | None = folder / f"{name}.alive" if folder else None
        self._ending = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)

    @property
    def goes_on(self) -> bool:
        """Say whether to take up more work; each asking is a heartbeat."""
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
