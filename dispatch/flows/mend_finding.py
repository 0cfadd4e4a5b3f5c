"""A finding's repair as edits of a draft: each with what stood there, so that it can be undone."""

from collections.abc import Iterable

from dispatch.editions.model import Edit
from dispatch.responsibility.audit.edits import Edit as Repairing
from dispatch.responsibility.audit.edits import apply
from dispatch.wire.county import files as names
from dispatch.wire.county.written import Written, differences


def repairing_edits(repairs: Iterable[Repairing], lines: Written, *, why: str) -> tuple[Edit, ...]:
    """Return the edits of a draft's lines that a repair comes to.

    Raises:
        EditDoesNotFit: the lines are not those that the repair was made for.
        NothingChosen: it still waits for a person's word.
    """
    after = tuple(apply(repairs, lines.rows))
    return differences(names.LINES, lines, Written(lines.columns, after), why=why)
