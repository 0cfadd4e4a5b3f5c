"""Everything that is measured, in one table: its name, what it tells, who measures it.

Entries measure, once a batch, a tick or a request; decisions, stores and flows
know nothing of it. No label holds personal data. A metric appears in a process
once that process measures it, its own counters from the start; no process shows
zeros for another's work.
"""

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
    start_http_server,
)
from prometheus_client.multiprocess import MultiProcessCollector

from dispatch import __version__
from dispatch.logs import described

disable_created_metrics()  # type: ignore[no-untyped-call]  # it publishes no types

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_COUNTS = (1, 5, 10, 50, 100, 250, 500, 1000, 2000, 5000)
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one server put their measurements together."""
_making = threading.Lock()
_log = structlog.get_logger()


class _Nothing:
    """Stands where a measurement could not be kept: what is measured goes on."""

    def inc(self, amount: float) -> None:
        """Count nothing."""

    def set(self, value: float) -> None:
        """Set nothing."""

    def observe(self, value: float) -> None:
        """Observe nothing."""


def _not_measured(name: str, why: OSError) -> _Nothing:
    _log.warning("not_measured", metric=name, why=described(why))
    return _Nothing()


@dataclass(slots=True)
class Metric:
    """One thing that is measured; made when it is measured for the first time."""

    name: str
    kind: str
    """counter, gauge or histogram."""
    by: str
    """The kind of process that measures it."""
    promise: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = _FAST
    _made: Any = field(default=None, repr=False, compare=False)

    def add(self, amount: float = 1, /, **labels: object) -> None:
        """Raise a counter."""
        self._of(labels).inc(amount)

    def set(self, value: float, /, **labels: object) -> None:
        """Set a gauge."""
        self._of(labels).set(value)

    def observe(self, value: float, /, **labels: object) -> None:
        """Add one observation to a histogram."""
        self._of(labels).observe(value)

    def forget(self) -> None:
        """Drop every labelled value of a gauge, before it is measured anew."""
        if self._made is not None and self.labels:
            self._made.clear()

    def _of(self, labels: dict[str, object]) -> Any:
        try:
            return self._labelled(labels)
        except FileNotFoundError:
            # Somebody tidied the folder of measurements away while we run.
            return self._anew(labels)
        except OSError as why:
            return _not_measured(self.name, why)

    def _anew(self, labels: dict[str, object]) -> Any:
        try:
            Path(os.environ[_FOLDER]).mkdir(parents=True, exist_ok=True)
            return self._labelled(labels)
        except OSError as why:
            return _not_measured(self.name, why)

    def _labelled(self, labels: dict[str, object]) -> Any:
        made = self._made or self._make()
        return made.labels(**labels) if labels else made

    def _make(self) -> Any:
        with _making:
            if self._made is None:
                self._made = self._new()
        return self._made

    def _new(self) -> Any:
        if self.kind == "counter":
            return Counter(self.name, self.promise, self.labels)
        if self.kind == "gauge":
            return Gauge(self.name, self.promise, self.labels, multiprocess_mode="mostrecent")
        return Histogram(self.name, self.promise, self.labels, buckets=self.buckets)


BUILD = Metric("dispatch_build_info", "gauge", "all", "1, labelled with what runs", ("version",))
HEARTBEAT = Metric(
    "dispatch_heartbeat_timestamp_seconds",
    "gauge",
    "workers",
    "When this worker last began a round of its loop",
    ("worker",),
)

HTTP = Metric(
    "dispatch_http_request_seconds",
    "histogram",
    "web",
    "How long answers took, by the route as the program names it",
    ("route", "method", "status"),
)
DEFECTS = Metric("dispatch_defects_total", "counter", "web", "Answers that were a defect of ours")
SIGN_INS = Metric("dispatch_sign_ins_total", "counter", "web", "Attempts at the door", ("outcome",))
LIVE_VIEWERS = Metric("dispatch_live_viewers", "gauge", "live", "Open live connections")
LIVE_SENT = Metric("dispatch_live_messages_total", "counter", "live", "Live messages sent")

RECORDS = Metric(
    "dispatch_records_total",
    "counter",
    "reports",
    "Records taken from Kafka: opened a case, were duplicates, or were quarantined",
    ("outcome",),
)
QUARANTINED = Metric(
    "dispatch_quarantined_total", "counter", "reports", "Records quarantined", ("reason",)
)
BATCH_SECONDS = Metric(
    "dispatch_batch_seconds", "histogram", "reports", "How long a batch took, commit included"
)
BATCH_RECORDS = Metric(
    "dispatch_batch_records", "histogram", "reports", "Records in a batch", buckets=_COUNTS
)
LAG = Metric(
    "dispatch_lag_records",
    "gauge",
    "reports",
    "Records on Kafka behind the position that is stored with the effects",
    ("partition",),
)
STOPPED = Metric(
    "dispatch_partition_stopped",
    "gauge",
    "reports",
    "1 while a partition is stopped because it brought nothing but refusals",
    ("partition",),
)

RELAYED = Metric("dispatch_relayed_total", "counter", "relay", "Messages out of the outbox")
PUT_BACK = Metric(
    "dispatch_put_back_total",
    "counter",
    "workers",
    "Pieces of work rolled back by a passing fault, to be tried again",
    ("worker",),
)

TICK_SECONDS = Metric("dispatch_tick_seconds", "histogram", "clockwork", "How long a tick took")
RUNGS_FIRED = Metric(
    "dispatch_rungs_fired_total", "counter", "clockwork", "Rungs fired, by strength", ("strength",)
)
BROKEN = Metric(
    "dispatch_invariant_broken",
    "gauge",
    "clockwork",
    "1 while an invariant does not hold",
    ("invariant",),
)
AUDITED = Metric(
    "dispatch_audited_timestamp_seconds",
    "gauge",
    "clockwork",
    "When the invariants were last asked",
)
MEASURED = Metric(
    "dispatch_measured_timestamp_seconds",
    "gauge",
    "clockwork",
    "When the figures below were last read from the database",
)
OUTBOX_WAITING = Metric(
    "dispatch_outbox_waiting", "gauge", "clockwork", "Messages that have not left the outbox"
)
OUTBOX_OLDEST = Metric(
    "dispatch_outbox_oldest_seconds", "gauge", "clockwork", "Age of the oldest of them"
)
OUTBOX_REFUSED = Metric(
    "dispatch_outbox_refused", "gauge", "clockwork", "Messages that the broker will never take"
)
RUNGS_DUE = Metric("dispatch_rungs_due", "gauge", "clockwork", "Rungs due and not fired or held")
RUNGS_OLDEST = Metric(
    "dispatch_rungs_oldest_seconds", "gauge", "clockwork", "How long the oldest of them is due"
)
NOTICES_UNREAD = Metric(
    "dispatch_notices_unread",
    "gauge",
    "clockwork",
    "Supervision notices nobody has read, by strength",
    ("strength",),
)
DELIVERIES_WAITING = Metric(
    "dispatch_deliveries_waiting",
    "gauge",
    "clockwork",
    "Messages out of the house that wait to be sent or tried again",
)
CASES_OPEN = Metric("dispatch_cases_open", "gauge", "clockwork", "Open cases", ("state",))
CASES_OVERDUE = Metric("dispatch_cases_overdue", "gauge", "clockwork", "Open cases overdue")
QUARANTINE_WAITING = Metric(
    "dispatch_quarantine_waiting", "gauge", "clockwork", "Quarantined records nobody has resolved"
)
BRAKE_ON = Metric(
    "dispatch_brake_on", "gauge", "clockwork", "1 while a county's rungs are held", ("county",)
)

METRICS: tuple[Metric, ...] = tuple(
    each for each in list(globals().values()) if isinstance(each, Metric)
)


def begin(kind: str, *, worker: str = "") -> None:
    """Say which version runs, and let what this kind of process counts begin at zero.

    A counter that appears with its first value hides that rise from whoever asks for increases.
    """
    BUILD.set(1, version=__version__)
    for metric in METRICS:
        if metric.kind == "counter" and metric.by == kind and not metric.labels:
            metric.add(0)
    if worker:
        PUT_BACK.add(0, worker=worker)


def exposition() -> bytes:
    """Return what this process measured, or all processes of its server together."""
    if os.environ.get(_FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it publishes none
        return generate_latest(registry)
    return generate_latest(REGISTRY)


def serve(host: str, port: int) -> None:
    """Let a worker's measurements be fetched at its own port."""
    start_http_server(port, addr=host)
