"""A few rows of one table, held against the rest of the county's files.

rows as text ─► read as their file is read, strictly ─► do they name what is there? ─► problems
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from dispatch.editions.model import Edit
from dispatch.wire.county import agreement
from dispatch.wire.county import files as names
from dispatch.wire.county.attributes import read_attributes
from dispatch.wire.county.circles import find_circle
from dispatch.wire.county.described import check_conditions
from dispatch.wire.county.draft import read_draft
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.list_tests import read_tests
from dispatch.wire.county.matters import read_matters, read_own_matters
from dispatch.wire.county.problems import Problem, Problems
from dispatch.wire.county.rows import split
from dispatch.wire.county.written import Written, write

_FIRST_ROW = 2
_REMEMBERED = 8
_PLACES_AND_UNITS = (names.COUNTY, names.DIVISIONS, names.GRIDS, names.UNITS)


def problems_of_rows(
    name: str,
    table: Written,
    rows: Sequence[Mapping[str, str]],
    files: Mapping[str, bytes],
) -> Iterator[tuple[Mapping[str, str], Problem]]:
    """Yield what is wrong with some rows of a table, each with its row; numbers count in ``table``.

    Overrides are not judged here: they speak of lines that need not be among ``rows``.
    """
    if not rows:
        return
    problems = Problems()
    data = write(Written(table.columns, tuple(rows)))
    _READ[name](data, problems, files)
    yield from _placed(problems, table, rows)


def problems_of_lines(
    table: Written, edits: Sequence[Edit], files: Mapping[str, bytes], *, typed: bool
) -> Iterator[Problem]:
    """Yield what is wrong with the overrides and, where a person ``typed`` them, the conditions.

    ``table`` is the list after the edits. A condition is readable that no report can meet:
    whoever types one is told, and what is there already stays an advice of the audit.
    """
    yield from _overrides(table, {each.row for each in edits if each.fields.get("overrides")})
    if typed:
        wrote = {each.row for each in edits if each.fields.get("condition")}
        yield from _conditions(table, [r for r in table.rows if r["row_id"] in wrote], files)


def _overrides(table: Written, changed: Collection[str]) -> Iterator[Problem]:
    named = {row["row_id"]: tuple(split(row.get("overrides", ""))) for row in table.rows}
    problems = Problems()
    for at, row in enumerate(table.rows, _FIRST_ROW):
        if row["row_id"] not in changed:
            continue
        for other in named[row["row_id"]]:
            if other == row["row_id"]:
                message = f"{other!r} is this line itself; name another line, or none"
                problems.add(names.LINES, message, row=at, column="overrides")
            elif other not in named:
                message = f"{other!r} is no row_id of this list"
                problems.add(names.LINES, message, row=at, column="overrides")
    if not problems and (circle := find_circle(named)) and not set(circle).isdisjoint(changed):
        chain = " > ".join(circle)
        message = f"the chain {chain} runs in a circle; one line has to win"
        problems.add(names.LINES, message, column="overrides")
    yield from problems


def _conditions(
    table: Written, rows: Sequence[Mapping[str, str]], files: Mapping[str, bytes]
) -> Iterator[Problem]:
    problems = Problems()
    data = write(Written(table.columns, tuple(rows)))
    read = read_lines(data, problems, strict=False) or ()
    check_conditions(read, read_attributes(files.get(names.ATTRIBUTES), Problems()))
    for _row, problem in _placed(problems, table, rows):
        if problem.column == "condition":
            yield problem


def _placed(
    problems: Problems, table: Written, rows: Sequence[Mapping[str, str]]
) -> Iterator[tuple[Mapping[str, str], Problem]]:
    places = {id(row): at for at, row in enumerate(table.rows, _FIRST_ROW)}
    for problem in problems:
        if problem.column == "overrides" or problem.row is None:
            continue
        row = rows[problem.row - _FIRST_ROW]
        yield row, Problem(problem.file, places.get(id(row)), problem.column, problem.message)


def _lines(data: bytes, problems: Problems, files: Mapping[str, bytes]) -> None:
    read = read_lines(data, problems, strict=True) or ()
    agreement.check_lines(read, known_of(files), strict=True)


def _matters(data: bytes, problems: Problems, files: Mapping[str, bytes]) -> None:
    # A matter's parent is asked of the whole file, when a draft is handed in.
    master = files.get(names.MASTER)
    above = read_matters(master, Problems(), file=names.MASTER) if master is not None else {}
    read_own_matters(data, problems, above or {})


def _tests(data: bytes, problems: Problems, files: Mapping[str, bytes]) -> None:
    agreement.check_tests(read_tests(data, problems) or (), known_of(files))


def known_of(files: Mapping[str, bytes]) -> agreement.Known:
    """Return what a county's files say there is, whatever else is wrong with them."""
    # The lines are read only where they are the catalogue: a single row is held against the
    # rest with every edit, and ten thousand lines take seconds.
    wanted = (
        *_PLACES_AND_UNITS,
        names.MASTER,
        names.MATTERS if names.MATTERS in files else names.LINES,
    )
    return _known(tuple((name, files[name]) for name in wanted if name in files))


@lru_cache(_REMEMBERED)
def _known(files: tuple[tuple[str, bytes], ...]) -> agreement.Known:
    draft = read_draft(dict(files), Problems(), strict=False)
    return agreement.known(draft.county, draft.divisions, draft.units, draft.matters)


_READ: Mapping[str, Callable[[bytes, Problems, Mapping[str, bytes]], None]] = {
    names.LINES: _lines,
    names.MATTERS: _matters,
    names.TESTS: _tests,
}
