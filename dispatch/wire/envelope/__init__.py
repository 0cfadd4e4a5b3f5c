"""The border of messages: read strictly, written plainly."""

from dispatch.wire.envelope.body import read_report
from dispatch.wire.envelope.record import REPORT_TYPE, read_record
from dispatch.wire.envelope.refusal import BadRecord
from dispatch.wire.envelope.strict_json import MAX_BYTES, read_object
from dispatch.wire.envelope.written import (
    DISPATCH_SOURCE,
    QUARANTINED_TYPE,
    RECEIPT_TYPE,
    api_source,
    change_message,
    quarantine_message,
    receipt_message,
    report_message,
    web_source,
)

__all__ = [
    "DISPATCH_SOURCE",
    "MAX_BYTES",
    "QUARANTINED_TYPE",
    "RECEIPT_TYPE",
    "REPORT_TYPE",
    "BadRecord",
    "api_source",
    "change_message",
    "quarantine_message",
    "read_object",
    "read_record",
    "read_report",
    "receipt_message",
    "report_message",
    "web_source",
]
