"""A county in which much has happened, built once and copied for each test.

published ─► lived_in_template ─► lived_in       two counties, every table holds rows
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from dispatch.bootstrap import assemble
from dispatch.clock import StoredClock
from dispatch.flows.publish_county import publish_county
from dispatch.people.scope import WORKER
from tests.store.lived_in import HOME, live
from tests.support.county import START, CountyWorld
from tests.support.databases import Databases, as_owner
from tests.support.other_county import another_county
from tests.support.settings import environment, settings_from


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
    live(county, clock)
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
