"""The box of a finding: which reports meet it.

    matters × places × zone and conditions × days

Every report that meets the finding lies in its box. The other way round holds for whoever
leads nothing or stands beside another; of a line that lost its unit or its power the box is
the line's own, and a narrower line may take some of it away.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dispatch.responsibility.audit.model import Audited, Check, Finding
from dispatch.responsibility.model import Condition, Line
from dispatch.territory.model import ALL_ZONES
from dispatch.vocabulary import MatterCode

_OF_TWO = frozenset({Check.MULTI_LEAD, Check.DUPLICATE, Check.UNDECLARED_EXCEPTION})
_OF_THE_BARE = frozenset(
    {Check.NO_MANS_LAND, Check.HANDOVER_GAP, Check.ZONE_GAP, Check.VILLAGE_GAP, Check.NOT_JUDGED}
)


@dataclass(frozen=True, slots=True)
class Box:
    """Where reports meet a finding."""

    matters: frozenset[MatterCode]
    """Every code that a report may bear, at the tree's ends and above them."""
    leaves: int
    """One bit for each leaf area."""
    zone: str | None = None
    """None: whatever the zone."""
    conditions: tuple[Condition, ...] = ()
    first: date | None = None
    last: date | None = None
    """Both None: on every judged day."""


def box_of(finding: Finding, audited: Audited) -> Box:
    """Return the box of a finding."""
    lines = [line for row in finding.rows if (line := audited.by_row.get(row))]
    zone, conditions = _sense(finding, lines)
    dated = finding.first is not None and (finding.first, finding.last) != (
        audited.first,
        audited.last,
    )
    return Box(
        matters=_matters(finding, lines, audited),
        leaves=audited.leaves_of(finding.area),
        zone=zone,
        conditions=conditions,
        first=finding.first if dated else None,
        last=finding.last if dated else None,
    )


def highest(
    codes: Iterable[MatterCode], within: frozenset[MatterCode], audited: Audited
) -> tuple[MatterCode, ...]:
    """Return the fewest matters that stand for ``codes``, none with anything outside ``within``.

    A matter stands for all that lies below it when all of that is within.
    """
    return _climbed(codes, lambda code: audited.below[code] <= within, audited)


def _climbed(
    codes: Iterable[MatterCode], whole: Callable[[MatterCode], bool], audited: Audited
) -> tuple[MatterCode, ...]:
    found: set[MatterCode] = set()
    known: dict[MatterCode, bool] = {}
    for code in codes:
        top = code
        for above in audited.index.lineage(code)[1:]:
            if above not in known:
                known[above] = whole(above)
            if not known[above]:
                break
            top = above
        found.add(top)
    return tuple(sorted(found))


def _matters(finding: Finding, lines: list[Line], audited: Audited) -> frozenset[MatterCode]:
    if finding.check in _OF_THE_BARE:
        return audited.led_by(finding.matter)
    if finding.check in _OF_TWO:
        return frozenset().union(*(audited.led_by(matter) for matter in finding.judged))
    if not finding.matter:
        return frozenset().union(*(audited.below[line.matter] for line in lines))
    return audited.below.get(finding.matter, frozenset({finding.matter}))


def _sense(finding: Finding, lines: list[Line]) -> tuple[str | None, tuple[Condition, ...]]:
    """Return the zone and the conditions that a report must have to meet it."""
    if finding.check is Check.ZONE_GAP:
        return finding.what, ()
    if finding.check in _OF_THE_BARE or not lines:
        return None, ()
    zones = [None if line.zone in ("", ALL_ZONES) else line.zone for line in lines]
    if finding.check in _OF_TWO:
        # Where both hold, both of their zones and all of their conditions do.
        both = dict.fromkeys(each for line in lines for each in line.conditions)
        return next((zone for zone in zones if zone), None), tuple(both)
    same = {(zone, line.conditions) for zone, line in zip(zones, lines, strict=True)}
    return same.pop() if len(same) == 1 else (None, ())
