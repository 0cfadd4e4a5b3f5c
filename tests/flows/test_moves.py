"""The life of a case from its opening to its end, with the clocks that each move moves."""

from datetime import datetime
from typing import Any

import pytest

from dispatch.casework.lifecycle import NotNow, NotYours
from dispatch.casework.model import Kind, NoSuchCase, State
from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.promise import Ground
from dispatch.flows.assign_case import (
    AreaUnknown,
    MatterUnknown,
    NobodyToVerify,
    RecalledToTownship,
    UnitUnknown,
)
from dispatch.flows.move_case import WordsMissing
from dispatch.vocabulary import ClockName
from tests.support.county import CountyWorld

SQUAD, OTHER_IN_SQUAD, ROOM, OTHER_ROOM = "wk-zfd-01", "wk-zfd-02", "wk-zhs-01", "xs-zhs-01"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def handled(county: CountyWorld) -> str:
    """Return a case that its unit has reported back."""
    number = county.a_case()
    county.person(SQUAD).accepts(number)
    county.person(SQUAD).reports_back(number)
    return number


class TestWholeLife:
    def test_of_a_case_is_told_in_its_timeline(self, county: CountyWorld) -> None:
        number = county.a_case()

        county.person(SQUAD).accepts(number)
        county.person(SQUAD).comments(number)
        county.person(SQUAD).reports_back(number)
        county.person(ROOM).verifies(number)
        county.person(ROOM).closes(number)

        assert [entry.kind for entry in county.timeline(number)] == [
            Kind.OPENED,
            Kind.ACCEPTED,
            Kind.COMMENTED,
            Kind.REPORTED_BACK,
            Kind.VERIFIED,
            Kind.CLOSED,
        ]
        assert county.case(number).state is State.CLOSED
        assert county.breaches() == []

    def test_has_one_holder_at_every_step(self, county: CountyWorld) -> None:
        number = county.a_case()
        holders = [county.case(number).holder_unit]

        for person, move in (
            (SQUAD, "accepts"),
            (SQUAD, "reports_back"),
            (ROOM, "sends_back"),
            (SQUAD, "reports_back"),
            (ROOM, "verifies"),
            (ROOM, "closes"),
        ):
            getattr(county.person(person), move)(number)
            holders.append(county.case(number).holder_unit)

        squad, room = "330521001-ZFD", "330521001-ZHS"
        assert holders == [squad, squad, room, squad, room, room, room]

    def test_ends_every_clock(self, county: CountyWorld) -> None:
        number = handled(county)
        county.person(ROOM).verifies(number)
        county.person(ROOM).closes(number)

        assert all(each.promise.finished for each in county.clocks(number).values())
        assert all(each.next_at is None for each in county.clocks(number).values())
        county.clock.forward(days=60)
        assert county.tick_until_quiet() == 0
        assert county.breaches() == []


