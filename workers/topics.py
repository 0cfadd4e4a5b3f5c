"""The topics: their names, keys and shapes in one table; made where they are missing.

Partitions are fixed for a topic's version: another number would send a
township's records to another partition and break their order.
"""

from dataclasses import dataclass

from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

from dispatch.bootstrap import Deployment

EVENTS = "township.events.v1"
PARTITIONS = 6

_FORTNIGHT = str(14 * 24 * 3600 * 1000)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: what travels on it and by which key."""

    name: str
    key: str
    what: str


TOPICS = (
    Topic(EVENTS, "township code", "reports in"),
    Topic("township.receipts.v1", "source", "what became of each record"),
    Topic("township.events.quarantine.v1", "as it came in", "copies of what was refused"),
    Topic("case.changes.v1", "case number", "every change of a case, numbered from 1"),
)


def make_topics(deployment: Deployment) -> None:
    """Make the topics that do not exist yet."""
    settings = deployment.settings
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        for topic in TOPICS:
            new = NewTopic(
                settings.topic_prefix + topic.name,
                num_partitions=PARTITIONS,
                replication_factor=settings.kafka_replication,
                topic_configs={
                    # The broker's own time: a producer whose clock is ahead is not refused.
                    "message.timestamp.type": "LogAppendTime",
                    "retention.ms": _FORTNIGHT,
                    # A producer may compress as it likes; the broker undoes what our client
                    # library cannot read (lz4, snappy, zstd).
                    "compression.type": "uncompressed",
                    "min.insync.replicas": str(max(1, settings.kafka_replication - 1)),
                },
            )
            try:
                admin.create_topics([new])
            except TopicAlreadyExistsError:
                continue
    finally:
        admin.close()
