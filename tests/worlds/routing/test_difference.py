"""Two lists against each other by meaning, and by brute force at every kind of point."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.people.register import UnitRegister
from dispatch.responsibility.conditions import holds
from dispatch.responsibility.model import Duty, Line, Matter, Part
from dispatch.routing.difference import Branch, Change, Difference, Kind, differences
from dispatch.routing.difference import contrast as contrast_module
from dispatch.routing.difference.words import message_en, message_zh
from dispatch.routing.model import Outcome
from dispatch.territory.tree import Territory
from tests.builders import (
    A_DAY,
    BUREAU,
    COUNTY,
    GRID,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    VILLAGE,
    a_limit,
    a_line,
    a_matter,
    a_question,
    a_territory,
    ordinary_divisions,
    ordinary_units,
)
from tests.worlds.routing import oracle
from tests.worlds.routing.oracle import SAYABLE, World, told_everything, township_of
from tests.worlds.routing.worlds import PARENTS, a_world, growing_from

seeds = st.integers(0, 2**63)
in_many_worlds = settings(max_examples=60, deadline=None, database=None, print_blob=True)


@dataclass(frozen=True)
class ABook:
    territory: Territory
    register: UnitRegister
    lines: tuple[Line, ...]
    matters: dict[str, Matter]


def a_list(
    *lines: Line, matters: tuple[Matter, ...] = (), ground: Territory | None = None
) -> ABook:
    return ABook(
        ground or a_territory(),
        UnitRegister(ordinary_units()),
        lines,
        {matter.code: matter for matter in matters or (a_matter(),)},
    )


def list_of(world: World) -> ABook:
    return ABook(
        Territory.build(COUNTY, world.divisions),
        UnitRegister(world.units),
        world.lines,
        {matter.code: matter for matter in world.matters},
    )


def furnished(world: World, grown: Random) -> World:
    """Lines with limits, laws and hand-overs, and some of other stages."""
    return replace(
        world,
        lines=tuple(
            replace(
                line,
                limit=grown.choice((None, a_limit(2), a_limit(5))),
                basis=grown.choice(("", "条例第一条", "条例第二条")),
                hand_over=grown.choice(("", "移交单")),
                duty=grown.choice((*[Duty.DISPOSE] * 4, Duty.ENFORCE)),
            )
            for line in world.lines
        ),
    )


def drafted(world: World, grown: Random) -> World:
    """A few lines struck, given away, moved, limited otherwise."""
    lines = []
    for line in world.lines:
        change = grown.choice(("no", "no", "no", "no", "unit", "area", "limit", "zone", "gone"))
        lines += {
            "no": [line],
            "gone": [],
            "unit": [replace(line, unit=grown.choice(("D1", "D2", "@township")))],
            "area": [replace(line, areas=grown.choice(world.lines).areas)],
            "limit": [replace(line, limit=a_limit(9), basis="条例第九条", hand_over="另一单")],
            "zone": [replace(line, zone=grown.choice(("all", "urban")))],
        }[change]
    return replace(world, lines=tuple(lines))


@dataclass(frozen=True)
class Point:
    matter: str
    leaf: str
    zone: str
    day: date
    attributes: dict[str, str]


def points(grown: Random, both: tuple[World, World], count: int) -> Iterator[Point]:
    world = both[0]
    named = {line.zone for each in both for line in each.lines} - {"all"}
    for _ in range(count):
        yield Point(
            grown.choice(tuple(PARENTS)),
            grown.choice(sorted(world.ends)),
            grown.choice(sorted({"urban", "rural", *named})),
            A_DAY + timedelta(days=grown.randint(-3, 3)),
            {key: grown.choice(values) for key, values in SAYABLE.items()},
        )


def meant(world: World, stage: Duty, point: Point) -> tuple[object, ...]:
    lines = tuple(replace(x, duty=Duty.DISPOSE) for x in world.lines if x.duty is stage)
    of_stage = replace(world, lines=lines)
    question = a_question(point.leaf, matter=point.matter, day=point.day)
    found = told_everything(of_stage, question, point.leaf, point.zone, point.attributes)
    township = township_of(world, point.leaf)
    top = [line for line in lines if line.row_id in found.rows]

    def here(units: Iterator[str | None]) -> tuple[str, ...]:
        return tuple(sorted({"@township" if u in (None, township) else u for u in units}))

    leads = here(oracle.unit_of(line, township) for line in top)
    outcome, supporting = found.outcome, here(iter(found.supporting))
    if stage is not Duty.DISPOSE:
        outcome = {0: "gap", 1: "decided"}.get(len(leads), "conflict")
        supporting = tuple(u for u in supporting if len(leads) != 1 or u not in leads)
    words: list[tuple[str, ...]] = [()] * 3
    if outcome == "decided":
        limits = {f"{x.limit.value:g} {x.limit.type}" for x in top if x.limit}
        words = [
            tuple(sorted(limits)),
            tuple(sorted({x.basis for x in top} - {""})),
            tuple(sorted({x.hand_over for x in top} - {""})),
        ]
    return outcome, leads, supporting, *words


def expected(before: World, after: World, stage: Duty, point: Point) -> set[tuple[object, ...]]:
    a, b = meant(before, stage, point), meant(after, stage, point)
    found: set[tuple[object, ...]] = set()
    if a[:2] != b[:2]:
        found.add(("lead", a[1], b[1], a[0], b[0]))
    if a[2] != b[2]:
        found.add((Kind.SUPPORTING_CHANGED, a[2], b[2], None, None))
    if a[0] == b[0] == "decided":
        kinds = Kind.LIMIT_CHANGED, Kind.BASIS_CHANGED, Kind.HAND_OVER_CHANGED
        for kind, then, now in zip(kinds, a[3:], b[3:], strict=True):
            if then != now:
                found.add((kind, then, now, None, None))
    return found


def told(change: Change) -> tuple[object, ...]:
    kind = change.kind if change.outcome_before is None else "lead"
    return (kind, change.before, change.after, change.outcome_before, change.outcome_after)


def contains(difference: Difference, point: Point, both: tuple[World, World]) -> bool:
    upwards = oracle.upwards(both[0], point.leaf)
    tests = [c for world in both for line in world.lines for c in line.conditions]
    return (
        any(
            point.matter == branch.matter
            or (branch.whole and branch.matter in oracle.matters_upwards(both[0], point.matter))
            for branch in difference.matters
        )
        and not set(difference.areas).isdisjoint(upwards)
        and (not difference.zones or point.zone in difference.zones)
        and (difference.first is None or difference.first <= point.day)
        and (difference.last is None or point.day <= difference.last)
        and all(
            any(in_words(point.attributes[key], piece.text, tests) for piece in pieces)
            for key, pieces in difference.conditions
        )
    )


def in_words(value: str, text: str, tests: list[object]) -> bool:
    """Read a piece as people would: all its parts hold."""
    for part in text.split(" & "):
        wanted = not part.startswith("not ")
        words = part.removeprefix("not ")
        test = next(t for t in tests if f"{t.key} {t.op} {t.value}" == words)
        if holds(test, value) is not wanted:
            return False
    return True


def disagreeing(seed: int, count: int = 40) -> list[Point]:
    grown = growing_from(seed)
    before = furnished(a_world(grown), grown)
    after = drafted(before, grown)
    found = differences(list_of(before), list_of(after))
    return [
        point
        for point in points(grown, (before, after), count)
        for stage in (Duty.DISPOSE, Duty.ENFORCE)
        if sorted(
            (
                told(d.change)
                for d in found
                if d.change.stage is stage and contains(d, point, (before, after))
            ),
            key=str,
        )
        != sorted(expected(before, after, stage, point), key=str)
    ]


class TestDifferences:
    @in_many_worlds
    @given(seed=seeds)
    def test_are_those_of_brute_force_each_said_once(self, seed: int) -> None:
        assert disagreeing(seed) == []

    @pytest.mark.parametrize("broken", ["supporting", "stages", "conditions"])
    def test_a_broken_comparison_is_caught_by_brute_force(
        self, broken: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        between, holding = contrast_module._between, contrast_module._holds  # noqa: SLF001 - to break it
        if broken == "conditions":
            monkeypatch.setattr(
                contrast_module, "_holds", lambda entry, zone, _: holding(entry, zone, {})
            )
        else:
            monkeypatch.setattr(
                contrast_module,
                "_between",
                lambda stage, *both: (
                    change
                    for change in between(stage, *both)
                    if (change.kind is not Kind.SUPPORTING_CHANGED or broken == "stages")
                    and (stage is Duty.DISPOSE or broken == "supporting")
                ),
            )

        assert any(disagreeing(seed, 15) for seed in range(60))

    @in_many_worlds
    @given(seed=seeds)
    def test_are_none_where_rows_are_only_written_otherwise(self, seed: int) -> None:
        grown = growing_from(seed)
        world = furnished(a_world(grown), grown)
        names = {line.row_id: f"Z{grown.random()}" for line in world.lines}
        renamed = tuple(
            replace(
                line,
                row_id=names[line.row_id],
                overrides=frozenset(names.get(row, row) for row in line.overrides),
                number=grown.randint(2, 900),
            )
            for line in grown.sample(world.lines, len(world.lines))
        )

        assert differences(list_of(world), list_of(replace(world, lines=renamed))) == ()

    @in_many_worlds
    @given(seed=seeds)
    def test_are_none_where_a_line_is_split_by_days_and_merged_again(self, seed: int) -> None:
        grown = growing_from(seed)
        world = furnished(a_world(grown), grown)
        halves = replace(
            world, lines=tuple(half for line in world.lines for half in by_days(line, world))
        )

        assert differences(list_of(world), list_of(halves)) == ()
        assert differences(list_of(halves), list_of(world)) == ()

    @in_many_worlds
    @given(seed=seeds)
    def test_lie_within_the_box_of_a_line_that_is_added(self, seed: int) -> None:
        grown = growing_from(seed)
        world = furnished(a_world(grown), grown)
        added = grown.choice(furnished(a_world(grown), grown).lines or (a_line(),))
        areas = frozenset(
            grown.sample(sorted(d.code for d in world.divisions if d.code.startswith(COUNTY)), 1)
        )
        added = replace(added, row_id="ADDED", areas=areas, overrides=frozenset())
        more = replace(world, lines=(*world.lines, added))

        for each in differences(list_of(world), list_of(more)):
            assert each.change.stage is added.duty
            assert leaves(world, frozenset(each.areas)) <= leaves(world, areas)
            for branch in each.matters:
                assert added.matter in oracle.matters_upwards(world, branch.matter)
            assert added.valid_from is None or (each.first and each.first >= added.valid_from)
            assert added.valid_to is None or (each.last and each.last <= added.valid_to)
            assert added.zone == "all" or each.zones == (added.zone,)
            assert "ADDED" in each.rows_after or each.change.kind is Kind.SUPPORTING_CHANGED

    def test_are_said_once_as_large_as_they_hold(self) -> None:
        matters = (a_matter("M1"), a_matter("M11", parent="M1"), a_matter("M12", parent="M1"))
        before = a_list(a_line("A1", BUREAU, matter="M1"), matters=matters)
        after = a_list(
            a_line("B1", OTHER_BUREAU, matter="M11"),
            a_line("B2", OTHER_BUREAU, matter="M12", areas=f"{TOWNSHIP};{OTHER_TOWNSHIP}"),
            a_line("B3", OTHER_BUREAU, matter="M1"),
            matters=matters,
        )

        (found,) = differences(before, after)

        assert found.change == Change(
            Duty.DISPOSE,
            Kind.LEAD_CHANGED,
            (BUREAU,),
            (OTHER_BUREAU,),
            Outcome.DECIDED,
            Outcome.DECIDED,
        )
        assert found.matters == (Branch("M1", whole=True),)
        assert (found.areas, found.zones, found.conditions) == ((COUNTY,), (), ())
        assert (found.first, found.last) == (None, None)
        assert (found.rows_before, found.rows_after) == (("A1",), ("B1", "B2", "B3"))

    def test_name_the_kind_of_each_change(self) -> None:
        def kind(before: ABook, after: ABook) -> list[str]:
            return [each.change.kind for each in differences(before, after)]

        led, others = a_line("A1", BUREAU), a_line("A2", OTHER_BUREAU)
        helped = a_line("A3", OTHER_BUREAU, part=Part.COOPERATE)

        assert kind(a_list(led), a_list(others)) == [Kind.LEAD_CHANGED]
        assert kind(a_list(), a_list(led)) == [Kind.NEWLY_COVERED]
        assert kind(a_list(led), a_list()) == [Kind.NO_LONGER_COVERED]
        assert kind(a_list(led), a_list(led, others)) == [Kind.NEWLY_CONTESTED]
        assert kind(a_list(led, others), a_list(led)) == [Kind.NO_LONGER_CONTESTED]
        assert kind(a_list(led), a_list(led, helped)) == [Kind.SUPPORTING_CHANGED]
        assert kind(
            a_list(replace(led, limit=a_limit(1), basis="甲", hand_over="乙")), a_list(led)
        ) == [Kind.LIMIT_CHANGED, Kind.BASIS_CHANGED, Kind.HAND_OVER_CHANGED]
        assert kind(a_list(replace(led, basis="甲")), a_list(replace(led, basis="甲"))) == []

    def test_name_the_lines_that_say_so(self) -> None:
        led = a_line("A1", BUREAU)
        helped = a_line("A3", OTHER_BUREAU, part=Part.COOPERATE)

        (found,) = differences(a_list(led), a_list(led, helped))

        assert (found.rows_before, found.rows_after) == ((), ("A3",))

    def test_are_told_of_every_stage(self) -> None:
        patrol = a_line("A1", "@township", duty=Duty.PATROL)

        (found,) = differences(a_list(), a_list(patrol))

        assert (found.change.stage, found.change.kind) == (Duty.PATROL, Kind.NEWLY_COVERED)
        assert found.change.after == ("@township",)

    def test_write_a_township_by_its_own_code_or_as_the_place_s_own_alike(self) -> None:
        one = a_list(a_line("A1", "@township"))
        other = a_list(
            a_line("B1", TOWNSHIP, areas=TOWNSHIP),
            a_line("B2", OTHER_TOWNSHIP, areas=OTHER_TOWNSHIP),
        )

        assert differences(one, other) == ()

    def test_leave_out_places_that_the_draft_s_ground_has_not(self) -> None:
        ground = a_territory(*(d for d in ordinary_divisions() if d.code not in (VILLAGE, GRID)))
        before = a_list(a_line("A1", BUREAU), a_line("A2", OTHER_BUREAU, areas=VILLAGE))

        assert differences(before, a_list(a_line("A1", BUREAU), ground=ground)) == ()

    def test_say_which_matters_have_too_many_conditions_to_compare(self) -> None:
        many = [
            a_line(f"A{n}", BUREAU, condition=" & ".join(f"k{m} > {n}" for m in range(8)))
            for n in range(4)
        ]

        (found,) = differences(a_list(), a_list(*many))

        assert found.change.kind is Kind.NOT_COMPARED
        assert found.rows_after == ("A0", "A1", "A2", "A3")


class TestMessage:
    before = a_list(a_line("A1", BUREAU, limit=a_limit(40)))

    @pytest.mark.parametrize(
        ("lines", "zh", "en"),
        [
            (
                [a_line("A1", OTHER_BUREAU, limit=a_limit(40))],
                "“乱倒垃圾”在全县：处置的牵头单位由德清县综合行政执法局改为湖州市生态环境局德清分局",
                (
                    "“乱倒垃圾” in the whole county: the lead to dispose changes from "
                    "德清县综合行政执法局 to 湖州市生态环境局德清分局"
                ),
            ),
            (
                [
                    a_line("A1", BUREAU, limit=a_limit(40)),
                    a_line(
                        "A2",
                        "@township",
                        areas=VILLAGE,
                        valid_from=date(2027, 1, 1),
                        condition="severity >= 3",
                        limit=a_limit(40),
                    ),
                ],
                (
                    "“乱倒垃圾”在对河口村（severity >= 3；自2027-01-01起）："
                    "处置的牵头单位由德清县综合行政执法局改为所在镇街"
                ),
                (
                    "“乱倒垃圾” in 对河口村 (severity >= 3; from 2027-01-01): "
                    "the lead to dispose changes from 德清县综合行政执法局 to the township"
                ),
            ),
            (
                [a_line("A1", BUREAU, limit=a_limit(16))],
                "“乱倒垃圾”在全县：处置的时限由40个工作时改为16个工作时",
                (
                    "“乱倒垃圾” in the whole county: the limit to dispose changes from "
                    "40 work hours to 16 work hours"
                ),
            ),
            (
                [],
                "“乱倒垃圾”在全县：处置原由德清县综合行政执法局牵头，改后无人牵头",
                (
                    "“乱倒垃圾” in the whole county: 德清县综合行政执法局 led to dispose; "
                    "now nobody does"
                ),
            ),
        ],
        ids=["lead", "a village, from a day on", "limit", "gone"],
    )
    def test_says_it_in_both_languages(self, lines: list[Line], zh: str, en: str) -> None:
        after = a_list(*lines)

        (found,) = differences(self.before, after)

        assert message_zh(found, self.before, after) == zh
        assert message_en(found, self.before, after) == en


def by_days(line: Line, world: World) -> tuple[Line, ...]:
    """Two rows for one line, the second from a day in its midst on; nobody overrides it."""
    midst = A_DAY
    if any(line.row_id in other.overrides for other in world.lines) or line.overrides:
        return (line,)
    if (line.valid_from or date.min) >= midst or (line.valid_to or date.max) < midst:
        return (line,)
    return (
        replace(line, row_id=f"{line.row_id}a", valid_to=midst - timedelta(days=1)),
        replace(line, row_id=f"{line.row_id}b", valid_from=midst),
    )


def leaves(world: World, areas: frozenset[str]) -> set[str]:
    return {end for end, upwards in world.ends.items() if areas & upwards}
