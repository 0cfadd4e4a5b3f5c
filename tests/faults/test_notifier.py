"""A notifier that dies between send and record repeats the message, and never loses it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.flows.keep_channel import ChannelDraft, open_channel
from dispatch.notices.channels import ChannelKind
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode
from dispatch.wire.channels.addresses import read_channel
from dispatch.wire.channels.seal import new_key
from tests.support.county import CountyWorld
from tests.support.crashing import Workers, wait_until
from tests.support.outside import Robots, robots_outside
from tests.support.settings import environment, settings_from


@pytest.fixture
def robots() -> Iterator[Robots]:
    with robots_outside() as found:
        yield found


@pytest.fixture
def env(database: str, clock: StoredClock, tmp_path: Path, robots: Robots) -> dict[str, str]:
    return environment(
        database, tmp_path / "clock.json", secret_key=new_key(), robot_gateway=robots.url
    )


@pytest.fixture
def county(env: dict[str, str], clock: StoredClock) -> Iterator[CountyWorld]:
    """A county with one case that is late, and a robot in the group of its unit."""
    deployment = assemble(settings_from(env))
    found = CountyWorld(deployment, clock, CountyCode("330521"))
    squad = found.person("wk-zfd-01")
    with deployment.work(WORKER) as work:
        open_channel(
            ChannelKind.FEISHU,
            ChannelDraft("中队群", squad.person.unit, "feishu://abcDEF0123456789", ""),
            actor=found.person("admin").actor,
            work=work,
            county=found.loaded,
            read=partial(read_channel, hosts=()),
            seal=deployment.seal,
            now=clock.now(),
        )
    found.a_case(urgency="red")
    found.clock.forward(minutes=16)
    found.tick_until_quiet()
    yield found
    deployment.engine.dispose()


@pytest.fixture
def workers(env: dict[str, str], tmp_path: Path) -> Iterator[Workers]:
    found = Workers(env, tmp_path)
    yield found
    found.end()


def sent(deployment: Deployment) -> int:
    from sqlalchemy import text  # noqa: PLC0415 - only this one asks in SQL

    with deployment.work(WORKER) as work:
        found = work.connection.scalar(text("select count(*) from delivery where state = 'sent'"))
    return int(found or 0)


def looks_twice(heartbeat: Path) -> None:
    """Wait until a worker has been through a whole round."""
    wait_until(heartbeat.exists, told="it lives")
    first = heartbeat.stat().st_mtime_ns
    wait_until(lambda: heartbeat.stat().st_mtime_ns > first, told="a second round")


class TestNotifier:
    @pytest.mark.parametrize(
        ("point", "heard"), [("notifier.claimed", 1), ("notifier.sent", 2)], ids=["before", "after"]
    )
    def test_that_dies_around_a_send_repeats_it_once_and_loses_nothing(
        self, county: CountyWorld, workers: Workers, robots: Robots, point: str, heard: int
    ) -> None:
        workers.start("notifier", failpoint=f"{point}:exit").dies_at_its_fail_point()
        at_death = len(robots.heard)

        patient = workers.start("notifier")
        county.clock.forward(minutes=3)
        wait_until(lambda: sent(county.deployment) == 1, told="the message is sent")

        assert at_death == heard - 1
        assert len(robots.heard) == heard
        assert "(重发)" in robots.heard[-1].text
        assert county.breaches() == []
        assert patient.stop() == 0

    def test_leaves_a_message_alone_while_another_may_be_sending_it(
        self, county: CountyWorld, workers: Workers, robots: Robots, tmp_path: Path
    ) -> None:
        workers.start("notifier", failpoint="notifier.sent:exit").dies_at_its_fail_point()

        county.clock.stored.forward(timedelta(seconds=60))
        patient = workers.start("notifier", heartbeat_folder=str(tmp_path))
        looks_twice(tmp_path / "notifier.alive")
        assert patient.stop() == 0

        assert len(robots.heard) == 1

    def test_writes_no_secret_into_its_log(
        self, county: CountyWorld, workers: Workers, robots: Robots
    ) -> None:
        robots.says(always="hangs up")
        worker = workers.start("notifier")

        wait_until(lambda: worker.lines("message_tried"), told="a try")
        assert worker.stop() == 0

        assert "abcDEF0123456789" not in worker.said
        assert "小广告" not in worker.said
        assert county.breaches() == []
