"""Handing back, transferring, supervising, suspending, reopening: each keeps the clocks honest."""

from datetime import timedelta

import pytest

from dispatch.casework.lifecycle import NotNow, NotYours
from dispatch.casework.model import NoSuchCase, State
from dispatch.flows.hand_back import (
    GroundUnknown,
    HandedBackBefore,
    TooLateToHandBack,
    hand_back,
)
from dispatch.flows.move_case import WordsMissing
from dispatch.flows.reopen_case import TooLateToReopen, reopen_case
from dispatch.flows.supervise_case import NotLouder, supervise_case
from dispatch.flows.suspend_case import EndOutOfRange, NotSuspendable, suspend_case
from dispatch.flows.transfer_case import HoldsItAlready, transfer_case
from dispatch.vocabulary import ClockName, Strength
from tests.support.county import CountyWorld, Somebody

SQUAD, OTHER_TOWNSHIP = "wk-zfd-01", "xs-pcs-01"


def hands_back(
    unit: Somebody, number: str, ground: str = "ownership", why: str = "非本单位"
) -> None:
    unit._does(hand_back, number, ground=ground, why=why)  # noqa: SLF001 - as its own moves do


def transfers(desk: Somebody, number: str, unit: str) -> None:
    desk._does(transfer_case, number, unit=unit, note="改由你单位办理")  # noqa: SLF001


def supervises(who: Somebody, number: str, strength: Strength = Strength.SUPERVISE) -> None:
    who._does(supervise_case, number, strength=strength, note="限期办结")  # noqa: SLF001


def suspends(who: Somebody, number: str, days: int, why: str = "等待材料") -> None:
    until = who.county.clock.now() + timedelta(days=days)
    who._does(suspend_case, number, until=until, reason=why)  # noqa: SLF001


def reopens(who: Somebody, number: str, why: str = "又出现了") -> None:
    who._does(reopen_case, number, why=why)  # noqa: SLF001


def a_closed_case(county: CountyWorld) -> str:
    number = county.a_case()
    county.person(SQUAD).accepts(number)
    county.person(SQUAD).reports_back(number)
    county.person("wk-zhs-01").verifies(number)
    county.desk().closes(number)
    return number


def told(county: CountyWorld, kind: str) -> tuple[object, ...]:
    """Return whom the one notice of this kind tells, of which clock, how loudly."""
    (found,) = county.rows(
        "select unit_code, clock, cycle, strength, account from notice where kind = :kind",
        kind=kind,
    )
    return found


class TestBeingTold:
    """Whoever has the case before them again, or is pressed, finds it in their inbox."""

    def test_of_a_case_handed_back_is_the_desks(self, county: CountyWorld) -> None:
        number = county.a_case()

        hands_back(county.person(SQUAD), number)

        desk = county.loaded.desk
        assert told(county, "handed_back") == (desk, "dispatch", 1, None, None)
        assert [each.number for each in county.desk().inbox.open] == [number]
        assert len(county.person(SQUAD).inbox) == 0

    def test_again_names_the_clock_of_its_second_time(self, county: CountyWorld) -> None:
        number = county.a_case()
        hands_back(county.person(SQUAD), number)
        county.desk().assigns(number, "330521-ZHZF")
        hands_back(county.person(SQUAD), number)

        cycles = county.rows("select cycle from notice where kind = 'handed_back' order by 1")

        assert cycles == [(1,), (2,)]
        assert county.breaches() == []

    def test_of_a_supervision_is_the_holders_as_loudly_as_it_is(self, county: CountyWorld) -> None:
        number = county.a_case()

        supervises(county.supervisor("duban1"), number, Strength.RED_CARD)

        squad = "330521001-ZFD"
        assert told(county, "supervised") == (squad, "handle", 1, "red_card", None)
        alert = county.person(SQUAD).inbox.first
        assert (alert.number, alert.alert.strength) == (number, Strength.RED_CARD)
        assert len(county.supervisor("duban1").inbox) == 0

    def test_of_a_case_reopened_is_the_units_that_handled_it(self, county: CountyWorld) -> None:
        number = a_closed_case(county)

        reopens(county.desk(), number)

        assert told(county, "reopened") == ("330521001-ZFD", "handle", 2, None, None)
        assert [each.number for each in county.person(SQUAD).inbox.open] == [number]

    def test_of_a_failed_look_is_the_units_until_it_reports_back_again(
        self, county: CountyWorld
    ) -> None:
        number = county.a_case()
        squad = county.person(SQUAD)
        squad.accepts(number)
        squad.reports_back(number)
        county.person("wk-zhs-01").sends_back(number)
        before = [each.number for each in squad.inbox.open]

        squad.reports_back(number)

        assert told(county, "sent_back") == ("330521001-ZFD", "handle", 1, None, None)
        assert before == [number]
        assert len(squad.inbox) == 0

    def test_leaves_the_house_in_the_morning_unless_it_is_urgent(self, county: CountyWorld) -> None:
        numbers = [county.a_case(), county.a_case(urgency="red")]
        county.clock.forward(hours=13.5)

        for number in numbers:
            supervises(county.supervisor("duban1"), number, Strength.RED_CARD)

        waits = county.rows(
            "select send_not_before > created_at from notice where kind = 'supervised'"
            " order by created_at, notice_id"
        )
        assert waits == [(True,), (False,)]


