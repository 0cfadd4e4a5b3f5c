"""What a finding is remembered by, so that a dismissal outlives the edition it was made on.

Rows are renumbered from edition to edition and lines are split and merged; none of it is
in a key. In it is what the finding says: the check, the matter, the place, the units, the
word it turns on, the zone and conditions of its lines, and for a gap its days.
"""

import hashlib

from dispatch.responsibility.audit.model import Audited, Check, Finding
from dispatch.responsibility.specificity import entry_of
from dispatch.vocabulary import RowId

_LENGTH = 16
_DATED = frozenset({Check.HANDOVER_GAP})
_NOT_SAID = frozenset({Check.TOWNSHIP_LOAD})
"""A share of today's list is no part of what the finding means."""
_OF_LINES = frozenset(
    {
        Check.MULTI_LEAD,
        Check.DUPLICATE,
        Check.UNDECLARED_EXCEPTION,
        Check.UNREACHABLE,
        Check.RECALLED_TO_TOWNSHIP,
        Check.TOWNSHIP_WITHOUT_POWER,
    }
)


def key_of(finding: Finding, audited: Audited) -> str:
    """Return a short word that stays the same as long as the finding says the same."""
    said: list[str] = [
        finding.check.value,
        finding.matter,
        audited.written(audited.leaves_of(finding.area)),
        *sorted(finding.units),
    ]
    if finding.check not in _NOT_SAID:
        said.append(finding.what)
    if finding.check in _DATED:
        said += [str(finding.first), str(finding.last)]
    if finding.check in _OF_LINES:
        said += sorted(_sense(row, audited) for row in finding.rows)
    return digest(said)


def digest(said: list[str]) -> str:
    """Return a short word for some words in order."""
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:_LENGTH]


def _sense(row: RowId, audited: Audited) -> str:
    line = audited.by_row.get(row)
    if line is None:
        return ""
    entry = entry_of(line, leaves=0, depth=0)
    conditions = sorted(f"{key} {op} {sorted(values)}" for key, op, values in entry.conditions)
    return f"{line.matter} {line.unit} {line.duty} {entry.zone or ''} {conditions}"
