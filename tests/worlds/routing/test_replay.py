"""A history replayed in bulk is what deciding its cases one by one comes to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.history.model import PastCase
from dispatch.responsibility.model import Duty
from dispatch.routing import painting as painting_module
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Question
from dispatch.routing.painting import Painting, Told
from dispatch.routing.replay import Replay
from dispatch.routing.whatif import BeforeAfter, Box, Move, Moved
from tests.builders import (
    A_DAY,
    BUREAU,
    COMMUNITY,
    DUMPING,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_book,
    a_division,
    a_line,
    a_territory,
    ordinary_divisions,
)
from tests.worlds.routing.oracle import World
from tests.worlds.routing.test_against_oracle import book_of
from tests.worlds.routing.worlds import a_question_in, a_world, growing_from

seeds = st.integers(0, 2**63)
in_many_worlds = settings(max_examples=150, deadline=None, database=None, print_blob=True)
in_some_worlds = settings(in_many_worlds, max_examples=60)


def a_case(area: str = VILLAGE, case_id: str = "C1", **more: object) -> PastCase:
    case = PastCase(source="live", case_id=case_id, occurred_on=A_DAY, area=area, matter=DUMPING)
    return replace(case, **more)


def asked_of(case: PastCase) -> Question:
    return Question(case.matter, case.area, case.occurred_on, case.attributes)


def cases_in(grown: Random, world: World, count: int) -> Iterator[PastCase]:
    for number in range(count):
        question = a_question_in(grown, world)
        yield PastCase(
            source="live",
            case_id=f"C{number}",
            occurred_on=question.day,
            area=grown.choice(("", *[question.area] * 19)),
            matter=question.matter,
            unit=grown.choice((None, "D1", "D2", "D3")),
            attributes=question.attributes,
            returns=grown.choice((0, 0, 1)),
        )


def a_draft_of(world: World, grown: Random) -> World:
    """Some lines go to another unit, some elsewhere, some are struck."""
    lines = []
    for line in world.lines:
        unit, areas = grown.choice(("D1", "D2", "D3", "@township")), grown.choice(world.lines).areas
        lines += grown.choice(
            ([line], [line], [line], [replace(line, unit=unit)], [replace(line, areas=areas)], [])
        )
    return replace(world, lines=tuple(lines))


def the_same(decision: Decision, told: Told) -> bool:
    fields = ("township", "outcome", "reason", "lead", "receiver", "copy_to", "supporting", "rows")
    return all(getattr(decision, each) == getattr(told, each) for each in (*fields, "missing"))


def differing(seed: int) -> list[Question]:
    grown = growing_from(seed)
    world = a_world(grown)
    book = book_of(world)
    painting = Painting((book,), lambda told: told[0])
    questions = [asked_of(case) for case in cases_in(grown, world, 40)]
    return [
        q
        for q in questions
        if not the_same(decide(q, book), painting.told(q.matter, q.area, q.day, q.attributes))
    ]


class TestPainting:
    @in_many_worlds
    @given(seed=seeds)
    def test_answers_as_the_decision_in_every_small_world(self, seed: int) -> None:
        assert differing(seed) == []

    @in_some_worlds
    @given(seed=seeds)
    def test_answers_for_two_lists_as_for_each_alone(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        books = book_of(world), book_of(a_draft_of(world, grown))
        painting = Painting(books, lambda told: told)

        for question in [asked_of(case) for case in cases_in(grown, world, 30)]:
            told = painting.told(question.matter, question.area, question.day, question.attributes)
            for each, book in zip(told, books, strict=True):
                assert the_same(decide(question, book), each)

    @pytest.mark.parametrize(
        ("name", "broken"),
        [
            ("zone_of", lambda *_: painting_module.zone_of(a_territory().county, {})),
            ("holds", lambda *_: True),
            ("bisect_right", lambda *_: 0),
        ],
    )
    def test_is_caught_when_it_forgets_what_an_answer_hangs_on(
        self, name: str, broken: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if name == "zone_of":
            unknown = painting_module.zone_of(a_territory().county, {})
            monkeypatch.setattr(painting_module, name, lambda *_: unknown)
        else:
            monkeypatch.setattr(painting_module, name, broken)

        assert any(differing(seed) for seed in range(60))

    def test_a_matter_that_only_one_list_knows_is_unsorted_in_the_other(self) -> None:
        patrolled = a_line("A2", matter="M002", duty=Duty.PATROL)
        painting = Painting((a_book(a_line()), a_book(a_line(), patrolled)), lambda told: told)

        before, after = painting.told("M002", VILLAGE, A_DAY, {})

        assert (before.outcome, after.outcome) == (Outcome.UNSORTED, Outcome.GAP)
        assert (before.matter, after.matter) == (None, "M002")


class TestReplay:
    @in_some_worlds
    @given(seed=seeds)
    def test_counts_what_deciding_one_by_one_comes_to(self, seed: int) -> None:
        grown = growing_from(seed)
        world = a_world(grown)
        draft = a_draft_of(world, grown)
        if grown.random() < 0.2:
            draft = replace(draft, divisions=(*draft.divisions, a_division("330521777")))
        before, after = book_of(world), book_of(draft)
        cases = list(cases_in(grown, world, 60))
        pairs = [(decide(asked_of(c), before), decide(asked_of(c), after)) for c in cases]
        replay = Replay(before, after)

        replay.feed(cases)

        found = replay.result()
        moved = [(c, a, b) for c, (a, b) in zip(cases, pairs, strict=True) if a.lead != b.lead]
        assert (found.reports, found.moved) == (60, len(moved))
        assert [(m.case_id, m.before, m.after) for m in replay.moves(cases)] == [
            (c.case_id, a.lead, b.lead) for c, a, b in moved
        ]
        assert Counter({m[:6]: m.cases for m in found.moves}) == Counter(
            (known(c, world, draft), b.township or a.township, a.lead, b.lead, a.outcome, b.outcome)
            for c, a, b in moved
        )
        assert found.load == load_of(pairs)
        assert found.townships == {
            township: load_of([p for p in pairs if (p[1].township or p[0].township) == township])
            for township in {p[1].township or p[0].township for p in pairs}
        }
        for outcome in Outcome:
            assert found.outcomes[outcome] == (
                sum(a.outcome is outcome for a, _ in pairs),
                sum(b.outcome is outcome for _, b in pairs),
            )
        assert sum(box.cases for box in found.new_gaps) == sum(
            a.outcome is not Outcome.GAP and b.outcome is Outcome.GAP for a, b in pairs
        )
        assert sum(box.cases for box in found.settled.handed_back) == sum(
            c.returns > 0 and c.unit is not None and b.lead == c.unit != a.lead
            for c, (a, b) in zip(cases, pairs, strict=True)
        )
        assert sum(box.cases for box in found.settled.contested) == sum(
            a.outcome is Outcome.CONFLICT and b.outcome is Outcome.DECIDED for a, b in pairs
        )

    def test_groups_moves_by_matter_township_and_units_and_shows_some_of_each(self) -> None:
        replay = Replay(
            a_book(a_line("A1", BUREAU)),
            a_book(a_line("A1", BUREAU), a_line("A2", OTHER_BUREAU, areas=TOWNSHIP)),
            shown=2,
        )

        replay.feed([a_case(VILLAGE, "C1"), a_case(COMMUNITY, "C2"), a_case(VILLAGE, "C3")])
        replay.feed([a_case(OTHER_VILLAGE, "C4")])

        found = replay.result()
        decided = Outcome.DECIDED
        assert found.moves == (
            Moved(DUMPING, TOWNSHIP, BUREAU, OTHER_BUREAU, decided, decided, 3, ("C1", "C2")),
        )
        assert found.load == {
            BUREAU: BeforeAfter(4, 1),
            OTHER_BUREAU: BeforeAfter(0, 3),
        }
        assert found.townships[OTHER_TOWNSHIP] == {BUREAU: BeforeAfter(1, 1)}

    def test_shows_new_gaps_and_conflicts_as_matter_and_township(self) -> None:
        replay = Replay(
            a_book(a_line("A1", BUREAU)),
            a_book(
                a_line("A1", BUREAU, areas=TOWNSHIP), a_line("A2", OTHER_BUREAU, areas=TOWNSHIP)
            ),
        )

        replay.feed([a_case(VILLAGE, "C1"), a_case(OTHER_VILLAGE, "C2")])

        found = replay.result()
        assert found.new_gaps == (Box(DUMPING, OTHER_TOWNSHIP, 1, ("C2",)),)
        assert found.new_conflicts == (Box(DUMPING, TOWNSHIP, 1, ("C1",)),)
        assert (found.gaps, found.conflicts) == (BeforeAfter(0, 1), BeforeAfter(0, 1))
        assert found.not_evaluated == BeforeAfter(0, 0)

    def test_says_which_disputes_the_draft_would_have_settled(self) -> None:
        replay = Replay(
            a_book(
                a_line("A1", BUREAU),
                a_line("A2", BUREAU, areas=OTHER_TOWNSHIP),
                a_line("A3", OTHER_BUREAU, areas=OTHER_TOWNSHIP),
            ),
            a_book(a_line("A1", OTHER_BUREAU)),
        )

        replay.feed(
            [
                a_case(VILLAGE, "C1", returns=1, unit=OTHER_BUREAU),
                a_case(VILLAGE, "C2", returned_by=(BUREAU,), unit=OTHER_BUREAU),
                a_case(VILLAGE, "C3", returns=2, unit=BUREAU),
                a_case(VILLAGE, "C4", unit=OTHER_BUREAU),
                a_case(OTHER_VILLAGE, "C5"),
            ]
        )

        settled = replay.result().settled
        assert settled.handed_back == (Box(DUMPING, TOWNSHIP, 2, ("C1", "C2")),)
        assert settled.contested == (Box(DUMPING, OTHER_TOWNSHIP, 1, ("C5",)),)
        assert settled.cases == 3

    def test_says_how_far_it_got_and_may_be_stopped(self) -> None:
        replay = Replay(a_book(a_line()), a_book())
        progress = replay.over((a_case() for _ in range(2_500)), total=2_500)

        assert [next(progress), next(progress)] == [(1_000, 2_500), (2_000, 2_500)]
        progress.close()

        assert replay.result().reports == 2_000

    def test_gives_every_move_for_export_without_counting_it(self) -> None:
        replay = Replay(a_book(a_line("A1", BUREAU)), a_book(a_line("A1", OTHER_BUREAU)))

        assert list(replay.moves([a_case(VILLAGE, "C1"), a_case("440000", "C2")])) == [
            Move(
                "C1",
                DUMPING,
                TOWNSHIP,
                BUREAU,
                OTHER_BUREAU,
                Outcome.DECIDED,
                Outcome.DECIDED,
            )
        ]
        assert replay.result().reports == 0

    def test_asks_each_list_on_its_own_ground_where_a_draft_changes_the_ground(self) -> None:
        divisions = [d for d in ordinary_divisions() if d.code not in (VILLAGE, VILLAGE + "001")]
        other = a_territory(*divisions)
        replay = Replay(
            a_book(a_line("A1", BUREAU), a_line("A2", OTHER_BUREAU, areas=VILLAGE)),
            a_book(a_line("A1", BUREAU), territory=other),
        )

        replay.feed([a_case(VILLAGE, "C1"), a_case(COMMUNITY, "C2")])

        assert [(m.before, m.after, m.cases) for m in replay.result().moves] == [
            (OTHER_BUREAU, BUREAU, 1)
        ]


def known(case: PastCase, *worlds: World) -> str | None:
    codes = {m.code for w in worlds for m in w.matters} | {
        x.matter for w in worlds for x in w.lines
    }
    outside = not case.area or case.area.startswith("330522")
    return case.matter if case.matter in codes and not outside else None


def load_of(pairs: list[tuple[Decision, Decision]]) -> dict[str, BeforeAfter]:
    before, after = (Counter(d.lead for d in side if d.lead) for side in zip(*pairs, strict=True))
    return {u: BeforeAfter(before[u], after[u]) for u in before.keys() | after.keys()}
