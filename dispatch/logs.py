"""Structured logs: one JSON object a line, on standard error, no personal data.

What an error says may repeat what a citizen wrote – a database names the row,
a parser the text – so only errors of our own making and those of lines and
machines are quoted; of all others a log tells what, where and in which table.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from structlog.typing import EventDict, Processor, WrappedLogger

from dispatch.errors import DispatchError

_PERSONAL = re.compile(r"(?<!\d)(?:1\d{10}|\d{17}[\dXx])(?!\d)")
"""Telephone and citizen numbers, wherever one slipped in."""
_DETAIL = re.compile(
    r"\n(?:DETAIL|CONTEXT|HINT|QUERY|LINE \d+):.*|\n\[(?:SQL|parameters):.*", re.DOTALL
)
_QUERY = re.compile(r"(?<=/)([\w./-]*)\?\S*")
"""What somebody searched for stands behind the question mark of an address."""
_FRAMES = 12


def log_as_json(stream: TextIO | None = None) -> None:
    """Send everything that is logged to standard error, or elsewhere, as JSON lines."""
    stream = stream or sys.stderr
    structlog.configure(
        processors=[*_common(), structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes what libraries log the same way as what we log."""

    def __init__(self, *_given: object, **_also: object) -> None:
        super().__init__(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_common()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )


def described(error: BaseException) -> str:
    """Return what may be told of an error: never what a citizen wrote."""
    name = type(error).__name__
    if isinstance(error, DBAPIError):
        return described(error.orig) if error.orig else name
    if isinstance(error, psycopg.OperationalError) or _of_a_line(error):
        return f"{name}: {str(error).splitlines()[0] if str(error) else ''}"
    if isinstance(error, psycopg.Error):
        told = (error.sqlstate, error.diag.table_name, error.diag.constraint_name)
        return " ".join((name, *(each for each in told if each)))
    if isinstance(error, DispatchError):
        return f"{name} {error.code}"
    if isinstance(error, OSError):
        return f"{name} {error.strerror or ''}".strip()
    return name


def _of_a_line(error: BaseException) -> bool:
    """Say whether it comes from a client of the broker or the cache: they quote no record."""
    return type(error).__module__.split(".")[0] in {"kafka", "redis"}


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_of_the_error,
        _careful,
    ]


def _tell_of_the_error(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Say what broke and where; the text of a foreign error stays out."""
    given = entry.pop("exc_info", None)
    if not given:
        return entry
    error, trace = _raised(given)
    if error is None:
        return entry
    entry["error"] = described(error)
    entry["where"] = list(_frames(trace))
    if error.__cause__ is not None:
        entry["because"] = described(error.__cause__)
    return entry


def _raised(given: Any) -> tuple[BaseException | None, TracebackType | None]:
    if isinstance(given, BaseException):
        return given, given.__traceback__
    _, error, trace = given if isinstance(given, tuple) else sys.exc_info()
    return error, trace


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace)[-_FRAMES:]:
        file = frame.filename.rsplit("/site-packages/", 1)[-1].split("/dispatch/", 1)[-1]
        yield f"{file}:{frame.lineno} {frame.name}"


def _careful(_logger: WrappedLogger, _method: str, entry: EventDict) -> EventDict:
    """Cut what a database adds about the row and what was searched for; mask numbers."""
    for name, value in entry.items():
        if isinstance(value, str):
            entry[name] = _PERSONAL.sub("***", _QUERY.sub(r"\1", _DETAIL.sub("", value)))
    return entry
