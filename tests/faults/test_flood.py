"""Twenty thousand promises fall due in one minute: held and shown, then each fires once."""

import time

import pytest

from dispatch.flows.release_brake import release_brake
from dispatch.people.scope import WORKER
from tests.faults.tables import TABLES, note
from tests.support.county import CountyWorld
from tests.support.crashing import wait_until
from tests.support.working import Working

CASES = 20_000
BATCH = 1000
TABLE = "a flood of due promises"


def a_flood(county: CountyWorld) -> None:
    """Open the cases, all at one instant, and move on to where all of them are due."""
    for _ in range(CASES // BATCH):
        county.takes(*(county.record() for _ in range(BATCH)))
    ((latest,),) = county.rows("select max(next_at) from promise where next_at is not null")
    county.clock.forward_to(latest)


def due(county: CountyWorld) -> int:
    ((number,),) = county.rows(
        "select count(*) from promise where next_at <= :now", now=county.clock.now()
    )
    return int(number)


class TestFlood:
    @pytest.mark.timeout(1200)
    def test_is_held_and_then_fires_each_rung_once_though_clockworks_die(
        self, at_work: Working
    ) -> None:
        county, began = at_work.county, time.monotonic()
        a_flood(county)
        waiting = due(county)
        opened = time.monotonic() - began

        clockworks = [at_work.workers.start("clockwork", tick_seconds="0.1") for _ in range(2)]
        wait_until(lambda: at_work.count("brake where released_at is null"), told="the brake")
        held = due(county)
        assert held == waiting
        assert at_work.count("rung_fired") == 0

        with county.deployment.work(WORKER) as work:
            release_brake(county.code, by="test", work=work, now=county.clock.now())
        began, kills = time.monotonic(), 0
        while due(county):
            assert time.monotonic() - began < 900
            time.sleep(5)
            if kills < 10:
                clockworks[kills % 2].kill()
                clockworks[kills % 2] = at_work.workers.start("clockwork", tick_seconds="0.1")
                kills += 1
        seconds = time.monotonic() - began
        at_work.workers.end()

        fired = at_work.count("rung_fired")
        if TABLE not in TABLES:
            note(TABLE, "cases", "due", "opened in s", "held", "fired", "in s", "kills", "notices")
        told = at_work.count("notice where rung is not null")
        note(TABLE, CASES, waiting, f"{opened:.0f}", held, fired, f"{seconds:.0f}", kills, told)
        assert fired >= waiting
        assert county.breaches() == []
