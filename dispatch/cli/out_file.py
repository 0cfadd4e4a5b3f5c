"""A file that a command writes, or one sentence why it cannot."""

import os
from pathlib import Path

from dispatch.errors import Unusable


class CannotWrite(Unusable):
    """A file cannot be written; the text names it and why."""

    code = "cli.cannot_write"


def write_out(path: Path, data: bytes | str, *, private: bool = False) -> None:
    """Write a file, text as UTF-8; a private one is its owner's alone to read.

    Raises:
        CannotWrite: the folder is missing, the path is a folder, or it may not be written.
    """
    try:
        if private:
            path.touch(mode=0o600)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    except OSError as why:
        reason = os.strerror(why.errno or 0)
        raise CannotWrite(f"{path}: cannot be written: {reason}; name another file") from why
