"""Rows of a county's CSV files, read so that whatever is wrong can be pointed at.

UTF-8 with or without a byte order mark, comma, one header row. Fields are
trimmed, blank rows are passed over but counted, columns nobody knows are
left alone. Rows bear the number a spreadsheet shows: the header is row 1.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from dispatch.wire.county.problems import Problems

_Choice = TypeVar("_Choice", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SEVERAL = re.compile("[;；]")
_FLAGS = {"1": True, "0": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one file; a wrong field is noted and read as if it were empty."""

    file: str
    number: int
    fields: Mapping[str, str]
    problems: Problems

    def wrong(self, column: str | None, message: str) -> None:
        """Note what is wrong with this row, and what would be right."""
        self.problems.add(self.file, message, row=self.number, column=column)

    def text(self, column: str) -> str:
        """Return the field, or the empty text where the column is absent."""
        return self.fields.get(column, "")

    def needed(self, column: str) -> str:
        """Return the field, which may not be empty."""
        if not (value := self.text(column)):
            self.wrong(column, "is empty; fill it in")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """Return the parts of a field joined by ``;``."""
        return split(self.text(column))

    def choice(self, column: str, of: type[_Choice]) -> _Choice | None:
        """Return the field as one of a closed set of words; None when it is empty."""
        if not (value := self.text(column)):
            return None
        try:
            return of(value)
        except ValueError:
            self.wrong(column, f"{value!r} is unknown; use one of {', '.join(of)}")
            return None

    def needed_choice(self, column: str, of: type[_Choice]) -> _Choice | None:
        """Return the field as one of a closed set; None only after noting a problem."""
        return self.choice(column, of) if self.needed(column) else None

    def day(self, column: str) -> date | None:
        """Return the field as a date; None when it is empty, which means open."""
        if not (value := self.text(column)):
            return None
        try:
            # The pattern first: Python alone would also take 20260101 and 2026-W01-1.
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.wrong(column, f"{value!r} is no date; write it like 2026-01-31")
        return None

    def flag(self, column: str) -> bool:
        """Return the field as yes (1) or no (0)."""
        value = self.needed(column).lower()
        if value and value not in _FLAGS:
            self.wrong(column, f"{value!r} is neither 1 nor 0")
        return _FLAGS.get(value, False)


def split(value: str) -> tuple[str, ...]:
    """Return the parts of a text joined by ``;``, trimmed, without empty ones."""
    return tuple(part for each in _SEVERAL.split(value) if (part := each.strip()))


def read_rows(
    file: str, data: bytes, columns: Iterable[str], problems: Problems
) -> tuple[Row, ...] | None:
    """Return the rows of a file, or None when it cannot be read as a table at all."""
    text = decode(file, data, problems)
    if text is None:
        return None
    records: list[list[str]] = []
    try:
        # What was read before an error stays, so that its row can be named.
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        problems.add(file, _no_csv(str(error)), row=len(records) + 1)
        return None
    if not records:
        problems.add(file, f"is empty; its first row names the columns {', '.join(columns)}")
        return None
    header = [name.strip() for name in records[0]]
    if not _header_fits(file, header, columns, problems):
        return None
    return tuple(_rows(file, header, records, problems))


def _no_csv(error: str) -> str:
    if "field limit" in error:
        return f"has a field of more than {csv.field_size_limit():,} characters; shorten it"
    if "unexpected end" in error:
        return "opens a quotation mark that is never closed; close it or leave it out"
    return f"is no CSV: {error}; save the file as comma-separated UTF-8"


def decode(file: str, data: bytes, problems: Problems) -> str | None:
    """Return a file's text, or None after noting that it is not UTF-8 or no text at all."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        problems.add(file, "is not UTF-8; save it again as UTF-8", row=row)
        return None
    if (at := text.find("\0")) >= 0:
        row = text.count("\n", 0, at) + 1
        problems.add(file, "holds a NUL character, which is no text; delete it", row=row)
        return None
    return text


def unique(rows: Iterable[tuple[Row, str]], column: str) -> None:
    """Note every row whose code an earlier row has already."""
    first: dict[str, Row] = {}
    for row, code in rows:
        if not code:
            continue
        if (seen := first.setdefault(code, row)) is not row:
            place = f"row {seen.number}" if seen.file == row.file else f"{seen.file}"
            row.wrong(column, f"{code!r} stands in {place} already; keep one of the two")


def _header_fits(file: str, header: list[str], columns: Iterable[str], problems: Problems) -> bool:
    fits = True
    for column in columns:
        if column not in header:
            problems.add(file, "the column is missing", row=1, column=column)
            fits = False
    for column in sorted({name for name in header if name and header.count(name) > 1}):
        problems.add(file, "the column stands here twice", row=1, column=column)
        fits = False
    return fits


def _rows(
    file: str, header: list[str], records: list[list[str]], problems: Problems
) -> Iterable[Row]:
    for number, record in enumerate(records[1:], start=2):
        values = [value.strip() for value in record]
        if not any(values):
            continue
        row = Row(file, number, dict(zip(header, values, strict=False)), problems)
        if any(values[len(header) :]):
            row.wrong(None, f"has {len(values)} fields, the header {len(header)}; mend the commas")
        yield row
