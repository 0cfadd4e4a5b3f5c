"""The dimensions that the lines of one matter can tell apart, and where a box of them lies."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from math import prod
from typing import NamedTuple

from dispatch.responsibility.atoms import Atom, atoms
from dispatch.responsibility.audit.points import segments
from dispatch.responsibility.conditions import holds, written
from dispatch.responsibility.model import Condition
from dispatch.responsibility.specificity import Entry
from dispatch.routing.difference.boxes import Box

_ZONE = "zone"
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()


class Place(NamedTuple):
    """Where, when and of what a change holds, but for the matters."""

    leaves: int
    zones: tuple[str, ...]
    conditions: tuple[tuple[str, tuple[Atom, ...]], ...]
    first: date | None
    last: date | None


class Axes:
    """The dimensions that the lines of one matter can tell apart."""

    def __init__(self, entries: tuple[Entry, ...], zones: tuple[str, ...]) -> None:
        asked: dict[str, list[Condition]] = {}
        for entry in entries:
            for condition in entry.line.conditions:
                asked.setdefault(condition.key, []).append(condition)
        of_zone = [atom.value for atom in atoms(asked.pop(_ZONE, ()))]
        zoned = bool(of_zone) or any(entry.zone is not None for entry in entries)
        self._zones: tuple[str | None, ...] = (None,)
        if zoned:
            self._zones = tuple(sorted({*zones, *of_zone}))
        self._pieces: dict[str, tuple[Atom, ...]] = {
            key: _pieces(tuple(dict.fromkeys(asked[key]))) for key in sorted(asked)
        }
        self.spans = tuple(segments(entries, _FIRST, _LAST))
        """The days, cut where a line begins or ends."""

    @property
    def worlds(self) -> int:
        """How many combinations of attributes there are."""
        return prod(map(len, self._pieces.values()))

    def each(self) -> Iterator[tuple[tuple[frozenset[int], ...], str | None, dict[str, str]]]:
        """Give every combination of zone and pieces, and a report's words that lie in it."""
        sizes = [range(len(pieces)) for pieces in self._pieces.values()]
        for place, zone in enumerate(self._zones):
            for picked in product(*sizes):
                said = {
                    key: pieces[n].value
                    for (key, pieces), n in zip(self._pieces.items(), picked, strict=True)
                }
                if zone is not None:
                    said[_ZONE] = zone
                yield tuple([frozenset({n}) for n in (place, *picked)]), zone, said

    def places(self, box: Box) -> Iterator[Place]:
        """Say where a box lies, one place for each run of days."""
        leaves, days, zones, *pieces = box
        conditions = tuple(
            (key, tuple([atom for n, atom in enumerate(all_of) if n in picked]))
            for (key, all_of), picked in zip(
                self._pieces.items(), map(_numbers, pieces), strict=True
            )
            if len(picked) < len(all_of)
        )
        named = _numbers(zones)
        whole = len(named) == len(self._zones)
        for first, last in _runs([self.spans[n] for n in sorted(_numbers(days))]):
            yield Place(
                leaves if isinstance(leaves, int) else 0,
                () if whole else tuple([z for n, z in enumerate(self._zones) if n in named and z]),
                conditions,
                date.fromordinal(first) if first > _FIRST else None,
                date.fromordinal(last) if last < _LAST else None,
            )


def _numbers(side: object) -> frozenset[int]:
    return side if isinstance(side, frozenset) else frozenset()


def _runs(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = spans[0]
    for since, until in spans[1:]:
        if since != last + 1:
            yield first, last
            first = since
        last = until
    yield first, last


def _pieces(tests: tuple[Condition, ...]) -> tuple[Atom, ...]:
    """Return the pieces with words that no value of another piece fits."""
    pieces = atoms(tests)
    true = [{test for test in tests if holds(test, piece.value)} for piece in pieces]
    return tuple(
        Atom(piece.value, " & ".join(_exactly(mine, true, tests)))
        for piece, mine in zip(pieces, true, strict=True)
    )


def _exactly(
    mine: set[Condition], others: list[set[Condition]], tests: tuple[Condition, ...]
) -> list[str]:
    beyond = {test for other in others if mine < other for test in other - mine}
    return [
        *(written(test) for test in tests if test in mine),
        *(f"not {written(test)}" for test in tests if test in beyond),
    ]
