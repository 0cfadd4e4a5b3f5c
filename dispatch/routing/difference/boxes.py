"""Boxes: sets of points as large as they can be said, merged from the smallest kinds of points.

A box has one side for each dimension: leaf areas as bits, all else as sets. Two
boxes that differ in one dimension alone are one box; what never differs from
its whole dimension need not be said at all.
"""

from collections.abc import Mapping
from typing import TypeVar

Side = int | frozenset[int]
Box = tuple[Side, ...]
V = TypeVar("V")


def merged(boxes: Mapping[Box, frozenset[V]]) -> dict[Box, frozenset[V]]:
    """Join disjoint boxes along one dimension after the other until no two can be joined.

    What each box carries is joined with it.
    """
    found = dict(boxes)
    while True:
        before = len(found)
        for dimension in range(len(next(iter(found), ()))):
            found = _along(dimension, found)
        if len(found) == before:
            return found


def _along(dimension: int, boxes: dict[Box, frozenset[V]]) -> dict[Box, frozenset[V]]:
    beside: dict[Box, tuple[Side, frozenset[V]]] = {}
    for box, carried in boxes.items():
        others = box[:dimension] + box[dimension + 1 :]
        side = box[dimension]
        if (known := beside.get(others)) is None:
            beside[others] = side, carried
        else:
            beside[others] = _joined(known[0], side), known[1] | carried
    return {
        (*others[:dimension], side, *others[dimension:]): carried
        for others, (side, carried) in beside.items()
    }


def _joined(one: Side, other: Side) -> Side:
    if isinstance(one, int) and isinstance(other, int):
        return one | other
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    raise TypeError("two boxes of different shape")
