"""A CSV file as a grid of text: whatever encoding and separator an office saves it with."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Collection, Iterator

from dispatch.wire.sheets.bounds import Bounds
from dispatch.wire.sheets.fields import COLUMN_NAMES
from dispatch.wire.sheets.grid import Grid
from dispatch.wire.sheets.model import SheetRow, refuse
from dispatch.wire.sheets.plain import key, unguarded

_SEPARATORS = (",", "\t", ";")
_SNIFFED = 65_536
_TRIED = 50


class _Records(Collection[SheetRow]):
    """The rows of a text, parsed anew at every reading: a long history fits no memory twice."""

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._separator = separator
        self._count: int | None = None

    def __iter__(self) -> Iterator[SheetRow]:
        reader = csv.reader(
            io.StringIO(self._text, newline=""), delimiter=self._separator, strict=True
        )
        for number, record in enumerate(reader, start=1):
            values = tuple(unguarded(value.strip()) for value in record)
            if any(values):
                yield SheetRow(number, values)

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _ in self)
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)


def read_delimited(file: str, data: bytes, bounds: Bounds) -> Grid:
    """Return the file's one grid.

    A row's number is its place among the records, which is what a spreadsheet shows.

    Raises:
        SheetRefused: it is no text, no table, or larger than ``bounds`` allows.
    """
    text, encoding = _decoded(file, data)
    separator = _separator(text)
    rows = _Records(text, separator)
    count = width = 0
    try:
        for row in rows:
            count += 1
            width = max(width, len(row.values))
            if count > bounds.rows + 1:  # the header is no row of the table
                raise refuse(
                    file,
                    f"文件超过 {bounds.rows} 行。",
                    f"has more than {bounds.rows} rows",
                    "请分成几个文件上传。",
                )
            if len(row.values) > bounds.columns and any(row.values[bounds.columns :]):
                raise refuse(
                    file,
                    f"第 {row.number} 行超过 {bounds.columns} 列。",
                    f"row {row.number} has more than {bounds.columns} columns",
                    "请检查该行的分隔符和引号。",
                )
    except csv.Error as error:
        raise refuse(
            file,
            f"第 {count + 1} 行附近的引号或分隔符有错,不是有效的 CSV。",
            f"is no CSV near row {count + 1}: {error}",
            "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。",
        ) from error
    notes = () if encoding == "UTF-8" else (f"文件按 {encoding} 编码读取。",)
    sheet = file.rsplit("/", 1)[-1].rsplit(".", 1)[0] or "CSV"
    return Grid(file, sheet, rows, min(width, bounds.columns), (), notes)


def _decoded(file: str, data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        # In GB 18030 nearly everything is a letter, but a NUL is no table.
        if b"\x00" not in data:
            return data.decode("gb18030"), "GB18030"
    except UnicodeDecodeError:
        pass
    raise refuse(
        file,
        "文件编码既不是 UTF-8,也不是 GB18030。",
        "is neither UTF-8 nor GB 18030",
        "请用 Excel 或 WPS 打开,另存为“CSV UTF-8”或 .xlsx 后再上传。",
    )


def _separator(text: str) -> str:
    """Return what separates the fields: what parts a row into names of columns that are known.

    Where none are known it is what parts most of the first rows into as many pieces.
    """
    head = text[:_SNIFFED]
    return max(_SEPARATORS, key=lambda each: _likeness(head, each))


def _likeness(head: str, separator: str) -> tuple[int, int, int]:
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    records = list(itertools.islice(_quietly(reader), _TRIED))
    known = max((len({*map(key, record)} & COLUMN_NAMES) for record in records), default=0)
    widths = Counter(map(len, records))
    del widths[1]
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
    # One name is no sign: a file of one column has it with every separator.
    return (known if known > 1 else 0, count, width)


def _quietly(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield records up to the first that is none; what is wrong is said by the real reading."""
    try:
        yield from reader
    except csv.Error:
        return