class TestHandingBack:
    def test_puts_the_case_before_the_desk_while_the_handle_clock_runs_on(
        self, county: CountyWorld
    ) -> None:
        number = county.a_case()
        before = county.clocks(number)[ClockName.HANDLE]
        county.clock.forward(hours=1)

        hands_back(county.person(SQUAD), number)

        case, clocks = county.case(number), county.clocks(number)
        assert (case.state, case.holder_unit) == (State.SORTING, county.loaded.desk)
        assert clocks[ClockName.HANDLE] == before
        assert clocks[ClockName.SIGN].promise.finished == county.clock.now()
        assert clocks[ClockName.DISPATCH].promise.finished is None
        assert county.breaches() == []

    def test_and_assigning_anew_gives_nobody_the_time_anew(self, county: CountyWorld) -> None:
        number = county.a_case()
        before = county.clocks(number)[ClockName.HANDLE]
        hands_back(county.person(SQUAD), number)
        county.clock.forward(hours=2)

        county.desk().assigns(number, "330521-ZHZF")

        clocks = county.clocks(number)
        assert clocks[ClockName.HANDLE].promise.started == before.promise.started
        assert clocks[ClockName.HANDLE].due_at <= before.due_at
        assert clocks[ClockName.SIGN].promise.cycle == 2
        assert clocks[ClockName.DISPATCH].promise.finished == county.clock.now()
        assert county.breaches() == []

    def test_is_refused_without_a_ground_or_words(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(GroundUnknown):
            hands_back(county.person(SQUAD), number, ground="because")
        with pytest.raises(WordsMissing):
            hands_back(county.person(SQUAD), number, why=" ")

    def test_is_refused_when_the_unit_has_had_it_too_long(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward(days=2)

        with pytest.raises(TooLateToHandBack):
            hands_back(county.person(SQUAD), number)

    def test_is_refused_for_the_third_time(self, county: CountyWorld) -> None:
        number = county.a_case()
        for _ in range(2):
            hands_back(county.person(SQUAD), number)
            county.desk().assigns(number, "330521-ZHZF")
            assert county.case(number).holder_unit == "330521001-ZFD"

        with pytest.raises(HandedBackBefore):
            hands_back(county.person(SQUAD), number)

    def test_is_the_holders_alone(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(NotYours):
            hands_back(county.desk(), number)
        with pytest.raises(NoSuchCase):
            hands_back(county.person(OTHER_TOWNSHIP), number)


class TestTransfer:
    def test_makes_another_unit_sign_on_the_old_time(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)
        before = county.clocks(number)[ClockName.HANDLE]

        transfers(county.desk(), number, "330521-GA")

        case, clocks = county.case(number), county.clocks(number)
        assert case.state is State.DISPATCHED
        assert case.lead_unit == "330521-GA"
        assert clocks[ClockName.HANDLE].promise.started == before.promise.started
        assert clocks[ClockName.SIGN].promise.cycle == 2
        assert county.breaches() == []

    def test_to_who_holds_it_is_refused(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(HoldsItAlready):
            transfers(county.desk(), number, county.case(number).lead_unit or "")

        assert county.case(number).last_seq == 1

    def test_is_the_desks_alone(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(NotYours):
            transfers(county.person(SQUAD), number, "330521-GA")


class TestSupervision:
    def test_is_told_to_the_holder_and_only_rises(self, county: CountyWorld) -> None:
        number = county.a_case()
        supervisor = county.supervisor("duban1")

        supervises(supervisor, number, Strength.YELLOW_CARD)

        assert county.case(number).strength is Strength.YELLOW_CARD
        told = county.rows("select unit_code from notice where kind = 'supervised'")
        assert told == [("330521001-ZFD",)]
        with pytest.raises(NotLouder):
            supervises(supervisor, number, Strength.SUPERVISE)
        with pytest.raises(NotLouder):
            supervises(supervisor, number, Strength.SCREEN)

    def test_is_a_supervisors_alone_and_of_open_cases(self, county: CountyWorld) -> None:
        number = a_closed_case(county)

        with pytest.raises(NotNow):
            supervises(county.supervisor("duban1"), number)
        with pytest.raises(NotYours):
            supervises(county.desk(), county.a_case())


class TestSuspension:
    def test_lets_the_handle_clock_stand_still_once(self, county: CountyWorld) -> None:
        number = county.a_case()
        before = county.clocks(number)[ClockName.HANDLE]

        suspends(county.desk(), number, days=7)

        after = county.clocks(number)[ClockName.HANDLE]
        assert after.due_at > before.due_at
        assert after.next_at is not None
        assert county.breaches() == []
        with pytest.raises(NotSuspendable):
            suspends(county.desk(), number, days=8)

    @pytest.mark.parametrize("days", [0, -1, 181])
    def test_ends_ahead_and_not_too_far(self, county: CountyWorld, days: int) -> None:
        with pytest.raises(EndOutOfRange):
            suspends(county.desk(), county.a_case(), days=days)

    def test_is_refused_once_it_is_overdue(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward(days=5)

        with pytest.raises(NotSuspendable):
            suspends(county.desk(), number, days=7)

    def test_is_never_the_handlers_own(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)

        with pytest.raises(NotYours):
            suspends(county.person(SQUAD), number, days=7)


class TestReopening:
    def test_gives_the_same_unit_a_new_cycle_and_can_be_closed_again(
        self, county: CountyWorld
    ) -> None:
        number = a_closed_case(county)
        county.clock.forward(days=3)

        reopens(county.desk(), number)

        case, clocks = county.case(number), county.clocks(number)
        assert (case.state, case.holder_unit) == (State.HANDLING, "330521001-ZFD")
        assert case.closed_at is None
        assert clocks[ClockName.HANDLE].promise.cycle == 2
        assert clocks[ClockName.HANDLE].promise.started == county.clock.now()
        assert county.breaches() == []
        county.person(SQUAD).reports_back(number)
        county.person("wk-zhs-01").verifies(number)
        county.desk().closes(number)
        assert county.case(number).state is State.CLOSED
        assert county.clocks(number)[ClockName.CLOSE].promise.cycle == 2
        assert county.breaches() == []

    def test_is_refused_after_its_period(self, county: CountyWorld) -> None:
        number = a_closed_case(county)
        county.clock.forward(days=31)

        with pytest.raises(TooLateToReopen):
            reopens(county.desk(), number)

    def test_is_never_the_handlers_own(self, county: CountyWorld) -> None:
        number = a_closed_case(county)

        with pytest.raises(NotYours):
            reopens(county.person(SQUAD), number)

    def test_of_an_open_case_is_refused(self, county: CountyWorld) -> None:
        with pytest.raises(NotNow):
            reopens(county.desk(), county.a_case())
