"""Promises that were not kept climb rung by rung, and somebody hears of each."""

import threading
from datetime import datetime

import pytest

from dispatch.board.inbox import Shelf
from dispatch.bootstrap import Deployment
from dispatch.casework.model import Kind
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.climb_ladder import climb_ladder
from dispatch.notices.store import NoSuchAlert
from dispatch.people.scope import WORKER
from dispatch.vocabulary import ClockName, Strength
from tests.support.county import CountyWorld
from tests.support.databases import as_owner

SQUAD, SQUADS_LEADER, ROOM = "wk-zfd-01", "wk-zfd-02", "wk-zhs-01"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def switch_off(database: str, *accounts: str) -> None:
    with as_owner(database) as owner:
        owner.execute("update account set active = false where account = any(%s)", [list(accounts)])


class TestRung:
    def test_fires_at_its_minute(self, county: CountyWorld) -> None:
        """The sign clock: two working hours from Monday 09:00, then +1 and +5 working days."""
        number = county.a_case()

        for at, fired in (
            ("2026-11-23 09:59", 0),
            ("2026-11-23 10:00", 1),
            ("2026-11-23 10:29", 1),
            ("2026-11-23 10:30", 2),
            ("2026-11-23 11:00", 3),
            ("2026-11-24 10:59", 3),
            ("2026-11-24 11:00", 4),
            ("2026-11-30 10:59", 4),
            ("2026-11-30 11:00", 5),
        ):
            county.clock.forward_to(beijing(at))
            county.tick_until_quiet()
            assert len(county.fired(number, ClockName.SIGN)) == fired, at

    def test_tells_its_audience_and_nobody_else(self, county: CountyWorld) -> None:
        number = county.a_case()
        told = []

        for at in ("2026-11-23 10:00", "2026-11-23 11:00", "2026-11-24 11:00"):
            county.clock.forward_to(beijing(at))
            county.tick_until_quiet()
            told.append(county.fired(number, ClockName.SIGN)[-1].told)

        assert told[0] == (SQUAD,)
        assert told[1] == (SQUADS_LEADER, "wk-zhs-01", "wk-zhs-02", "wk-zhs-03")
        assert set(told[2]) >= {"desk1", "desk2", SQUADS_LEADER}
        assert county.breaches() == []

    def test_is_told_in_the_timeline_with_its_strength(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        county.tick()

        entry = county.timeline(number)[-1]
        assert (entry.kind, entry.actor) == (Kind.ESCALATED, "system")
        assert entry.body["told"] == [SQUAD]
        assert county.case(number).strength is Strength.SCREEN
        assert county.case(number).overdue is False

    def test_makes_a_case_louder_never_quieter(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward(days=14)
        county.tick_until_quiet()
        loudest = county.case(number).strength

        county.person(SQUAD).accepts(number)
        county.person(SQUAD).reports_back(number)
        county.clock.forward(hours=5)
        county.tick_until_quiet()

        assert loudest is Strength.PUBLISH
        assert county.case(number).strength is Strength.PUBLISH
        assert county.case(number).overdue is True

    def test_takes_the_case_from_nobody(self, county: CountyWorld) -> None:
        number = county.a_case()
        before = county.case(number)

        county.clock.forward(days=30)
        county.tick_until_quiet()

        after = county.case(number)
        assert (after.holder_unit, after.state) == (before.holder_unit, before.state)
        county.person(SQUAD).accepts(number)

    def test_waits_for_the_morning_but_fires_at_night(self, county: CountyWorld) -> None:
        county.a_case("出租房消防隐患", matter="M062", urgency="yellow")
        number = county.a_case("天气很好", at="330521102", matter="M043")
        county.clock.forward_to(beijing("2026-11-23 21:50"))
        county.tick_until_quiet()
        late = county.a_case("校门口太乱", at="330521102", matter="M043")
        county.clock.forward(minutes=30)

        county.tick_until_quiet()

        fired = county.fired(late)[0]
        assert fired.fired_at == county.clock.now()
        ((sending,),) = county.rows(
            "select distinct send_not_before from notice where subject_id = :id and rung = 1",
            id=county.case(late).case_id,
        )
        assert sending == beijing("2026-11-24 07:00")
        assert county.case(number).state is county.case(late).state


class TestOneTick:
    def test_climbs_one_rung_of_each_clock(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward(days=30)

        fired = county.tick()

        assert fired == 2
        assert {(each.clock, each.rung) for each in county.fired(number)} == {
            (ClockName.SIGN, 1),
            (ClockName.HANDLE, 1),
        }

    def test_after_a_long_sleep_tells_every_audience_in_turn(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-30 11:00"))

        for rung in range(1, 6):
            county.tick()
            assert [each.rung for each in county.fired(number, ClockName.SIGN)] == list(
                range(1, rung + 1)
            )

        assert county.tick_until_quiet() < 5
        assert county.breaches() == []

    def test_serves_the_oldest_first_so_that_none_starves(self, county: CountyWorld) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(5)))
        county.clock.forward(minutes=1)
        county.takes(*(county.record(f"后来第{n}处") for n in range(5)))
        county.clock.forward_to(beijing("2026-11-23 10:10"))

        county.tick(limit=5)

        assert sorted(
            county.rows("select c.title from rung_fired f join cases c on c.case_id = f.subject_id")
        ) == [(f"第{n}处",) for n in range(5)]

    def test_serves_everybody_in_the_end(self, county: CountyWorld) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(23)))
        county.clock.forward_to(beijing("2026-11-23 10:10"))

        while county.tick(limit=5):
            pass

        assert county.rows("select count(*) from rung_fired") == [(23,)]
        assert county.breaches() == []

    def test_leaves_what_is_not_due(self, county: CountyWorld) -> None:
        county.a_case()

        assert county.tick() == 0
        assert county.rows("select count(*) from rung_fired") == [(0,)]

    def test_leaves_the_other_clock_of_a_case_as_it_is(self, county: CountyWorld) -> None:
        number = county.a_case()
        handle = county.clocks(number)[ClockName.HANDLE]
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        with county.deployment.work(WORKER) as work:
            written = []
            save = work.promises.save
            work.promises.save = lambda clocks: save(written.extend(clocks) or list(written))
            climb_ladder(work=work, county=county.loaded, now=county.clock.now())

        assert [each.promise.clock for each in written] == [ClockName.SIGN]
        assert county.clocks(number)[ClockName.HANDLE] == handle


