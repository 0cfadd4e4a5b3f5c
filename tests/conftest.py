"""Real servers, once a session and only when a test asks; a fresh database for each test.

servers ─► owner_url (PostgreSQL alone) ─► databases ─► template ─► database ─► deployment
   └─────► stack (all three)                                            └─► county
"""

import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from deploy.local.stack import LocalStack, NotOurs
from dispatch import bootstrap
from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_files, read_folder
from tests.support.county import START, CountyWorld
from tests.support.databases import COUNTIES, Databases
from tests.support.settings import environment, settings_from

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background inherits a deaf ear for Ctrl-C, and so would every process it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def servers() -> Iterator[LocalStack]:
    """The local stack, not started yet; what was started is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="dispatch-tests-", ignore_cleanup_errors=True) as data:
        stack = LocalStack(Path(data), fsync=False)
        yield stack
        stack.down()


@pytest.fixture(scope="session")
def stack(servers: LocalStack) -> LocalStack:
    """PostgreSQL, Kafka and Redis, running."""
    servers.up()
    return servers


@pytest.fixture(scope="session")
def owner_url(servers: LocalStack) -> str:
    """A running PostgreSQL, as its owner reaches it; Kafka need not be there."""
    with suppress(NotOurs):
        servers.postgres.start()
    return servers.endpoints.owner_database_url


@pytest.fixture(scope="session", autouse=True)
def each_county_is_read_once() -> Iterator[None]:
    """Keep the books that were read: the same files give the same, and reading takes its time."""
    known: dict[object, CountyBook] = {}

    def read(files: Mapping[str, bytes], *, strict: bool = False) -> CountyBook:
        key = (strict, *sorted(files.items()))
        if key not in known:
            known[key] = read_files(files, strict=strict)
        return known[key]

    with patch.object(bootstrap, "read_files", read):
        yield


@pytest.fixture(scope="session")
def book() -> CountyBook:
    """The example county, read once."""
    return read_folder(COUNTIES / "330521", strict=True)


@pytest.fixture(scope="session")
def databases(owner_url: str) -> Iterator[Databases]:
    """Makes databases; none is left at the end."""
    made = Databases(owner_url)
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def migrated_template(databases: Databases) -> str:
    """A database with the schema and nothing in it, to be copied."""
    return databases.migrated()


@pytest.fixture(scope="session")
def county_template(
    databases: Databases,
    migrated_template: str,
    book: CountyBook,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """A database with the example county published, to be copied."""
    clock = StoredClock.start(tmp_path_factory.mktemp("clock") / "clock", at=START, factor=0)
    return databases.loaded(migrated_template, book, clock)


@pytest.fixture
def empty_database(databases: Databases, migrated_template: str) -> Iterator[str]:
    """A fresh database with the schema alone, as its owner reaches it."""
    url = databases.copy(migrated_template)
    yield url
    databases.drop(url)


@pytest.fixture
def database(databases: Databases, county_template: str) -> Iterator[str]:
    """A fresh database with the example county, as its owner reaches it."""
    url = databases.copy(county_template)
    yield url
    databases.drop(url)


@pytest.fixture
def clock(tmp_path: Path) -> StoredClock:
    """A stored clock that stands at a Monday morning and moves only when it is moved."""
    return StoredClock.start(tmp_path / "clock.json", at=START, factor=0)


@pytest.fixture
def deployment(database: str, clock: StoredClock, tmp_path: Path) -> Iterator[Deployment]:
    """The example county on PostgreSQL; broker and cache are not there and must not matter."""
    found = assemble(settings_from(environment(database, tmp_path / "clock.json")))
    yield found
    found.engine.dispose()


@pytest.fixture
def county(deployment: Deployment, clock: StoredClock) -> CountyWorld:
    """The example county, to act in."""
    return CountyWorld(deployment, clock, CountyCode("330521"))
