"""Everything that is wrong with a county's folder, said at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from dispatch.errors import Unusable

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands and what would be right."""

    file: str
    row: int | None
    """Row in the file; the header is row 1. None when it concerns the whole file."""
    column: str | None
    message: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.message}"


class CountyRefused(Unusable):
    """A county's folder cannot be used; ``problems`` lists every reason found."""

    code = "county.refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def under(self, names: Mapping[str, str]) -> "CountyRefused":
        """Return the same refusal with files called as they were given."""
        return CountyRefused(
            tuple(replace(each, file=names.get(each.file, each.file)) for each in self.problems)
        )


class Problems:
    """Collects problems while a folder is read, so that one run names them all."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self, file: str, message: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        """Note one problem and go on reading."""
        self._found.append(Problem(file, row, column, message))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Refuse the folder if anything was found.

        Raises:
            CountyRefused: with every problem noted so far.
        """
        if self._found:
            raise CountyRefused(tuple(self._found))


def given(value: _Value | None) -> _Value:
    """Return what a reader read, once it is known that no problem was noted."""
    if value is None:
        raise LookupError("a reader gave nothing and noted no problem")
    return value
