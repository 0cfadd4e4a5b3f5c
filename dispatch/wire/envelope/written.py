"""The messages we write: reports from our own web, receipts, quarantine copies, changes of cases.

All are CloudEvents 1.0 in structured JSON. Ids and instants come from the
caller, so that writing the same message twice gives the same bytes.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from dispatch.intake.model import Json, Outcome
from dispatch.intake.quarantine import QuarantineReason
from dispatch.vocabulary import CountyCode
from dispatch.wire.envelope.record import REPORT_TYPE, SPECVERSION, read_record
from dispatch.wire.envelope.refusal import BadRecord

RECEIPT_TYPE = "cn.fourplatforms.receipt.v1"
QUARANTINED_TYPE = "cn.fourplatforms.report.quarantined.v1"
CHANGE_TYPES = "cn.fourplatforms.case"
DISPATCH_SOURCE = "urn:fourplatforms:dispatch"
_COPIED_BYTES = 256 * 1024


def web_source(county: CountyCode) -> str:
    """Return the source that names the web's own reports of one county."""
    return f"urn:fourplatforms:web:{county}"


def api_source(county: CountyCode, account: str) -> str:
    """Return the source that names what one account sends by program: its keys are its own."""
    return f"urn:fourplatforms:api:{county}:{account}"


def report_message(
    data: Mapping[str, Json],
    *,
    source: str,
    record_id: str,
    at: datetime,
    receipt: str | None = None,
) -> bytes:
    """Return the report message that ``read_record`` reads back.

    It is read back here, so that whoever gets a receipt for it is not told
    later that the record was refused.

    Args:
        data: the body, as ``read_object`` or a form gave it.
        source: who sends it; ``web_source`` names our own web.
        record_id: the report's id, the same whenever it is sent again.
        at: when it was sent, aware.
        receipt: the number given to the reporter, shown as the subject.

    Raises:
        BadRecord: the consumer would refuse it.
    """
    message = _message(REPORT_TYPE, source, record_id, at, dict(data), subject=receipt)
    read_record(message, now=at)
    return message


def receipt_message(
    *,
    message_id: str,
    at: datetime,
    outcome: Outcome,
    source: str | None,
    record_id: str | None,
    receipt: str | None = None,
    case_number: str | None = None,
    reason: QuarantineReason | None = None,
    detail: str | None = None,
) -> bytes:
    """Return the message that tells a producer what became of one record.

    ``source`` and ``record_id`` are the record's own, None where it could not
    be read so far. What does not apply is left out, never null.
    """
    data: dict[str, Json] = {"outcome": outcome.value}
    optional = {
        "source": source,
        "id": record_id,
        "receipt": receipt,
        "case_number": case_number,
        "reason": reason,
        "detail": detail,
    }
    data.update({name: value for name, value in optional.items() if value is not None})
    return _message(RECEIPT_TYPE, DISPATCH_SOURCE, message_id, at, data, subject=receipt)


def quarantine_message(
    raw: bytes | None,
    *,
    message_id: str,
    at: datetime,
    reason: QuarantineReason,
    detail: str,
    topic: str,
    partition: int,
    offset: int,
) -> bytes:
    """Return the copy of a refused record, with the reason.

    The copy holds the first 256 KiB, so that it always fits the broker; the
    quarantine row keeps the record whole, and the digest names it.
    """
    data: dict[str, Json] = {
        "reason": reason.value,
        "detail": detail,
        "topic": topic,
        "partition": partition,
        "offset": offset,
    }
    if raw is not None:
        data["size"] = len(raw)
        data["sha256"] = hashlib.sha256(raw).hexdigest()
        data["raw_base64"] = base64.b64encode(raw[:_COPIED_BYTES]).decode("ascii")
    return _message(QUARANTINED_TYPE, DISPATCH_SOURCE, message_id, at, data)


def change_message(
    *,
    message_id: str,
    at: datetime,
    what: str,
    number: str,
    seq: int,
    data: Mapping[str, Json],
) -> bytes:
    """Return the message that tells other systems what happened to a case.

    ``seq`` counts a case's changes from 1 without a gap; it stands beside the
    envelope's own fields, so that a reader finds a gap without opening ``data``.
    """
    return _message(
        f"{CHANGE_TYPES}.{what}.v1",
        DISPATCH_SOURCE,
        message_id,
        at,
        dict(data),
        subject=number,
        caseseq=seq,
    )


def _message(
    kind: str,
    source: str,
    message_id: str,
    at: datetime,
    data: dict[str, Json],
    *,
    subject: str | None = None,
    **extensions: Json,
) -> bytes:
    message: dict[str, Json] = {
        "specversion": SPECVERSION,
        "id": message_id,
        "source": source,
        "type": kind,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        **extensions,
        "data": data,
    }
    if subject is not None:
        message["subject"] = subject
    try:
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise BadRecord(
            QuarantineReason.LONE_SURROGATE,
            "a string holds half of a surrogate pair; send the whole character",
        ) from None
