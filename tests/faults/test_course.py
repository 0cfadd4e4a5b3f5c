"""Hundreds of random deaths of every process, under traffic: nothing lost, doubled, out of order.

    ./run test faults -- --kills 60 --seed 7

The same seed gives the same troubles in the same order. What dies exactly between a commit and
a send is not left to luck: a third of the workers' next lives end at a fail-point.
"""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.demo.accounts import give_password
from deploy.local.stack import LocalStack
from dispatch.clock import StoredClock
from dispatch.flows.release_brake import NothingHeld, release_brake
from dispatch.people.scope import WORKER
from dispatch.wire.county.book import CountyBook
from tests.faults.house import House, open_house
from tests.faults.plan import plan
from tests.faults.reckoning import misfits
from tests.faults.tables import TABLES, note
from tests.faults.traffic import Phone, Townships
from tests.support.county import START
from tests.support.crashing import wait_until, wait_while_it_moves
from tests.support.databases import Databases
from tests.support.working import RECEIPTS, Working, working

KILLS = 530
PASSWORD = "twelve-green-bicycles"


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    asked = request.config.getoption("--kills", default=None)
    return int(asked or os.environ.get("DISPATCH_FAULT_KILLS") or KILLS)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    asked = request.config.getoption("--seed", default=None)
    return int(asked or os.environ.get("DISPATCH_FAULT_SEED") or secrets.randbelow(100_000))


@pytest.fixture
def house(book: CountyBook, tmp_path: Path) -> Iterator[House]:
    """A county with everything that belongs to it, on servers of its own."""
    logs = tmp_path / "logs"
    logs.mkdir()
    with (
        tempfile.TemporaryDirectory(prefix="dispatch-course-", ignore_cleanup_errors=True) as data,
        LocalStack(Path(data), fsync=False) as stack,
    ):
        databases = Databases(stack.endpoints.owner_database_url)
        clock = StoredClock.start(tmp_path / "loading", at=START, factor=0)
        database = databases.loaded(databases.migrated(), book, clock)
        more = {"hand_over_after_seconds": "3", "blobs": str(tmp_path / "photos")}
        with working(stack.endpoints, database, tmp_path, **more) as at_work:
            give_password(at_work.deployment, book.county_code, PASSWORD)
            with open_house(at_work, stack, logs) as found:
                yield found


class TestHouse:
    @pytest.mark.timeout(3600)
    def test_keeps_every_promise_though_its_processes_die_by_the_hundred(
        self, house: House, kills: int, seed: int
    ) -> None:
        print(f"seed {seed}, {kills} kills")  # noqa: T201 - pytest shows it when the test fails
        at_work, began = house.at_work, time.monotonic()
        townships = Townships(at_work, seed, per_second=40)
        accounts = ("wk-aokai", "wk-cun-01")
        phones = [Phone(house.url, account, PASSWORD, 0.1) for account in accounts]
        at_work.county.clock.stored.speed(20)

        for each in (townships, *phones):
            each.start()
        for step in plan(seed, kills, list(house.slots)):
            time.sleep(step.after)
            print(f"{time.monotonic() - began:7.1f} s  {step.told}")  # noqa: T201
            step.do(house)
        house.heals()
        for each in (townships, *phones):
            each.ending.set()
        for each in (townships, *phones):
            each.join(120)
        comes_to_rest(house)

        receipts = [receipt for phone in phones for receipt in phone.receipts]
        found = misfits(at_work.county, receipts=receipts, records=townships.sent, aged=True)
        tell(house, townships, phones, found, seed, time.monotonic() - began)
        assert [wrong for phone in phones for wrong in phone.wrong] == []
        assert found == {}
        assert at_work.kafka_ahead() == set()
        assert not [name for name in house.deaths if "by itself (" in name and "web" not in name]


def comes_to_rest(house: House) -> None:
    """Wait until all that was sent is taken and all that is due has fired; end the processes."""
    at_work, county = house.at_work, house.at_work.county
    at_work.delivered()
    wait_until(lambda: not at_work.behind(), seconds=180, told="all records taken")
    county.clock.stored.speed(0)
    county.clock.forward(minutes=6)
    with suppress(NothingHeld), county.deployment.work(WORKER) as work:
        release_brake(county.code, by="course", work=work, now=county.clock.now())
    wait_until(lambda: not at_work.waiting(), seconds=60, told="every report has its case")
    wait_while_it_moves(
        lambda: not _due(at_work), lambda: at_work.count("rung_fired"), told="every rung has fired"
    )
    wait_until(lambda: not at_work.behind() and not at_work.unsent(), seconds=120, told="all sent")
    house.closes()


def _due(at_work: Working) -> int:
    ((due,),) = at_work.county.rows(
        "select count(*) from promise where next_at <= :now", now=at_work.county.clock.now()
    )
    return int(due)


def tell(  # noqa: PLR0917 - a table's cells
    house: House,
    townships: Townships,
    phones: list[Phone],
    found: dict[str, str],
    seed: int,
    seconds: float,
) -> None:
    """Put everything that was counted into one table."""
    table, at_work = f"random kills, seed {seed}", house.at_work
    TABLES.pop(table, None)
    killed = sum(n for what, n in house.deaths.items() if what.endswith("killed"))
    seen = sum((phone.seen for phone in phones), phones[0].seen - phones[0].seen)
    outcomes = [each["outcome"] for each in at_work.read(RECEIPTS)]
    rows: dict[str, object] = {
        "kills (SIGKILL)": killed,
        **{f"  {what}": n for what, n in sorted(house.deaths.items())},
        "seconds": f"{seconds:.0f}",
        "records produced": len(townships.sent),
        "  repeated / id reused / unreadable": (
            f"{townships.again} / {townships.reused} / {townships.unreadable}"
        ),
        "receipts that phones hold": sum(len(phone.receipts) for phone in phones),
        "  what the web answered": ", ".join(f"{what} {n}" for what, n in seen.most_common()),
        "reports": at_work.count("report"),
        "cases": at_work.count("cases"),
        "quarantine rows": at_work.count("quarantine"),
        "cases opened without Kafka": at_work.count("report where topic = 'outbox'"),
        "rungs fired": at_work.count("rung_fired"),
        "receipts told: accepted / duplicate / quarantined": " / ".join(
            str(outcomes.count(each)) for each in ("accepted", "duplicate", "quarantined")
        ),
        "fenced": house.logged("fenced"),
        "lost": len(found.keys() & {"record_unaccounted", "receipt_without_report"}),
        "doubled": len(found.keys() & {"accepted_twice", "report_once", "case_once"}),
        "out of order": len(
            found.keys() & {"order_per_key", "order_per_partition", "timeline_whole"}
        ),
        "invariants and chain": found or "hold",
    }
    note(table, "what", "count")
    for what, count in rows.items():
        note(table, what, count)
