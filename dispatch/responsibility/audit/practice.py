"""What the cases show that the list alone cannot: how it does in practice.

    returned     a unit hands a matter back more than the county's median, beyond chance
    never used   a matter that nobody reported for months
    unheld       open cases that nobody holds
    back again   closed by a penalty, and the same matter at the same place soon after

Returned: the rate of each unit and matter with enough cases is held against the median of
all those rates. The median is taken as no less than half a return in all of the county's
cases, so that a county without returns does not make one return a sensation. The chance is
an exact Poisson tail, and of the list as a whole at most one in twenty is there by chance.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from dispatch.history.model import PastCase
from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.chance import at_least, discoveries
from dispatch.responsibility.audit.keys import digest
from dispatch.responsibility.audit.model import EVERYWHERE, Audited
from dispatch.territory.tree import Place
from dispatch.vocabulary import AreaCode, MatterCode, UnitCode

FALSE_SHARE = 0.05
"""So large a share of the units that are named may be named by chance."""
LEAST_CASES, LEAST_RETURNS = 20, 5
"""Fewer say nothing: a unit with less is not judged."""
UNUSED_MONTHS = 12
BACK_DAYS = 90
_DAYS_A_MONTH = 30.44
_SMALLEST = 0.0001


class Practice(StrEnum):
    """What cases may show. The codes are stable."""

    RETURNED = "returned"
    NEVER_USED = "never_used"
    UNHELD = "unheld"
    BACK_AGAIN = "back_again"


LABELS_ZH = {
    Practice.RETURNED: "退回偏多",
    Practice.NEVER_USED: "长期无案件",
    Practice.UNHELD: "案件无人承办",
    Practice.BACK_AGAIN: "罚后反弹",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the cases show, with the numbers behind it."""

    practice: Practice
    matter: MatterCode
    area: str
    """``*`` where it is about the whole county."""
    unit: UnitCode | None
    n: int
    """So many cases were looked at."""
    observed: int
    expected: float | None
    """What the county's median would make of as many cases; None where nothing is expected."""
    p: float | None
    """The chance of as many or more; None where none is reckoned."""
    cases: tuple[str, ...]
    """The numbers of the cases it rests on, in their order."""
    words: Words

    @property
    def key(self) -> str:
        """What it is remembered by when somebody dismisses it."""
        return digest([self.practice.value, self.matter, self.area, self.unit or ""])


def practice(
    cases: Sequence[PastCase],
    audited: Audited,
    *,
    until: date,
    months: int = UNUSED_MONTHS,
    back_days: int = BACK_DAYS,
) -> tuple[Shown, ...]:
    """Return what cases show up to a day, by kind, the most striking first.

    A matter counts as never used only when the history is as long as the months asked for.
    """
    known = [case for case in cases if case.occurred_on <= until]
    return (
        *returned(known, audited),
        *never_used(known, audited, until=until, months=months),
        *unheld(known, audited),
        *back_again(known, audited, days=back_days),
    )


def returned(cases: Iterable[PastCase], audited: Audited) -> tuple[Shown, ...]:
    """Return the units that hand a matter back more than the county's median, beyond chance."""
    came: Counter[tuple[UnitCode, MatterCode]] = Counter()
    back: Counter[tuple[UnitCode, MatterCode]] = Counter()
    of: dict[tuple[UnitCode, MatterCode], list[str]] = defaultdict(list)
    total = 0
    for case in cases:
        if case.matter is None:
            continue
        total += 1
        # It came to whoever worked it and to whoever would not.
        for unit in {*([case.unit] if case.unit else []), *case.returned_by}:
            came[unit, case.matter] += 1
        for unit in case.returned_by:
            back[unit, case.matter] += 1
        for unit in sorted(set(case.returned_by)):
            of[unit, case.matter].append(case.case_id)
    judged = sorted(pair for pair, n in came.items() if n >= LEAST_CASES)
    if not judged:
        return ()
    usual = max(median(back[pair] / came[pair] for pair in judged), 0.5 / total)
    # All that were looked at count, not only those that stand out.
    chances = [at_least(back[pair], usual * came[pair]) for pair in judged]
    believed = discoveries(chances, share=FALSE_SHARE)
    found = sorted(
        (at for at in believed if back[judged[at]] >= LEAST_RETURNS),
        key=lambda at: (chances[at], judged[at]),
    )
    return tuple(
        _returned(
            *judged[at],
            audited,
            n=came[judged[at]],
            back=back[judged[at]],
            expected=usual * came[judged[at]],
            chance=chances[at],
            cases=tuple(of[judged[at]]),
        )
        for at in found
    )


