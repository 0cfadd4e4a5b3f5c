"""The rows of a list as they are written: what was changed in them, and a draft carried along.

    edition 7 ─► draft begun on it ────────────────┐
        └──────► edition 8, published meanwhile ───┴─► the draft on edition 8, and what both changed

A row is known by its key, a line's ``row_id``; what it means is not asked here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dispatch.errors import Unusable

ID = "row_id"
Row = Mapping[str, str]
"""The columns of ``responsibility.csv``; one that is not there is blank."""


class RowTwice(Unusable):
    """Two rows bear one id, or one bears none: nobody could say which row became which."""

    code = "responsibility.row_twice"

    def __init__(self, row_id: str, key: str = ID) -> None:
        what = f"{row_id} stands twice" if row_id else "a row has none"
        super().__init__(f"column {key}: {what}; give each row its own")
        self.row_id = row_id


class Clash(NamedTuple):
    """What a draft and a newer edition both changed, each in its way."""

    row_id: str
    field: str | None
    """None where one struck the whole row and the other changed it."""
    base: str | None
    draft: str | None
    new: str | None
    """The three values; of a whole row None where it is not there, else blank."""


class Rebased(NamedTuple):
    """A draft on a newer edition, and what a person must settle in it."""

    rows: tuple[dict[str, str], ...]
    """With the draft's values, and with struck rows that the other side changed, until then."""
    clashes: tuple[Clash, ...]


def rebase(
    base: Sequence[Row], draft: Sequence[Row], new: Sequence[Row], *, key: str = ID
) -> Rebased:
    """Carry a draft begun on ``base`` onto the edition ``new``, row by row and field by field.

    What only one side changed is taken; what both changed alike, too. Rows stand
    in the order of the new edition, those that the draft added after them.

    Raises:
        RowTwice: one of the three has an id twice, or a row without one.
    """
    old, mine, theirs = (_by_id(rows, key) for rows in (base, draft, new))
    rows: list[dict[str, str]] = []
    clashes: list[Clash] = []
    # A row that the new edition struck and the draft changed stands with those of the draft.
    for row_id in [*theirs, *(row_id for row_id in mine if row_id not in theirs)]:
        three = old.get(row_id), mine.get(row_id), theirs.get(row_id)
        row, found = _one(row_id, *three)
        if row is not None:
            rows.append(row)
        clashes += found
    return Rebased(tuple(rows), tuple(clashes))


def _one(
    row_id: str, base: Row | None, draft: Row | None, new: Row | None
) -> tuple[dict[str, str] | None, list[Clash]]:
    if draft is not None and new is not None:
        return _field_by_field(row_id, base, draft, new)
    kept = draft if draft is not None else new
    if kept is None or base is None:
        return (None if kept is None else dict(kept)), []
    if all(_at(kept, name) == _at(base, name) for name in _columns(kept, base)):
        return None, []
    absent = [None if side is None else "" for side in (base, draft, new)]
    return dict(kept), [Clash(row_id, None, *absent)]


def _field_by_field(
    row_id: str, base: Row | None, draft: Row, new: Row
) -> tuple[dict[str, str], list[Clash]]:
    row: dict[str, str] = {}
    clashes = []
    for name in _columns(new, draft):
        was, mine, theirs = _at(base, name), _at(draft, name), _at(new, name)
        row[name] = theirs if mine == was else mine
        # Where both made a row of this id, nobody knows that they meant one thing.
        if mine != theirs and (base is None or was not in (mine, theirs)):
            row[name] = mine
            clashes.append(Clash(row_id, name, None if base is None else was, mine, theirs))
    return row, clashes


def _by_id(rows: Iterable[Row], key: str = ID) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        row_id = row.get(key, "")
        if not row_id or row_id in found:
            raise RowTwice(row_id, key)
        found[row_id] = row
    return found


def _columns(*rows: Row | None) -> list[str]:
    return list(dict.fromkeys(name for row in rows if row is not None for name in row))


def _at(row: Row | None, name: str) -> str:
    return "" if row is None else row.get(name, "")
