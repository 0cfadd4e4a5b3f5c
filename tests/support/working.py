"""One county with worker processes and topics of its own, on servers that others share.

working.produce([(key, record), …])      as the townships' systems do
working.workers.start("reports")         and whatever a fault test does to it
working.settles(len(records))            every record is a case or in the quarantine
working.holds()                          every invariant, the positions, the order
"""

import itertools
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from deploy.local.stack import Endpoints
from dispatch.board.invariants import Breach
from dispatch.bootstrap import Deployment, assemble
from dispatch.clock import StoredClock
from dispatch.vocabulary import CountyCode
from tests.support.county import START, CountyWorld
from tests.support.crashing import Workers, wait_until
from tests.support.settings import environment, settings_from
from workers.topics import EVENTS, PARTITIONS, TOPICS, make_topics

RECEIPTS = "township.receipts.v1"
QUARANTINE = "township.events.quarantine.v1"
TOWNSHIPS = tuple(f"330521{n:03}".encode() for n in (1, 2, 4, 100, 101, 102, 103, 104, 105))

A_GRID = "330521001001001"

Headers = list[tuple[str, bytes | None]]
Keyed = tuple[bytes, bytes | None]
"""A record's key and its bytes; None is what a compacting producer sends."""


@dataclass(frozen=True, slots=True)
class Lies:
    """Where Kafka put a record."""

    partition: int
    position: int


