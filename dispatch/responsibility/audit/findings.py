"""What is wrong with a responsibility list: every check exact, each finding as large as it holds.

    list ─┬─► coverage   nobody leads, somewhere or on some days
          ├─► rivalry    two lead one point; a line never leads anywhere
          ├─► duties     units, powers, limits, bases, the other stages
          ├─► chain      permit, supervise, enforce, against the catalogues that are given
          └─► hand_overs what the hand-over points leave out
                              └─► findings, in one order, whatever the order of the lines

A matter without lines of its own is judged with the matter above it, so that a
branch is one finding. Nothing here is a guess; what is only worth a look is advice.
"""

from dispatch.responsibility.audit.chain import broken_chains
from dispatch.responsibility.audit.coverage import omitted, uncovered
from dispatch.responsibility.audit.duties import duties
from dispatch.responsibility.audit.hand_overs import hand_overs
from dispatch.responsibility.audit.model import ADVICE, Audited, Check, Finding
from dispatch.responsibility.audit.rivalry import rivals

_ORDER = tuple(Check)


def audit(audited: Audited, *, advice: bool = False) -> tuple[Finding, ...]:
    """Return every finding, by check, matter and area; advice only when asked for."""
    found = {
        *omitted(audited),
        *uncovered(audited, advice=advice),
        *rivals(audited, advice=advice),
        *duties(audited),
        *broken_chains(audited),
        *hand_overs(audited),
    }
    wanted = (each for each in found if advice or each.check not in ADVICE)
    return tuple(sorted(wanted, key=_place))


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
