"""Hand-over points that say too little, as advice."""

from collections import defaultdict
from collections.abc import Iterator

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding
from dispatch.responsibility.hand_over import names_a_unit, parse_hand_over
from dispatch.vocabulary import MatterCode, RowId


def hand_overs(audited: Audited) -> Iterator[Finding]:
    """Give what lines leave out of their hand-over, and receivers that are no unit."""
    names = tuple(unit.name for unit in audited.register if unit.active)
    incomplete: dict[tuple[MatterCode, str], list[RowId]] = defaultdict(list)
    nobody: dict[tuple[MatterCode, str], list[RowId]] = defaultdict(list)
    for line in audited.lines:
        if not line.hand_over or not audited.in_days(line):
            continue
        agreed = parse_hand_over(line.hand_over)
        if agreed.missing:
            incomplete[line.matter, ", ".join(agreed.missing)].append(line.row_id)
        if agreed.receiver and not names_a_unit(agreed.receiver, names):
            nobody[line.matter, agreed.receiver].append(line.row_id)
    for check, found in (
        (Check.HAND_OVER_INCOMPLETE, incomplete),
        (Check.HAND_OVER_TO_NOBODY, nobody),
    ):
        for (matter, what), rows in found.items():
            yield Finding(check, matter, EVERYWHERE, rows=tuple(sorted(rows)), what=what)
