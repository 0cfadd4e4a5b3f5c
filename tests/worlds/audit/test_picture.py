"""The merged picture: nothing lost, nothing said twice, and every example really does it."""

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from dispatch.responsibility.audit import Check, Finding, audit
from dispatch.responsibility.audit.boxes import box_of
from dispatch.responsibility.audit.examples import example_of
from dispatch.responsibility.audit.picture import MOST, picture
from dispatch.responsibility.model import Part
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question
from dispatch.territory.tree import Territory
from dispatch.vocabulary import MatterCode
from tests.builders import (
    BUREAU,
    COUNTY,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    TOWNSHIP,
    Book,
    a_division,
    a_line,
    a_matter,
)
from tests.unit.responsibility.audit.ground import a_list
from tests.worlds.audit.test_against_oracle import (
    audited,
    in_some_worlds,
    seeds,
)
from tests.worlds.routing.oracle import World
from tests.worlds.routing.worlds import a_world, growing_from


def told(finding: Finding, world: World) -> Decision | None:
    judged = audited(world)
    example = example_of(finding, judged)
    if example is None:
        return None
    question = Question(
        matter=example.matter,
        area=example.area,
        day=example.day,
        attributes=example.attributes,
    )
    book = Book(judged.territory, judged.register, judged.index)
    return decide(question, book)


in_a_few_worlds = settings(in_some_worlds, max_examples=60)


class TestPicture:
    @in_a_few_worlds
    @given(seed=seeds)
    def test_loses_no_finding_and_shows_none_twice(self, seed: int) -> None:
        judged = audited(a_world(growing_from(seed)))
        findings = audit(judged, advice=True)

        groups = picture(findings, judged, most=2)

        assert Counter(each for group in groups for each in group.findings) == Counter(findings)
        assert max(Counter(group.check for group in groups).values(), default=0) <= 2

    @in_a_few_worlds
    @given(seed=seeds)
    def test_says_that_a_group_is_whole_only_when_it_is(self, seed: int) -> None:
        judged = audited(a_world(growing_from(seed)))

        for group in picture(audit(judged, advice=True), judged, most=2):
            touched = {
                (matter, end.code)
                for box in (box_of(each, judged) for each in group.findings)
                for matter in box.matters
                for end in judged.ends
                if end.leaves & box.leaves
            }
            matters = {matter for matter, _ in touched}
            ends = {end for _, end in touched}
            assert group.whole == (len(touched) == len(matters) * len(ends))

    @in_a_few_worlds
    @given(seed=seeds)
    def test_does_not_change_when_the_lines_change_places(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        shuffled = replace(world, lines=tuple(grown.sample(world.lines, len(world.lines))))

        first, second = (
            picture(audit(judged, advice=True), judged)
            for judged in (audited(world), audited(shuffled))
        )

        assert first == second

    def test_is_one_quarrel_where_two_units_rival_over_many_matters(self):
        matters = [f"M{n:02}" for n in range(30)]
        judged = a_list(
            *(a_line(f"A{code}", BUREAU, matter=code) for code in matters),
            *(a_line(f"B{code}", OTHER_BUREAU, matter=code) for code in matters),
            matters=[a_matter(code, name=f"事项{code}") for code in matters],
        )

        (group,) = picture(audit(judged), judged)

        assert len(group.findings) == 30
        assert group.words.zh == (
            "多头管：“事项M00”、“事项M01”、“事项M02”、“事项M03”等30类事项，德清县全县，"
            "湖州市生态环境局德清分局、德清县综合行政执法局（共30处）"
        )
        assert group.whole

    def test_is_one_hole_where_matters_are_left_out_in_the_same_townships(self):
        ground = Territory.build(
            COUNTY,
            [
                a_division(COUNTY, name="德清县"),
                *(a_division(f"{COUNTY}{n:03}", name=f"镇{n}") for n in range(1, 7)),
            ],
        )
        matters = [a_matter("M1", name="河道"), *(a_matter(f"M1{n}", parent="M1") for n in "ab")]
        judged = a_list(
            a_line("A1", matter="M1a", areas=f"{COUNTY}001"),
            a_line("A2", matter="M1b", areas=f"{COUNTY}001"),
            matters=matters,
            territory=ground,
        )

        (group,) = picture(audit(judged), judged)

        assert (group.check, group.matters, len(group.findings)) == (
            Check.NO_MANS_LAND,
            ("M1",) if "M1" in group.matters else ("M1a", "M1b"),
            10,
        )
        assert "德清县全县除镇1" in group.words.zh
        assert group.words.en.endswith("the whole of 德清县 except 镇1 (10 findings)")

    def test_puts_what_is_left_beyond_the_largest_groups_into_one(self):
        codes = [f"M{n:02}" for n in range(20)]
        judged = a_list(
            a_line("A1", matter="MX"),
            matters=[a_matter(code) for code in (*codes, "MX")],
        )

        groups = picture(audit(judged), judged)

        assert len(groups) <= MOST
        assert sum(len(group.findings) for group in groups) == 20


class TestExample:
    @in_a_few_worlds
    @given(seed=seeds)
    def test_is_answered_as_the_finding_says(self, seed: int) -> None:
        world = a_world(growing_from(seed))

        for finding in audit(audited(world), advice=True):
            decision = told(finding, world)
            expected = example_of(finding, audited(world))
            if expected is None:
                assert finding.check not in (Check.MULTI_LEAD, Check.NO_MANS_LAND, Check.OMITTED)
                continue
            assert decision is not None
            if expected.outcome:
                assert decision.outcome == expected.outcome, (finding, expected, decision)
            if finding.check in (Check.MULTI_LEAD, Check.DUPLICATE):
                assert set(finding.rows) <= set(decision.rows)
            if finding.check is Check.UNREACHABLE:
                assert finding.rows[0] not in decision.rows

    @in_a_few_worlds
    @given(seed=seeds)
    def test_lies_in_the_findings_box(self, seed: int) -> None:
        judged = audited(a_world(growing_from(seed)))

        for finding in audit(judged, advice=True):
            example = example_of(finding, judged)
            if example is None:
                continue
            box = box_of(finding, judged)
            place = judged.territory.get(example.area)
            assert example.matter in box.matters, finding
            assert place is not None
            assert not place.leaves & ~box.leaves, finding
            assert box.first is None or box.first <= example.day <= (box.last or date.max)

    def test_tells_what_else_the_list_asks_so_that_nothing_else_is_open(self):
        judged = a_list(
            a_line("A1", BUREAU, condition="severity >= 2"),
            a_line("A2", OTHER_BUREAU, zone="urban"),
            a_line("A3", "330521-SHZL", part=Part.COOPERATE, condition="land = farm"),
        )
        (finding,) = (each for each in audit(judged) if each.check is Check.MULTI_LEAD)

        example = example_of(finding, judged)

        assert example is not None
        assert example.attributes == {"severity": "2", "zone": "urban", "land": "farm"}
        book = Book(judged.territory, judged.register, judged.index)
        question = Question(
            MatterCode("M001"), example.area, example.day, attributes=example.attributes
        )
        assert decide(question, book).outcome is Outcome.CONFLICT

    def test_of_a_township_that_two_lead_lies_below_a_township(self):
        judged = a_list(a_line("A1", "@township"), a_line("A2", BUREAU))
        (finding,) = audit(judged)

        example = example_of(finding, judged)

        assert example is not None
        assert example.area.startswith((TOWNSHIP, OTHER_TOWNSHIP))
        assert example.outcome == "conflict"
