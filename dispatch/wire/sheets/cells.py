"""Text put into a cell as text, whatever it begins with."""

from typing import Any

from dispatch.errors import Unusable
from dispatch.wire.sheets.plain import printable, runs

_LONGEST = 32_767


class TooLong(Unusable):
    """A text that no cell can hold; the library would cut it off without a word."""

    code = "sheets.too_long"


def put_text(cell: Any, text: str) -> None:
    """Write a text that is shown and never run.

    Raises:
        TooLong: a cell holds 32,767 characters and not more.
    """
    text = printable(text)
    if runs(text) and text.startswith("'"):
        text = f"'{text}"  # reading takes one away
    if len(text) > _LONGEST:
        raise TooLong(f"一个单元格最多 {_LONGEST} 个字,这里有 {len(text)} 个:{text[:40]}…")
    cell.value = text or None
    if runs(text):
        # Assigning alone makes a formula of it; the prefix keeps Excel from doing so on edit.
        cell.data_type = "s"
        cell.quotePrefix = True
