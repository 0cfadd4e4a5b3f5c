"""The one error of reading a record."""

from dispatch.errors import BadMessage
from dispatch.intake.quarantine import QuarantineReason

_DETAIL_LENGTH = 300


class BadRecord(BadMessage):
    """A record that is refused as it stands: the rule it broke, and the mend.

    The detail names the field and never repeats what was in it: receipts and
    logs carry it, and a body holds names and telephone numbers. ``source``
    and ``record_id`` are known once the envelope was read so far, so that the
    producer can be told.
    """

    def __init__(
        self,
        reason: QuarantineReason,
        detail: str,
        *,
        source: str | None = None,
        record_id: str | None = None,
    ) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.code = reason.value
        self.reason = reason
        self.detail = detail[:_DETAIL_LENGTH]
        self.source = source
        self.record_id = record_id
