"""Which units a person might choose: those that do the like of it already, never a guess alone.

lead the same matter elsewhere ─► other stages of it ─► the matter above ─► its siblings
└─ those that worked such cases in the past come first
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from dispatch.responsibility.audit.boxes import box_of
from dispatch.responsibility.audit.model import Audited, Finding
from dispatch.responsibility.audit.volume import Past
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Line, Part
from dispatch.responsibility.recall import is_township
from dispatch.vocabulary import UnitCode

MOST = 4
"""So many units are offered; a person may name any other."""


def suggested(
    finding: Finding,
    audited: Audited,
    *,
    past: Past | None = None,
    townships: bool = True,
    also: Iterable[UnitCode] = (),
) -> tuple[UnitCode, ...]:
    """Return active units that might take over, the likeliest first.

    ``also`` come before all others but those of the past; ``townships`` false leaves
    townships out.
    """

    def fits(unit: UnitCode) -> bool:
        if unit == AT_TOWNSHIP:
            return townships
        if not townships and is_township(unit, audited.register, audited.territory):
            return False
        return audited.register.active(unit)

    ahead = chain(_of_the_past(finding, audited, past), also, _of_the_list(finding, audited))
    return tuple(unit for unit in dict.fromkeys(ahead) if fits(unit))[:MOST]


def _of_the_past(finding: Finding, audited: Audited, past: Past | None) -> Iterable[UnitCode]:
    if past is None:
        return ()
    inside = past.inside(box_of(finding, audited)).cases
    counts = Counter(unit for n in inside if (unit := past.cases[n].unit))
    return sorted(counts, key=lambda unit: (-counts[unit], unit))


def _of_the_list(finding: Finding, audited: Audited) -> Iterable[UnitCode]:
    matter = finding.matter
    lineage = audited.index.lineage(matter)
    siblings = audited.below.get(lineage[1], frozenset()) if len(lineage) > 1 else frozenset()
    platform = known.platform if (known := audited.matters.get(matter)) else None
    wanted: tuple[Callable[[Line], bool], ...] = (
        lambda line: line.matter == matter and line.duty is Duty.DISPOSE,
        lambda line: line.matter == matter,
        lambda line: line.matter in lineage and line.duty is Duty.DISPOSE,
        lambda line: line.matter in siblings and line.duty is Duty.DISPOSE,
        lambda line: (
            platform is not None and line.platform is platform and line.duty is Duty.DISPOSE
        ),
    )
    leads = [line for line in audited.lines if line.part is Part.LEAD and audited.in_days(line)]
    for fits in wanted:
        counts = Counter(line.unit for line in leads if fits(line))
        yield from sorted(counts, key=lambda unit: (-counts[unit], unit))
