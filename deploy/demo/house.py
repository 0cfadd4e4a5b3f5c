"""Everything a county needs, started in order and stopped in order.

    folder read ─► servers ─► schema ─► clock ─► county ─► accounts ─► topics ─► our processes
    … and the other way round when the block ends, however it ends

Servers that the environment names are somebody else's: nothing that lies
there already is touched, and our topics carry a prefix of their own.
"""

import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from deploy.demo.accounts import give_password, new_password
from deploy.demo.broker import remove_topics
from deploy.demo.first_instant import first_instant
from deploy.demo.options import Options
from deploy.demo.past import SOURCE, past_cases
from deploy.demo.processes import Processes, Program
from deploy.demo.saying import Saying
from deploy.demo.traffic import Traffic
from deploy.local.server import ServerFailed
from deploy.local.stack import Endpoints, LocalStack
from dispatch.bootstrap import Deployment, assemble, read_settings
from dispatch.clock import COUNTY_ZONE, StoredClock
from dispatch.db import owner_engine
from dispatch.errors import Unusable
from dispatch.flows.keep_history import import_history
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.publish_county import publish_county
from dispatch.migrations.schema import upgrade
from dispatch.people.scope import WORKER, actor_of
from dispatch.vocabulary import Role
from dispatch.wire.channels.seal import new_key
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_folder
from workers.topics import make_topics

_ROOT = Path(__file__).parents[2]
WORKERS = ("reports", "relay", "clockwork", "changes", "notifier", "lists")
_WEB_READY_WITHIN = 90.0
_LATEST = """
    select greatest(
        (select max(at) from journal),
        (select max(taken_at) from report),
        (select max(published_at) from edition)
    )
"""


class PortTaken(Unusable):
    """Somebody listens already where the web should."""

    code = "demo.port_taken"


class NotEmpty(Unusable):
    """The database holds counties that a demo must not mix with."""

    code = "demo.not_empty"


@dataclass(frozen=True, slots=True)
class House:
    """A county at work."""

    deployment: Deployment
    clock: StoredClock
    book: CountyBook
    processes: Processes
    password: str
    accounts: int
    url: str
    example: bool

    @property
    def county(self) -> LoadedCounty:
        """The county in force."""
        return self.deployment.county(self.book.county_code)


@contextmanager
def house(options: Options, say: Saying) -> Iterator[House]:
    """Start everything and give it over; stop everything at the end of the block.

    Raises:
        PortTaken, NotEmpty: it cannot be started here.
        CountyRefused: the folder is no county.
        ServerFailed: a server did not come up.
    """
    for port in (options.port, options.port + 1):
        _require_free(port)
    with say.part("county folder read"):
        book = read_folder(options.county, strict=True)
    stack = LocalStack(options.data)
    try:
        with say.part("PostgreSQL, Kafka, Redis"):
            endpoints = stack.up()
        yield from _with_servers(options, say, book, endpoints)
    finally:
        _hear_no_more_signals()
        stack.down()


def _with_servers(
    options: Options, say: Saying, book: CountyBook, endpoints: Endpoints
) -> Iterator[House]:
    _require_empty(options, endpoints)
    with say.part("database schema"):
        upgrade(endpoints.owner_database_url)
    foreign_broker = bool(os.environ.get("DISPATCH_KAFKA_BOOTSTRAP"))
    env = _environment(options, endpoints)
    with _in_force(env):
        yield from _with_settings(options, say, book, foreign_broker=foreign_broker)


def _with_settings(
    options: Options, say: Saying, book: CountyBook, *, foreign_broker: bool
) -> Iterator[House]:
    clock = StoredClock(options.data / "clock.json")
    _set_clock(clock, options, book)
    settings = read_settings()
    deployment = assemble(settings)
    processes = Processes(options.data / "logs", {**os.environ}, say.line)
    try:
        with say.part(f"{book.name} loaded"):
            _load(assemble(settings), book)
        with say.part("the old platform's closed cases"):
            _bring_the_past(deployment, book)
        with say.part("accounts"):
            password = new_password()
            accounts = give_password(deployment, book.county_code, password)
        with say.part("Kafka topics"):
            make_topics(deployment)
        url = f"http://127.0.0.1:{options.port}"
        with say.part("workers and web"):
            _start(processes)
            _await(url, processes, "web")
            _await(settings.live_url, processes, "live")
        yield House(deployment, clock, book, processes, password, accounts, url, options.example)
    finally:
        _hear_no_more_signals()
        processes.stop()
        deployment.engine.dispose()
        if foreign_broker:
            remove_topics(settings)


