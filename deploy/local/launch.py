"""Become a server that cannot outlive the process that asked for it.

    launch.py PARENT SIGNAL USER GROUP COMMAND…

Run as a file, by a bare interpreter. It gives up root's rights where told to
(the kernel forgets the death signal when rights change, so that comes first),
asks the kernel for SIGNAL when PARENT ends, and turns into COMMAND. SIGNAL 0
asks for nothing, USER -1 stays who it is.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def _become(parent: int, death_signal: int, user: int, group: int, command: list[str]) -> None:
    if user >= 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
    os.umask(0o077)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # who asked may hold signals back; servers not
    if death_signal and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        sys.exit("the process that asked for this server has ended already")
    os.execv(command[0], command)  # noqa: S606 - the point: no shell, this process turns into it


if __name__ == "__main__":
    _parent, _signal, _user, _group = (int(word) for word in sys.argv[1:5])
    _become(_parent, _signal, _user, _group, sys.argv[5:])
