"""Kafka as a township's system sees it, and as somebody sees it who wants proof."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import UnknownTopicOrPartitionError

from config.settings import Settings
from deploy.demo.traffic import Record
from workers.topics import EVENTS, PARTITIONS, TOPICS

RECEIPTS = "township.receipts.v1"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record and where Kafka put it."""

    record: Record
    partition: int
    position: int


class Broker:
    """One connection for sending, and short ones for asking."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.topic = settings.topic_prefix + EVENTS
        self._producer = KafkaProducer(
            bootstrap_servers=settings.kafka_bootstrap, acks="all", linger_ms=5
        )

    def send(self, records: Iterable[Record]) -> list[Sent]:
        """Send records and return, once Kafka has them all, where they lie."""
        waiting = [
            (record, self._producer.send(self.topic, key=record.key, value=record.value))
            for record in records
        ]
        self._producer.flush(timeout=30)
        return [
            Sent(record, answer.partition, answer.offset)
            for record, future in waiting
            for answer in (future.get(timeout=30),)
        ]

    def ends(self) -> dict[int, int]:
        """Return the end of every partition of the reports' topic."""
        return self._ends(EVENTS)

    def committed(self) -> dict[int, int]:
        """Return what the consumers' group has committed to Kafka, per partition."""
        settings = self._settings
        asker = KafkaConsumer(
            bootstrap_servers=settings.kafka_bootstrap,
            group_id=settings.topic_prefix + settings.consumer_group,
            enable_auto_commit=False,
        )
        try:
            return {
                number: asker.committed(TopicPartition(self.topic, number)) or 0
                for number in range(PARTITIONS)
            }
        finally:
            asker.close()

    def receipts(self) -> list[dict[str, Any]]:
        """Return the body of every receipt that lies on Kafka by now."""
        topic = self._settings.topic_prefix + RECEIPTS
        ends = {TopicPartition(topic, number): end for number, end in self._ends(RECEIPTS).items()}
        reader = KafkaConsumer(bootstrap_servers=self._settings.kafka_bootstrap)
        try:
            reader.assign(list(ends))
            reader.seek_to_beginning()
            found: list[dict[str, Any]] = []
            while any(reader.position(each) < end for each, end in ends.items()):
                for records in reader.poll(timeout_ms=500).values():
                    found += [json.loads(record.value)["data"] for record in records]
            return found
        finally:
            reader.close()

    def close(self) -> None:
        """Let go of the broker."""
        self._producer.close(timeout=2)

    def _ends(self, name: str) -> dict[int, int]:
        asker = KafkaConsumer(bootstrap_servers=self._settings.kafka_bootstrap)
        try:
            partitions = [
                TopicPartition(self._settings.topic_prefix + name, number)
                for number in range(PARTITIONS)
            ]
            return {each.partition: end for each, end in asker.end_offsets(partitions).items()}
        finally:
            asker.close()


def remove_topics(settings: Settings) -> None:
    """Take our own topics off somebody else's broker; the prefix names this start alone."""
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        admin.delete_topics([settings.topic_prefix + topic.name for topic in TOPICS])
    except UnknownTopicOrPartitionError:
        return
    finally:
        admin.close()
