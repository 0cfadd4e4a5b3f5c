"""A consumer that freezes with a batch in hand, before it writes.

    freezing.py NAME      as ``python -m workers NAME``

With DISPATCH_UNFENCED in its environment it writes whatever happened meanwhile. A process that
a machine has paused knows nothing of the time that went by.
"""

import os
import signal
import sys
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from dispatch.intake.store import PositionStore
from dispatch.intake.tables import stored_position
from workers.__main__ import main
from workers.reports import ReportConsumer

_takes = ReportConsumer._take  # noqa: SLF001 - the moment is inside


def _freezes_once(self: ReportConsumer, batch: Any) -> None:
    ReportConsumer._take = _takes  # type: ignore[method-assign]  # noqa: SLF001 - once is enough
    os.kill(os.getpid(), signal.SIGSTOP)
    _takes(self, batch)


def _moves_anyway(
    self: PositionStore, consumer: str, topic: str, partition: int, *, expected: int, to: int
) -> None:
    del expected
    place = {"consumer": consumer, "topic": topic, "partition": partition}
    self._connection.execute(
        insert(stored_position)
        .values(**place, next_position=to)
        .on_conflict_do_update(index_elements=list(place), set_={"next_position": to})
    )


if __name__ == "__main__":
    ReportConsumer._take = _freezes_once  # type: ignore[method-assign]  # noqa: SLF001
    if os.environ.get("DISPATCH_UNFENCED"):
        PositionStore.advance = _moves_anyway  # type: ignore[method-assign]  # the protection
    sys.exit(main())
