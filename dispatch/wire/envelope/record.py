"""One Kafka record to one report: the strict reading of a CloudEvents envelope.

    bytes ─► one JSON object ─► envelope ─► data ─► Report
                 └───────────────┴──────────┴─► BadRecord: the first rule broken

Only shape is judged here. Hostile text is only text and passes whole.
"""

from datetime import datetime

from dispatch.intake.model import Json, Report
from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope.body import read_report
from dispatch.wire.envelope.refusal import BadRecord
from dispatch.wire.envelope.strict_json import read_object
from dispatch.wire.envelope.times import read_time

SPECVERSION = "1.0"
REPORT_KIND = "cn.fourplatforms.report"
REPORT_TYPE = f"{REPORT_KIND}.v1"
MAX_ID = 128
MAX_SOURCE = 512
"""Source and id form the inbox's key, and an index row holds 2,704 bytes at most."""


def read_record(value: bytes | None, *, now: datetime) -> Report:
    """Return the report that a record's value holds.

    Args:
        value: the record's bytes; None is a tombstone.
        now: the instant that "one day ahead" is counted from.

    Raises:
        BadRecord: the first rule broken, in the order of ``QuarantineReason``.
    """
    if value is None:
        raise BadRecord(
            QuarantineReason.NULL_VALUE, "the record has no value; a report cannot be deleted so"
        )
    envelope = read_object(value)
    if envelope.get("specversion") != SPECVERSION:
        raise BadRecord(
            QuarantineReason.SPECVERSION, 'specversion is missing or unknown; send the string "1.0"'
        )
    record_id = _record_id(envelope)
    source: str | None = None
    try:
        source = _source(envelope)
        _check_type(envelope)
        data = _data(envelope)
        if "time" in envelope:
            read_time(
                envelope["time"],
                field="time",
                now=now,
                malformed=QuarantineReason.TIME,
                out_of_range=QuarantineReason.TIME_OUT_OF_RANGE,
            )
        return read_report(data, source=source, record_id=record_id, now=now)
    except BadRecord as refusal:
        refusal.source, refusal.record_id = source, record_id
        raise


def _record_id(envelope: dict[str, Json]) -> str:
    record_id = envelope.get("id")
    if type(record_id) is not str or not 1 <= len(record_id) <= MAX_ID:
        raise BadRecord(
            QuarantineReason.ID, f"id is missing or not a string of 1 to {MAX_ID} characters"
        )
    return record_id


def _source(envelope: dict[str, Json]) -> str:
    source = envelope.get("source")
    if type(source) is not str or not 1 <= len(source) <= MAX_SOURCE:
        raise BadRecord(
            QuarantineReason.SOURCE,
            f"source is missing or not a string of 1 to {MAX_SOURCE} characters",
        )
    return source


def _data(envelope: dict[str, Json]) -> dict[str, Json]:
    data = envelope.get("data")
    if type(data) is not dict:
        raise BadRecord(
            QuarantineReason.DATA, "data is missing or not an object; send the report in it"
        )
    return data


def _check_type(envelope: dict[str, Json]) -> None:
    kind = envelope.get("type")
    if kind == REPORT_TYPE:
        return
    if type(kind) is str and kind.startswith(f"{REPORT_KIND}.v"):
        raise BadRecord(
            QuarantineReason.TYPE_VERSION,
            f"this version of the type is not read; send {REPORT_TYPE}",
        )
    raise BadRecord(
        QuarantineReason.TYPE_UNKNOWN, f"type is missing or unknown; send {REPORT_TYPE}"
    )
