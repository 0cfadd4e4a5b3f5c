"""Which rows of a sheet are its header, and what the rows below them hold.

     A        B          C          D
1   某县城市管理事件处置标准 ─────────────   title
2   事项名称 │ 责任主体 ───────── │ 时限     header, two rows: merged, or with holes that
3            │ 主体     │ 配合     │          the second row fills
4   私搭乱建 │ …                             rows; what is merged downward is filled in
"""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from dispatch.wire.sheets.fields import COLUMN_NAMES
from dispatch.wire.sheets.grid import Grid, Merge, letter
from dispatch.wire.sheets.model import Column, SheetRow, Table
from dispatch.wire.sheets.plain import key, plain

_LOOKED_AT = 30
_LONGEST_NAME = 30
_TWO = 2


def table_of(grid: Grid) -> Table | None:
    """Return a sheet as a table; None when it has no row that could be a header."""
    top = list(itertools.islice(grid.rows, _LOOKED_AT))
    at = _header_at(top)
    if at is None:
        return None
    width = grid.width
    first = _filled(top[at], grid.merges, width, across=True)
    below = top[at + 1] if at + 1 < len(top) else None
    second = _second_row(top[at], below, grid.merges, width) if below is not None else None
    columns = tuple(_columns(first, second))
    last_header = below.number if below and second else top[at].number
    title = " ".join(dict.fromkeys(plain(v) for row in top[:at] for v in row.values if v))
    notes = list(grid.notes)
    if second:
        notes.append(f"表头占两行(第 {top[at].number}、{last_header} 行)。")
    rows: Collection[SheetRow]
    if isinstance(grid.rows, tuple):
        rows = tuple(_body(grid, last_header, width, notes))
    else:
        rows = _After(grid.rows, last_header, width)
    return Table(
        grid.file, grid.sheet, title, top[at].number, columns, rows, tuple(notes), grid.broken
    )


class _After(Collection[SheetRow]):
    """The rows below a header, of one width, read from their source at every reading."""

    def __init__(self, rows: Collection[SheetRow], header: int, width: int) -> None:
        self._rows = rows
        self._header = header
        self._width = width

    def __iter__(self) -> Iterator[SheetRow]:
        for row in self._rows:
            if row.number > self._header:
                yield SheetRow(row.number, _padded(row.values, self._width))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)


def _header_at(top: Sequence[SheetRow]) -> int | None:
    """Return which row has most names that are known; else the first that looks like names."""
    scores = [len({key(v) for v in row.values if v} & COLUMN_NAMES) for row in top]
    best = max(scores, default=0)
    if best:
        return scores.index(best)
    for at, row in enumerate(top):
        texts = {v for v in row.values if v}
        if len(texts) >= _TWO and all(len(text) <= _LONGEST_NAME for text in texts):
            return at
    return None


def _second_row(
    first: SheetRow, below: SheetRow, merges: Sequence[Merge], width: int
) -> list[str] | None:
    """Return the header's second row, if it has one."""
    deep = any(m.top == first.number and m.bottom > m.top for m in merges)
    wide = any(m.top == m.bottom == first.number and m.right > m.left for m in merges)
    names = _filled(below, merges, width, across=True)
    if deep and below.number == first.number + 1:
        # A header cell that is merged downward says itself that the header is deeper.
        under = [m for m in merges if m.top <= first.number < below.number <= m.bottom]
        return _with_deep(first, names, under)
    values = [value for value in below.values if value]
    known = sum(1 for value in values if key(value) in COLUMN_NAMES)
    above = _padded(first.values, width)
    fills = any(b and not a for a, b in zip(above, _padded(below.values, width), strict=True))
    if known and known * _TWO >= len(values) and (wide or fills):
        return names
    return None


def _with_deep(first: SheetRow, names: list[str], under: Sequence[Merge]) -> list[str]:
    values = _padded(first.values, len(names))
    for merge in under:
        for column in range(merge.left - 1, min(merge.right, len(names))):
            names[column] = values[merge.left - 1]
    return names


def _columns(first: list[str], second: list[str] | None) -> Iterator[Column]:
    seen: dict[str, int] = {}
    upper = ""
    for at, above in enumerate(first):
        name = plain(above)
        if second is not None:
            below = plain(second[at])
            # Without merges the upper name stands over the first of its columns only.
            upper = name or (upper if below else "")
            name = below if upper in ("", below) else "/".join(filter(None, (upper, below)))
        seen[name] = seen.get(name, 0) + 1
        if name and seen[name] > 1:
            name = f"{name} ({seen[name]})"
        yield Column(letter(at + 1), name)


def _body(grid: Grid, header: int, width: int, notes: list[str]) -> Iterator[SheetRow]:
    """Yield the rows below the header, what is merged filled in, section titles left out."""
    filled = _filled_in(grid, header, width)
    sections = []
    for row in grid.rows:
        if row.number <= header:
            continue
        if _is_section(row, grid.merges, width):
            sections.append(row.number)
            continue
        yield SheetRow(row.number, tuple(filled.get(row.number) or _padded(row.values, width)))
    if filled:
        notes.append(f"合并单元格已逐行填充({len(filled)} 行)。")
    if sections:
        shown = "、".join(str(number) for number in sections[:5])
        notes.append(f"{len(sections)} 行是分类标题,未作为事项读取(第 {shown} 行)。")


def _filled_in(grid: Grid, header: int, width: int) -> Mapping[int, list[str]]:
    """Return the rows that merged cells reach into, with the cells' text in every place."""
    rows = {row.number: row for row in grid.rows}
    filled: dict[int, list[str]] = {}
    for merge in grid.merges:
        origin = rows.get(merge.top)
        if origin is None or merge.left > width:
            continue
        value = _padded(origin.values, width)[merge.left - 1]
        for number in range(max(merge.top, header + 1), merge.bottom + 1):
            # A row without any text of its own stays empty.
            if value and (own := rows.get(number)):
                values = filled.setdefault(number, list(_padded(own.values, width)))
                for column in range(merge.left - 1, min(merge.right, width)):
                    values[column] = values[column] or value
    return filled


def _is_section(row: SheetRow, merges: Sequence[Merge], width: int) -> bool:
    """Say whether a row is one text across most of the columns."""
    if sum(1 for value in row.values if value) != 1:
        return False
    at = next(column for column, value in enumerate(row.values, start=1) if value)
    return any(
        m.top == m.bottom == row.number and m.left == at and (m.right - m.left + 1) * 2 >= width
        for m in merges
    )


def _filled(row: SheetRow, merges: Sequence[Merge], width: int, *, across: bool) -> list[str]:
    values = list(_padded(row.values, width))
    for merge in merges:
        if across and merge.top <= row.number <= merge.bottom and merge.right > merge.left:
            for column in range(merge.left - 1, min(merge.right, width)):
                values[column] = values[column] or values[merge.left - 1]
    return values


def _padded(values: Sequence[str], width: int) -> tuple[str, ...]:
    return (*values, *("",) * (width - len(values)))[:width]
