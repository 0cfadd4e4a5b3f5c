"""What a spreadsheet is to us, and what can be wrong with it or asked about it.

A table is text: every value as it was written, trimmed, with the address that
a person finds it under. What the text means is decided later, field by field.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dispatch.errors import Unusable

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: where it stands and what its header says."""

    letter: str
    """As a spreadsheet shows it: A, B, … AA."""
    name: str
    """The header, two rows joined by ``/``; made unique by a number where it repeats."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet, and one text for each column."""

    number: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One thing that cannot stay as it is, where it stands, and what would be right."""

    cell: str
    """``清单!C7``; without a column the row, ``清单!7``; empty for the whole file."""
    column: str
    """What the header calls the column; empty where no single column is meant."""
    message_zh: str
    message_en: str
    mend_zh: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.cell, self.column) if part)
        return f"{place}: {self.message_en}" if place else self.message_en

    def to_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return {
            "cell": self.cell,
            "column": self.column,
            "message_zh": self.message_zh,
            "message_en": self.message_en,
            "mend_zh": self.mend_zh,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or one CSV file, from its header down."""

    file: str
    sheet: str
    """The sheet's name; of a CSV file the file's, without its ending."""
    title: str
    """What stands above the header."""
    header_row: int
    columns: tuple[Column, ...]
    rows: Collection[SheetRow]
    """May be read several times; of a long CSV each reading parses it anew."""
    notes: tuple[str, ...] = ()
    """What was passed over or filled in, in Chinese."""
    broken: Mapping[int, tuple[SheetProblem, ...]] = field(default_factory=dict)
    """Rows that cannot be read, because of cells that say something else than they show."""

    @property
    def problems(self) -> tuple[SheetProblem, ...]:
        """What is wrong with the rows that cannot be read."""
        return tuple(problem for found in self.broken.values() for problem in found)

    def address(self, row: int, column: int) -> str:
        """Return where a value stands: ``清单!C7``."""
        return f"{self.sheet}!{self.columns[column].letter}{row}"


def told_once(
    problems: Iterable[SheetProblem],
) -> tuple[tuple[SheetProblem, tuple[str, ...]], ...]:
    """Return problems, each once with every cell that has it, in the order of the first."""
    same: dict[tuple[str, str, str], list[SheetProblem]] = {}
    for each in problems:
        same.setdefault((each.column, each.message_zh, each.mend_zh), []).append(each)
    return tuple((found[0], tuple(each.cell for each in found)) for found in same.values())


class SheetRefused(Unusable):
    """A file cannot be taken as it is; ``problems`` names every cell that stands in the way."""

    code = "sheets.refused"

    def __init__(self, file: str, problems: tuple[SheetProblem, ...]) -> None:
        super().__init__("\n".join(f"{file}: {each}" for each in problems))
        self.file = file
        self.problems = problems


def refuse(file: str, message_zh: str, message_en: str, mend_zh: str) -> SheetRefused:
    """Return the refusal of a whole file."""
    return SheetRefused(file, (SheetProblem("", "", message_zh, message_en, mend_zh),))


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that fits a question."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the sheet leaves open and only a person can say."""

    id: str
    """Made of what is asked, so that an answer fits the next upload, too."""
    kind: str
    """lead, unit, limit, area, matter, fill_down, value: what sort of thing is asked."""
    text: str
    """The cell's own words that raised it."""
    sentence: str
    """The question in Chinese."""
    choices: tuple[Choice, ...]
    """What fits; an answer may be another value of the same sort."""
    cells: tuple[str, ...]
    """Every cell that raises it."""
    proposed: str = ""
    """What looks likely; it counts for nothing until somebody says so."""
    group: str = ""
    """An answer under this id answers every question of the group that has none of its own."""

    @property
    def count(self) -> int:
        """How many cells raise it."""
        return len(self.cells)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data, with the first of its cells."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "sentence": self.sentence,
            "choices": [{"value": each.value, "label": each.label} for each in self.choices],
            "cells": list(self.cells[:_SHOWN]),
            "count": self.count,
            "proposed": self.proposed,
            "group": self.group,
        }
