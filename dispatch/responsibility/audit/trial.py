"""Try edits on a copy of the list before anybody is told that they mend something.

Only the branch of the matter is judged again: lines on other branches never meet it.
"""

from collections.abc import Iterable
from dataclasses import replace

from dispatch.responsibility.audit.edits import AddRow, Edit, edited
from dispatch.responsibility.audit.findings import audit
from dispatch.responsibility.audit.model import ADVICE, Audited, Check, Finding
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Line
from dispatch.territory.model import ALL_ZONES
from dispatch.vocabulary import MatterCode

_OF_TWO = frozenset({Check.MULTI_LEAD, Check.DUPLICATE, Check.UNDECLARED_EXCEPTION})
_OF_PLACES = frozenset(
    {Check.OMITTED, Check.NO_MANS_LAND, Check.HANDOVER_GAP, Check.ZONE_GAP, Check.VILLAGE_GAP}
)


class Trial:
    """The branch of one matter, ready to be judged after edits."""

    __slots__ = ("_audited", "_before", "_lines")

    def __init__(self, matter: MatterCode, audited: Audited) -> None:
        self._audited, self._lines = _branch(matter, audited)
        self._before = audit(self._audited, advice=True)

    def mends(self, finding: Finding, edits: Iterable[Edit]) -> bool:
        """Say whether the finding is gone after the edits, and nothing new has come."""
        here = {line.row_id for line in self._lines}
        # What is said of rows on other branches changes nothing here.
        own = [edit for edit in edits if edit.row in here or isinstance(edit, AddRow)]
        lines = edited(own, self._lines)
        if any(_backwards(line) for line in set(lines) - set(self._lines)):
            return False
        then = _judged(lines, self._audited)
        after = audit(then, advice=True)
        return not any(_same(finding, each, self._audited) for each in after) and not any(
            self._is_new(each, finding, then) for each in after
        )

    def _is_new(self, found: Finding, mended: Finding, then: Audited) -> bool:
        if found.check in ADVICE and found.check is not mended.check:
            return False
        if found.check in _OF_TWO:
            return not any(self._stood(found, each, then) for each in self._before)
        return not any(_within(found, each, self._audited) for each in self._before)

    def _stood(self, after: Finding, before: Finding, then: Audited) -> bool:
        """Say whether two lines stood beside each other before, for as much or more."""
        return (
            after.check is before.check
            and after.rows == before.rows
            and not _leaves(after, then) & ~_leaves(before, self._audited)
            and _inside(after, before)
            and _matters(after, then) <= _matters(before, self._audited)
        )


def _backwards(line: Line) -> bool:
    return bool(line.valid_from and line.valid_to and line.valid_to < line.valid_from)


def _branch(matter: MatterCode, audited: Audited) -> tuple[Audited, tuple[Line, ...]]:
    root = (audited.index.lineage(matter) or (matter,))[-1]
    branch = audited.below.get(root, frozenset({matter}))
    lines = [line for line in audited.lines if line.matter in branch]
    zones = {line.zone.strip() for line in lines}
    for line in audited.lines:
        # A zone that only another branch names is a zone of the county all the same.
        if (zone := line.zone.strip()) not in zones | {"", ALL_ZONES}:
            zones.add(zone)
            lines.append(line)
    spoken_of = branch | {line.matter for line in lines}
    small = replace(
        audited,
        lines=tuple(lines),
        matters={code: audited.matters[code] for code in spoken_of if code in audited.matters},
        catalogue=audited.catalogue & branch,
    )
    return _judged(tuple(lines), small), tuple(lines)


def _judged(lines: tuple[Line, ...], audited: Audited) -> Audited:
    index = ResponsibilityIndex.build(lines, audited.matters, audited.territory)
    return replace(audited, lines=lines, index=index)


def _same(finding: Finding, after: Finding, audited: Audited) -> bool:
    """Say whether a finding after the edits is (a part of) the one that was to go."""
    if after.check is not finding.check:
        return False
    if finding.check in _OF_TWO:
        return after.rows == finding.rows
    if finding.check in _OF_PLACES:
        return (
            after.matter == finding.matter
            and after.what == finding.what
            and bool(_leaves(after, audited) & _leaves(finding, audited))
            and _meet(after, finding)
        )
    if after.matter != finding.matter:
        return False
    return bool(set(after.rows) & set(finding.rows)) or (
        after.units == finding.units and after.what == finding.what and not finding.rows
    )


def _within(after: Finding, before: Finding, audited: Audited) -> bool:
    """Say whether a finding after the edits was there before, as large or larger."""
    if after.check is not before.check or after.what != before.what:
        return False
    if after.check in _OF_PLACES:
        return (
            before.matter in audited.index.lineage(after.matter)
            and not _leaves(after, audited) & ~_leaves(before, audited)
            and _inside(after, before)
        )
    return after.matter == before.matter and after.units == before.units


def _leaves(finding: Finding, audited: Audited) -> int:
    return audited.leaves_of(finding.area)


def _matters(finding: Finding, audited: Audited) -> frozenset[MatterCode]:
    return frozenset().union(*(audited.led_by(matter) for matter in finding.judged))


def _meet(one: Finding, other: Finding) -> bool:
    if not (one.first and one.last and other.first and other.last):
        return True
    return one.first <= other.last and other.first <= one.last


def _inside(after: Finding, before: Finding) -> bool:
    if not (after.first and after.last and before.first and before.last):
        return True
    return before.first <= after.first and after.last <= before.last
