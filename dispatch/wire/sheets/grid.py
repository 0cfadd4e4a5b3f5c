"""A sheet before anybody knows what is its header: numbered rows of text, and what is merged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dispatch.wire.sheets.model import SheetProblem, SheetRow


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged cell; all four are counted from 1 and included."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as text. Rows without any text are left out, the others keep their numbers."""

    file: str
    sheet: str
    rows: Collection[SheetRow]
    width: int
    """How many columns the widest row has."""
    merges: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = ()
    broken: Mapping[int, tuple[SheetProblem, ...]] = field(default_factory=dict)
    """Rows with cells that say something else than they show, and what is wrong with them."""


def letter(number: int) -> str:
    """Return what a spreadsheet calls its n-th column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(letters: str) -> int:
    """Return which column letters name, counted from 1."""
    number = 0
    for each in letters.upper():
        number = number * 26 + ord(each) - 64
    return number
