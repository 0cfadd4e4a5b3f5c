"""The consumer of reports: one poll is one batch is one transaction.

    poll ─► a partition new to us? seek to the position kept in PostgreSQL first
         ─► take_reports + move the position (compare-and-set) ─► commit ─► Kafka's commit
              │ passing fault: roll back, seek back, pause, keep polling, try again
              │ fenced: somebody else owns the partition now; read the positions anew
              └ unstorable: the batch once more, record by record, the bad one quarantined

Kafka's own commit only shows the lag; truth is the position beside the effects.
"""

import gc
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import structlog
from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from dispatch import metrics
from dispatch.bootstrap import Deployment
from dispatch.deadlines.years import MissingYear
from dispatch.failpoints import FailPointHit, fail_point
from dispatch.flows.take_reports import Taken, quarantine_unstorable, take_reports
from dispatch.intake.arrival import Arrival, Fenced
from dispatch.logs import described
from dispatch.people.scope import WORKER
from dispatch.transaction import TakenMeanwhile, Work
from workers.header_names import read_any_header_name
from workers.measuring import measure_batch
from workers.stopping import Backoff, Life
from workers.topics import EVENTS

_log = structlog.get_logger()

_LOOK_FOR_COUNTIES = 1.0
_YOUNG_OBJECTS = 100_000
"""A batch is looked through for garbage once or twice, not fifty times: nothing in it is cyclic."""


