"""The rules of deciding, one sentence each."""

from datetime import date, timedelta

import pytest

from dispatch.responsibility.model import AT_TOWNSHIP, Duty, ListKind, Part
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Outcome, Reason
from tests.builders import (
    A_DAY,
    BUREAU,
    COMMUNITY,
    COUNTY,
    GRID,
    OTHER_BUREAU,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Book,
    a_book,
    a_division,
    a_limit,
    a_line,
    a_matter,
    a_question,
    a_territory,
    a_unit,
)

ROOM = "330521001-ZF"
COMMAND_ROOM = "330521001-ZH"


def outcome(decision: Decision) -> tuple[Outcome, Reason]:
    return decision.outcome, decision.reason


def lead_at(area: str, book: Book) -> str | None:
    return decide(a_question(area), book).lead


class TestTheMostSpecificLine:
    def test_wins_by_its_narrower_area(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, areas=VILLAGE))

        decision = decide(a_question(GRID), book)

        assert outcome(decision) == (Outcome.DECIDED, Reason.ONE_LEAD)
        assert decision.lead == OTHER_BUREAU
        assert decision.rows == ("A2",)
        assert lead_at(COMMUNITY, book) == BUREAU

    def test_wins_by_its_zone(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, zone="urban"))

        assert lead_at(COMMUNITY, book) == OTHER_BUREAU
        assert lead_at(VILLAGE, book) == BUREAU

    def test_wins_by_its_condition(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, condition="severity >= 3"))

        assert decide(a_question(attributes={"severity": 3}), book).lead == OTHER_BUREAU
        assert decide(a_question(attributes={"severity": 2}), book).lead == BUREAU

    def test_wins_by_its_deeper_matter(self) -> None:
        book = a_book(
            a_line("A1", matter="M0"),
            a_line("A2", OTHER_BUREAU, matter="M01"),
            matters=(a_matter("M0"), a_matter("M01", parent="M0")),
        )

        assert decide(a_question(matter="M01"), book).lead == OTHER_BUREAU
        assert decide(a_question(matter="M0"), book).lead == BUREAU

    def test_wins_over_a_set_of_areas_that_holds_its_own(self) -> None:
        book = a_book(
            a_line("A1", areas=f"{VILLAGE};{OTHER_VILLAGE}"),
            a_line("A2", OTHER_BUREAU, areas=VILLAGE),
        )

        assert lead_at(VILLAGE, book) == OTHER_BUREAU
        assert lead_at(OTHER_VILLAGE, book) == BUREAU

    def test_never_follows_from_the_order_of_the_lines(self) -> None:
        lines = a_line("A1"), a_line("A2", OTHER_BUREAU, areas=VILLAGE)

        assert lead_at(VILLAGE, a_book(*lines)) == lead_at(VILLAGE, a_book(*reversed(lines)))


