"""The loops that are compared: ours as the worker runs it, and the least that any could do.

    ours      ReportConsumer: poll ─► everything a report means ─► commit ─► Kafka's commit
    ceiling   poll ─► json ─► COPY into one table ─► commit ─► Kafka's commit

A rate is taken between the first commit and the last: joining the group and
the first connection are no part of it.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from dispatch.bootstrap import Deployment
from workers.reports import ReportConsumer
from workers.stopping import Life
from workers.topics import EVENTS

_ONE_TABLE = """
create table if not exists only_report (
    source text not null, record_id text not null, area_code text not null,
    occurred_at timestamptz not null, text text not null, title text, channel text,
    attributes text, reporter text, topic text, partition int, position bigint,
    primary key (source, record_id)
)
"""
_COPY = "copy only_report from stdin"


@dataclass(slots=True)
class Progress:
    """When how many records were committed."""

    marks: list[tuple[float, int]] = field(default_factory=list)

    def note(self, count: int) -> None:
        """Note a commit of so many records now."""
        self.marks.append((time.perf_counter(), count))

    @property
    def taken(self) -> int:
        """How many records were committed so far."""
        return sum(count for _, count in self.marks)

    @property
    def rate(self) -> float:
        """Records a second between the first commit and the last."""
        first, last = self.marks[0][0], self.marks[-1][0]
        return sum(count for _, count in self.marks[1:]) / (last - first)


class _Until(Life):
    """A life that ends when everything was taken."""

    def __init__(self, progress: Progress, wanted: int) -> None:
        self._progress = progress
        self._wanted = wanted

    @property
    def goes_on(self) -> bool:
        """Say whether records are left."""
        return self._progress.taken < self._wanted

    def rest(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class _Noting(ReportConsumer):
    """The worker's own consumer, which notes each batch it has committed."""

    def __init__(self, deployment: Deployment, progress: Progress) -> None:
        super().__init__(deployment)
        self._progress = progress

    def _take(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        super()._take(batch)
        self._progress.note(sum(map(len, batch.values())))


def ours(deployment: Deployment, wanted: int) -> Progress:
    """Take everything with the worker's own loop."""
    progress = Progress()
    _Noting(deployment, progress).run(_Until(progress, wanted))
    return progress


def ceiling(deployment: Deployment, database: str, wanted: int) -> Progress:
    """Take everything with the same poll loop, writing one table by COPY."""
    settings = deployment.settings
    consumer = KafkaConsumer(
        settings.topic_prefix + EVENTS,
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=settings.topic_prefix + settings.consumer_group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=settings.batch_size,
        fetch_max_wait_ms=settings.batch_milliseconds,
    )
    progress = Progress()
    with psycopg.connect(database) as connection:
        connection.execute(_ONE_TABLE)
        connection.commit()
        while progress.taken < wanted:
            polled = consumer.poll(timeout_ms=500)
            records = [record for batch in polled.values() for record in batch]
            if not records:
                continue
            with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                for record in records:
                    copy.write_row(_row(record))
            connection.commit()
            consumer.commit_async(
                {part: OffsetAndMetadata(batch[-1].offset + 1) for part, batch in polled.items()}
            )
            progress.note(len(records))
    consumer.close()
    return progress


def _row(record: Any) -> tuple[Any, ...]:
    read = json.loads(record.value)
    data = read["data"]
    return (
        read["source"],
        read["id"],
        data["area_code"],
        data["occurred_at"],
        data["text"],
        data.get("title"),
        data["channel"],
        json.dumps(data.get("attributes")),
        json.dumps(data.get("reporter")),
        record.topic,
        record.partition,
        record.offset,
    )
