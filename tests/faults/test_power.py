"""A checker without power proves nothing: each protection is removed once, and that must be caught.

    course, whole build      nothing is found
    course, one removed      the named question finds it

Every course passes the place where it hurts; luck has no part in it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from dispatch import failpoints
from dispatch.failpoints import FailPointHit
from dispatch.flows import relay_outbox
from dispatch.flows.accept_report import EVENTS_TOPIC
from dispatch.flows.hand_over_reports import hand_over_reports
from dispatch.journal.model import Message
from dispatch.notices.store import NoticeStore
from dispatch.people.scope import WORKER
from tests.faults.defects import REMOVALS
from tests.faults.reckoning import misfits
from tests.faults.tables import TABLES, note
from tests.faults.test_frozen_consumer import FREEZING
from tests.support.county import A_COUNTY_CASE, CountyWorld
from tests.support.crashing import wait_until
from tests.support.databases import as_owner
from tests.support.working import Keyed, Working

DEFECTS = Path(__file__).with_name("defects.py")
TABLE = "power test: a protection removed, and what catches it"


@dataclass(slots=True)
class Seen:
    """What a course leaves to be asked about."""

    receipts: list[str] = field(default_factory=list)
    records: list[Keyed] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    """What the course itself noticed."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """One defect, the course that passes it, and the question that must catch it."""

    defect: str
    removes: str
    course: Callable[[CountyWorld], Seen]
    caught_by: str
    without_key: str = ""
    """A constraint that holds by itself and goes with the protection."""


# In this process: the flows as they are, on a real PostgreSQL.


def relays_once(county: CountyWorld) -> None:
    """Relay as the worker does, into a broker that takes all, and let the consumer take it."""

    def send(messages: "list[Message]") -> list[None]:
        for message in messages:
            if message.topic == EVENTS_TOPIC:
                county.take(county.arrivals(message.payload, key=message.key.encode()))
        return [None] * len(messages)

    with county.deployment.work(WORKER) as work:
        relay_outbox.relay_outbox(work=work, send=send, now=county.clock.now())  # type: ignore[arg-type]


def a_relay_that_dies(county: CountyWorld) -> Seen:
    seen = Seen([county.grid_worker("敖凯").reports(f"第{n}处").receipt for n in range(3)])
    failpoints.arm("relay.sent:raise")
    try:
        with suppress(FailPointHit):
            relays_once(county)
    finally:
        failpoints.arm("")
    relays_once(county)
    return seen


def a_late_commit(county: CountyWorld) -> Seen:
    worker = county.grid_worker("敖凯")
    with patch.object(county.deployment, "work", held_open(county)) as held:
        first = worker.reports("先写,后提交").receipt
    second = worker.reports("后写,先提交").receipt
    relays_once(county)
    held.commits()
    relays_once(county)
    return Seen([first, second])


def held_open(county: CountyWorld) -> "HeldOpen":
    return HeldOpen(county)


class HeldOpen:
    """A transaction that commits when it is told to, not when its block ends."""

    def __init__(self, county: CountyWorld) -> None:
        self._opens = county.deployment.work
        self.commits: Callable[[], None] = lambda: None

    @contextmanager
    def __call__(self, scope: object) -> Iterator[object]:
        block = self._opens(scope)  # type: ignore[arg-type]
        work = block.__enter__()
        self.commits = lambda: block.__exit__(None, None, None)  # type: ignore[assignment]
        yield work


def handed_over_and_relayed(county: CountyWorld) -> Seen:
    seen = Seen([county.grid_worker("敖凯").reports().receipt])
    with county.deployment.work(WORKER) as work:
        hand_over_reports(work=work, counties=county.deployment.counties(), now=county.clock.now())
    relays_once(county)
    return seen


def two_clockworks_at_once(county: CountyWorld) -> Seen:
    county.a_case(**A_COUNTY_CASE)
    county.clock.forward(days=2)
    seen = Seen()

    def second() -> None:
        try:
            county.tick()
        except DBAPIError as why:
            seen.found["clockwork_failed"] = type(why).__name__

    with patch.object(county.deployment, "work", held_open(county)) as held:
        assert county.tick()
    other = threading.Thread(target=second)
    other.start()
    other.join(1.0)
    held.commits()
    other.join()
    county.tick_until_quiet()
    return seen


def a_clockwork_that_dies(county: CountyWorld) -> Seen:
    county.a_case(**A_COUNTY_CASE)
    county.clock.forward(days=2)

    class Dies(Exception):
        pass

    with patch.object(NoticeStore, "add", side_effect=Dies), suppress(Dies):
        county.tick()
    county.tick_until_quiet()
    return Seen()


def a_record_nobody_can_take(county: CountyWorld) -> Seen:
    good, other = county.record(), county.record()
    bad = county.record("无字").replace("无字".encode(), b"")
    records = [good, bad, other]
    county.takes(*records)
    return Seen(records=[(b"330521001", value) for value in records])


def a_commit_that_fails(county: CountyWorld) -> Seen:
    worker, seen = county.grid_worker("敖凯"), Seen()

    def cuts(connection: object) -> None:
        connection.connection.driver_connection.close()  # type: ignore[attr-defined]

    event.listen(county.deployment.engine, "commit", cuts)
    try:
        with suppress(DBAPIError):
            seen.receipts.append(worker.reports().receipt)
    finally:
        event.remove(county.deployment.engine, "commit", cuts)
    return seen


def a_case_that_moves(county: CountyWorld) -> Seen:
    number = county.a_case(**A_COUNTY_CASE)
    handler = county.person("wk-zfd-01")
    handler.accepts(number)
    handler.reports_back(number)
    return Seen()


def a_case_that_waits(county: CountyWorld) -> Seen:
    county.a_case(**A_COUNTY_CASE)
    return Seen()


HERE = (
    Seeded(
        "inbox",
        "the inbox, in code and table",
        a_relay_that_dies,
        "report_once",
        without_key="report_inbox",
    ),
    Seeded(
        "inbox",
        "the inbox of what was handed over",
        handed_over_and_relayed,
        "report_once",
        without_key="report_inbox",
    ),
    Seeded("marks_first", "send before mark", a_relay_that_dies, "report_has_case"),
    Seeded("naive_outbox", "reading below the horizon", a_late_commit, "report_has_case"),
    Seeded("no_lock", "FOR UPDATE SKIP LOCKED", two_clockworks_at_once, "clockwork_failed"),
    Seeded("rung_first", "a rung and its effects together", a_clockwork_that_dies, "rung_told"),
    Seeded("swallowed", "the quarantine row", a_record_nobody_can_take, "record_unaccounted"),
    Seeded("receipt_first", "commit before receipt", a_commit_that_fails, "receipt_without_report"),
    Seeded("unsealed", "the seal on the entry before", a_case_that_moves, "chain"),
    Seeded("number_gap", "numbers without a gap", a_case_that_moves, "timeline_whole"),
    Seeded("unwatched", "a next check for each case", a_case_that_waits, "open_case_watched"),
)


@pytest.fixture(scope="module", autouse=True)
def table() -> None:
    if TABLE not in TABLES:
        note(TABLE, "removed", "caught by", "also", "the whole build")


def judged(removes: str, caught_by: str, whole: dict[str, str], broken: dict[str, str]) -> None:
    """Note what was found, then insist on it."""
    others = ", ".join(sorted(broken.keys() - {caught_by})) or "-"
    caught = caught_by if caught_by in broken else "NOT CAUGHT"
    note(TABLE, removes, caught, others, "well" if not whole else f"NOT WELL: {whole}")
    assert whole == {}
    assert caught_by in broken


class TestChecker:
    @pytest.mark.parametrize("seeded", HERE, ids=lambda seeded: seeded.removes)
    def test_catches_a_build_that_lacks(self, county: CountyWorld, seeded: Seeded) -> None:
        found = []
        for removal in (nullcontext, REMOVALS[seeded.defect]):
            if removal is not nullcontext and seeded.without_key:
                with as_owner(county.deployment.settings.database_url) as owner:
                    # Of the same name, for statements name it; it holds nothing any more.
                    owner.execute(f"alter table report drop constraint {seeded.without_key}")
                    owner.execute(
                        f"alter table report add constraint {seeded.without_key}"
                        " unique (county_code, report_id)"
                    )
            with removal():
                seen = seeded.course(county)
            asked = misfits(county, receipts=seen.receipts, records=seen.records)
            found.append(asked | seen.found)

        judged(seeded.removes, seeded.caught_by, *found)


# Processes of their own: what only shows between PostgreSQL and Kafka.


def dies_before_its_commit(at_work: Working, build: dict[str, str]) -> list[Keyed]:
    records = at_work.records(100)
    at_work.produce(records)
    instead = DEFECTS if build else None
    dying = at_work.workers.start(
        "reports", instead=instead, failpoint="reports.before_commit:exit", **build
    )
    dying.dies_at_its_fail_point()
    return records


class TestCheckerBetweenTheServers:
    @pytest.mark.parametrize("defect", ["", "kafka_first"])
    def test_catches_a_build_without_the_database_before_kafka(
        self, at_work: Working, defect: str
    ) -> None:
        dies_before_its_commit(at_work, {"defect": defect} if defect else {})

        ahead = at_work.kafka_ahead()

        noted(
            "the database before Kafka", "kafka_ahead", defect, {"kafka_ahead"} if ahead else set()
        )

    @pytest.mark.parametrize("defect", ["", "position_first"])
    def test_catches_a_build_without_the_position_beside_the_effects(
        self, at_work: Working, defect: str
    ) -> None:
        records = dies_before_its_commit(at_work, {"defect": defect} if defect else {})
        at_work.workers.start("reports")
        at_work.settles(100)

        found = misfits(at_work.county, records=records)

        noted("the position beside the effects", "record_unaccounted", defect, set(found))

    @pytest.mark.parametrize("defect", ["", "backwards"])
    def test_catches_a_build_without_the_order_of_a_key(
        self, at_work: Working, defect: str
    ) -> None:
        records = [at_work.a_record(b"330521001") for _ in range(20)]
        at_work.produce(records)
        build = {"instead": DEFECTS, "defect": defect} if defect else {}
        at_work.workers.start("reports", **build)  # type: ignore[arg-type]
        at_work.settles(20)

        found = misfits(at_work.county, records=records)

        noted("the order of a key", "order_per_key", defect, set(found))

    @pytest.mark.parametrize("defect", ["", "fence"])
    def test_catches_a_build_without_the_fence_when_a_frozen_consumer_thaws(
        self, at_work: Working, defect: str
    ) -> None:
        records = at_work.records(60)
        at_work.produce(records)
        frozen = at_work.workers.start(
            "reports", instead=FREEZING, consumer_slot="a", batch_size="10", defect=defect
        )
        frozen.freezes_itself()
        at_work.workers.start("reports", consumer_slot="b")
        at_work.settles(60)
        before = at_work.stored()

        frozen.thaw()
        wait_until(
            lambda: frozen.lines("fenced") or at_work.stored() != before, told="it tries to write"
        )
        frozen.kill()

        noted("the fence", "position_behind", defect, set(misfits(at_work.county)))


def noted(removes: str, caught_by: str, defect: str, found: set[str]) -> None:
    """Insist: the whole build is well, the broken one is caught."""
    if not defect:
        assert found == set()
        return
    others = ", ".join(sorted(found - {caught_by})) or "-"
    note(TABLE, removes, caught_by if caught_by in found else "NOT CAUGHT", others, "well")
    assert caught_by in found
