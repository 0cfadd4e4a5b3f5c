"""One way to mend a finding, and what proposals are made from."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.responsibility.audit.box_words import Words, unit_words
from dispatch.responsibility.audit.edits import CHOSEN, Edit, SetField, chosen
from dispatch.responsibility.audit.model import Audited, Finding
from dispatch.responsibility.audit.suggest import suggested
from dispatch.responsibility.audit.volume import Past
from dispatch.responsibility.model import Line
from dispatch.vocabulary import RowId, UnitCode


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to mend a finding."""

    words: Words
    edits: tuple[Edit, ...]
    needs: str = ""
    """The column whose value a person must still give; empty where the edits are complete."""

    def with_word(self, value: str) -> "Choice":
        """Return the choice with the person's word in it."""
        return Choice(self.words, chosen(self.edits, value))


@dataclass(frozen=True)
class Case:
    """A finding to be mended, and what is known around it."""

    finding: Finding
    audited: Audited
    past: Past | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The finding's lines, by row."""
        return tuple(self.audited.by_row[row] for row in sorted(self.finding.rows))

    @property
    def leaves(self) -> int:
        """Where the finding holds."""
        return self.audited.leaves_of(self.finding.area)

    def leaves_of(self, line: Line) -> int:
        """Return where a line holds."""
        return self.audited.territory.leaves(line.areas)

    def new_rows(self, base: str) -> Iterator[RowId]:
        """Give names of rows that the list does not have."""
        number = 1
        while True:
            if (row := RowId(f"{base}-N{number}")) not in self.audited.by_row:
                yield row
            number += 1

    def units(
        self, *, townships: bool = True, also: tuple[UnitCode, ...] = ()
    ) -> tuple[UnitCode, ...]:
        """Return the units that might take over."""
        return suggested(self.finding, self.audited, past=self.past, townships=townships, also=also)

    def without(self, line: Line, gone: RowId) -> str:
        """Return what a line overrides, without one row."""
        return overriding(line, dropped=gone)

    def named(self, unit: UnitCode) -> Words:
        """Name a unit."""
        return (
            Words("其他单位", "another unit") if unit == CHOSEN else unit_words(unit, self.audited)
        )

    def forget(self, gone: RowId) -> Iterator[Edit]:
        """Take a row out of what other lines override."""
        for line in self.audited.lines:
            if gone in line.overrides and line.row_id != gone:
                yield SetField(line.row_id, "overrides", overriding(line, dropped=gone))


def overriding(line: Line, *, added: RowId | None = None, dropped: RowId | None = None) -> str:
    """Write what a line overrides after a change."""
    rows = (line.overrides | ({added} if added else set())) - {dropped}
    return ";".join(sorted(row for row in rows if row))
