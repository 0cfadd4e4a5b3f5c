"""Which of the lines that cover one point speak: overrides first, then the most specific.

leads ─► without the overridden ─► without those wider than another ─► what stands
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dispatch.responsibility.specificity import Entry, narrower_in
from dispatch.vocabulary import RowId, UnitCode


class Standing(NamedTuple):
    """What covering lines come to, before anybody asks which township ``@township`` is."""

    top: tuple[Entry, ...]
    """The leading lines that nothing beats, by row."""
    rows: tuple[RowId, ...]
    leads: frozenset[UnitCode]
    """The units they name."""
    helpers: tuple[UnitCode, ...]
    """The units that covering cooperate lines name, sorted."""


def stand(covering: Iterable[Entry]) -> Standing:
    """Return what stands among lines that all cover one point."""
    covering = tuple(covering)
    leads = [entry for entry in covering if entry.leads]
    if len(leads) > 1:
        leads = most_specific(not_overridden(leads))
        leads.sort(key=_row)
    return Standing(
        top=tuple(leads),
        rows=tuple(map(_row, leads)),
        leads=frozenset(entry.line.unit for entry in leads),
        helpers=tuple(sorted({entry.line.unit for entry in covering if not entry.leads})),
    )


def not_overridden(leads: list[Entry]) -> list[Entry]:
    """Return the lines that no other of them overrides."""
    overridden = overridden_by(leads)
    return [entry for entry in leads if entry.line.row_id not in overridden]


def overridden_by(leads: list[Entry]) -> dict[RowId, RowId]:
    """Return, for each overridden line among ``leads``, the first row that overrides it.

    Lines that override each other in a circle declare nothing, so an
    override that leads back to itself is void.
    """
    if not any(entry.line.overrides for entry in leads):
        return {}
    here = {entry.line.row_id: entry.line.overrides for entry in leads}
    found: dict[RowId, RowId] = {}
    for row in sorted(here):
        for below in here[row]:
            if below in here and below not in found and not _reaches(below, row, here):
                found[below] = row
    return found


def most_specific(leads: list[Entry]) -> list[Entry]:
    """Return the lines that are not wider than another of them."""
    return [
        entry
        for entry in leads
        if not any(other is not entry and narrower_in(other, entry) for other in leads)
    ]


def _reaches(start: RowId, goal: RowId, overrides: Mapping[RowId, frozenset[RowId]]) -> bool:
    seen: set[RowId] = set()
    ahead = [start]
    while ahead:
        row = ahead.pop()
        if row == goal:
            return True
        if row not in seen and row in overrides:
            seen.add(row)
            ahead += overrides[row]
    return False


def _row(entry: Entry) -> RowId:
    return entry.line.row_id
