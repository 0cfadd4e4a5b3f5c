"""Each server ends under traffic and comes back; people go on reporting, and nothing is lost.

The servers are this file's own: others' tests never feel what happens here.
"""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from deploy.local.stack import LocalStack
from dispatch.clock import StoredClock
from dispatch.wire.county.book import CountyBook
from tests.support.county import START
from tests.support.crashing import wait_until
from tests.support.databases import Databases
from tests.support.working import RECEIPTS, Working, working


@pytest.fixture(scope="module")
def own_stack() -> Iterator[LocalStack]:
    with (
        tempfile.TemporaryDirectory(prefix="dispatch-faults-", ignore_cleanup_errors=True) as data,
        LocalStack(Path(data), fsync=False) as stack,
    ):
        yield stack


@pytest.fixture(scope="module")
def own_template(
    own_stack: LocalStack, book: CountyBook, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Databases, str]:
    made = Databases(own_stack.endpoints.owner_database_url)
    clock = StoredClock.start(tmp_path_factory.mktemp("clock") / "clock", at=START, factor=0)
    return made, made.loaded(made.migrated(), book, clock)


@pytest.fixture
def busy(
    own_stack: LocalStack, own_template: tuple[Databases, str], tmp_path: Path
) -> Iterator[Working]:
    """A county whose workers are at it."""
    databases, template = own_template
    database = databases.copy(template)
    with working(own_stack.endpoints, database, tmp_path) as found:
        for name in ("reports", "relay"):
            found.workers.start(name)
        found.produce(found.records(20))
        found.settles(20)
        yield found
    databases.drop(database)


class Traffic:
    """Townships' records and the phone's reports, one after the other, until told to end."""

    def __init__(self, at_work: Working) -> None:
        self.at_work = at_work
        self.records = 0
        self.receipts: list[str] = []
        self.turned_away = 0
        self._ending = threading.Event()

    def flow(self) -> None:
        worker = self.at_work.county.grid_worker("敖凯")
        while not self._ending.wait(0.02):
            self.at_work.produce_later(self.at_work.records(2))
            self.records += 2
            try:
                self.receipts.append(worker.reports().receipt)
            except DBAPIError:
                # The page says so, and the phone keeps the report: no receipt was given.
                self.turned_away += 1

    def end(self) -> None:
        self._ending.set()


@contextmanager
def traffic(at_work: Working) -> Iterator[Traffic]:
    """Let traffic flow while the block runs; at its end all of it has left the townships."""
    flowing = Traffic(at_work)
    thread = threading.Thread(target=flowing.flow)
    thread.start()
    try:
        yield flowing
    finally:
        flowing.end()
        thread.join()
        at_work.delivered()


def everything_has_its_case(at_work: Working, sent: Traffic) -> None:
    """Wait for the case of every record and every receipt, then check what must hold."""
    expected = 20 + sent.records + at_work.count("report where reporter_account is not null")
    wait_until(lambda: at_work.count("cases") >= expected, seconds=40, told=f"{expected} cases")
    at_work.relayed()
    given = {receipt for (receipt,) in at_work.county.rows("select receipt from report")}
    assert set(sent.receipts) <= given
    assert at_work.count("cases") == expected
    assert at_work.count("report") == expected
    assert at_work.count("quarantine") == 0
    at_work.holds()


def opened(at_work: Working, receipts: list[str]) -> list[str]:
    """Return those of the receipts whose report has its case, in the cases' order."""
    rows = at_work.county.rows(
        "select r.receipt from report r join cases c using (county_code, case_id)"
        " where r.receipt = any(:receipts) order by c.number",
        receipts=receipts,
    )
    return [receipt for (receipt,) in rows]


