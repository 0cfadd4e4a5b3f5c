"""All workers at a glance: their names, what each promises, where each runs."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.bootstrap import Deployment
from workers import changes, clockwork, lists, notifier, relay, reports


@dataclass(frozen=True, slots=True)
class Worker:
    """One kind of worker; any number of processes of each may run."""

    name: str
    promise: str
    run: Callable[[Deployment], None]


WORKERS: dict[str, Worker] = {
    worker.name: worker
    for worker in (
        Worker("reports", "records on Kafka become cases or quarantine rows", reports.run),
        Worker("relay", "what waits in the outbox reaches Kafka, in order", relay.run),
        Worker("changes", "what happens to cases is told to other systems", changes.run),
        Worker("clockwork", "promises that are not kept climb their ladders", clockwork.run),
        Worker("notifier", "notices leave the house by the county's channels", notifier.run),
        Worker("lists", "approved lists take effect, and are tried on history", lists.run),
    )
}
