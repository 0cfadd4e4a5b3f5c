"""The answer of the child is checked as if a stranger had written it; its limits hold."""

import json
import sys
import time
from typing import Any

import pytest

from dispatch.blobs import limited
from dispatch.blobs.limited import ChildAnswersNonsense, reencode
from dispatch.blobs.picture import Fault, PhotoRefused
from tests.support.pictures import a_jpeg

JPEG = b"\xff\xd8\xffdisplay"
HEAD: dict[str, Any] = {
    "width": 640, "height": 480, "taken_at": None, "lon": None, "lat": None,
    "display": len(JPEG), "thumb": len(JPEG),
}  # fmt: skip


def instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child do something else."""
    monkeypatch.setattr(limited, "_CHILD", "import sys\n" + code)


def answering(monkeypatch: pytest.MonkeyPatch, head: object, rest: bytes = JPEG * 2) -> None:
    said = json.dumps(head).encode() + b"\n" + rest
    instead(monkeypatch, f"sys.stdin.buffer.read(); sys.stdout.buffer.write({said!r})")


class TestAnswer:
    def test_that_is_whole_is_a_picture(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answering(monkeypatch, HEAD)

        picture = reencode(a_jpeg())

        assert (picture.display, picture.thumb) == (JPEG, JPEG)

    @pytest.mark.parametrize(
        "change",
        [
            {"width": 0}, {"width": 1601}, {"height": -1}, {"width": "x"}, {"display": 3},
            {"display": 10**9}, {"thumb": None}, {"lon": "x"}, {"taken_at": "soon"},
            {"refused": "because"},
        ],
        ids=str,
    )  # fmt: skip
    def test_that_cannot_be_is_a_defect(
        self, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
    ) -> None:
        answering(monkeypatch, HEAD | change)

        with pytest.raises(ChildAnswersNonsense):
            reencode(a_jpeg())

    @pytest.mark.parametrize("rest", [b"<html>" + JPEG, JPEG, JPEG * 3, b""], ids=len)
    def test_whose_bytes_are_no_two_jpegs_is_a_defect(
        self, monkeypatch: pytest.MonkeyPatch, rest: bytes
    ) -> None:
        answering(monkeypatch, HEAD, rest)

        with pytest.raises(ChildAnswersNonsense):
            reencode(a_jpeg())


class TestLimit:
    @pytest.mark.parametrize(
        "deed",
        [
            "x = bytearray(2 * 1024 ** 3)",
            "sys.stdout.buffer.write(bytes(9 * 1024 * 1024)); sys.stdout.buffer.flush()",
            "import socket; socket.socket()",
            "open('/etc/passwd')",
        ],
        ids=["memory", "output", "connection", "file"],
    )
    def test_ends_the_child(self, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
        """After the limits are on, each of these is the child's end."""
        begin = (
            "sys.path.insert(0, sys.argv[1])\n"
            "from dispatch.blobs.reencode import limit_self, open_nothing_more\n"
            "import socket\nsys.stdin.buffer.read(); limit_self(); open_nothing_more()\n"
        )
        instead(monkeypatch, begin + deed)

        with pytest.raises(PhotoRefused) as refused:
            reencode(a_jpeg())

        assert refused.value.fault is Fault.TOO_DEMANDING

    def test_of_time_is_kept_from_outside_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limited, "WALL_SECONDS", 0.3)
        instead(monkeypatch, "import time; time.sleep(60)")
        began = time.monotonic()

        with pytest.raises(PhotoRefused):
            reencode(a_jpeg())

        assert time.monotonic() - began < 10

    def test_leaves_the_child_without_our_environment(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DISPATCH_DATABASE_URL", "secret")
        instead(monkeypatch, "import os; sys.exit(len([n for n in os.environ if n != 'LC_CTYPE']))")

        # It ends well and says nothing: had it seen anything, it would have ended badly.
        with pytest.raises(ChildAnswersNonsense):
            reencode(a_jpeg())

    def test_lets_nothing_that_is_no_photo_start_a_child(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "executable", "/nowhere")

        with pytest.raises(PhotoRefused) as refused:
            reencode(b"<html>")

        assert refused.value.fault is Fault.NOT_A_PHOTO
