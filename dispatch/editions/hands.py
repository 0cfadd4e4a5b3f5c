"""Whose hand a draft still bears: who made the changes in which it differs from its base.

every change, the first first ─► field by field, the values it went through and who brought each
    ─► of each that differs: whoever brought the value that stands there now

Who takes back all that they changed has no hand in the draft any more; who brings a value that
somebody brought before has one beside them. Nothing here reads a table or a file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dispatch.editions.model import Action, Change

WHOLE = ""
"""The field of a row that was added or dropped; the row, too, of a file that is kept whole."""


class Place(NamedTuple):
    """One thing of a draft that may differ from its base."""

    file: str
    row: str
    field: str


class _Brought(NamedTuple):
    """A value that a place had, and who brought it; nobody where it had it from the base."""

    value: object
    by: str | None


def hands_in(changes: Iterable[Change], differing: Collection[Place]) -> frozenset[str]:
    """Return the accounts by whose changes these places differ from the base.

    ``changes`` are all of the draft's, the first first.
    """
    stood: dict[Place, list[_Brought]] = {}
    last: dict[Place, str] = {}
    rows = {(place.file, place.row) for place in differing}
    for change in changes:
        if (change.file, change.row) not in rows:
            continue
        for place, before, after in _steps(change):
            values = stood.setdefault(place, [_Brought(before, None)])
            if values[-1].value != after:
                last[place] = change.by
                _put(values, after, change.by)
    found: set[str] = set()
    for place in differing:
        # A newer base may differ from a draft where nobody's value but the old base's stands.
        hands = _owners(place, stood.get(place, ()))
        found |= hands or {each for each in (last.get(place),) if each}
    return frozenset(found)


def differing_places(
    file: str, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> frozenset[Place]:
    """Return where two tables differ, their rows by their keys."""
    found: set[Place] = set()
    for row in before.keys() | after.keys():
        old, new = before.get(row, {}), after.get(row, {})
        if (row in before) != (row in after):
            found.add(Place(file, row, WHOLE))
        if row in after:
            fields = old.keys() | new.keys()
            found |= {Place(file, row, f) for f in fields if old.get(f, "") != new.get(f, "")}
    return frozenset(found)


def _steps(change: Change) -> Iterator[tuple[Place, object, object]]:
    """Yield each place that a change touched with the values before and after it."""
    whole = Place(change.file, change.row, WHOLE)
    if change.action is Action.REPLACE:
        # What was noted of neither is like nothing else.
        before, after = (tuple(sorted(n.items())) for n in (change.before, change.after))
        yield whole, before or object(), after or object()
        return
    if change.action is not Action.SET:
        yield whole, change.action is Action.DROP, change.action is Action.ADD
    if change.action is Action.DROP:
        # Nothing of the fields changed yet: one who adds the row again brings what is otherwise.
        for field, value in change.before.items():
            yield Place(change.file, change.row, field), value, value
        return
    for field, value in change.after.items():
        yield Place(change.file, change.row, field), change.before.get(field, ""), value


def _put(values: list[_Brought], value: object, by: str) -> None:
    """Bring a value. What the base has is nobody's, whoever comes back to it.

    Who comes back to a value of before by undoing own changes alone has brought nothing.
    """
    if value == values[0].value:
        del values[1:]
        return
    for at in range(len(values) - 1, 0, -1):
        if values[at].value == value:
            del values[at + 1 :]
            return
        if values[at].by != by:
            break
    values.append(_Brought(value, by))


def _owners(place: Place, values: Sequence[_Brought]) -> set[str]:
    """Return who brought what stands at a place; of a whole file all who had a part in it."""
    return {
        each.by
        for each in values
        if each.by is not None and (place.row == WHOLE or each.value == values[-1].value)
    }