@contextmanager
def _in_force(env: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(
                f"port {port} of 127.0.0.1 is taken: end what listens there, or say --port N"
            ) from None


def _require_empty(options: Options, endpoints: Endpoints) -> None:
    foreign = bool(os.environ.get("DISPATCH_DATABASE_URL"))
    if not (foreign or options.check):
        return
    engine = owner_engine(endpoints.owner_database_url)
    with engine.begin() as connection:
        known: list[str] = []
        if connection.scalar(text("select to_regclass('county')")) is not None:
            connection.execute(text("select set_config('dispatch.reach', 'deployment', true)"))
            known = list(connection.scalars(text("select county_code from county order by 1")))
    engine.dispose()
    if known and foreign:
        raise NotEmpty(
            f"the database that DISPATCH_DATABASE_URL names holds counties ({', '.join(known)}): "
            "a demo would set their passwords; name an empty database, or unset it"
        )
    if known:
        raise NotEmpty(
            f"{options.data} holds counties already ({', '.join(known)}): "
            "--check counts from nothing; give it another --data, or none"
        )


def _environment(options: Options, endpoints: Endpoints) -> dict[str, str]:
    foreign_broker = bool(os.environ.get("DISPATCH_KAFKA_BOOTSTRAP"))
    return {
        "DISPATCH_DATABASE_URL": endpoints.owner_database_url,
        "DISPATCH_KAFKA_BOOTSTRAP": endpoints.kafka_bootstrap,
        "DISPATCH_REDIS_URL": endpoints.redis_url,
        "DISPATCH_CLOCK_FILE": str(options.data / "clock.json"),
        "DISPATCH_BLOBS": str(options.data / "photos"),
        "DISPATCH_KAFKA_REPLICATION": "1",
        "DISPATCH_TOPIC_PREFIX": f"demo-{secrets.token_hex(4)}." if foreign_broker else "",
        "DISPATCH_TICK_SECONDS": "0.5" if options.check else "1",
        "DISPATCH_SESSION_TIMEOUT_MILLISECONDS": "6000",
        "DISPATCH_WEB_SECRET": secrets.token_hex(32),
        "DISPATCH_SECRET_KEY": _kept_key(options.data / "secret.key"),
        "DISPATCH_PUBLIC_URL": f"http://127.0.0.1:{options.port}",
        "DISPATCH_BIND": f"127.0.0.1:{options.port}",
        "DISPATCH_LIVE_BIND": f"127.0.0.1:{options.port + 1}",
        "DISPATCH_LIVE_URL": f"http://127.0.0.1:{options.port + 1}",
        "DISPATCH_LIVE_ORIGIN": f"http://127.0.0.1:{options.port}",
        "PYTHONPATH": str(_ROOT),
    }


def _kept_key(file: Path) -> str:
    """Return the folder's key: what it sealed in an earlier run must open in this one."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(new_key())
    return file.read_text()


def _set_clock(clock: StoredClock, options: Options, book: CountyBook) -> None:
    """Start the county clock; in a folder that was used before it goes on where it stood."""
    today = datetime.now(COUNTY_ZONE).date()
    StoredClock.start(
        options.data / "clock.json", at=first_instant(book, today), factor=options.speed
    )
    before = assemble(read_settings())
    with before.work(WORKER) as work:
        latest = work.connection.scalar(text(_LATEST))
    before.engine.dispose()
    if latest is not None and latest >= clock.now():
        at = latest + timedelta(minutes=1)
        StoredClock.start(options.data / "clock.json", at=at, factor=options.speed)


def _load(deployment: Deployment, book: CountyBook) -> None:
    before = deployment.counties().get(book.county_code)
    if before is None or before.book.files != book.files:
        with deployment.work(WORKER) as work:
            publish_county(book, by="demo", work=work, before=before, now=deployment.clock.now())
    deployment.engine.dispose()


def _bring_the_past(deployment: Deployment, book: CountyBook) -> None:
    """Let the first keeper of the list bring the old system's cases, once."""
    keepers = [person for person in book.people if Role.LIST_KEEPER in person.roles]
    now = deployment.clock.now()
    with deployment.work(WORKER) as work:
        known = work.history.count(book.county_code)
    if known or not keepers:
        return
    actor = actor_of(book.county_code, keepers[0], book.register)
    traffic = Traffic(book, now=now, seed="past", run="past")
    today = now.astimezone(COUNTY_ZONE).date()
    with deployment.work(actor.scope) as work:
        import_history(
            past_cases(traffic, today, seed="past"),
            source=SOURCE,
            file_name="旧平台办结案件.csv",
            refused=0,
            actor=actor,
            work=work,
            county=deployment.county(book.county_code),
            now=now,
        )


def _start(processes: Processes) -> None:
    for name in WORKERS:
        processes.start(Program(name, (sys.executable, "-m", "workers", name)))
    web = (sys.executable, "-m", "gunicorn", "-c", str(_ROOT / "deploy" / "gunicorn_conf.py"))
    chdir = ("--chdir", str(_ROOT), "dispatch.web.wsgi:app")
    # Killed outright its children would live on for a moment; so it is told to leave at once.
    processes.start(Program("web", (*web, *chdir), death_signal=signal.SIGQUIT))
    live = (*web[:-1], str(_ROOT / "deploy" / "gunicorn_live_conf.py"))
    served = (*chdir[:-1], "dispatch.web.live.wsgi:app")
    processes.start(Program("live", (*live, *served), death_signal=signal.SIGQUIT))


def _await(url: str, processes: Processes, name: str) -> None:
    # Whatever proxy the environment names, this machine is not behind it.
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    deadline = time.monotonic() + _WEB_READY_WITHIN
    while True:
        try:
            with ask(f"{url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError) as why:
            if processes.crashed(name) or time.monotonic() > deadline:
                raise ServerFailed(
                    f"{name} does not answer at {url} ({why}); its log is {processes.log_of(name)}"
                ) from why
            time.sleep(0.1)


def _hear_no_more_signals() -> None:
    # A second Ctrl-C must not leave half of it running.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
