"""The places of a county in one row, so that everything below a place is one stretch of it.

    330521 │ 330521001 │ …001001 │ …001002 │ …002001 (grid) │ 330521002 │ …
    └──────┴───────────┴─────────┴─────────┴────────────────┴─ nowhere, outside

What holds in a place and below it is then written by filling a stretch, and
read by the place's number, however long the list is.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from dispatch.territory.tree import Area, OutsideCounty, Territory
from dispatch.vocabulary import AreaCode

_REMEMBERED = 65_536
"""How many codes beside the county's own are remembered with the place that they mean."""


class Stretch(NamedTuple):
    """Places side by side that the same areas of a set contain, in one township or in none."""

    first: int
    end: int
    """The first number after it."""
    nearest: AreaCode | None
    """The deepest of the areas that contains it; None where none does."""
    township: AreaCode | None


class Plan:
    """A county's places by number. Built once; what it remembers changes no answer."""

    __slots__ = ("_cuts", "_spans", "known", "nowhere", "outside", "places", "territory")

    def __init__(self, territory: Territory) -> None:
        self.territory = territory
        self.places: tuple[Area, ...] = tuple(_in_a_row(territory))
        self.nowhere = len(self.places)
        """The number of a place that nobody named."""
        self.outside = self.nowhere + 1
        """The number of every place in another county."""
        self._spans = _spans(self.places)
        self.known: dict[str, int] = {area.code: n for n, area in enumerate(self.places)}
        """The numbers of the codes that were asked for; of the county's own from the start."""
        self._cuts = {0, self.nowhere}
        for code in territory.townships:
            self._cuts.update(self._spans[code])

    def __len__(self) -> int:
        """Return how many numbers there are, the two beyond the places included."""
        return self.outside + 1

    def number(self, given: str) -> int:
        """Return the number of the place that a code means, as a decision resolves it."""
        number = self.known.get(given)
        return self._resolved(given) if number is None else number

    def stretches(self, areas: Iterable[AreaCode]) -> tuple[Stretch, ...]:
        """Cut the row where one of these areas, or a township, begins or ends."""
        spans = [(self._spans[code], code) for code in areas]
        cuts = sorted(self._cuts.union(*[span for span, _ in spans]))
        at = {cut: place for place, cut in enumerate(cuts)}
        nearest: list[AreaCode | None] = [None] * (len(cuts) - 1)
        # What contains others begins before them or ends after them; the deepest writes last.
        for (first, end), code in sorted(spans, key=lambda span: (span[0][0], -span[0][1])):
            nearest[at[first] : at[end]] = [code] * (at[end] - at[first])
        return tuple(
            [
                Stretch(first, end, near, self.places[first].township)
                for (first, end), near in zip(pairwise(cuts), nearest, strict=True)
            ]
        )

    def _resolved(self, given: str) -> int:
        if not given:
            return self.nowhere
        place = self.territory.resolve(given)
        code = None if isinstance(place, OutsideCounty) else place.area.code
        number = self.outside if code is None else self.known[code]
        if len(self.known) < len(self.places) + _REMEMBERED:
            self.known[given] = number
        return number


def _in_a_row(territory: Territory) -> Iterable[Area]:
    below: dict[AreaCode, list[Area]] = {}
    for area in territory:
        if area is not territory.county:
            below.setdefault(area.path[1], []).append(area)
    ahead = [territory.county]
    while ahead:
        area = ahead.pop()
        yield area
        ahead += reversed(below.get(area.code, ()))


def _spans(places: tuple[Area, ...]) -> dict[AreaCode, tuple[int, int]]:
    ends = {area.code: number + 1 for number, area in enumerate(places)}
    for area in reversed(places):
        if len(area.path) > 1:
            above = area.path[1]
            ends[above] = max(ends[above], ends[area.code])
    return {area.code: (number, ends[area.code]) for number, area in enumerate(places)}
