"""Header names that are no UTF-8: the client library gives up on them, we do not need them.

Kafka calls a header's name a string, but a library of another language may write any
bytes. kafka-python then raises for the whole partition and never gets past the record.
Read leniently, the record is as good as any other.
"""

from typing import Any, SupportsIndex, overload

from kafka.record.default_records import DefaultRecordBatch

_strict = DefaultRecordBatch._read_msg  # noqa: SLF001 - the library offers no other place


class _Lenient(bytearray):
    """Bytes of which every part can be read as text."""

    @overload
    def __getitem__(self, at: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, at: slice, /) -> "_Lenient": ...
    def __getitem__(self, at: Any, /) -> Any:
        part = super().__getitem__(at)
        return _Lenient(part) if isinstance(at, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # noqa: ARG002 - never strict
        return super().decode(encoding, "replace")


def read_any_header_name() -> None:
    """Let records through whose headers have names that are no UTF-8."""
    DefaultRecordBatch._read_msg = _read_msg  # noqa: SLF001


def _read_msg(batch: Any, *library: Any) -> Any:
    try:
        return _strict(batch, *library)
    except UnicodeDecodeError:
        # The library moves on only when a record was read whole: it can be read once more.
        whole = batch._buffer  # noqa: SLF001
        batch._buffer = _Lenient(whole)  # noqa: SLF001
        try:
            return _strict(batch, *library)
        finally:
            batch._buffer = whole  # noqa: SLF001
