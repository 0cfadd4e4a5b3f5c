"""What workers measure: a batch, the standing of the deployment; cheap, and never per record."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping

import structlog
from kafka import TopicPartition
from sqlalchemy.exc import DBAPIError

from dispatch import metrics
from dispatch.board.standing import standing
from dispatch.bootstrap import Deployment
from dispatch.flows.take_reports import Taken
from dispatch.logs import described
from dispatch.people.scope import WORKER

_log = structlog.get_logger()


def measure_here(worker: str, host: str, port: int) -> None:
    """Let this worker's measurements be fetched at a port; without one nothing is served."""
    metrics.begin(worker, worker=worker)
    if port:
        metrics.serve(host, port)


def measure_batch(
    taken: Taken,
    records: int,
    seconds: float,
    lag: Mapping[int, int],
    stopped: Iterable[TopicPartition],
) -> None:
    """Count one batch of records, and how far behind its partitions are."""
    metrics.BATCH_SECONDS.observe(seconds)
    metrics.BATCH_RECORDS.observe(records)
    metrics.RECORDS.add(len(taken.opened), outcome="opened")
    metrics.RECORDS.add(len(taken.duplicates), outcome="duplicate")
    metrics.RECORDS.add(len(taken.quarantined), outcome="quarantined")
    for reason, count in Counter(each.reason for each in taken.quarantined).items():
        metrics.QUARANTINED.add(count, reason=reason)
    halted = {each.partition for each in stopped}
    for partition, behind in lag.items():
        metrics.LAG.set(behind, partition=partition)
        metrics.STOPPED.set(partition in halted, partition=partition)


def measure_standing(deployment: Deployment) -> None:
    """Read the deployment's figures once; while the database is away they stay as they were."""
    try:
        with deployment.work(WORKER) as work:
            now = standing(work.connection, now=deployment.clock.now())
    except DBAPIError as why:
        _log.error("not_measured", why=described(why))
        return
    metrics.OUTBOX_WAITING.set(now.outbox_waiting)
    metrics.OUTBOX_OLDEST.set(now.outbox_oldest_seconds)
    metrics.OUTBOX_REFUSED.set(now.outbox_refused)
    metrics.RUNGS_DUE.set(now.rungs_due)
    metrics.RUNGS_OLDEST.set(now.rungs_oldest_seconds)
    metrics.QUARANTINE_WAITING.set(now.quarantine_waiting)
    metrics.DELIVERIES_WAITING.set(now.deliveries_waiting)
    metrics.CASES_OVERDUE.set(now.cases_overdue)
    for metric, label, figures in (
        (metrics.CASES_OPEN, "state", now.cases_open),
        (metrics.NOTICES_UNREAD, "strength", now.notices_unread),
        (metrics.BRAKE_ON, "county", now.brake_on),
    ):
        metric.forget()
        for name, figure in figures.items():
            metric.set(figure, **{label: name})
    metrics.MEASURED.set(time.time())
