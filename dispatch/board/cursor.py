"""Where a page of a list ended: an instant and an id, so that no page is ever counted through."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dispatch.errors import Refused

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LATEST = 253_402_214_400_000_000
"""The last day of the year 9999, later than any row."""


class BadCursor(Refused):
    """A cursor that this product did not write."""

    code = "board.bad_cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort key of the last row shown."""

    at: datetime
    row: UUID

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.row.hex}"


def read_cursor(text: str) -> Cursor:
    """Return the cursor that ``text`` holds.

    Raises:
        BadCursor: it is none.
    """
    at, _, row = text.partition("-")
    micros = int(at) if at.isascii() and at.isdigit() else _LATEST
    try:
        key = UUID(hex=row)
    except ValueError:
        micros = _LATEST
    if micros >= _LATEST:
        raise BadCursor("翻页标记无效,请从第一页重新打开")
    return Cursor(_EPOCH + micros * _MICROSECOND, key)
