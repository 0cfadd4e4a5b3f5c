"""How long from a producer's send to the committed case, at a steady rate.

The worker's own loop runs in a thread here, so that one clock sees both ends.
A bare consumer in its place gives the round trip that nobody can undercut.
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from deploy.bench.figures import Asked, Emit, Figure, Goal
from deploy.bench.ground import Ground
from deploy.bench.records import believable, producer
from dispatch.bootstrap import Deployment
from workers.reports import ReportConsumer
from workers.stopping import Life
from workers.topics import EVENTS, make_topics

_RATES = (5, 100, 500)
_P99 = 98
_WARM = 600
_PATIENCE = 120.0


@dataclass(slots=True)
class _Seen:
    sent: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    through: int = 0
    over: bool = False

    def note(self, records: Sequence[Any]) -> None:
        """Note that these records are through now."""
        now = time.perf_counter()
        self.through += len(records)
        for record in records:
            begun = self.sent.get(json.loads(record.value)["id"])
            if begun is not None:
                self.took.append((now - begun) * 1000)

    def wait_for(self, count: int) -> None:
        """Wait until so many are through.

        Raises:
            TimeoutError: they are not, after all patience.
        """
        until = time.monotonic() + _PATIENCE
        while self.through < count:
            if time.monotonic() > until:
                raise TimeoutError(f"{self.through} of {count} records are through")
            time.sleep(0.01)


class _Threaded(Life):
    def __init__(self, seen: _Seen) -> None:
        self._seen = seen

    @property
    def goes_on(self) -> bool:
        """Say whether the rate is still being measured."""
        return not self._seen.over

    def rest(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class _Noting(ReportConsumer):
    def __init__(self, deployment: Deployment, seen: _Seen) -> None:
        super().__init__(deployment)
        self._seen = seen

    def _take(self, batch: Mapping[TopicPartition, Sequence[Any]]) -> None:
        super()._take(batch)
        self._seen.note([record for records in batch.values() for record in records])


def latencies(ground: Ground, asked: Asked, emit: Emit) -> None:
    """Measure each rate with ours and with a bare consumer, in turn."""
    seconds = 120 if asked.long else 4 if asked.quick else 8
    for rate in _RATES:
        ours: list[float] = []
        bare: list[float] = []
        tails: list[float] = []
        for number in range(asked.rounds if not asked.long else 1):
            name = f"late{rate}-{number}."
            took = _at(ground, name, rate, seconds, whole=True)
            ours.append(quantiles(took, n=2)[0])
            tails.append(quantiles(took, n=100)[_P99])
            bare.append(quantiles(_at(ground, f"b{name}", rate, seconds, whole=False), n=2)[0])
        of = f"{rate}/s for {seconds} s a round, fetch wait 50 ms, producer linger 5 ms"
        emit(Figure("pipeline", f"p50 to the committed case at {rate}/s", "ms", tuple(ours), of))
        over = tuple(a / b for a, b in zip(ours, bare, strict=True))
        emit(Figure("pipeline", f"p50 ÷ bare round trip at {rate}/s", "×", over, of, Goal(None, 3)))
        if asked.long:
            emit(Figure("pipeline", f"p99 at {rate}/s", "ms", tuple(tails), of))


def _at(ground: Ground, prefix: str, rate: int, seconds: int, *, whole: bool) -> list[float]:
    seen = _Seen()
    with ground.database() as database, ground.deployment(database, topic_prefix=prefix) as made:
        make_topics(made)
        work = _ours if whole else _bare
        consumer = threading.Thread(target=work, args=(made, seen))
        consumer.start()
        sending = producer(made)
        topic = made.settings.topic_prefix + EVENTS
        records = believable(ground.book, _WARM + rate * seconds, run=prefix)
        try:
            # Once these are through, the group is joined and the county is known.
            for key, value in records[:_WARM]:
                sending.send(topic, key=key, value=value)
            seen.wait_for(_WARM)
            begun = time.perf_counter()
            for n, (key, value) in enumerate(records[_WARM:]):
                time.sleep(max(0.0, begun + n / rate - time.perf_counter()))
                seen.sent[json.loads(value)["id"]] = time.perf_counter()
                sending.send(topic, key=key, value=value)
            seen.wait_for(len(records))
        finally:
            seen.over = True
            consumer.join()
            sending.close()
    return seen.took


def _ours(deployment: Deployment, seen: _Seen) -> None:
    _Noting(deployment, seen).run(_Threaded(seen))


def _bare(deployment: Deployment, seen: _Seen) -> None:
    settings = deployment.settings
    consumer = KafkaConsumer(
        settings.topic_prefix + EVENTS,
        bootstrap_servers=settings.kafka_bootstrap,
        group_id=settings.topic_prefix + "bare",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=settings.batch_milliseconds,
    )
    while not seen.over:
        for records in consumer.poll(timeout_ms=500).values():
            seen.note(records)
    consumer.close()
