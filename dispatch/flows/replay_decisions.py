"""Every stored decision is decided again, by the edition it names, and must come out the same.

case ─► its edition's files, read ─► decided again from the inputs in its reason
     ─► the same bytes, or the first case that differs is named
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dispatch.board.kept_decisions import KeptDecision, kept_after
from dispatch.routing.kept import OtherEngine, as_kept, replayed
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files


@dataclass(slots=True)
class Books:
    """The editions of a county, each read once, when its first decision is met."""

    county: CountyCode
    work: Work
    _read: dict[int, CountyBook] = field(default_factory=dict)

    def of(self, edition: int) -> CountyBook:
        """Return an edition's book."""
        if edition not in self._read:
            self._read[edition] = read_files(self.work.counties.files(self.county, edition))
        return self._read[edition]


def differs(kept: KeptDecision, books: Books) -> str | None:
    """Return how a stored decision differs from itself decided again; None where it does not."""
    try:
        again = replayed(kept.routing, books.of(kept.edition))
    except OtherEngine as other:
        return str(other)
    return None if again == as_kept(kept.routing) else again


def differing_decisions(county: CountyCode, *, work: Work) -> Iterator[tuple[str, str]]:
    """Yield the number of each case whose decision does not come out again, and what did."""
    books = Books(county, work)
    after = None
    while chunk := kept_after(work.connection, county, after):
        for kept in chunk:
            if (again := differs(kept, books)) is not None:
                yield kept.number, again
        after = chunk[-1].case_id
