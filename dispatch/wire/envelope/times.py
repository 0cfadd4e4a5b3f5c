"""RFC 3339 date-times with offset, and the span in which we believe them."""

import calendar
import re
from datetime import UTC, datetime, timedelta

from dispatch.intake.model import Json
from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope.refusal import BadRecord

EARLIEST_YEAR = 2000
AHEAD = timedelta(days=1)

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|(60))"
    r"(?:\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_SECONDS = slice(17, 19)


def read_time(
    value: Json,
    *,
    field: str,
    now: datetime,
    malformed: QuarantineReason,
    out_of_range: QuarantineReason,
) -> datetime:
    """Return the instant that ``value`` writes, to the microsecond.

    The year is taken as written, at the written offset. A leap second is
    taken where one can be, in the last minute of a month in UTC, and read as
    the second before it; a 60 anywhere else is no time.

    Raises:
        BadRecord: it is no RFC 3339 time with offset, or lies before the
            year 2000 or more than a day after ``now``.
    """
    at = _instant(value) if type(value) is str else None
    if at is None:
        raise BadRecord(
            malformed,
            f"{field} is missing or not RFC 3339 with offset; write 2026-03-02T09:30:00+08:00",
        )
    if at.year < EARLIEST_YEAR or at > now + AHEAD:
        raise BadRecord(
            out_of_range,
            f"{field} lies before the year {EARLIEST_YEAR} or more than one day ahead;"
            " check the sender's clock and unit of time",
        )
    return at


def _instant(written: str) -> datetime | None:
    shape = _RFC_3339.fullmatch(written)
    if shape is None:
        return None
    leap = shape[1] is not None
    if leap:
        written = f"{written[: _SECONDS.start]}59{written[_SECONDS.stop :]}"
    try:
        at = datetime.fromisoformat(written.upper())
        if leap and not _ends_a_month(at):
            return None
    except (ValueError, OverflowError):
        # The thirtieth of February, or a leap second at the edge of all time.
        return None
    return at


def _ends_a_month(at: datetime) -> bool:
    utc = at.astimezone(UTC)
    last = calendar.monthrange(utc.year, utc.month)[1]
    return (utc.day, utc.hour, utc.minute) == (last, 23, 59)
