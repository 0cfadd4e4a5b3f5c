"""The findings merged upward in both trees, so that a person reads tens and not thousands.

    findings of one check ─► alike in what matters most ─► still too many? ─► alike in less

Every finding is in exactly one group, so nothing is lost by reading groups, and each of them
still has its exact findings. What findings must share is taken from a ladder: two units that
rival each other over forty matters are one quarrel; matters that nobody leads in the same
townships are one hole. Only where that leaves too many groups does the next rung merge more,
and what the last rung leaves beyond the largest groups is one group more.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.responsibility.audit.box_words import Touched, Words, touched_words
from dispatch.responsibility.audit.boxes import box_of, highest
from dispatch.responsibility.audit.examples import Example, example_of
from dispatch.responsibility.audit.keys import digest
from dispatch.responsibility.audit.model import Audited, Check, Finding
from dispatch.vocabulary import MatterCode, UnitCode

MOST = 6
"""So many groups of one check a person is shown; above that they are merged further."""

_Alike = tuple[str, ...]
_Rung = Callable[[Sequence[Finding], Audited], list[_Alike]]


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one check that are one thing to settle."""

    key: str
    """Stays the same while the group is about the same."""
    check: Check
    findings: tuple[Finding, ...]
    """Its exact findings, in the audit's order; never empty."""
    matters: tuple[MatterCode, ...]
    """The highest that make up all that is touched."""
    area: str
    """``*`` or the fewest codes, joined by ``;``."""
    units: tuple[UnitCode, ...]
    whole: bool
    """Every one of the matters is touched at every one of the places."""
    words: Words

    def example(self, audited: Audited) -> Example | None:
        """Return a report that meets the first of its findings that any report meets."""
        found = (example_of(finding, audited) for finding in self.findings)
        return next((each for each in found if each is not None), None)


def picture(
    findings: Iterable[Finding], audited: Audited, *, most: int = MOST
) -> tuple[Group, ...]:
    """Return the findings in groups, by check and then the largest first."""
    by_check: dict[Check, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check].append(finding)
    groups = []
    for check in Check:
        merged = _merged(check, by_check.get(check, []), audited, most)
        found = [_group(alike, members, audited) for alike, members in merged.items()]
        groups += sorted(found, key=lambda group: (-len(group.findings), group.key))
    return tuple(groups)


def _merged(
    check: Check, findings: list[Finding], audited: Audited, most: int
) -> Mapping[_Alike, list[Finding]]:
    merged: dict[_Alike, list[Finding]] = {}
    for number, rung in enumerate(_LADDERS.get(check, _BY_UNITS)):
        merged = {}
        for alike, finding in zip(rung(findings, audited), findings, strict=True):
            merged.setdefault((check.value, str(number), *alike), []).append(finding)
        if len(merged) <= most:
            return merged
    return _with_a_rest(check, merged, most)


def _with_a_rest(
    check: Check, merged: Mapping[_Alike, list[Finding]], most: int
) -> Mapping[_Alike, list[Finding]]:
    """Keep the largest groups, and put the findings of all others into one."""
    largest = sorted(merged, key=lambda alike: (-len(merged[alike]), alike))[: most - 1]
    kept = {alike: merged[alike] for alike in largest}
    rest = [each for alike, found in merged.items() if alike not in kept for each in found]
    return {**kept, (check.value, "rest"): rest}


def _matter(findings: Sequence[Finding], _: Audited) -> list[_Alike]:
    return [(each.matter,) for each in findings]


def _root(findings: Sequence[Finding], audited: Audited) -> list[_Alike]:
    return [(audited.index.lineage(each.matter)[-1:] or ("",)) for each in findings]


def _platform(findings: Sequence[Finding], audited: Audited) -> list[_Alike]:
    known = [audited.matters.get(each.matter) for each in findings]
    return [(str(each.platform or "") if each else "",) for each in known]


def _units(findings: Sequence[Finding], _: Audited) -> list[_Alike]:
    return [tuple(each.units) for each in findings]


def _busiest_unit(findings: Sequence[Finding], _: Audited) -> list[_Alike]:
    """Name each finding after the unit that has most of those not named yet."""
    left = {number: frozenset(each.units) for number, each in enumerate(findings)}
    named: dict[int, _Alike] = {}
    while left:
        counts = Counter(unit for units in left.values() for unit in units)
        if not counts:
            named.update(dict.fromkeys(left, ("",)))
            break
        busiest = min(counts, key=lambda unit: (-counts[unit], unit))
        mine = [number for number, units in left.items() if busiest in units]
        for number in mine:
            named[number] = (busiest,)
            del left[number]
    return [named[number] for number in range(len(findings))]


def _same_hole(findings: Sequence[Finding], _: Audited) -> list[_Alike]:
    """Put matters together that miss the same places, or places that miss the same matters.

    Either way the group is a full rectangle; whichever makes fewer is taken.
    """
    holes = [(each.area, str(each.first), str(each.last), each.what) for each in findings]
    by_matter: dict[str, set[_Alike]] = defaultdict(set)
    by_hole: dict[_Alike, set[str]] = defaultdict(set)
    for finding, hole in zip(findings, holes, strict=True):
        by_matter[finding.matter].add(hole)
        by_hole[hole].add(finding.matter)
    flat = {
        matter: tuple(part for hole in sorted(missed) for part in hole)
        for matter, missed in by_matter.items()
    }
    across = {hole: tuple(sorted(matters)) for hole, matters in by_hole.items()}
    if len(set(across.values())) < len(set(flat.values())):
        return [("matters", *across[hole]) for hole in holes]
    return [("places", *flat[each.matter]) for each in findings]


def _what(findings: Sequence[Finding], _: Audited) -> list[_Alike]:
    return [(each.what,) for each in findings]


_BY_UNITS: tuple[_Rung, ...] = (_units, _busiest_unit)
_BY_HOLES: tuple[_Rung, ...] = (_same_hole, _root, _platform)
_LADDERS: Mapping[Check, tuple[_Rung, ...]] = {
    Check.OMITTED: (_matter, _root, _platform),
    Check.NO_MANS_LAND: _BY_HOLES,
    Check.HANDOVER_GAP: _BY_HOLES,
    Check.ZONE_GAP: _BY_HOLES,
    Check.VILLAGE_GAP: _BY_HOLES,
    Check.AMBIGUOUS_LIMIT: (_what, _units, _busiest_unit),
    Check.NOT_JUDGED: (_matter, _root),
}


def _group(alike: _Alike, findings: list[Finding], audited: Audited) -> Group:
    boxes = [box_of(finding, audited) for finding in findings]
    reach: dict[MatterCode, int] = defaultdict(int)
    leaves = 0
    for box in boxes:
        leaves |= box.leaves
        for code in box.matters:
            reach[code] |= box.leaves
    matters = frozenset(reach)
    touched = Touched(
        boxes=tuple(boxes),
        matters=matters,
        leaves=leaves,
        units=tuple(sorted({unit for finding in findings for unit in finding.units})),
        whole=all(places == leaves for places in reach.values()),
    )
    return Group(
        key=digest(list(alike)),
        check=findings[0].check,
        findings=tuple(findings),
        matters=highest(matters, matters, audited),
        area=audited.written(leaves),
        units=touched.units,
        whole=touched.whole,
        words=touched_words(findings[0].check, touched, audited),
    )
