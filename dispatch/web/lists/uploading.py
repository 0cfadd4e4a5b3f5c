"""Spreadsheets that come in: how large they may be, and what is said of those that are not."""

from typing import Any

from flask import Flask, request, session
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from dispatch.editions.model import UploadKind
from dispatch.errors import Refused
from dispatch.flows.keep_upload import BOUNDS
from dispatch.web.limiter import limiter
from dispatch.wire.sheets.bounds import LIST, MEBIBYTE
from dispatch.wire.sheets.package import is_workbook

_ROUND_A_FILE = 1 * MEBIBYTE
"""What a form needs beside the file itself."""
LARGEST = {kind: bounds.size for kind, bounds in BOUNDS.items()}
_ROOM = {
    # Twice the limit gets in, so that a file somewhat too large is told so on its page.
    "draft_import.bring": 2 * LARGEST[UploadKind.LIST] + _ROUND_A_FILE,
    "past.bring": LARGEST[UploadKind.HISTORY] + _ROUND_A_FILE,
    # Answers to some hundred questions, in Chinese.
    "draft_import.say": _ROUND_A_FILE,
    "past.say": _ROUND_A_FILE,
}


class NoFile(Refused):
    """A form came without its file, or with too large a one."""

    code = "editions.no_file"


def make_room(app: Flask) -> None:
    """Let spreadsheets in where they come, from people signed in, and nowhere else."""

    @app.url_value_preprocessor
    def roomy(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint in _ROOM and "_user_id" in session:
            request.max_content_length = _ROOM[endpoint]
            request.max_form_memory_size = _ROUND_A_FILE


def whose() -> str:
    """Return who uploads, as the limit counts them."""
    return str(session.get("_user_id", request.remote_addr))


UPLOADS = limiter.shared_limit("20 per minute; 120 per hour", scope="sheets", key_func=whose)
"""Spreadsheets of one account: each keeps a processor busy for a while."""


def brought(kind: UploadKind) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that a form brings.

    Raises:
        NoFile: it brings none, an empty one, or one that is too large.
    """
    file: FileStorage | None = request.files.get("file")
    if file is None or not file.filename:
        raise NoFile("没有收到文件,请选择 .xlsx 或 .csv 文件")
    data = file.stream.read(LARGEST[kind] + 1)
    if not data:
        raise NoFile("文件是空的,请重新选择")
    if len(data) > LARGEST[kind]:
        raise NoFile(
            "文件超过 %(most)s MB,请删去清单以外的工作表,或分成几个文件上传",
            most=LARGEST[kind] // MEBIBYTE,
        )
    if is_workbook(data) and len(data) > LIST.size:
        raise NoFile(
            "Excel 文件超过 %(most)s MB,打开太慢,请另存为 CSV 后上传", most=LIST.size // MEBIBYTE
        )
    return file.filename, data


def size_words(kind: UploadKind) -> str:
    """Return how large a file may be."""
    return str(_("不超过 %(most)s MB", most=LARGEST[kind] // MEBIBYTE))
