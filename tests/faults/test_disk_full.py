"""PostgreSQL's disk takes no more: nothing half is kept, and all goes on once there is room.

No rights and no small disk are needed: the kernel refuses files beyond a size, and PostgreSQL
meets the refusal where it would meet a full disk: a table that it cannot extend.
"""

import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.local.stack import LocalStack
from dispatch.bootstrap import assemble
from dispatch.clock import StoredClock
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.book import CountyBook
from tests.faults.reckoning import misfits
from tests.support.county import START, CountyWorld
from tests.support.databases import Databases
from tests.support.settings import environment, settings_from

FULL_AT = 17 * 1024 * 1024
"""Bytes that a file may have: a little more than each file of PostgreSQL's log."""


@pytest.fixture
def stack_alone() -> Iterator[LocalStack]:
    with tempfile.TemporaryDirectory(prefix="dispatch-full-", ignore_cleanup_errors=True) as data:
        stack = LocalStack(Path(data), fsync=False)
        stack.postgres.start()
        yield stack
        stack.postgres.stop(kill=True)


@pytest.fixture
def county_alone(stack_alone: LocalStack, book: CountyBook, tmp_path: Path) -> CountyWorld:
    databases = Databases(stack_alone.endpoints.owner_database_url)
    clock = StoredClock.start(tmp_path / "clock.json", at=START, factor=0)
    database = databases.loaded(databases.migrated(), book, clock)
    deployment = assemble(settings_from(environment(database, tmp_path / "clock.json")))
    return CountyWorld(deployment, clock, CountyCode("330521"))


@contextmanager
def little_room(stack: LocalStack) -> Iterator[None]:
    """Let PostgreSQL run where no file may grow beyond what the outbox has already."""
    stack.postgres.stop()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # What it starts inherits the limit; we have it only while it starts.
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, before[1]))
    try:
        stack.postgres.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    yield
    stack.postgres.stop(kill=True)
    stack.postgres.start()


def fill(county: CountyWorld) -> None:
    """Let the outbox be as large as a file may become, with messages sent long ago."""
    with county.deployment.work(WORKER) as work:
        work.connection.execute(
            text(
                "insert into outbox (county_code, topic, key, payload, created_at, sent_at)"
                " select '330521', 'old', 'key', decode(repeat(md5(n::text), 121), 'hex'),"
                " now(), now() from generate_series(1, :rows) n"
            ),
            {"rows": 4 * (FULL_AT // 8192 - 10)},
        )


class TestDiskFull:
    def test_gives_no_receipt_it_cannot_keep_and_loses_none_it_gave(
        self, stack_alone: LocalStack, county_alone: CountyWorld
    ) -> None:
        county = county_alone
        worker = county.grid_worker("敖凯")
        receipts = [worker.reports().receipt for _ in range(20)]

        fill(county)
        turned_away = 0
        with little_room(stack_alone):
            for _ in range(150):
                try:
                    receipts.append(worker.reports().receipt)
                except DBAPIError:
                    turned_away += 1

        assert turned_away > 0
        receipts += [worker.reports().receipt for _ in range(5)]
        county.relay()
        assert misfits(county, receipts=receipts) == {}
        assert county.rows("select count(*) from report") == [(len(receipts),)]
