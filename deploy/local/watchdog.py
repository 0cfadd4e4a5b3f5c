"""End a server when the process that asked for it has ended.

    python -m deploy.local.watchdog SERVER STARTED SIGNAL

Needed only where the kernel has no death signal (anything but Linux): this
process is a child of the asker, so its own parent changes when the asker ends.
"""

import os
import sys
import time

from deploy.local.identity import Identity

_LOOK_EVERY = 0.25


def watch(server: Identity, signal: int) -> None:
    """Return when ``server`` has ended; send it ``signal`` when our parent has."""
    parent = os.getppid()
    while server.alive():
        if os.getppid() != parent:
            server.signal(signal)
            return
        time.sleep(_LOOK_EVERY)


if __name__ == "__main__":
    watch(Identity(int(sys.argv[1]), float(sys.argv[2])), int(sys.argv[3]))
