"""What a draft means otherwise than the list in force, whatever rows either is written in.

    both lists ─► every kind of point ─► what each means there ─► where it is not the same
                                                                    └─► boxes, merged in all ways

Splitting a line into its children, merging siblings, giving rows other numbers
or another order changes nothing here as long as no decision changes; and
whatever changes is said once, as large as it holds.
"""

from datetime import date

from dispatch.responsibility.model import Duty
from dispatch.routing.difference.axes import Place
from dispatch.routing.difference.branches import MatterTree
from dispatch.routing.difference.contrast import Contrast, Row
from dispatch.routing.difference.meaning import ListBook
from dispatch.routing.difference.model import Change, Difference, Kind
from dispatch.vocabulary import MatterCode


def differences(before: ListBook, after: ListBook) -> tuple[Difference, ...]:
    """Return where two lists mean different things, on the ground of the second.

    Compared are all matters that either knows, all leaf areas, every zone that
    lines name or villages make, every piece of every condition, every day, and
    all stages. What an unsaid zone or attribute leaves open is no difference.
    """
    tree = MatterTree(before, after)
    found: dict[tuple[Change, Place], tuple[set[MatterCode], set[Row]]] = {}
    for stage in Duty:
        both = Contrast(before, after, stage)
        for matter in tree.matters:
            for change, place, rows in both.changes(matter):
                matters, so_far = found.setdefault((change, place), (set(), set()))
                matters.add(matter)
                so_far |= rows
    territory = after.territory
    return tuple(
        sorted(
            (
                Difference(
                    change=change,
                    matters=tree.branches(matters),
                    areas=territory.fewest(place.leaves),
                    zones=place.zones,
                    conditions=place.conditions,
                    first=place.first,
                    last=place.last,
                    rows_before=tuple(sorted(row for side, row in rows if side == 0)),
                    rows_after=tuple(sorted(row for side, row in rows if side == 1)),
                )
                for (change, place), (matters, rows) in found.items()
            ),
            key=_order,
        )
    )


def _order(difference: Difference) -> tuple[object, ...]:
    change = difference.change
    return (
        [*Duty].index(change.stage),
        [*Kind].index(change.kind),
        difference.matters,
        difference.areas,
        difference.zones,
        [(key, [piece.text for piece in pieces]) for key, pieces in difference.conditions],
        difference.first or date.min,
        change.before,
        change.after,
    )
