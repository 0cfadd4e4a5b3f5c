"""Believable records on Kafka: what every round of the pipeline reads."""

from collections.abc import Sequence
from datetime import datetime

from kafka import KafkaProducer

from deploy.demo.traffic import Traffic
from dispatch.bootstrap import Deployment
from dispatch.clock import COUNTY_ZONE
from dispatch.wire.county.book import CountyBook
from workers.topics import EVENTS, make_topics

Keyed = tuple[bytes, bytes]


def believable(book: CountyBook, count: int, *, run: str) -> list[Keyed]:
    """Return keys and values of ordinary reports; the same for the same ``run``."""
    now = datetime.now(COUNTY_ZONE)
    traffic = Traffic(book, now=now, seed=run, run=run)
    records = (traffic.ordinary(now) for _ in range(count))
    return [(record.key, record.value or b"") for record in records]


def producer(deployment: Deployment) -> KafkaProducer:
    """Return a producer as a township's system would set it: nothing may be lost."""
    return KafkaProducer(
        bootstrap_servers=deployment.settings.kafka_bootstrap, acks="all", linger_ms=5
    )


def fill(deployment: Deployment, records: Sequence[Keyed]) -> None:
    """Make the topics and put all records on the topic of reports."""
    make_topics(deployment)
    sending = producer(deployment)
    topic = deployment.settings.topic_prefix + EVENTS
    for key, value in records:
        sending.send(topic, key=key, value=value)
    sending.flush()
    sending.close()
