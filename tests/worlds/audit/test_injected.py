"""Mistakes of every kind put into a clean list at random: exactly those are found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

import pytest

from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import ADVICE, Audited, Check, audit
from dispatch.responsibility.chain import COMPREHENSIVE_BUREAU, Catalogues, EnforcementKind, Item
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.responsibility.model import Duty, Limit, Line, ListKind, Part
from dispatch.territory.tree import Territory
from dispatch.vocabulary import MatterCode, UnitCode
from tests.builders import COUNTY, a_division, a_limit, a_line, a_matter, a_unit

DEPARTMENTS = tuple(f"{COUNTY}-D{n}" for n in range(8))
GONE = f"{COUNTY}-OLD"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)

Place = tuple[Check, str, str]
"""Check, matter, area."""


@dataclass
class Draft:
    """A list that mistakes are put into, and what must be found of them."""

    grown: Random
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    parents: dict[str, str]
    by_matter: dict[str, list[Line]]
    permits: dict[str, str] = field(default_factory=dict)
    oversight: dict[str, str] = field(default_factory=dict)
    enforcement: dict[str, tuple[str, EnforcementKind]] = field(default_factory=dict)
    """What the two lists and the catalogue say: matter and unit."""
    planted: set[Place] = field(default_factory=set)

    def lead(self, matter: str, duty: Duty) -> Line:
        return next(
            line for line in self.by_matter[matter] if (line.part, line.duty) == (Part.LEAD, duty)
        )

    def swap(self, old: Line, *new: Line) -> None:
        lines = self.by_matter[old.matter]
        lines[lines.index(old) : lines.index(old) + 1] = new

    def other(self, *units: str) -> str:
        return self.grown.choice([unit for unit in DEPARTMENTS if unit not in units])


def a_draft(seed: int, *, matters: int = 40, listed: bool | None = None) -> Draft:
    grown = Random(seed)  # noqa: S311 - a made-up list is no secret
    townships = tuple(f"{COUNTY}{n:03}" for n in range(1, grown.randint(3, 12)))
    villages = tuple(
        f"{township}{n:03}" for township in townships for n in range(grown.randint(0, 3))
    )
    draft = Draft(grown, townships, villages, {}, {})
    for n in range(matters):
        matter = f"M{n:03}"
        if grown.random() < 0.5:
            draft.parents[matter] = f"B{n // 5}"
        draft.by_matter[matter] = _clean(matter, draft)
    for branch in sorted(set(draft.parents.values())):
        # Each branch keeps a matter that nobody touches, so that it is never omitted as a whole.
        draft.parents[f"{branch}-K"] = branch
        draft.by_matter[f"{branch}-K"] = _clean(f"{branch}-K", draft)
    if grown.random() < 0.5 if listed is None else listed:
        list_all(draft)
    return draft


def list_all(draft: Draft) -> None:
    """Let the two lists and the catalogue say of every matter what the list says."""
    for matter in draft.by_matter:
        draft.permits[matter] = draft.grown.choice(DEPARTMENTS)
        draft.oversight[matter] = draft.lead(matter, Duty.SUPERVISE).unit
        enforcer = draft.lead(matter, Duty.ENFORCE).unit
        draft.enforcement[matter] = enforcer, _kind_of(enforcer)


def _kind_of(unit: str) -> EnforcementKind:
    bureau = unit == BUREAU
    return EnforcementKind.COMPREHENSIVE if bureau else EnforcementKind.PROFESSIONAL


BUREAU = f"{COUNTY}-D0"


def _clean(matter: str, draft: Draft) -> list[Line]:
    grown = draft.grown
    unit = grown.choice(DEPARTMENTS)
    lines = [_line(matter, n, unit, duty) for n, duty in enumerate(_STAGES)]
    lines.append(_line(matter, 7, "@township", Duty.PATROL))
    lines.append(_line(matter, 8, "@township", Duty.DISPOSE, part=Part.COOPERATE))
    # What follows is right as it is, and no mistake may be found in it.
    if grown.random() < 0.2:
        there = ";".join(grown.sample(draft.townships, 1))
        declared = _line(matter, 9, draft.other(unit), Duty.DISPOSE, areas=there)
        lines.append(replace(declared, overrides=frozenset({lines[0].row_id})))
    elif grown.random() < 0.2 and draft.villages:
        there = grown.choice(draft.villages)
        lines.append(_line(matter, 9, draft.other(unit), Duty.DISPOSE, areas=there))
    elif grown.random() < 0.2:
        urban = _line(matter, 9, draft.other(unit), Duty.DISPOSE)
        lines.append(replace(urban, zone="urban"))
    elif grown.random() < 0.2:
        severe = _line(matter, 9, draft.other(unit), Duty.DISPOSE)
        lines.append(replace(severe, conditions=parse_condition("severity >= 3")))
    return lines


_STAGES = (Duty.DISPOSE, Duty.SUPERVISE, Duty.ENFORCE)


def _line(
    matter: str, n: int, unit: str, duty: Duty, *, part: Part = Part.LEAD, areas: str = "*"
) -> Line:
    return a_line(
        f"{matter}-{n}",
        unit,
        matter=matter,
        areas=areas,
        part=part,
        duty=duty,
        valid_from=FIRST,
        limit=a_limit() if duty is Duty.DISPOSE and part is Part.LEAD else None,
        basis="law",
    )


def omit(draft: Draft, matter: str) -> None:
    draft.by_matter[matter] = []
    draft.planted.add((Check.OMITTED, matter, "*"))


def leave_out_a_township(draft: Draft, matter: str) -> None:
    line = draft.lead(matter, Duty.DISPOSE)
    out = draft.grown.choice(draft.townships)
    draft.by_matter[matter] = [
        replace(each, areas=frozenset(draft.townships) - {out})
        if (each.part, each.duty, each.areas) == (Part.LEAD, Duty.DISPOSE, None)
        else each
        for each in draft.by_matter[matter]
        if each is line or (each.part, each.duty) != (Part.LEAD, Duty.DISPOSE)
    ]
    draft.planted.add((Check.NO_MANS_LAND, matter, out))


def add_a_second_lead(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    second = replace(line, row_id=f"{matter}-x", unit=draft.other(line.unit))
    draft.swap(line, line, second)
    draft.planted.add((Check.MULTI_LEAD, matter, "*"))


def repeat_the_lead(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    draft.swap(line, line, replace(line, row_id=f"{matter}-x"))
    draft.planted.add((Check.DUPLICATE, matter, "*"))


def abolish_the_lead(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    draft.swap(line, replace(line, unit=GONE))
    draft.planted.add((Check.LAPSED, matter, "*"))


def leave_a_month_between(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    before = replace(line, valid_to=date(2026, 6, 30))
    draft.swap(line, before, replace(line, row_id=f"{matter}-x", valid_from=date(2026, 8, 1)))
    draft.planted.add((Check.HANDOVER_GAP, matter, "*"))


def only_punish(draft: Draft, matter: str) -> None:
    draft.by_matter[matter] = [
        line for line in draft.by_matter[matter] if line.duty not in (Duty.SUPERVISE, Duty.PATROL)
    ]
    draft.planted.add((Check.PENALTY_ONLY, matter, "*"))


def let_the_township_punish(draft: Draft, matter: str) -> None:
    line = draft.lead(matter, Duty.ENFORCE)
    draft.swap(line, replace(line, unit="@township"))
    if draft.enforcement:
        draft.enforcement[matter] = "@township", EnforcementKind.PROFESSIONAL
    draft.planted.add((Check.TOWNSHIP_WITHOUT_POWER, matter, "*"))


def push_back_what_was_recalled(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    draft.swap(line, replace(line, unit="@township", list_kind=ListKind.RECALLED))
    draft.planted.add((Check.RECALLED_TO_TOWNSHIP, matter, "*"))


def write_bare_days(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    draft.swap(line, replace(line, limit=Limit(5, None, "5 天")))
    draft.planted.add((Check.AMBIGUOUS_LIMIT, matter, "*"))


def shadow_a_line(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    halves = [
        replace(line, row_id=f"{matter}-x{n}", areas=frozenset({township}))
        for n, township in enumerate(draft.townships)
    ]
    draft.swap(line, line, *halves)
    draft.planted.add((Check.UNREACHABLE, matter, "*"))


def ask_too_much(draft: Draft, matter: str) -> None:
    line = _only_lead(draft, matter)
    asked = [parse_condition(f"key{n} > 1") for n in range(13)]
    lines = [
        replace(line, row_id=f"{matter}-x{n}", conditions=each) for n, each in enumerate(asked)
    ]
    draft.swap(line, line, *lines)
    draft.planted.add((Check.NOT_JUDGED, matter, "*"))


def _without(draft: Draft, matter: str, *duties: Duty) -> None:
    lines = draft.by_matter[matter]
    draft.by_matter[matter] = [line for line in lines if line.duty not in duties]


def permit_and_look_away(draft: Draft, matter: str) -> None:
    _without(draft, matter, Duty.SUPERVISE)
    del draft.oversight[matter]
    draft.planted.add((Check.PERMITTED_UNSUPERVISED, matter, "*"))


def list_a_penalty_nobody_prepares(draft: Draft, matter: str) -> None:
    _without(draft, matter, Duty.SUPERVISE, Duty.PATROL, Duty.ENFORCE)
    del draft.oversight[matter], draft.permits[matter]
    draft.planted.add((Check.ENFORCED_UNSUPERVISED, matter, "*"))


def look_and_never_punish(draft: Draft, matter: str) -> None:
    _without(draft, matter, Duty.ENFORCE)
    del draft.enforcement[matter]
    draft.planted.add((Check.SUPERVISED_UNENFORCED, matter, "*"))


def let_another_be_listed(draft: Draft, matter: str) -> None:
    draft.oversight[matter] = draft.other(draft.oversight[matter])
    draft.planted.add((Check.LISTS_DISAGREE, matter, "*"))


def leave_it_out_of_the_catalogue(draft: Draft, matter: str) -> None:
    del draft.enforcement[matter]
    draft.planted.add((Check.NOT_IN_CATALOGUE, matter, "*"))


def list_it_as_the_other_kind(draft: Draft, matter: str) -> None:
    unit, kind = draft.enforcement[matter]
    (other,) = set(EnforcementKind) - {kind}
    draft.enforcement[matter] = unit, other
    draft.planted.add((Check.WRONG_ENFORCER, matter, "*"))


def _only_lead(draft: Draft, matter: str) -> Line:
    """Return the lead after taking away any exception, so that one mistake is one finding."""
    line = draft.lead(matter, Duty.DISPOSE)
    draft.by_matter[matter] = [
        each
        for each in draft.by_matter[matter]
        if each is line or (each.part, each.duty) != (Part.LEAD, Duty.DISPOSE)
    ]
    return line


MISTAKES: tuple[Callable[[Draft, str], None], ...] = (
    omit,
    leave_out_a_township,
    add_a_second_lead,
    repeat_the_lead,
    abolish_the_lead,
    leave_a_month_between,
    only_punish,
    let_the_township_punish,
    push_back_what_was_recalled,
    write_bare_days,
    shadow_a_line,
    ask_too_much,
)
IN_CHAINS: tuple[Callable[[Draft, str], None], ...] = (
    permit_and_look_away,
    list_a_penalty_nobody_prepares,
    look_and_never_punish,
    let_another_be_listed,
    leave_it_out_of_the_catalogue,
    list_it_as_the_other_kind,
)
"""Mistakes that only the two lists and the catalogue bring to light."""


def audited_of(draft: Draft) -> Audited:
    lines = tuple(line for lines in draft.by_matter.values() for line in lines)
    places = (COUNTY, *draft.townships, *draft.villages)
    ground = Territory.build(COUNTY, [a_division(code) for code in places])
    branches = {code: a_matter(code) for code in draft.parents.values()}
    matters = branches | {
        code: a_matter(code, parent=draft.parents.get(code)) for code in draft.by_matter
    }
    units = [
        *(a_unit(code) for code in DEPARTMENTS if code != BUREAU),
        a_unit(BUREAU, kind=COMPREHENSIVE_BUREAU),
        a_unit(GONE, active=False),
        *(a_unit(code, kind="township", parent=COUNTY) for code in draft.townships),
    ]
    return Audited(
        lines=lines,
        matters=matters,
        catalogue=frozenset(matters),
        territory=ground,
        register=UnitRegister(units),
        index=ResponsibilityIndex.build(lines, matters, ground),
        powers=None,
        first=FIRST,
        last=LAST,
        catalogues=_catalogues(draft),
    )


def _catalogues(draft: Draft) -> Catalogues:
    if not draft.permits:
        return Catalogues()
    return Catalogues(
        permits=tuple(_item(matter, unit) for matter, unit in draft.permits.items()),
        oversight=tuple(_item(matter, unit) for matter, unit in draft.oversight.items()),
        enforcement=tuple(
            replace(_item(matter, unit), kind=kind)
            for matter, (unit, kind) in draft.enforcement.items()
        ),
    )


def _item(matter: str, unit: str) -> Item:
    return Item(MatterCode(matter), f"I-{matter}", matter, UnitCode(unit), "《条例》")


def found_in(draft: Draft) -> Iterator[Place]:
    return ((each.check, each.matter, each.area) for each in audit(audited_of(draft)))


@pytest.mark.parametrize("seed", range(30))
def test_a_clean_list_has_no_finding(seed: int):
    assert list(found_in(a_draft(seed))) == []


@pytest.mark.parametrize("seed", range(60))
def test_exactly_the_mistakes_that_were_made_are_found(seed: int):
    draft = a_draft(seed)
    open_to_all = sorted(matter for matter in draft.by_matter if matter.startswith("M"))
    matters = draft.grown.sample(open_to_all, draft.grown.randint(1, 30))
    for matter in matters:
        mistakes = (*MISTAKES, *IN_CHAINS) if draft.permits else MISTAKES
        draft.grown.choice(mistakes)(draft, matter)

    found = list(found_in(draft))

    assert len(found) == len(set(found)), "one mistake, one finding"
    assert set(found) == draft.planted


def test_every_check_that_is_no_advice_is_among_the_mistakes():
    made = set()
    for mistake in (*MISTAKES, *IN_CHAINS):
        draft = a_draft(7, listed=True)
        mistake(draft, "M003")
        made |= {check for check, _, _ in draft.planted}

    assert made == set(Check) - ADVICE


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "by itself"])
@pytest.mark.parametrize("mistake", [*MISTAKES, *IN_CHAINS], ids=lambda each: each.__name__)
def test_each_mistake_is_found(mistake: Callable[[Draft, str], None], *, listed: bool):
    draft = a_draft(7, listed=listed or mistake in IN_CHAINS)
    mistake(draft, "M003")

    assert list(found_in(draft)) == list(draft.planted)
