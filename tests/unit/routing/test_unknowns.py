"""What was not said: where it matters a person is asked, where it does not nobody is."""

from dispatch.responsibility.model import Part
from dispatch.routing.decide import decide
from dispatch.routing.english import sentence_en
from dispatch.routing.model import Outcome, Reason
from dispatch.routing.sentence import sentence_zh
from tests.builders import (
    BUREAU,
    OTHER_BUREAU,
    TOWNSHIP,
    VILLAGE,
    a_book,
    a_line,
    a_question,
)


class TestAnUnknownArea:
    def test_outside_the_county_is_not_evaluated(self) -> None:
        decision = decide(a_question("330522001"), a_book(a_line()))

        assert (decision.outcome, decision.reason) == (
            Outcome.NOT_EVALUATED,
            Reason.AREA_OUTSIDE_COUNTY,
        )

    def test_that_was_not_given_is_not_evaluated(self) -> None:
        decision = decide(a_question(""), a_book(a_line()))

        assert (decision.outcome, decision.reason) == (Outcome.NOT_EVALUATED, Reason.AREA_UNKNOWN)

    def test_below_a_known_one_is_decided_there_and_marked(self) -> None:
        decision = decide(a_question(VILLAGE + "777"), a_book(a_line(areas=VILLAGE)))

        assert decision.lead == BUREAU
        assert decision.area == VILLAGE
        assert decision.because.inputs.remainder == "777"


class TestAnUnknownZone:
    def test_is_not_evaluated_when_the_answer_hangs_on_it(self) -> None:
        book = a_book(a_line("A1", zone="urban"), a_line("A2", OTHER_BUREAU, zone="rural"))

        decision = decide(a_question(TOWNSHIP), book)

        assert (decision.outcome, decision.reason) == (Outcome.NOT_EVALUATED, Reason.ZONE_UNKNOWN)
        assert decision.missing == ("zone",)
        assert decision.lead is None

    def test_does_not_matter_when_every_zone_gives_the_same_answer(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, zone="urban", part=Part.COOPERATE),
            a_line("A3", OTHER_BUREAU, zone="rural", part=Part.COOPERATE),
        )

        decision = decide(a_question(TOWNSHIP), book)

        assert decision.lead == BUREAU
        assert decision.supporting == (OTHER_BUREAU,)

    def test_is_not_evaluated_when_the_supporting_units_hang_on_it(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, zone="urban", part=Part.COOPERATE),
            a_line("A3", zone="rural", matter="M002"),
        )

        assert decide(a_question(TOWNSHIP), book).reason is Reason.ZONE_UNKNOWN

    def test_is_none_when_the_report_says_it(self) -> None:
        book = a_book(a_line("A1", zone="urban"), a_line("A2", OTHER_BUREAU, zone="rural"))

        assert decide(a_question(TOWNSHIP, attributes={"zone": "rural"}), book).lead == OTHER_BUREAU


class TestAMissingAttribute:
    def test_is_not_evaluated_when_the_answer_hangs_on_it(self) -> None:
        book = a_book(a_line("A1"), a_line("A2", OTHER_BUREAU, condition="severity >= 3"))

        decision = decide(a_question(), book)

        assert (decision.outcome, decision.reason) == (
            Outcome.NOT_EVALUATED,
            Reason.ATTRIBUTE_UNKNOWN,
        )
        assert decision.missing == ("severity",)

    def test_does_not_matter_to_a_line_that_fails_anyhow(self) -> None:
        book = a_book(
            a_line("A1"), a_line("A2", OTHER_BUREAU, condition="severity >= 3 & land = farm")
        )

        assert decide(a_question(attributes={"land": "river"}), book).lead == BUREAU

    def test_does_not_matter_to_a_line_that_is_beaten_anyhow(self) -> None:
        book = a_book(
            a_line("A1", areas=VILLAGE, overrides=["A2"]),
            a_line("A2", OTHER_BUREAU, condition="severity >= 3"),
        )

        assert decide(a_question(), book).lead == BUREAU

    def test_does_not_matter_when_whatever_it_is_gives_the_same_answer(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, part=Part.COOPERATE, condition="severity >= 3"),
            a_line("A3", OTHER_BUREAU, part=Part.COOPERATE, condition="severity < 3"),
        )

        decision = decide(a_question(), book)

        assert decision.lead == BUREAU
        assert decision.supporting == (OTHER_BUREAU,)

    def test_is_named_alone_when_another_unknown_one_changes_nothing(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, condition="severity >= 3"),
            a_line("A3", part=Part.COOPERATE, condition="land = farm"),
            a_line("A4", part=Part.COOPERATE, condition="land != farm"),
        )

        assert decide(a_question(), book).missing == ("severity",)

    def test_is_named_beside_the_zone(self) -> None:
        book = a_book(
            a_line("A1"),
            a_line("A2", OTHER_BUREAU, condition="severity >= 3"),
            a_line("A3", OTHER_BUREAU, zone="urban"),
            a_line("A4", zone="rural"),
        )

        decision = decide(a_question(TOWNSHIP), book)

        assert decision.missing == ("zone", "severity")
        assert decision.reason is Reason.ZONE_UNKNOWN

    def test_asks_a_person_at_once_when_there_are_too_many(self) -> None:
        lines = [
            a_line(f"A{n}", part=Part.COOPERATE, condition=f"k{n} = 1 & k{n} < 9")
            for n in range(13)
        ]

        decision = decide(a_question(), a_book(a_line(), *lines))

        assert decision.reason is Reason.ATTRIBUTE_UNKNOWN
        assert len(decision.missing) == 13


class TestAnAnswerThatCannotBeCompared:
    BOOK = a_book(
        a_line("A1", condition="area_m2 < 300"),
        a_line("A2", OTHER_BUREAU, condition="area_m2 >= 300"),
    )

    def test_is_asked_for_and_never_read_as_text(self) -> None:
        decision = decide(a_question(attributes={"area_m2": "90平方米"}), self.BOOK)

        assert decision.reason is Reason.ATTRIBUTE_UNKNOWN
        assert decision.missing == ("area_m2",)
        assert decision.because.inputs.attributes == (("area_m2", "90平方米"),)
        assert "取决于area_m2，报告写的“90平方米”无法比较，由县级" in sentence_zh(decision.because)
        assert 'says "90平方米", which cannot be compared;' in sentence_en(decision.because)

    def test_says_of_what_was_not_said_at_all_just_that(self) -> None:
        because = decide(a_question(), self.BOOK).because

        assert "取决于area_m2，报告未写明，由县级" in sentence_zh(because)
        assert "depends on area_m2, which the report does not say;" in sentence_en(because)

    def test_of_a_zone_is_whatever_is_no_word(self) -> None:
        book = a_book(a_line("A1", zone="urban"), a_line("A2", OTHER_BUREAU, zone="rural"))

        for given in (["urban"], {"zone": "urban"}, True, 5, " "):
            decision = decide(a_question(TOWNSHIP, attributes={"zone": given}), book)

            assert decision.missing == ("zone",)
            assert decision.because.inputs.zone is None
