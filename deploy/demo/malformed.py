"""Records as broken senders send them: each differs from a good one in one thing."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from dispatch.intake.quarantine import QuarantineReason
from dispatch.wire.envelope import REPORT_TYPE

_NEXT_VERSION = REPORT_TYPE.replace(".v1", ".v9")

Fault = tuple[QuarantineReason, Callable[[dict[str, Any]], bytes | None]]


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)


def _with(record: dict[str, Any], **fields: Any) -> bytes:
    return _text({**record, **fields}).encode()


def _saying(record: dict[str, Any], **fields: Any) -> bytes:
    return _with(record, data={**record["data"], **fields})


def _without(record: dict[str, Any], name: str) -> bytes:
    return _text({key: value for key, value in record.items() if key != name}).encode()


def _cut_short(record: dict[str, Any]) -> bytes:
    whole = _text(record).encode()
    return whole[: whole.rindex(b"}") - 2]


def _twice(record: dict[str, Any]) -> bytes:
    return _text(record).replace('"specversion"', '"id": "again", "specversion"', 1).encode()


def _naive(record: dict[str, Any]) -> bytes:
    return _saying(record, occurred_at=record["data"]["occurred_at"][:19])


def _of_next_week(record: dict[str, Any]) -> bytes:
    at = datetime.fromisoformat(record["data"]["occurred_at"]) + timedelta(days=7)
    return _saying(record, occurred_at=at.isoformat())


FAULTS: tuple[Fault, ...] = (
    (QuarantineReason.NOT_JSON, _cut_short),
    (QuarantineReason.NOT_UTF8, lambda record: _text(record).encode("gbk", "replace")),
    (QuarantineReason.BYTE_ORDER_MARK, lambda record: b"\xef\xbb\xbf" + _text(record).encode()),
    (QuarantineReason.DUPLICATE_KEY, _twice),
    (QuarantineReason.SPECVERSION, lambda record: _with(record, specversion=1.0)),
    (QuarantineReason.ID, lambda record: _without(record, "id")),
    (
        QuarantineReason.TYPE_VERSION,
        lambda record: _with(record, type="cn.fourplatforms.report.v9"),
    ),
    (QuarantineReason.TEXT_LENGTH, lambda record: _saying(record, text="  ")),
    (QuarantineReason.OCCURRED_AT, _naive),
    (QuarantineReason.OCCURRED_AT_OUT_OF_RANGE, _of_next_week),
    (QuarantineReason.AREA_CODE, lambda record: _saying(record, area_code="三组")),
    (QuarantineReason.COORDINATES_INCOMPLETE, lambda record: _saying(record, lon=120.1)),
    (QuarantineReason.URGENCY_HINT, lambda record: _saying(record, urgency_hint="特急")),
    (QuarantineReason.ATTRIBUTES, lambda record: _saying(record, attributes=["大"])),
    (QuarantineReason.COUNTY_UNKNOWN, lambda record: _saying(record, area_code="999999001")),
    (QuarantineReason.NULL_VALUE, lambda _: None),
)
"""Each with the reason for which it must be set aside."""