class TestBroker:
    def test_that_crashes_and_comes_back_costs_nothing(
        self, own_stack: LocalStack, busy: Working
    ) -> None:
        with traffic(busy) as sent:
            wait_until(lambda: busy.count("cases") > 40)
            own_stack.kafka.stop(kill=True)
            before = len(sent.receipts)
            wait_until(lambda: len(sent.receipts) > before + 20, told="phones go on reporting")
            own_stack.kafka.start()

        assert sent.turned_away == 0
        assert busy.workers.alive
        everything_has_its_case(busy, sent)

    def test_away_for_long_leaves_no_phone_waiting_and_doubles_nothing_afterwards(
        self, own_stack: LocalStack, busy: Working
    ) -> None:
        busy.workers.stop("relay")
        own_stack.kafka.stop(kill=True)
        worker = busy.county.grid_worker("敖凯")
        receipts = [worker.reports(f"第{n}处小广告").receipt for n in range(20)]
        busy.workers.start("relay", hand_over_after_seconds="0")

        wait_until(lambda: not busy.waiting(), told="every report of a phone has its case")
        assert opened(busy, receipts) == receipts
        assert busy.count("outage where part = 'kafka' and until is null") == 1
        own_stack.kafka.start()
        busy.relayed(seconds=60)
        wait_until(lambda: not busy.count("outage where until is null"), told="it is back")
        busy.settles(20 + len(receipts), seconds=60)
        busy.relayed()

        told = busy.read(RECEIPTS)
        outcomes = {
            receipt: [each["outcome"] for each in told if each["receipt"] == receipt]
            for receipt in receipts
        }
        assert set(map(tuple, outcomes.values())) == {("accepted", "duplicate")}
        assert busy.count("cases") == 20 + len(receipts)
        busy.holds()

    def test_that_is_not_there_yet_is_waited_for(
        self, own_stack: LocalStack, busy: Working
    ) -> None:
        own_stack.kafka.stop(kill=True)
        for name in ("reports", "relay"):
            busy.workers.stop(name)
        starting = [busy.workers.start(name) for name in ("reports", "relay")]
        receipt = busy.county.grid_worker("敖凯").reports().receipt
        wait_until(lambda: starting[0].lines("broker_away"), told="it finds nobody")
        wait_until(lambda: starting[1].lines("relay_put_back"), told="it finds nobody")

        own_stack.kafka.start()

        busy.settles(21, seconds=60)
        assert all(worker.ended is None for worker in starting)
        assert opened(busy, [receipt]) == [receipt]
        busy.holds()


class TestDatabase:
    def test_that_ends_at_once_and_recovers_loses_nothing_it_gave_a_receipt_for(
        self, own_stack: LocalStack, busy: Working
    ) -> None:
        busy.workers.start("clockwork")
        with traffic(busy) as sent:
            wait_until(lambda: busy.count("cases") > 40)
            own_stack.postgres.stop(kill=True)
            wait_until(lambda: sent.turned_away > 3, told="a report is turned away")
            own_stack.postgres.start()
            before = len(sent.receipts)
            wait_until(lambda: len(sent.receipts) > before + 10, told="reports are taken again")

        assert busy.workers.alive
        everything_has_its_case(busy, sent)


class TestCache:
    def test_that_is_gone_only_makes_the_relay_slower(
        self, own_stack: LocalStack, busy: Working
    ) -> None:
        with traffic(busy) as sent:
            wait_until(lambda: busy.count("cases") > 40)
            own_stack.redis.stop(kill=True)
            before = busy.count("cases")
            wait_until(lambda: busy.count("cases") > before + 40, told="cases without Redis")
            own_stack.redis.start()

        assert sent.turned_away == 0
        assert busy.workers.alive
        everything_has_its_case(busy, sent)


class TestWorkers:
    def test_that_are_all_killed_under_traffic_and_started_again_lose_nothing(
        self, busy: Working
    ) -> None:
        with traffic(busy) as sent:
            wait_until(lambda: busy.count("cases") > 40)
            print(busy.workers.end())  # noqa: T201 - pytest shows it when the test fails
            for name in ("reports", "relay"):
                busy.workers.start(name)

        everything_has_its_case(busy, sent)