class Working:
    """A county at work: its database, its topics, its processes."""

    def __init__(
        self, deployment: Deployment, clock: StoredClock, env: dict[str, str], logs: Path
    ) -> None:
        self.deployment = deployment
        self.county = CountyWorld(deployment, clock, CountyCode("330521"))
        self.workers = Workers(env, logs)
        self.group = deployment.settings.topic_prefix + deployment.settings.consumer_group
        self._names = itertools.count()
        self._producer: KafkaProducer | None = None
        self._waiting: list[Any] = []

    # Townships' systems.

    def records(self, count: int, *, source: str = "urn:test:township") -> list[Keyed]:
        """Return good records, spread over the townships; their ids count upward."""
        return [self.a_record(source=source) for _ in range(count)]

    def a_record(self, key: bytes | None = None, *, source: str = "urn:test:township") -> Keyed:
        number = next(self._names)
        text = f"第{number}处小广告"
        # By its code: a township's system does not ask our database.
        value = self.county.record(text, at=A_GRID, record_id=f"{number:06}", source=source)
        return key or TOWNSHIPS[number % len(TOWNSHIPS)], value

    def produce(self, records: Sequence[Keyed], headers: Iterable[Headers] = ()) -> list[Lies]:
        """Send records in order and return where each lies, once the broker has them all."""
        self.produce_later(records, headers)
        return self.delivered()

    def produce_later(self, records: Sequence[Keyed], headers: Iterable[Headers] = ()) -> None:
        """Send records in order, whenever the broker takes them; headers for the first ones."""
        topic = self.topic(EVENTS)
        self._waiting += [
            self._sends().send(topic, key=key, value=value, headers=more)
            for (key, value), more in zip_longest(records, headers)
        ]

    def delivered(self) -> list[Lies]:
        """Wait until the broker has all that was sent; return where it lies."""
        waiting, self._waiting = self._waiting, []
        return [
            Lies(done.partition, done.offset)
            for each in waiting
            for done in (each.get(timeout=180),)
        ]

    # What can be seen.

    def topic(self, name: str) -> str:
        return self.deployment.settings.topic_prefix + name

    def read(self, name: str) -> list[dict[str, Any]]:
        """Return the body of everything on one of our topics, partition by partition."""
        return [json.loads(payload)["data"] for payload in self.payloads(name)]

    def payloads(self, name: str) -> list[bytes]:
        """Return everything on one of our topics as it lies there, partition by partition."""
        reader = KafkaConsumer(bootstrap_servers=self.deployment.settings.kafka_bootstrap)
        partitions = [TopicPartition(self.topic(name), number) for number in range(PARTITIONS)]
        found: list[bytes] = []
        try:
            ends = reader.end_offsets(partitions)
            reader.assign(partitions)
            reader.seek_to_beginning(*partitions)
            while any(reader.position(each) < ends[each] for each in partitions):
                for records in reader.poll(timeout_ms=500).values():
                    found += [record.value for record in records]
        finally:
            reader.close()
        return found

    def count(self, what: str) -> int:
        """Count the rows of a table, as a worker sees them."""
        ((number,),) = self.county.rows(f"select count(*) from {what}")
        return int(number)

    def unsent(self) -> int:
        return self.count("outbox where sent_at is null and refused is null")

    def waiting(self) -> int:
        """Count the accepted reports that have no case yet."""
        return self.count("report where case_id is null")

    def stored(self) -> dict[int, int]:
        """Return the positions that the database keeps."""
        return dict(
            self.county.rows(
                "select partition, next_position from stored_position where consumer = :group",
                group=self.group,
            )
        )

    # Waiting, and what must hold afterwards.

    def settles(self, records: int, *, seconds: float = 30) -> None:
        """Wait until so many records of Kafka are behind the stored positions."""
        wait_until(
            lambda: sum(self.stored().values()) >= records,
            seconds=seconds,
            told=f"{records} records taken",
        )

    def relayed(self, *, seconds: float = 30) -> None:
        """Wait until nothing waits in the outbox."""
        wait_until(lambda: not self.unsent(), seconds=seconds, told="the outbox is empty")

    def behind(self) -> int:
        """Count the records that lie in Kafka and are not taken yet."""
        stored = self.stored()
        return sum(end - stored.get(number, 0) for number, end in self._ends().items())

    def kafka_ahead(self) -> set[int]:
        """Return the partitions of which Kafka was told more than the database knows."""
        stored = self.stored()
        return {
            number
            for number, position in self._committed().items()
            if position > stored.get(number, 0)
        }

    def breaches(self) -> list[Breach]:
        """Ask every invariant once the grace that young reports have is over."""
        self.county.clock.forward(minutes=6)
        return self.county.breaches()

    def holds(self) -> None:
        """Check the invariants, the chain, the positions and the order per partition."""
        assert self.breaches() == []
        ends, stored = self._ends(), self.stored()
        assert all(position <= ends[number] for number, position in stored.items())
        assert self.kafka_ahead() == set()
        opened = self.county.rows(
            "select r.topic, r.partition, c.number from report r"
            " join cases c using (county_code, case_id)"
            " where r.topic <> 'outbox' order by r.topic, r.partition, r.position"
        )
        for _, of_partition in itertools.groupby(opened, key=lambda row: row[:2]):
            numbers = [number for *_, number in of_partition]
            assert numbers == sorted(numbers)

    def each_is_one_case(self, records: Sequence[Keyed]) -> None:
        """Check that each of these good records has exactly one case, and nothing else has."""
        sent = sorted(
            (body["source"], body["id"]) for _, value in records for body in [_json(value)]
        )
        taken = self.county.rows(
            "select r.source, r.record_id from report r join cases c using (county_code, case_id)"
            " where r.report_id = c.report_id order by 1, 2"
        )
        assert sorted(taken) == sent
        assert self.count("cases") == len(sent)

    def _ends(self) -> dict[int, int]:
        asker = KafkaConsumer(bootstrap_servers=self.deployment.settings.kafka_bootstrap)
        try:
            partitions = [TopicPartition(self.topic(EVENTS), n) for n in range(PARTITIONS)]
            return {each.partition: end for each, end in asker.end_offsets(partitions).items()}
        finally:
            asker.close()

    def _committed(self) -> dict[int, int]:
        with self.admin() as admin:
            found = admin.list_group_offsets({self.group: None})[self.group]
        return {each.partition: committed.offset for each, committed in found.items()}

    @contextmanager
    def admin(self) -> Iterator[KafkaAdminClient]:
        with KafkaAdminClient(
            bootstrap_servers=self.deployment.settings.kafka_bootstrap
        ) as connected:
            yield connected

    def _sends(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self.deployment.settings.kafka_bootstrap,
                acks="all",
                linger_ms=5,
                delivery_timeout_ms=180_000,
                # What it sends again must not fall behind what it sent later.
                max_in_flight_requests_per_connection=1,
            )
        return self._producer

    def end(self) -> None:
        print(self.workers.end())  # noqa: T201 - pytest shows it when the test fails
        if self._producer is not None:
            self._producer.close(timeout=1)
        self.deployment.engine.dispose()


@contextmanager
def working(
    endpoints: Endpoints, database: str, folder: Path, **settings: str
) -> Iterator[Working]:
    """Give a county at work on a database; its processes and topics are gone afterwards."""
    clock = StoredClock.start(folder / "worked-by.json", at=START, factor=0)
    env = environment(
        database,
        folder / "worked-by.json",
        kafka=endpoints.kafka_bootstrap,
        redis=endpoints.redis_url,
        topic_prefix=f"{secrets.token_hex(4)}.",
        batch_size="50",
        **settings,
    )
    found = Working(assemble(settings_from(env)), clock, env, folder)
    make_topics(found.deployment)
    try:
        yield found
    finally:
        found.end()
        with found.admin() as admin:
            admin.delete_topics([found.topic(topic.name) for topic in TOPICS])


def _json(value: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(value)
    return found
