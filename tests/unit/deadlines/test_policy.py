from dispatch.deadlines.budget import Budget
from dispatch.deadlines.policy import LadderBook, LimitBook
from dispatch.responsibility.model import Limit
from dispatch.vocabulary import ClockName, LimitType, Urgency
from tests.unit.deadlines.builders import DAY, HOUR, a_calendar, at, the_usual_ladder


def a_limit_book() -> LimitBook:
    return LimitBook(
        {
            (clock, urgency): Budget.of(5 if clock is ClockName.HANDLE else 1, DAY)
            for clock in ClockName
            for urgency in Urgency
        }
    )


class TestLimitBook:
    def test_lets_the_lists_line_go_first(self) -> None:
        line = Limit(2.0, LimitType.URGENT_DAY)

        budget = a_limit_book().for_handling(Urgency.YELLOW, line)

        assert budget == Budget.of(2, LimitType.URGENT_DAY)

    def test_promises_the_countys_own_where_a_line_says_nothing(self) -> None:
        book = a_limit_book()

        for silent in (None, Limit(None, None), Limit(3, None, "3天"), Limit(0, DAY)):
            assert book.for_handling(Urgency.YELLOW, silent) == Budget.of(5, DAY)


class TestLadderBook:
    def test_lets_an_acknowledgement_expire_in_working_time(self) -> None:
        ladders = {
            (clock, urgency): the_usual_ladder() for clock in ClockName for urgency in Urgency
        }
        book = LadderBook(ladders, None, Budget.of(4, HOUR))

        until = book.acknowledged_until(a_calendar(), at("2026-11-20 16:00"))

        assert until == at("2026-11-23 10:00")