class TestAccept:
    def test_stops_the_sign_clock_and_leaves_the_handle_clock(self, county: CountyWorld) -> None:
        number = county.a_case()
        before = county.clocks(number)[ClockName.HANDLE]
        county.clock.forward(hours=1)

        county.person(SQUAD).accepts(number)

        clocks = county.clocks(number)
        assert clocks[ClockName.SIGN].promise.finished == county.clock.now()
        assert clocks[ClockName.HANDLE] == before
        assert before.promise.started == beijing("2026-11-23 09:00")

    def test_is_not_for_another_unit(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(NotYours):
            county.person(ROOM).accepts(number)
        with pytest.raises(NoSuchCase):
            county.person("xs-zfd-01").accepts(number)
        assert county.case(number).state is State.DISPATCHED

    def test_happens_once(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)

        with pytest.raises(NotNow):
            county.person(SQUAD).accepts(number)


class TestReportBack:
    def test_stops_the_handle_clock_and_starts_the_look(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)
        county.clock.forward(hours=2)

        county.person(SQUAD).reports_back(number)

        clocks = county.clocks(number)
        assert clocks[ClockName.HANDLE].promise.finished == county.clock.now()
        assert clocks[ClockName.VERIFY].promise.started == county.clock.now()
        assert county.case(number).holder_unit == "330521001-ZHS"

    def test_says_what_was_done(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)

        for nothing in ("", "   ", "\0", "长" * 1001):
            with pytest.raises(WordsMissing):
                county.person(SQUAD).reports_back(number, nothing)

    def test_by_the_reporters_own_unit_is_verified_by_others(self, county: CountyWorld) -> None:
        """The reporter works in the command room, which did not handle it."""
        county.grid_worker("敖凯").reports()
        county.relay()
        ((number,),) = county.rows("select number from cases")
        county.person(SQUAD).accepts(number)
        county.person(SQUAD).reports_back(number)

        county.grid_worker("敖凯").verifies(number)

        assert county.case(number).state is State.VERIFIED


class TestVerification:
    @pytest.mark.parametrize("who", [SQUAD, OTHER_IN_SQUAD])
    def test_is_never_for_the_unit_that_handled(self, county: CountyWorld, who: str) -> None:
        number = handled(county)

        with pytest.raises(NotYours):
            county.person(who).verifies(number)
        with pytest.raises(NotYours):
            county.person(who).sends_back(number)

    def test_is_not_for_another_township(self, county: CountyWorld) -> None:
        number = handled(county)

        with pytest.raises(NoSuchCase):
            county.person(OTHER_ROOM).verifies(number)

    def test_is_for_the_county_desk_only_where_it_verifies(self, county: CountyWorld) -> None:
        number = handled(county)

        with pytest.raises(NotYours):
            county.desk().verifies(number)

    def test_that_passes_starts_the_clock_for_closing(self, county: CountyWorld) -> None:
        number = handled(county)

        county.person(ROOM).verifies(number)

        clocks = county.clocks(number)
        assert clocks[ClockName.VERIFY].promise.finished == county.clock.now()
        assert clocks[ClockName.CLOSE].promise.finished is None
        assert county.breaches() == []

    def test_that_fails_says_why(self, county: CountyWorld) -> None:
        number = handled(county)

        with pytest.raises(WordsMissing):
            county.person(ROOM).sends_back(number, " ")
        assert county.case(number).state is State.TO_VERIFY


class TestSendingBack:
    def test_lets_the_handle_clock_run_on_without_the_wait(self, county: CountyWorld) -> None:
        number = county.a_case()  # eight working hours from Monday 09:00
        county.person(SQUAD).accepts(number)
        county.clock.forward(hours=2)
        county.person(SQUAD).reports_back(number)
        county.clock.forward_to(beijing("2026-11-24 09:00"))

        county.person(ROOM).sends_back(number)

        handle = county.clocks(number)[ClockName.HANDLE]
        assert handle.promise.started == beijing("2026-11-23 09:00")
        assert handle.promise.finished is None
        assert [entry.ground for entry in handle.promise.suspensions] == [Ground.VERIFICATION]
        # Two of eight hours are used; six are left from Tuesday 09:00 on.
        assert handle.due_at == beijing("2026-11-24 17:00")
        assert county.breaches() == []

    def test_keeps_the_rungs_that_have_fired(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.person(SQUAD).accepts(number)
        county.clock.forward_to(beijing("2026-11-23 17:30"))
        county.tick_until_quiet()
        fired = len(county.fired(number, ClockName.HANDLE))

        county.person(SQUAD).reports_back(number)
        county.clock.forward(hours=1)
        county.person(ROOM).sends_back(number)
        county.tick_until_quiet()

        assert fired == 2
        assert len(county.fired(number, ClockName.HANDLE)) == fired
        assert county.clocks(number)[ClockName.HANDLE].rungs_fired == fired

    def test_begins_a_new_cycle_of_the_look(self, county: CountyWorld) -> None:
        number = handled(county)
        county.person(ROOM).sends_back(number)
        county.person(SQUAD).reports_back(number)

        assert county.clocks(number)[ClockName.VERIFY].promise.cycle == 2
        assert county.rows(
            "select cycle, finished_at is null from promise where clock = 'verify' order by cycle"
        ) == [(1, False), (2, True)]
        county.person(ROOM).verifies(number)
        county.person(ROOM).closes(number)
        assert county.breaches() == []

    def test_tells_the_unit(self, county: CountyWorld) -> None:
        number = handled(county)

        county.person(ROOM).sends_back(number)

        assert county.rows("select unit_code from notice where kind = 'sent_back'") == [
            ("330521001-ZFD",)
        ]


class TestClosure:
    def test_is_not_for_whoever_handled_it(self, county: CountyWorld) -> None:
        number = handled(county)
        county.person(ROOM).verifies(number)

        with pytest.raises(NotYours):
            county.person(SQUAD).closes(number)

    def test_ends_what_may_be_done(self, county: CountyWorld) -> None:
        number = handled(county)
        county.person(ROOM).verifies(number)
        county.person(ROOM).closes(number)

        with pytest.raises(NotNow):
            county.person(ROOM).closes(number)
        with pytest.raises(NotNow):
            county.person(SQUAD).comments(number)


class TestComment:
    def test_clears_no_alert_and_moves_no_clock(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward(days=5)
        county.tick_until_quiet()
        before, clocks = county.case(number), county.clocks(number)

        county.person(SQUAD).comments(number)

        after = county.case(number)
        assert (after.strength, after.overdue) == (before.strength, True)
        assert county.clocks(number) == clocks
        assert after.state_since == before.state_since

    def test_is_for_parties_alone(self, county: CountyWorld) -> None:
        number = county.a_case()

        with pytest.raises(NotYours):
            county.supervisor("慎云飞").comments(number)


class TestAssignment:
    def test_lands_on_the_station_in_the_township(self, county: CountyWorld) -> None:
        number = county.a_case("校门口太乱", at="330521102", matter="M043")
        county.clock.forward(minutes=10)

        county.desk().assigns(number, "330521-GA")

        case, clocks = county.case(number), county.clocks(number)
        assert (case.state, case.lead_unit) == (State.DISPATCHED, "330521-GA")
        assert case.holder_unit == case.handler_unit == "330521102-PCS"
        assert case.verify_unit == "330521102-ZHS"
        assert clocks[ClockName.DISPATCH].promise.finished == county.clock.now()
        # The limit is the one that the list gives this unit: sixteen working hours.
        assert clocks[ClockName.HANDLE].due_at == beijing("2026-11-25 09:10")
        assert clocks[ClockName.HANDLE].promise.started == county.clock.now()
        assert county.person("xs-pcs-01").sees(number)
        assert county.breaches() == []

    def test_may_name_the_matter(self, county: CountyWorld) -> None:
        number = county.a_case("天气很好", matter=None)

        county.desk().assigns(number, "330521-ZHZF", matter="M062")

        assert county.case(number).matter == "M062"
        assert county.case(number).platform == "comprehensive_law_enforcement"

    def test_is_for_the_desk_alone(self, county: CountyWorld) -> None:
        number = county.a_case("校门口太乱", at="330521102", matter="M043")

        with pytest.raises(NotYours):
            county.person(OTHER_ROOM).assigns(number, "330521-GA")

    @pytest.mark.parametrize(
        ("words", "refused"),
        [
            ({"unit": "nobody"}, UnitUnknown),
            ({"unit": "330521-GA", "matter": "M999"}, MatterUnknown),
            ({"unit": "330521-GA", "note": ""}, WordsMissing),
            ({"unit": "330521-GA", "supplied": {"area": "440000000"}}, AreaUnknown),
        ],
    )
    def test_is_refused_with_what_is_wrong(
        self, county: CountyWorld, words: dict[str, Any], refused: type[Exception]
    ) -> None:
        number = county.a_case("校门口太乱", at="330521102", matter="M043")

        with pytest.raises(refused):
            county.desk().assigns(number, **words)
        assert county.case(number).state is State.SORTING
        assert county.breaches() == []

    def test_never_gives_a_recalled_matter_to_a_township(self, county: CountyWorld) -> None:
        """What was taken from the townships may not come back to one by hand."""
        unsorted = county.a_case("天气很好", matter=None)
        sorted_to_water = county.a_case("半夜挖沙", matter="M010")
        assert county.case(sorted_to_water).lead_unit == "330521-SL"

        with pytest.raises(RecalledToTownship):
            county.desk().assigns(unsorted, "330521001", matter="M010")
        with pytest.raises(RecalledToTownship):
            county.desk().assigns(sorted_to_water, "330521001", move="transfer")
        assert county.case(unsorted).state is State.SORTING
        assert county.case(sorted_to_water).lead_unit == "330521-SL"
        county.desk().assigns(unsorted, "330521001", matter="M062")
        assert county.case(unsorted).lead_unit == "330521001"

    def test_always_leaves_somebody_who_can_verify(self, county: CountyWorld) -> None:
        """At the county's own level there is no command room: the desk would judge itself."""
        number = county.a_case("天气很好", at="330521", matter=None)

        with pytest.raises(NobodyToVerify):
            county.desk().assigns(number, county.loaded.desk, matter="M062")


class TestRefusedMove:
    def test_leaves_no_trace(self, county: CountyWorld) -> None:
        number = county.a_case()
        before = county.rows("select * from cases"), county.rows("select * from promise")

        with pytest.raises(NotNow):
            county.person(SQUAD).reports_back(number)

        assert (county.rows("select * from cases"), county.rows("select * from promise")) == before
        assert len(county.timeline(number)) == 1


class TestTwoAtOnce:
    def test_only_one_accepts(self, county: CountyWorld) -> None:
        import threading  # noqa: PLC0415 - this test alone

        number, outcomes = county.a_case(), []

        def accept(account: str) -> None:
            try:
                county.person(account).accepts(number)
                outcomes.append("accepted")
            except NotNow:
                outcomes.append("not now")

        both = [threading.Thread(target=accept, args=(who,)) for who in (SQUAD, OTHER_IN_SQUAD)]
        for one in both:
            one.start()
        for one in both:
            one.join()

        assert sorted(outcomes) == ["accepted", "not now"]
        assert [entry.seq for entry in county.timeline(number)] == [1, 2]
        assert county.breaches() == []
