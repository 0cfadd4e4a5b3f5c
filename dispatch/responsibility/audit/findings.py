"""What is wrong with a responsibility list: every check exact, each finding as large as it holds.

    list ─┬─► coverage   nobody leads, somewhere or on some days
          ├─► rivalry    two lead one point; a line never leads anywhere
          └─► duties     units, powers, limits, bases, the other stages
                              └─► findings, in one order, whatever the order of the lines

A matter without lines of its own is judged with the matter above it, so that a
branch is one finding. Nothing here is a guess; what is only worth a look is advice.
"""

from collections.abc import Iterator

from dispatch.responsibility.audit.coverage import omitted, uncovered
from dispatch.responsibility.audit.duties import duties
from dispatch.responsibility.audit.model import ADVICE, Audited, Check, Finding
from dispatch.responsibility.audit.rivalry import rivals
from dispatch.responsibility.model import Duty, Part
from dispatch.vocabulary import MatterCode

_ORDER = tuple(Check)


def audit(audited: Audited, *, advice: bool = False) -> tuple[Finding, ...]:
    """Return every finding, by check, matter and area; advice only when asked for."""
    judged = tuple(_judged(audited))
    found = {
        *omitted(audited),
        *uncovered(audited, judged),
        *rivals(audited, judged, advice=advice),
        *duties(audited),
    }
    wanted = (each for each in found if advice or each.check not in ADVICE)
    return tuple(sorted(wanted, key=_place))


def _judged(audited: Audited) -> Iterator[MatterCode]:
    """Give the matters with lines of their own that some matter at the tree's end hangs on."""
    own = {
        line.matter
        for line in audited.lines
        if line.part is Part.LEAD and line.duty is Duty.DISPOSE
    }
    lineages = {code: audited.index.lineage(code) for code in {*audited.matters, *own}}
    inner = {above for lineage in lineages.values() for above in lineage[1:]}
    hung_on = {
        next((code for code in lineage if code in own), None)
        for matter, lineage in lineages.items()
        if matter not in inner
    }
    return iter(sorted(code for code in hung_on if code is not None))


def _place(finding: Finding) -> tuple[object, ...]:
    first = finding.first.toordinal() if finding.first else 0
    return (
        _ORDER.index(finding.check),
        finding.matter,
        finding.area,
        finding.rows,
        finding.units,
        first,
        finding.what,
    )
