"""A clock that jumped, or a flood, is held and shown; a person lets it go."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from dispatch.bootstrap import Deployment
from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.brake import Held
from dispatch.flows.release_brake import NothingHeld, release_brake
from dispatch.people.scope import WORKER
from dispatch.vocabulary import ClockName
from tests.support.county import CountyWorld
from tests.support.databases import as_owner
from workers.clockwork import Clockwork


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


@pytest.fixture
def clockwork(deployment: Deployment) -> Clockwork:
    return Clockwork(deployment)


@pytest.fixture
def easily_flooded(deployment: Deployment) -> Iterator[Deployment]:
    ordinary = deployment.settings
    deployment.settings = replace(ordinary, brake_flood=10)
    yield deployment
    deployment.settings = ordinary


def jump(tmp_path: Path, to: datetime) -> None:
    """Let the clock show another instant without anybody having moved it."""
    file = tmp_path / "clock.json"
    course = json.loads(file.read_text())
    file.write_text(json.dumps({**course, "anchor_instant": to.timestamp()}))


def held(county: CountyWorld) -> Held | None:
    with county.deployment.work(WORKER) as work:
        return work.promises.held(county.code)


def release(county: CountyWorld) -> None:
    with county.deployment.work(WORKER) as work:
        release_brake(county.code, by="desk1", work=work, now=county.clock.now())


class TestClockThatJumped:
    def test_fires_nothing_that_fell_due_in_the_jump(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        number = county.a_case()
        clockwork.tick()

        jump(tmp_path, beijing("2026-11-25 09:00"))
        clockwork.tick()
        clockwork.tick()

        brake = held(county)
        assert brake is not None
        assert (brake.reason, brake.due_until) == ("clock_jump", beijing("2026-11-25 09:00"))
        assert county.fired(number) == []

    def test_is_shown_and_breaks_no_promise_of_ours(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        county.a_case()
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-25 09:00"))

        clockwork.tick()

        assert county.breaches() == []

    def test_fires_what_falls_due_after_it(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-25 09:00"))
        clockwork.tick()
        number = county.a_case()

        county.clock.forward_to(beijing("2026-11-25 10:00"))
        clockwork.tick()

        assert len(county.fired(number)) == 1

    def test_fires_rung_by_rung_once_it_is_released(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        number = county.a_case()
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-25 09:00"))
        clockwork.tick()

        release(county)
        clockwork.tick()

        assert [each.rung for each in county.fired(number, ClockName.SIGN)] == [1]
        assert held(county) is None
        assert county.rows("select action, object from audit_entry where action like 'brake%'") == [
            ("brake.released", "clock_jump")
        ]

    def test_that_jumps_again_holds_that_as_well(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-23 18:00"))
        clockwork.tick()
        number = county.a_case()

        jump(tmp_path, beijing("2026-11-26 09:00"))
        clockwork.tick()
        clockwork.tick()

        assert county.fired(number) == []
        assert held(county).due_until == beijing("2026-11-26 09:00")

    def test_back_fires_nothing_twice(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        number = county.a_case()
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-23 09:30"))

        clockwork.tick()

        assert held(county).reason == "clock_jump"
        assert len(county.fired(number)) == 1

    def test_moved_by_hand_is_no_jump(self, county: CountyWorld, clockwork: Clockwork) -> None:
        number = county.a_case()
        clockwork.tick()

        county.clock.forward(days=2)
        clockwork.tick()

        assert held(county) is None
        assert len(county.fired(number)) == 2

    def test_is_seen_although_the_database_was_away_just_then(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path, database: str
    ) -> None:
        number = county.a_case()
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-25 09:00"))
        with as_owner(database) as owner:
            owner.execute("revoke insert on brake from dispatch_app")
        clockwork.tick()
        with as_owner(database) as owner:
            owner.execute("grant insert on brake to dispatch_app")

        clockwork.tick()

        assert held(county) is not None
        assert county.fired(number) == []


class TestFlood:
    def test_is_held_and_shown(
        self, county: CountyWorld, clockwork: Clockwork, easily_flooded: Deployment
    ) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(11)))
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        clockwork.tick()
        county.clock.forward(minutes=10)

        assert held(county).reason == "flood"
        assert county.rows("select count(*) from rung_fired") == [(0,)]
        assert county.breaches() == []

    def test_lets_what_falls_due_later_fire(
        self, county: CountyWorld, clockwork: Clockwork, easily_flooded: Deployment
    ) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(11)))
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        clockwork.tick()
        number = county.a_case("后来的")

        county.clock.forward(hours=1)
        clockwork.tick()
        clockwork.tick()

        assert len(county.fired(number)) == 1

    def test_that_is_released_fires_and_is_no_flood_again(
        self, county: CountyWorld, clockwork: Clockwork, easily_flooded: Deployment
    ) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(11)))
        county.clock.forward_to(beijing("2026-11-23 10:00"))
        clockwork.tick()

        release(county)
        clockwork.tick()
        clockwork.tick()

        assert held(county) is None
        assert county.rows("select count(*) from rung_fired") == [(11,)]

    def test_of_ordinary_size_is_no_flood(
        self, county: CountyWorld, clockwork: Clockwork, easily_flooded: Deployment
    ) -> None:
        county.takes(*(county.record(f"第{n}处") for n in range(10)))
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        clockwork.tick()

        assert county.rows("select count(*) from rung_fired") == [(10,)]


class TestHeldRung:
    def test_does_not_fire_with_another_clock_of_its_case(
        self, county: CountyWorld, clockwork: Clockwork
    ) -> None:
        number = county.a_case()  # sign due first at 10:00, handle at 14:00
        with county.deployment.work(WORKER) as work:
            work.promises.hold(
                county.code,
                Held(
                    county.clock.now(),
                    "clock_jump",
                    beijing("2026-11-23 09:30"),
                    beijing("2026-11-23 10:30"),
                ),
            )
        county.clock.forward_to(beijing("2026-11-23 15:00"))

        clockwork.tick()

        assert county.fired(number, ClockName.SIGN) == []
        assert len(county.fired(number, ClockName.HANDLE)) == 1
        assert county.breaches() == []


class TestRelease:
    def test_of_what_is_not_held_is_refused(self, county: CountyWorld) -> None:
        with pytest.raises(NothingHeld):
            release(county)

    def test_makes_held_rungs_promises_again(
        self, county: CountyWorld, clockwork: Clockwork, tmp_path: Path
    ) -> None:
        """Once let go they must fire like any others: two minutes later it is a breach."""
        county.a_case()
        clockwork.tick()
        jump(tmp_path, beijing("2026-11-25 09:00"))
        clockwork.tick()
        release(county)

        jump(tmp_path, county.clock.now() + timedelta(minutes=3))

        assert [breach.name for breach in county.breaches()] == ["rung_on_time"]


class TestTick:
    def test_of_one_county_does_not_suffer_from_another(
        self,
        county: CountyWorld,
        clockwork: Clockwork,
        deployment: Deployment,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        number = county.a_case()
        # A county that comes first and has nothing that a tick needs.
        both = {"000000": SimpleNamespace(code="000000"), county.code: county.loaded}
        monkeypatch.setattr(deployment, "counties", lambda: both)
        county.clock.forward_to(beijing("2026-11-23 10:00"))

        clockwork.tick()

        assert len(county.fired(number)) == 1
