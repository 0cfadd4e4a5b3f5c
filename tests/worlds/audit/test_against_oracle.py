"""Gaps, overlaps and lines that never lead, against brute force on counties nobody has seen."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.people.register import UnitRegister
from dispatch.responsibility.audit import Audited, Check, Finding, audit
from dispatch.responsibility.index import ResponsibilityIndex
from dispatch.territory.tree import Territory
from tests.builders import A_DAY, COUNTY
from tests.worlds.audit.oracle import days_between, expect
from tests.worlds.routing.oracle import World, leaves
from tests.worlds.routing.worlds import a_world, growing_from

FIRST, LAST = A_DAY - timedelta(days=1), A_DAY + timedelta(days=1)
seeds = st.integers(0, 2**63)
in_many_worlds = settings(max_examples=300, deadline=None, database=None, print_blob=True)
in_some_worlds = settings(in_many_worlds, max_examples=100)


def audited(world: World, first: date = FIRST, last: date = LAST) -> Audited:
    ground = Territory.build(COUNTY, world.divisions)
    matters = {matter.code: matter for matter in world.matters}
    return Audited(
        lines=world.lines,
        matters=matters,
        catalogue=frozenset(matters),
        territory=ground,
        register=UnitRegister(world.units),
        index=ResponsibilityIndex.build(world.lines, matters, ground),
        powers=None,
        first=first,
        last=last,
    )


def found_by(world: World) -> dict[Check, list[Finding]]:
    found: dict[Check, list[Finding]] = {check: [] for check in Check}
    for each in audit(audited(world)):
        found[each.check].append(each)
    return found


def leaves_of(finding: Finding, world: World) -> set[str]:
    codes = None if finding.area == "*" else frozenset(finding.area.split(";"))
    return leaves(world, codes)


class TestAudit:
    @in_many_worlds
    @given(seed=seeds)
    def test_finds_each_overlap_exactly_where_it_is(self, seed: int) -> None:
        world = a_world(growing_from(seed))
        found = found_by(world)

        assert {
            (each.check.value, *each.rows): leaves_of(each, world)
            for check in (Check.MULTI_LEAD, Check.DUPLICATE)
            for each in found[check]
        } == expect(world, FIRST, LAST).beside

    @in_many_worlds
    @given(seed=seeds)
    def test_finds_each_line_that_never_leads_and_no_other(self, seed: int) -> None:
        world = a_world(growing_from(seed))

        never = {each.rows[0] for each in found_by(world)[Check.UNREACHABLE]}

        assert never == expect(world, FIRST, LAST).never

    @in_many_worlds
    @given(seed=seeds)
    def test_finds_each_place_and_day_without_a_lead(self, seed: int) -> None:
        world = a_world(growing_from(seed))
        found, expected = found_by(world), expect(world, FIRST, LAST)
        places = audited(world).places

        assert {(f.matter, f.area) for f in found[Check.NO_MANS_LAND]} == expected.bare
        assert {
            (f.matter, place, day)
            for f in found[Check.HANDOVER_GAP]
            for place in ([p.code for p in places] if f.area == "*" else f.area.split(";"))
            for day in days_between(f.first, f.last)
        } == expected.gaps

    @in_some_worlds
    @given(seed=seeds)
    def test_does_not_change_when_the_lines_change_places(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        shuffled = replace(world, lines=tuple(grown.sample(world.lines, len(world.lines))))

        assert audit(audited(world), advice=True) == audit(audited(shuffled), advice=True)