class TestConflict:
    def test_is_two_leads_where_neither_line_is_wider(self) -> None:
        book = a_book(
            a_line("A2", areas=VILLAGE),
            a_line("A1", OTHER_BUREAU, condition="severity >= 3"),
        )

        decision = decide(a_question(attributes={"severity": 3}), book)

        assert outcome(decision) == (Outcome.CONFLICT, Reason.SEVERAL_LEADS)
        assert decision.lead is decision.receiver is decision.copy_to is None
        assert decision.rows == ("A1", "A2")

    def test_is_two_leads_of_areas_with_the_same_leaves(self) -> None:
        book = a_book(a_line("A1", areas=VILLAGE), a_line("A2", OTHER_BUREAU, areas=GRID))

        assert decide(a_question(GRID), book).outcome is Outcome.CONFLICT

    def test_is_none_when_the_several_lines_name_one_unit(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", areas="*"))

        decision = decide(a_question(), book)

        assert decision.lead == BUREAU
        assert decision.rows == ("A1", "A2")

    def test_is_a_recalled_matter_that_a_township_would_lead(self) -> None:
        book = a_book(a_line(unit=AT_TOWNSHIP), matters=(a_matter(list_kind=ListKind.RECALLED),))

        decision = decide(a_question(), book)

        assert outcome(decision) == (Outcome.CONFLICT, Reason.RECALLED)
        assert decision.lead is None

    def test_is_none_when_the_line_says_that_its_matter_was_not_recalled(self) -> None:
        book = a_book(
            a_line(unit=AT_TOWNSHIP, list_kind=ListKind.BASIC),
            matters=(a_matter(list_kind=ListKind.RECALLED),),
        )

        assert decide(a_question(), book).lead == TOWNSHIP

    def test_is_none_when_the_county_leads_a_recalled_matter(self) -> None:
        book = a_book(a_line(list_kind=ListKind.RECALLED))

        assert decide(a_question(), book).lead == BUREAU


class TestOverrides:
    def test_come_before_the_most_specific(self) -> None:
        book = a_book(a_line("A1", overrides=["A2"]), a_line("A2", OTHER_BUREAU, areas=VILLAGE))

        decision = decide(a_question(), book)

        assert decision.lead == BUREAU
        assert decision.rows == ("A1",)

    def test_need_a_line_that_covers_the_point(self) -> None:
        book = a_book(
            a_line("A1", areas=OTHER_TOWNSHIP, overrides=["A2"]), a_line("A2", OTHER_BUREAU)
        )

        assert lead_at(VILLAGE, book) == OTHER_BUREAU

    def test_settle_what_would_be_a_conflict(self) -> None:
        book = a_book(a_line("A1", overrides=["A2"]), a_line("A2", OTHER_BUREAU))

        assert lead_at(VILLAGE, book) == BUREAU

    def test_declare_nothing_when_they_run_in_a_circle(self) -> None:
        book = a_book(a_line("A1", overrides=["A2"]), a_line("A2", OTHER_BUREAU, overrides=["A1"]))

        assert decide(a_question(), book).outcome is Outcome.CONFLICT


class TestGap:
    def test_is_a_point_that_no_leading_line_covers(self) -> None:
        book = a_book(
            a_line("A1", areas=OTHER_TOWNSHIP),
            a_line("A2", duty=Duty.PATROL),
            a_line("A3", OTHER_BUREAU, part=Part.COOPERATE),
        )

        decision = decide(a_question(VILLAGE), book)

        assert outcome(decision) == (Outcome.GAP, Reason.NO_LINE)
        assert decision.rows == ()
        assert decision.supporting == (OTHER_BUREAU,)

    @pytest.mark.parametrize(
        ("days", "covered"),
        [(-1, False), (0, True), (1, True), (2, False)],
        ids=["the day before", "the first day", "the last day", "the day after"],
    )
    def test_is_a_day_outside_a_lines_validity(self, days: int, *, covered: bool) -> None:
        line = a_line(valid_from=A_DAY, valid_to=A_DAY + timedelta(days=1))

        decision = decide(a_question(day=A_DAY + timedelta(days=days)), a_book(line))

        assert (decision.outcome is Outcome.DECIDED) is covered

    def test_is_none_while_both_ends_are_open(self) -> None:
        assert decide(a_question(day=date.min), a_book(a_line())).outcome is Outcome.DECIDED


class TestUnsorted:
    @pytest.mark.parametrize("matter", [None, "M999"], ids=["none", "not the county's"])
    def test_is_a_report_without_a_known_matter(self, matter: str | None) -> None:
        decision = decide(a_question(matter=matter), a_book(a_line()))

        assert outcome(decision) == (Outcome.UNSORTED, Reason.MATTER_UNKNOWN)
        assert decision.area == VILLAGE


class TestTheTownship:
    def test_is_the_one_above_the_area(self) -> None:
        book = a_book(a_line(unit=AT_TOWNSHIP))

        assert lead_at(GRID, book) == TOWNSHIP
        assert lead_at(OTHER_VILLAGE, book) == OTHER_TOWNSHIP

    def test_is_the_same_unit_as_its_code(self) -> None:
        book = a_book(a_line("A1", unit=AT_TOWNSHIP), a_line("A2", TOWNSHIP))

        assert decide(a_question(), book).lead == TOWNSHIP

    def test_is_not_evaluated_above_township_level(self) -> None:
        decision = decide(a_question(COUNTY), a_book(a_line(unit=AT_TOWNSHIP)))

        assert outcome(decision) == (Outcome.NOT_EVALUATED, Reason.TOWNSHIP_UNKNOWN)
        assert decision.rows == ("A1",)

    def test_is_not_evaluated_in_a_county_without_townships(self) -> None:
        ground = a_territory(
            a_division(COUNTY), a_division("330521400001", parent=COUNTY, kind="village")
        )
        book = a_book(a_line(unit=AT_TOWNSHIP), territory=ground)

        assert decide(a_question("330521400001"), book).reason is Reason.TOWNSHIP_UNKNOWN

    def test_is_left_out_of_the_supporting_units_where_nobody_knows_it(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", AT_TOWNSHIP, part=Part.COOPERATE))

        assert decide(a_question(COUNTY), book).supporting == ()
        assert decide(a_question(VILLAGE), book).supporting == (TOWNSHIP,)


class TestTheLead:
    @pytest.mark.parametrize("unit", ["OLD", "GHOST"], ids=["inactive", "unknown"])
    def test_is_not_evaluated_when_nobody_is_there(self, unit: str) -> None:
        book = a_book(a_line(unit=unit), units=[a_unit("OLD", active=False)])

        decision = decide(a_question(), book)

        assert outcome(decision) == (Outcome.NOT_EVALUATED, Reason.LEAD_INACTIVE)
        assert decision.lead is None
        assert decision.rows == ("A1",)

    def test_is_not_among_the_supporting_units(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", part=Part.COOPERATE),
            a_line("A3", OTHER_BUREAU, part=Part.COOPERATE),
        )

        assert decide(a_question(), book).supporting == (OTHER_BUREAU,)

    def test_brings_the_limit_of_its_line(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", limit=a_limit(4)))

        assert decide(a_question(), book).limit == a_limit(4)

    def test_brings_no_limit_while_nothing_is_decided(self) -> None:
        assert decide(a_question(), a_book(a_line(unit="GHOST", limit=a_limit()))).limit is None


class TestTheReceiver:
    def test_is_the_leads_stationed_unit_in_the_township(self) -> None:
        book = a_book(a_line(), units=[a_unit(ROOM)], receivers={(BUREAU, TOWNSHIP): ROOM})

        assert decide(a_question(VILLAGE), book).receiver == ROOM
        assert decide(a_question(OTHER_VILLAGE), book).receiver == BUREAU

    def test_is_the_lead_where_the_township_is_unknown(self) -> None:
        decision = decide(a_question(COUNTY), a_book(a_line()))

        assert decision.receiver == BUREAU
        assert decision.copy_to is None

    def test_is_the_lead_where_the_stationed_unit_is_abolished(self) -> None:
        book = a_book(
            a_line(),
            units=[a_unit(ROOM, active=False)],
            receivers={(BUREAU, TOWNSHIP): ROOM},
        )

        assert decide(a_question(), book).receiver == BUREAU

    def test_leaves_a_copy_with_the_townships_command_room(self) -> None:
        room = a_unit(COMMAND_ROOM, kind="command_room", parent=TOWNSHIP)

        assert decide(a_question(), a_book(a_line(), units=[room])).copy_to == COMMAND_ROOM
        assert decide(a_question(), a_book(a_line())).copy_to == TOWNSHIP

    def test_gets_no_copy_of_what_it_has(self) -> None:
        assert decide(a_question(), a_book(a_line(unit=AT_TOWNSHIP))).copy_to is None


class TestTheEdition:
    def test_stands_on_every_decision(self) -> None:
        for question in (a_question(), a_question("330522001"), a_question(matter=None)):
            assert decide(question, a_book(a_line())).edition == "7"