class ReportConsumer(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka publishes no types
    """Takes the records of the partitions that are its own just now."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        settings = deployment.settings
        self._topic = settings.topic_prefix + EVENTS
        self._group = settings.topic_prefix + settings.consumer_group
        self._expected: dict[TopicPartition, int] = {}
        self._refused_in_a_row: dict[TopicPartition, int] = {}
        self._stopped: set[TopicPartition] = set()
        self._consumer = _consumer(deployment, self._group)
        self._consumer.subscribe([self._topic], listener=self)

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Forget partitions that are no longer ours; their effects are all committed."""
        for partition in revoked:
            self._expected.pop(partition, None)
            self._stopped.discard(partition)

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Forget what we knew of partitions that come to us: another may have moved them.

        The library calls this on its own thread, where nothing may block; the loop
        looks the positions up before it takes a record of theirs.
        """
        self.on_partitions_revoked(assigned)

    def run(self, life: Life) -> None:
        """Take batch after batch until told to stop."""
        backoff = Backoff()
        while life.goes_on:
            try:
                if not self._deployment.counties():
                    # Whatever came now would belong to nobody: it can wait in Kafka.
                    life.rest(_LOOK_FOR_COUNTIES)
                    continue
                batch = self._placed(self._consumer.poll(timeout_ms=500))
                if batch:
                    self._take(batch)
                backoff.reset()
            except Fenced as why:
                _log.warning("fenced", why=described(why))
                self._expected.clear()
            except (DBAPIError, KafkaError, TakenMeanwhile, MissingYear, FailPointHit) as why:
                metrics.PUT_BACK.add(worker="reports")
                _log.error("batch_put_back", why=described(why))
                self._wait_out(life, backoff.next())
        self._consumer.close()

    def _placed(
        self, polled: Mapping[TopicPartition, Sequence[Any]]
    ) -> dict[TopicPartition, Sequence[Any]]:
        """Return the records that follow the stored positions; go there where they do not."""
        astray = {
            partition
            for partition in self._consumer.assignment()
            if partition not in self._expected
        } | {
            partition
            for partition, records in polled.items()
            if records[0].offset < self._expected.get(partition, 0)
        }
        self._seek_to_stored(astray)
        return {
            partition: records
            for partition, records in polled.items()
            if partition in self._expected and partition not in astray
        }

    def _take(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        arrivals = [_arrival(record) for records in batch.values() for record in records]
        began = time.monotonic()
        try:
            taken = self._in_one_transaction(arrivals, batch, whole=True)
        except (DataError, IntegrityError) as why:
            _log.error("batch_unstorable", why=type(why).__name__, records=len(arrivals))
            taken = self._in_one_transaction(arrivals, batch, whole=False)
        fail_point("reports.committed")
        self._commit_to_kafka(batch)
        self._watch_refusals(batch, taken)
        measure_batch(
            taken, len(arrivals), time.monotonic() - began, self._lag(batch), self._stopped
        )
        self._deployment.wake("outbox")
        _log.info(
            "batch_taken",
            opened=len(taken.opened),
            duplicates=len(taken.duplicates),
            quarantined=len(taken.quarantined),
        )

    def _in_one_transaction(
        self,
        arrivals: Sequence[Arrival],
        batch: Mapping[TopicPartition, Sequence[Any]],
        *,
        whole: bool,
    ) -> Taken:
        with self._deployment.work(WORKER) as work:
            for partition, records in batch.items():
                work.positions.advance(
                    self._group,
                    self._topic,
                    partition.partition,
                    expected=self._known_position(partition),
                    to=records[-1].offset + 1,
                )
            taken = self._all(arrivals, work) if whole else self._one_by_one(arrivals, work)
            fail_point("reports.before_commit")
        for partition, records in batch.items():
            self._expected[partition] = records[-1].offset + 1
        return taken

    def _known_position(self, partition: TopicPartition) -> int:
        # The library's thread may take a partition from us while we hold its records.
        expected = self._expected.get(partition)
        if expected is None:
            raise Fenced(f"{partition.topic}[{partition.partition}] is no longer ours")
        return expected

    def _all(self, arrivals: Sequence[Arrival], work: Work) -> Taken:
        deployment = self._deployment
        return take_reports(
            arrivals, work=work, counties=deployment.counties(), now=deployment.clock.now()
        )

    def _one_by_one(self, arrivals: Sequence[Arrival], work: Work) -> Taken:
        """Take each record under a savepoint; what cannot be stored is quarantined alone."""
        taken = Taken()
        for arrival in arrivals:
            try:
                with work.connection.begin_nested():
                    taken.add(self._all([arrival], work))
            except (DataError, IntegrityError) as why:
                _log.error("record_unstorable", position=arrival.position, why=type(why).__name__)
                taken.add(
                    quarantine_unstorable(
                        arrival,
                        work=work,
                        counties=self._deployment.counties(),
                        now=self._deployment.clock.now(),
                    )
                )
        return taken

    def _seek_to_stored(self, partitions: Collection[TopicPartition]) -> None:
        if not partitions:
            return
        with self._deployment.work(WORKER) as work:
            for partition in partitions:
                stored = work.positions.read(self._group, self._topic, partition.partition)
                if stored is None:
                    self._consumer.seek_to_beginning(partition)
                    stored = self._consumer.position(partition)
                else:
                    self._consumer.seek(partition, stored)
                self._expected[partition] = stored

    def _commit_to_kafka(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        ends = {
            partition: OffsetAndMetadata(records[-1].offset + 1)
            for partition, records in batch.items()
        }
        try:
            self._consumer.commit_async(ends)
        except KafkaError as why:
            # The position in PostgreSQL is what counts; Kafka's only shows the lag.
            _log.warning("kafka_commit_failed", why=described(why))

    def _watch_refusals(self, batch: Mapping[TopicPartition, Sequence[Any]], taken: Taken) -> None:
        """Stop a partition that brings nothing but refusals: a bad deploy, not bad luck."""
        refused = {(each.arrival.partition, each.arrival.position) for each in taken.quarantined}
        for partition, records in batch.items():
            run = self._refused_in_a_row.get(partition, 0)
            for record in records:
                run = run + 1 if (record.partition, record.offset) in refused else 0
            self._refused_in_a_row[partition] = run
            if run >= self._deployment.settings.quarantine_run and partition not in self._stopped:
                _log.critical("partition_stopped", partition=partition.partition, refused=run)
                self._stopped.add(partition)
                self._consumer.pause(partition)

    def _lag(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> dict[int, int]:
        """Return how many records of each partition lie behind what was just taken."""
        return {
            partition.partition: max(
                0, (self._consumer.highwater(partition) or 0) - records[-1].offset - 1
            )
            for partition, records in batch.items()
        }

    def _wait_out(self, life: Life, seconds: float) -> None:
        """Put the batch back and keep polling paused partitions, so that membership survives."""
        assigned = list(self._consumer.assignment())
        for partition in assigned:
            if partition in self._expected:
                self._consumer.seek(partition, self._expected[partition])
        self._consumer.pause(*assigned)
        life.rest(seconds)
        self._consumer.poll(timeout_ms=0)
        self._consumer.resume(*(each for each in assigned if each not in self._stopped))


def _consumer(deployment: Deployment, group: str) -> KafkaConsumer:
    settings = deployment.settings
    return KafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=group,
        group_instance_id=settings.consumer_slot or None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=settings.batch_size,
        bootstrap_timeout_ms=5000,
        fetch_max_wait_ms=settings.batch_milliseconds,
        session_timeout_ms=settings.session_timeout_milliseconds,
        heartbeat_interval_ms=settings.session_timeout_milliseconds // 3,
    )


def _arrival(record: Any) -> Arrival:
    headers = {_text(name.encode()): _text(value or b"") for name, value in record.headers or ()}
    return Arrival(record.topic, record.partition, record.offset, record.key, record.value, headers)


def _text(value: bytes) -> str:
    """Return what PostgreSQL can hold of a header, which may be any bytes."""
    return value.decode(errors="replace").replace("\0", "\ufffd")


def run(deployment: Deployment) -> None:
    """Take reports until told to stop."""
    life = Life(deployment, "reports")
    gc.set_threshold(_YOUNG_OBJECTS)
    read_any_header_name()
    consumer = _once_the_broker_answers(deployment, life)
    if consumer is not None:
        consumer.run(life)


def _once_the_broker_answers(deployment: Deployment, life: Life) -> ReportConsumer | None:
    """Return a consumer; None when told to stop before the broker was there."""
    backoff = Backoff()
    while life.goes_on:
        try:
            return ReportConsumer(deployment)
        except KafkaError as why:
            # Ending would only have us started again, and again: a storm that helps nobody.
            _log.error("broker_away", why=described(why))
            life.rest(backoff.next())
    return None
