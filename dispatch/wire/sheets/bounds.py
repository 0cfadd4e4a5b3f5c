"""How large a file may be before nobody looks inside."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is read at most; more is refused, never cut off."""

    rows: int
    columns: int
    size: int
    """Bytes of the file."""
    unpacked: int
    """Bytes of a workbook once it is unpacked."""
    merged: int = 200_000
    """Cells that lie in merged cells, or under links."""
    keep_merges: bool = True
    """Whether merged cells group rows; a history has too many rows to look for them."""


LIST = Bounds(rows=20_000, columns=100, size=10 * MEBIBYTE, unpacked=60 * MEBIBYTE)
HISTORY = Bounds(
    rows=200_000,
    columns=100,
    size=100 * MEBIBYTE,
    unpacked=400 * MEBIBYTE,
    keep_merges=False,
)