class TestLastRung:
    def test_is_told_again_at_most_once_a_working_day(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-30 11:00"))
        county.tick_until_quiet()
        reached = len(county.fired(number, ClockName.SIGN))

        county.clock.forward_to(beijing("2026-12-15 11:00"))  # eleven working days later
        county.tick_until_quiet()
        county.clock.forward_to(beijing("2026-12-16 11:00"))
        county.tick_until_quiet()

        assert reached == 5
        assert len(county.fired(number, ClockName.SIGN)) == 7
        assert county.breaches() == []

    def test_is_not_told_in_a_burst_when_another_clock_of_the_case_moves(
        self, county: CountyWorld
    ) -> None:
        """Handling overtakes: the sign clock's repeats are not caught up one by one."""
        number = county.a_case("物业不管", matter="M057")  # ten working days to handle
        county.clock.forward_to(beijing("2026-12-14 09:00"))
        for _ in range(30):
            county.tick()

        sign = [each.rung for each in county.fired(number, ClockName.SIGN)]

        assert sign == [1, 2, 3, 4, 5]
        assert county.breaches() == []


class TestYearThatTheCalendarLacks:
    def test_stops_no_rung_that_was_due_before_it(self, county: CountyWorld) -> None:
        """Nobody has imported 2028, and the clockwork slept over New Year."""
        county.clock.forward_to(beijing("2027-12-27 09:00"))
        number = county.a_case()
        county.clock.forward_to(beijing("2028-01-06 09:00"))

        for _ in range(5):
            county.tick()

        fired = county.fired(number, ClockName.SIGN)
        assert [each.rung for each in fired] == [1, 2, 3, 4]
        assert fired[-1].due_at == beijing("2027-12-28 11:00")

    def test_is_seen_as_a_rung_that_does_not_fire(self, county: CountyWorld) -> None:
        county.clock.forward_to(beijing("2027-12-27 09:00"))
        county.a_case()
        county.clock.forward_to(beijing("2028-01-06 09:00"))

        for _ in range(5):
            county.tick()

        assert "rung_on_time" in {breach.name for breach in county.breaches()}


class TestEmptyAudience:
    def test_falls_through_at_once_and_alarms(self, county: CountyWorld, database: str) -> None:
        """Nobody handles in the squad: the first two rungs go up to its leader and the room."""
        switch_off(database, SQUAD)
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        county.tick()

        fired = county.fired(number, ClockName.SIGN)
        assert [(each.rung, bool(each.told)) for each in fired] == [
            (1, False),
            (2, False),
            (3, True),
        ]
        assert {each.fired_at for each in fired} == {county.clock.now()}
        alarms = county.rows(
            "select unit_code, body ->> 'rung' from notice where kind = 'alarm' order by 2"
        )
        assert alarms == [("330521-SHZL", "1"), ("330521-SHZL", "2")]
        assert county.desk().inbox.first.alert.kind == "alarm"
        assert county.breaches() == []

    def test_up_to_the_top_alarms_and_comes_again(self, county: CountyWorld, database: str) -> None:
        with as_owner(database) as owner:
            owner.execute("update account set active = false")
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        county.tick_until_quiet()

        assert [each.rung for each in county.fired(number, ClockName.SIGN)] == [1, 2, 3, 4, 5]
        assert county.clocks(number)[ClockName.SIGN].next_at > county.clock.now()
        assert county.breaches() == []

    def test_looks_at_who_is_on_duty_when_it_fires(
        self, county: CountyWorld, database: str
    ) -> None:
        number = county.a_case()
        with as_owner(database) as owner:
            owner.execute("update account set post = 'handler' where account = %s", [SQUADS_LEADER])
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        county.tick()

        assert county.fired(number)[0].told == (SQUAD, SQUADS_LEADER)


class TestTwoClockworks:
    def test_fire_every_rung_once(self, county: CountyWorld, deployment: Deployment) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(40)))
        county.clock.forward_to(beijing("2026-11-24 16:00"))
        started, fired, wrong = threading.Barrier(2, timeout=20), [], []

        def run() -> None:
            try:
                started.wait()
                for _ in range(12):
                    with deployment.work(WORKER) as work:
                        fired.append(
                            len(
                                climb_ladder(
                                    work=work,
                                    county=county.loaded,
                                    now=county.clock.now(),
                                    limit=15,
                                )
                            )
                        )
            except Exception as why:  # noqa: BLE001 - handed to the test's own thread
                wrong.append(why)

        both = [threading.Thread(target=run) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        county.tick_until_quiet()

        assert wrong == []
        assert county.rows("select count(*) from rung_fired where clock = 'sign'") == [(160,)]
        assert county.breaches() == []

    def test_pass_by_a_case_that_somebody_is_moving(
        self, county: CountyWorld, deployment: Deployment
    ) -> None:
        held, free = county.a_case(), county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        with deployment.work(WORKER) as work:
            work.cases.get(held, lock=True)
            county.tick()

        assert county.fired(held) == []
        assert len(county.fired(free)) == 1
        county.tick()
        assert len(county.fired(held)) == 1


class TestQuarantine:
    def test_has_a_clock_that_climbs_to_the_desk_and_the_supervisor(
        self, county: CountyWorld
    ) -> None:
        county.takes(b"{")
        county.clock.forward(days=7)

        county.tick_until_quiet()

        told = county.rows("select rung, told from rung_fired where clock = 'quarantine'")
        assert sorted(rung for rung, _ in told)[:4] == [1, 2, 3, 4]
        assert {"desk1", "duban1"} <= {who for _, people in told for who in people}
        assert county.supervisor("duban1").inbox.first.says("隔离的记录", "红牌")
        assert county.breaches() == []


class TestAcknowledgedAlert:
    def test_stays_away_and_returns(self, county: CountyWorld) -> None:
        county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        county.tick_until_quiet()
        handler = county.person(SQUAD)

        until = handler.acknowledges(handler.inbox.first)

        assert until == beijing("2026-11-23 16:00")  # four working hours, the noon left out
        assert len(handler.inbox) == 0
        assert len(handler.inbox.on(Shelf.IN_HAND)) == 1
        county.clock.forward_to(until)
        assert len(handler.inbox) == 1

    def test_returns_sooner_when_a_louder_rung_fires(self, county: CountyWorld) -> None:
        county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        county.tick_until_quiet()
        handler = county.person(SQUAD)
        handler.acknowledges(handler.inbox.first)

        county.clock.forward(minutes=30)
        county.tick_until_quiet()

        assert handler.inbox.first.says("提醒")

    def test_is_settled_once_its_clock_has_stopped(self, county: CountyWorld) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        county.tick_until_quiet()
        handler = county.person(SQUAD)

        handler.accepts(number)

        assert len(handler.inbox) == 0
        assert len(handler.inbox.on(Shelf.SETTLED)) == 1

    def test_is_ones_own(self, county: CountyWorld) -> None:
        county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        county.tick_until_quiet()

        with pytest.raises(NoSuchAlert):
            county.person(SQUADS_LEADER).acknowledges(county.person(SQUAD).inbox.first)
        assert len(county.person(SQUAD).inbox) == 1
