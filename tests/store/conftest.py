"""A county in which much has happened, built once and copied for each test.

    published ─► lived_in_template ─► lived_in       two counties, every table holds rows
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.db import owner_engine
from dispatch.deadlines.brake import Held
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.flows.publish_county import publish_county
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode
from tests.support.county import START, CountyWorld
from tests.support.databases import Databases, as_owner
from tests.support.other_county import another_county
from tests.support.settings import environment, settings_from

HOME, AWAY = CountyCode("330521"), CountyCode("330122")
"""The county that the tests act in, and another one of the same deployment."""
WUKANG, XINSHI = "居仁社区第1网格", "东升社区第1网格"
"""A grid in each of two townships of the first."""


@dataclass(frozen=True, slots=True)
class LivedIn:
    """A database to copy, and what its clock showed at the end."""

    url: str
    now: datetime


@pytest.fixture(scope="session")
def lived_in_template(
    databases: Databases, county_template: str, tmp_path_factory: pytest.TempPathFactory
) -> LivedIn:
    """Two counties with cases in every state, late ones among them."""
    url = databases.copy(county_template)
    file = tmp_path_factory.mktemp("lived_in") / "clock"
    clock = StoredClock.start(file, at=START, factor=0)
    deployment = assemble(settings_from(environment(url, file)))
    county = CountyWorld(deployment, clock, HOME)
    with deployment.work(WORKER) as work:
        publish_county(another_county(), by="test", work=work, before=None, now=clock.now())
    with as_owner(url) as owner:
        # Nobody of this squad is on duty: its first rungs find no audience.
        owner.execute("update account set active = false where account like 'xs-zfd-%'")
    _live(county)
    deployment.engine.dispose()
    return LivedIn(url, clock.now())


@pytest.fixture
def lived_in_database(databases: Databases, lived_in_template: LivedIn) -> Iterator[str]:
    """A fresh copy, as its owner reaches it."""
    url = databases.copy(lived_in_template.url)
    yield url
    databases.drop(url)


@pytest.fixture
def lived_in_clock(lived_in_template: LivedIn, tmp_path: Path) -> StoredClock:
    """A clock that stands where the county's life was left off."""
    return StoredClock.start(tmp_path / "clock.json", at=lived_in_template.now, factor=0)


@pytest.fixture
def lived_in(
    lived_in_database: str, lived_in_clock: StoredClock, tmp_path: Path
) -> Iterator[CountyWorld]:
    """The county in which much has happened, to act in."""
    deployment = assemble(settings_from(environment(lived_in_database, tmp_path / "clock.json")))
    yield CountyWorld(deployment, lived_in_clock, HOME)
    deployment.engine.dispose()


@pytest.fixture
def lived_in_deployment(lived_in: CountyWorld) -> Deployment:
    """The same, for tests that work below the flows."""
    return lived_in.deployment


def _live(county: CountyWorld) -> None:
    squad, room, desk = county.person("wk-zfd-01"), county.person("wk-zhs-01"), county.desk()
    county.a_case()
    county.a_case(at=XINSHI)
    county.a_case("校门口太乱", at="330521102", matter="M043")
    desk.assigns(county.a_case("车站口太乱", at="330521102", matter="M043"), "330521-GA")
    squad.accepts(county.a_case("已签收"))
    looked_at, done = county.a_case("待核实"), county.a_case("已办结")
    for number in (looked_at, done):
        squad.accepts(number)
        squad.reports_back(number)
    room.verifies(done)
    room.closes(done)
    for name, place in (
        ("敖凯", WUKANG),
        ("敖凯", "330521001200001"),
        ("敖凯", XINSHI),
        ("许海燕", XINSHI),
    ):
        county.grid_worker(name).reports(at=place)
    county.relay()
    townships = ("330521001200", "330521102001", "330521002", "330521115")
    county.takes(
        *(county.record(matter=f"M{n:03}", at=place) for n in range(1, 60, 5) for place in townships)
    )
    county.take(
        county.arrivals(
            county.record(at="330122003001", matter="T01"),
            county.record(at="330122003001", matter="T01"),
            key=b"330122003",
        )
    )
    county.takes(b"{")
    county.clock.forward(days=2)
    county.tick_until_quiet()
    CountyWorld(county.deployment, _clock_of(county), AWAY).tick_until_quiet()
    county.grid_worker("钱水根").reports("还没有转来", at="330521001200001")
    _keep_positions(county)


def _keep_positions(county: CountyWorld) -> None:
    """Store the position that the consumer would, and a brake that was let go long ago."""
    now = county.clock.now()
    ((taken,),) = county.rows(
        "select max(position) from (select position from report"
        " union all select position from quarantine) taken"
    )
    old = now - timedelta(days=700)
    with county.deployment.work(WORKER) as work:
        work.positions.advance("reports", EVENTS_TOPIC, 0, expected=0, to=taken + 1)
        work.promises.hold(HOME, Held(old, "clock_jump", old, old + timedelta(days=1)))
        work.promises.release(HOME, at=now)


def _clock_of(county: CountyWorld) -> StoredClock:
    clock = county.deployment.clock
    assert isinstance(clock, StoredClock)
    return clock
