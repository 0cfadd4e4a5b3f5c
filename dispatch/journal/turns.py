"""The turn of each entry, so that every case is told in order whatever transactions overlap.

A transaction may get its id early and then wait for a case that a younger one
holds: its entry, number 3, then stands before number 2 in the order of
transactions. When it is reached, number 2 is committed – its writer let the
case go – so it is told first, and passed over at its own place.

    log      … (10, seq 3) … (11, seq 2) …
    told     … seq 2, seq 3 …
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from dispatch.journal.changes import Change


def in_turn(read: Iterable[Change], of_cases: Mapping[UUID, Sequence[Change]]) -> Iterator[Change]:
    """Return what is to be told for the entries that were read, in order.

    ``of_cases`` holds everything committed of their cases, by number. The answer
    depends on the journal alone, not on where a reading began or ended.
    """
    for change in read:
        own = of_cases[change.case_id]
        if any(later.seq > change.seq and later.cursor < change.cursor for later in own):
            continue
        before = [one for one in own if one.seq < change.seq and one.cursor > change.cursor]
        # Of those, one may have been told already with a still earlier place.
        for one in before:
            firsts = (later.cursor for later in own if later.seq >= one.seq)
            if min(firsts) == change.cursor:
                yield one
        yield change
