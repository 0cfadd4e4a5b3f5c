"""Parents must lead upwards: find a chain that runs back into itself."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def find_circle(parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return one circle of codes, each followed by its parent; empty when there is none."""
    try:
        TopologicalSorter(parents).prepare()
    except CycleError as error:
        codes: list[str] = error.args[1]
        return tuple(reversed(codes))
    return ()