def never_used(
    cases: Sequence[PastCase], audited: Audited, *, until: date, months: int
) -> tuple[Shown, ...]:
    """Return the highest matters with a lead of which no case came for some months."""
    since = until - timedelta(days=round(months * _DAYS_A_MONTH))
    if not cases or min(case.occurred_on for case in cases) > since:
        return ()
    recent = [case for case in cases if case.occurred_on > since]
    used = {case.matter for case in recent if case.matter}
    used |= {above for code in used for above in audited.index.lineage(code)}
    led = {code for code in audited.matters if any(e.leads for e in audited.index.entries(code))}
    # Who reported the matter above may have meant any of those below it.
    named = {case.matter for case in recent if case.matter}
    idle = {code for code in led - used if named.isdisjoint(audited.index.lineage(code))}
    return tuple(
        _shown(
            Practice.NEVER_USED,
            code,
            n=len(recent),
            observed=0,
            words=Words(
                f"“{_matter(code, audited)}”{months}个月内没有一件案件（同期全部{len(recent)}件）",
                f"no case of {_matter(code, audited)} in {months} months, of {len(recent)} in all",
            ),
        )
        for code in sorted(idle)
        if idle.isdisjoint(audited.index.lineage(code)[1:])
    )


def unheld(cases: Iterable[PastCase], audited: Audited) -> tuple[Shown, ...]:
    """Return the open cases that nobody holds, by matter."""
    found: dict[MatterCode, list[PastCase]] = defaultdict(list)
    for case in cases:
        if not case.held and case.closed_on is None:
            found[case.matter or MatterCode("")].append(case)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        _shown(
            Practice.UNHELD,
            matter,
            n=len(of_matter),
            observed=len(of_matter),
            cases=tuple(case.case_id for case in of_matter),
            words=Words(
                f"“{_matter(matter, audited)}”有{len(of_matter)}件未结案件没有承办单位",
                f"{len(of_matter)} open cases of {_matter(matter, audited)} have no holder",
            ),
        )
        for matter, of_matter in ranked
    )


def back_again(
    cases: Iterable[PastCase], audited: Audited, *, days: int = BACK_DAYS
) -> tuple[Shown, ...]:
    """Return where a matter came back within some days of its being closed by a penalty."""
    by_place: dict[tuple[MatterCode, AreaCode], list[PastCase]] = defaultdict(list)
    for case in cases:
        place = audited.territory.resolve(case.area) if case.area else None
        if case.matter and isinstance(place, Place):
            by_place[case.matter, place.code].append(case)
    found = []
    for (matter, area), of_place in by_place.items():
        ended = [case for case in of_place if case.penalty and case.closed_on]
        began = sorted((case.occurred_on, case.case_id) for case in of_place)
        again = [case for case in ended if _again(case, began, days)]
        if again:
            found.append((len(again), matter, area, len(ended), again))
    return tuple(
        _shown(
            Practice.BACK_AGAIN,
            matter,
            area=area,
            n=n,
            observed=many,
            cases=tuple(case.case_id for case in again),
            words=Words(
                f"“{_matter(matter, audited)}”在{_area(area, audited)}以处罚结案{n}件，"
                f"其中{many}件{days}天内又发生",
                f"{_matter(matter, audited)} in {_area(area, audited)}: {n} closed by a penalty, "
                f"{many} of them back within {days} days",
            ),
        )
        for many, matter, area, n, again in sorted(found, key=lambda each: (-each[0], each[1:3]))
    )


def _again(case: PastCase, began: Sequence[tuple[date, str]], days: int) -> bool:
    if case.closed_on is None:
        return False
    # Only what began after the closing came back; the day of the closing is not after it.
    after = bisect_right(began, (case.closed_on, chr(0x10FFFF)))
    return after < len(began) and began[after][0] <= case.closed_on + timedelta(days=days)


def _returned(
    unit: UnitCode,
    matter: MatterCode,
    audited: Audited,
    *,
    n: int,
    back: int,
    expected: float,
    chance: float,
    cases: tuple[str, ...],
) -> Shown:
    name = audited.register.name(unit)
    return Shown(
        practice=Practice.RETURNED,
        matter=matter,
        area=EVERYWHERE,
        unit=unit,
        n=n,
        observed=back,
        expected=expected,
        p=chance,
        cases=cases,
        words=Words(
            f"{name}退回“{_matter(matter, audited)}”{back}次（收到{n}件，按全县中位数应为"
            f"{expected:.1f}次，偶然达到的可能为{_chance(chance)}）",
            f"{name} handed {_matter(matter, audited)} back {back} times in {n} cases; the "
            f"county's median makes it {expected:.1f}, the chance of as many is {_chance(chance)}",
        ),
    )


def _shown(
    kind: Practice,
    matter: MatterCode,
    *,
    n: int,
    observed: int,
    words: Words,
    area: str = EVERYWHERE,
    cases: tuple[str, ...] = (),
) -> Shown:
    return Shown(kind, matter, area, None, n, observed, None, None, cases, words)


def _chance(chance: float) -> str:
    return f"< {_SMALLEST}" if chance < _SMALLEST else f"{chance:.4f}"


def _matter(code: MatterCode, audited: Audited) -> str:
    known = audited.matters.get(code)
    return known.name if known and known.name else code or "未识别事项"


def _area(code: AreaCode, audited: Audited) -> str:
    area = audited.territory.get(code)
    return area.name if area else code
