"""A consumer that freezes with a batch in hand, before it writes.

    freezing.py NAME      as ``python -m workers NAME``

DISPATCH_DEFECT names a protection that it lacks, or nothing. A process that
a machine has paused knows nothing of the time that went by.
"""

import os
import signal
import sys
from contextlib import nullcontext
from typing import Any

from tests.faults.defects import REMOVALS
from workers.__main__ import main
from workers.reports import ReportConsumer

_takes = ReportConsumer._take  # noqa: SLF001 - the moment is inside


def _freezes_once(self: ReportConsumer, batch: Any) -> None:
    ReportConsumer._take = _takes  # type: ignore[method-assign]  # noqa: SLF001 - once is enough
    os.kill(os.getpid(), signal.SIGSTOP)
    _takes(self, batch)


if __name__ == "__main__":
    ReportConsumer._take = _freezes_once  # type: ignore[method-assign]  # noqa: SLF001
    defect = os.environ.get("DISPATCH_DEFECT")
    with REMOVALS[defect]() if defect else nullcontext():
        sys.exit(main())
