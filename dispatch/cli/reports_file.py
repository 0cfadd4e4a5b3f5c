"""A file of reports, one JSON object a line: the body of a message, plus its id.

Only what deciding needs must be there: ``channel`` may be missing, and so may
``occurred_at`` where the day is given on the command line; a null is as good as
nothing. What is there must have the shape that it has in a message.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from dispatch.clock import COUNTY_ZONE
from dispatch.errors import Unusable
from dispatch.intake.model import Report
from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope.body import read_report
from dispatch.wire.envelope.record import MAX_ID
from dispatch.wire.envelope.refusal import BadRecord
from dispatch.wire.envelope.strict_json import read_object

_SOURCE = "file"
_NO_REPORT_IS_LATER = datetime(9999, 12, 30, tzinfo=UTC)
"""A list may be tried on reports of days to come, so none of them is "ahead"."""


class ReportsRefused(Unusable):
    """A file of reports cannot be used; the text names file, row and field of each mistake."""

    code = "reports.refused"


def read_reports(path: Path, *, on: date | None) -> tuple[Report, ...]:
    """Read all reports of a file; blank lines are passed over.

    Raises:
        ReportsRefused: a line is no report; every such line is named.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise ReportsRefused(f"{path}: cannot be read: {error.strerror}") from error
    reports, mistakes = [], []
    for number, line in _written(lines):
        try:
            reports.append(_report(line, on))
        except BadRecord as refusal:
            mistakes.append(f"{path.name}, row {number}: {refusal.detail.replace('data.', '')}")
    if mistakes:
        raise ReportsRefused("\n".join(mistakes))
    return tuple(reports)


def day_of(report: Report) -> date:
    """Return the county's day on which a report says that it happened."""
    return report.occurred_at.astimezone(COUNTY_ZONE).date()


def _written(lines: list[bytes]) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _report(line: bytes, on: date | None) -> Report:
    data = {name: value for name, value in read_object(line).items() if value is not None}
    record_id = data.get("id")
    if type(record_id) is not str or not 1 <= len(record_id) <= MAX_ID:
        raise BadRecord(
            QuarantineReason.ID, f"id is missing or not a string of 1 to {MAX_ID} characters"
        )
    data.setdefault("channel", _SOURCE)
    if on is not None:
        data.setdefault("occurred_at", datetime.combine(on, time(), COUNTY_ZONE).isoformat())
    return read_report(data, source=_SOURCE, record_id=record_id, now=_NO_REPORT_IS_LATER)
