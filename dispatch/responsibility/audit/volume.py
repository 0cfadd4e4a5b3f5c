"""How many cases of the past a finding would have met, and what that makes of its severity.

A case lies in a box when its matter and its place do, and when nothing it says of itself
speaks against the zone and the conditions. What it does not say is counted as may be: old
systems seldom wrote attributes down. Days: a list is judged for days to come, so a case
stands for the same day of the calendar in any year; where the finding holds on every judged
day the day does not matter.

    severity    nobody met it   some met it   many met it   a matter of life and limb
    high        medium          high          high          high
    medium      low             medium        high          high (medium for stages after)
    low         low             low           low           low
    advice      advice          advice        advice        advice

What is low moves no report, however many there are. Without any history only the last column
counts: the severity is the check's own. Many is ten cases, or a hundredth of all that history
has, whichever is more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch.history.model import PastCase
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.boxes import Box, box_of
from dispatch.responsibility.audit.model import Audited, Check, Finding, Severity
from dispatch.responsibility.conditions import all_hold
from dispatch.territory.tree import Place
from dispatch.territory.zones import zone_of
from dispatch.vocabulary import MatterCode, Urgency

_MANY, _MANY_OF_ALL = 10, 0.01
_DAYS_OF_A_YEAR = 365
_RAISED = frozenset({Urgency.RED, Urgency.ORANGE})
_AFTER = frozenset({Check.PENALTY_ONLY, Check.TOWNSHIP_WITHOUT_POWER})
"""Checks of the stages after the work: a report in danger is worked on all the same."""
_STEPS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)


@dataclass(frozen=True, slots=True)
class Volume:
    """Cases of the past inside a box."""

    cases: frozenset[int]
    """Their places in the history that was given."""
    unsure: int
    """So many of them do not say all that the box asks."""

    def __len__(self) -> int:
        return len(self.cases)


@dataclass(frozen=True, slots=True)
class Weight:
    """How much harm a finding does, and why that is so."""

    severity: Severity
    cases: int | None
    """So many cases of the past would have met it; None where there is no history."""
    met: frozenset[int]
    """Which, by their places in the history."""
    why: Words


@dataclass(frozen=True, slots=True)
class _Met:
    """A case made ready: where it lies, and what it says."""

    number: int
    leaves: int
    zone: str | None
    said: Mapping[str, object]
    day: tuple[int, int]


class Past:
    """The history of a county, laid out by matter and place. Built once for an audit."""

    __slots__ = ("_by_matter", "cases", "many")

    def __init__(self, cases: Sequence[PastCase], audited: Audited) -> None:
        self.cases = cases
        self.many = max(_MANY, round(len(cases) * _MANY_OF_ALL))
        """So many cases are many."""
        self._by_matter: dict[MatterCode, dict[int, list[_Met]]] = {}
        for number, case in enumerate(cases):
            place = audited.territory.resolve(case.area) if case.area else None
            if case.matter is None or not isinstance(place, Place):
                continue
            unheard = audited.index.incomparable(case.matter, case.attributes)
            said = {key: word for key, word in case.attributes.items() if key not in unheard}
            zone = zone_of(place.area, said).zone
            told = said if zone is None else {**said, "zone": zone}
            day = (case.occurred_on.month, case.occurred_on.day)
            met = _Met(number, place.area.leaves, zone, told, day)
            self._by_matter.setdefault(case.matter, {}).setdefault(met.leaves, []).append(met)

    def inside(self, box: Box) -> Volume:
        """Return the cases in a box."""
        found: set[int] = set()
        unsure = 0
        for matter in box.matters & self._by_matter.keys():
            for leaves, cases in self._by_matter[matter].items():
                if not leaves & box.leaves:
                    continue
                # A case whose place is wider than the box may lie in it.
                whole = not leaves & ~box.leaves
                for case in cases:
                    if (fits := _fits(case, box)) is False:
                        continue
                    found.add(case.number)
                    unsure += not (whole and fits)
        return Volume(frozenset(found), unsure)


def weigh(
    finding: Finding,
    audited: Audited,
    *,
    past: Past | None = None,
    safety: Mapping[MatterCode, Urgency] | None = None,
) -> Weight:
    """Return a finding's severity by what it would have met and by what is at stake.

    ``safety`` says of a matter how far its words of danger raise a report.
    """
    box = box_of(finding, audited)
    volume = past.inside(box) if past and past.cases else None
    danger = sorted(m for m in box.matters if (safety or {}).get(m) in _RAISED)
    return Weight(
        _severity(finding, volume, past, endangers=bool(danger)),
        None if volume is None else len(volume),
        frozenset() if volume is None else volume.cases,
        _why(volume, past, danger, audited),
    )


def _fits(case: _Met, box: Box) -> bool | None:
    """Say whether a case meets zone, conditions and days; None where it does not say."""
    if box.first and box.last and not _in_season(case.day, box.first, box.last):
        return False
    zone: bool | None = True
    if box.zone is not None:
        zone = None if case.zone is None else case.zone == box.zone
    held = all_hold(box.conditions, case.said) if box.conditions else True
    if zone is False or held is False:
        return False
    return None if zone is None or held is None else True


def _in_season(day: tuple[int, int], first: date, last: date) -> bool:
    """Say whether a day of the calendar lies between two dates in any year."""
    if (last - first).days >= _DAYS_OF_A_YEAR:
        return True
    begins, ends = (first.month, first.day), (last.month, last.day)
    return begins <= day <= ends if begins <= ends else day >= begins or day <= ends


def _severity(
    finding: Finding, volume: Volume | None, past: Past | None, *, endangers: bool
) -> Severity:
    own = finding.severity
    if own in (Severity.ADVICE, Severity.LOW):
        return own
    step = _STEPS.index(own)
    if volume is not None and past is not None:
        if not volume.cases:
            step = max(step - 1, 0)
        elif len(volume) >= past.many:
            step = min(step + 1, len(_STEPS) - 1)
    if endangers:
        least = Severity.MEDIUM if finding.check in _AFTER else Severity.HIGH
        step = max(step, _STEPS.index(least))
    return _STEPS[step]


def _why(
    volume: Volume | None, past: Past | None, danger: list[MatterCode], audited: Audited
) -> Words:
    zh, en = [], []
    if volume is None:
        zh.append("没有历史案件可比，按问题种类定级")
        en.append("no history to hold it against: the severity of its kind")
    else:
        many = past is not None and len(volume) >= past.many
        if not len(volume):
            zh.append("没有历史案件落入此范围")
            en.append("no past case lies in it")
        else:
            zh.append(f"历史案件中有{len(volume)}件落入此范围" + ("，属多发" if many else ""))
            en.append(f"{len(volume)} past cases lie in it" + (", which is many" if many else ""))
        if volume.unsure:
            zh.append(f"其中{volume.unsure}件未写明全部条件，按可能计入")
            en.append(f"{volume.unsure} of them do not say all and are counted as may be")
    if danger:
        first = audited.matters.get(danger[0])
        name = first.name if first and first.name else danger[0]
        more = f"等{len(danger)}项" if len(danger) > 1 else ""
        zh.append(f"“{name}”{more}涉及人身安全")
        en.append(f"life and limb are at stake in {name}" + (" and others" if more else ""))
    return Words("；".join(zh), "; ".join(en))
