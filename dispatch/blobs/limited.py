"""A stranger's file goes into a limited child process and comes back as a harmless photo.

file ─► few enough bytes, a known format? ─► child (``reencode``) ─► its answer, checked ─► Picture
           └ refused            └ dead at its limits: refused

At most two children a process at once, so that many hostile files together
take no more memory than two of them. Nothing here decodes anything.
"""

import json
import subprocess
import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from dispatch.blobs.kinds import format_of
from dispatch.blobs.picture import LARGEST_UPLOAD, Fault, PhotoRefused, Picture

WALL_SECONDS = 20.0
"""The child ends itself after ten seconds of work; a machine at its limit may stretch them."""
_AT_ONCE = threading.BoundedSemaphore(2)
_ROOT = Path(__file__).parents[2]
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); from dispatch.blobs.reencode import main; main()"
)
_JPEG = b"\xff\xd8\xff"
_LONGEST_SIDE = 1600


class ChildAnswersNonsense(RuntimeError):
    """The child ended well and said what it cannot have said: a defect, or a broken decoder."""


def reencode(content: bytes) -> Picture:
    """Return the photo that a file holds, made anew from its pixels; the same file, the same photo.

    Raises:
        PhotoRefused: it is no photo that we take.
    """
    if not content:
        raise PhotoRefused(Fault.EMPTY)
    if len(content) > LARGEST_UPLOAD:
        raise PhotoRefused(Fault.TOO_LARGE)
    if format_of(content) is None:
        raise PhotoRefused(Fault.NOT_A_PHOTO)
    with _AT_ONCE:
        return _read(_ask_the_child(content))


def _ask_the_child(content: bytes) -> bytes:
    # A file, not a pipe: the child's limit on what it writes holds for files only.
    with tempfile.TemporaryFile() as answer:
        child = subprocess.Popen(  # noqa: S603 - our own module
            # Isolated: neither the environment nor the folder it stands in decides what it loads.
            (sys.executable, "-I", "-c", _CHILD, str(_ROOT)),
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
        )
        try:
            child.communicate(content, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise PhotoRefused(Fault.TOO_DEMANDING) from None
        finally:
            child.kill()
            child.wait()
        if child.returncode != 0:
            raise PhotoRefused(Fault.TOO_DEMANDING)
        answer.seek(0)
        return answer.read()


def _read(answer: bytes) -> Picture:
    """Check the answer as if a stranger had written it: perhaps one has."""
    head, _, rest = answer.partition(b"\n")
    try:
        facts: dict[str, Any] = json.loads(head)
        if "refused" in facts:
            raise PhotoRefused(Fault(facts["refused"]))
        size = int(facts["display"])
        picture = Picture(
            display=rest[:size],
            thumb=rest[size:],
            width=int(facts["width"]),
            height=int(facts["height"]),
            taken_at=datetime.fromisoformat(facts["taken_at"]) if facts["taken_at"] else None,
            lon=None if facts["lon"] is None else float(facts["lon"]),
            lat=None if facts["lat"] is None else float(facts["lat"]),
        )
        sound = (
            len(rest) == size + int(facts["thumb"])
            and all(part.startswith(_JPEG) for part in (picture.display, picture.thumb))
            and all(0 < side <= _LONGEST_SIDE for side in (picture.width, picture.height))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise ChildAnswersNonsense(head[:200]) from why
    if not sound:
        raise ChildAnswersNonsense(head[:200])
    return picture
