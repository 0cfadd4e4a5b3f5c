"""The product with one protection removed, to see that the checker catches it: never shipped.

with REMOVALS["inbox"](): …                      in this process
DISPATCH_DEFECT=inbox python defects.py reports  a worker of such a build
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from kafka import OffsetAndMetadata
from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from dispatch import bootstrap
from dispatch.casework import timeline
from dispatch.casework.store import CaseStore
from dispatch.db import transaction
from dispatch.deadlines.store import PromiseStore
from dispatch.deadlines.tables import promise
from dispatch.failpoints import fail_point
from dispatch.flows import relay_outbox
from dispatch.intake.inbox import InboxKey, Known
from dispatch.intake.store import PositionStore, QuarantineStore, ReportStore
from dispatch.intake.tables import stored_position
from dispatch.journal.chain import GENESIS, seal
from dispatch.journal.model import Message, Waiting
from dispatch.journal.store import OutboxStore
from dispatch.journal.tables import outbox
from dispatch.people.scope import WORKER
from dispatch.transaction import opening
from workers import relay
from workers.__main__ import main
from workers.reports import ReportConsumer

Removal = Callable[[], AbstractContextManager[Any]]


@contextmanager
def no_inbox() -> Iterator[None]:
    """Reports are opened again: the inbox knows only those that still lack their case.

    The table's constraint ``report_inbox`` holds by itself and has to go as well.
    """
    remembers = ReportStore.known

    def forgets(self: ReportStore, keys: Iterable[InboxKey]) -> dict[InboxKey, Known]:
        return {key: known for key, known in remembers(self, keys).items() if not known.case_id}

    with patch.object(ReportStore, "known", forgets):
        yield


def no_fence() -> AbstractContextManager[Any]:
    """The position is written whatever it was: a frozen process wakes up and overwrites it."""

    def moves_anyway(
        self: PositionStore, consumer: str, topic: str, partition: int, *, expected: int, to: int
    ) -> None:
        del expected
        place = {"consumer": consumer, "topic": topic, "partition": partition}
        self._connection.execute(
            insert(stored_position)
            .values(**place, next_position=to)
            .on_conflict_do_update(index_elements=list(place), set_={"next_position": to})
        )

    return patch.object(PositionStore, "advance", moves_anyway)


@contextmanager
def kafka_first() -> Iterator[None]:
    """The consumer tells Kafka that it is done before the database knows anything."""
    takes = ReportConsumer._take  # noqa: SLF001 - the order is inside

    def commits_first(self: ReportConsumer, batch: Any) -> None:
        self._consumer.commit(_ends(batch))
        takes(self, batch)

    with patch.object(ReportConsumer, "_take", commits_first):
        yield


@contextmanager
def position_first() -> Iterator[None]:
    """The position moves in a transaction of its own, before the effects."""
    advances = PositionStore.advance

    def commits_alone(self: PositionStore, *place: Any, **moves: int) -> None:
        with transaction(self._connection.engine, WORKER.settings()) as alone:
            advances(PositionStore(alone), *place, **moves)

    with patch.object(PositionStore, "advance", commits_alone):
        yield


@contextmanager
def marks_first() -> Iterator[None]:
    """The relay marks messages as sent, and then sends them."""

    def relays(*, work: Any, send: relay_outbox.Send, now: Any, limit: int = 500) -> int:
        waiting = work.outbox.claim(limit)
        work.outbox.mark_sent([each.message_id for each in waiting], at=now)
        work.connection.execute(text("commit"))
        if waiting:
            fail_point("relay.sent")
            send([each.message for each in waiting])
        return len(waiting)

    with (
        patch.object(relay, "relay_outbox", relays),
        patch.object(relay_outbox, "relay_outbox", relays),
    ):
        yield


@contextmanager
def reads_after_the_last() -> Iterator[None]:
    """The outbox is read by ``id > last``: what commits late behind that is skipped."""
    last = 0

    def claims(self: OutboxStore, limit: int) -> list[Waiting]:
        nonlocal last
        rows = self._connection.execute(
            select(outbox)
            .where(outbox.c.message_id > last, outbox.c.sent_at.is_(None))
            .order_by(outbox.c.message_id)
            .limit(limit)
        ).all()
        last = max([last, *(row.message_id for row in rows)])
        return [
            Waiting(row.message_id, Message(row.county_code, row.topic, row.key, row.payload))
            for row in rows
        ]

    with patch.object(OutboxStore, "claim", claims):
        yield


@contextmanager
def no_lock() -> Iterator[None]:
    """Clockworks take what is due without a lock, and rungs fire without their key."""

    def takes(self: PromiseStore, clocks: Iterable[Any]) -> list[Any]:
        names = [each.subject_id for each in clocks]
        rows = self._connection.execute(
            select(promise).where(promise.c.subject_id.in_(names), promise.c.next_at.is_not(None))
        )
        return self._running(list(rows))

    def finds(self: CaseStore, county: Any, ids: Iterable[Any]) -> dict[Any, Any]:
        with patch("sqlalchemy.Select.with_for_update", lambda query, **_: query):
            return locks(self, county, ids)

    locks = CaseStore.lock_free
    with patch.object(PromiseStore, "lock", takes), patch.object(CaseStore, "lock_free", finds):
        yield


@contextmanager
def rung_before_its_effects() -> Iterator[None]:
    """A fired rung is committed alone; whom it tells follows, if nothing comes between."""
    notes = PromiseStore.note_fired

    def commits_alone(self: PromiseStore, fired: Iterable[Any]) -> None:
        notes(self, fired)
        self._connection.execute(text("commit"))
        for name, value in WORKER.settings().items():
            self._connection.execute(
                text("select set_config(:name, :value, true)"),
                {"name": f"dispatch.{name}", "value": value},
            )

    with patch.object(PromiseStore, "note_fired", commits_alone):
        yield


def swallows_refusals() -> AbstractContextManager[Any]:
    """What cannot be taken is logged and forgotten."""
    return patch.object(QuarantineStore, "add", lambda _self, _refusals, *, at: set())


@contextmanager
def receipt_before_commit() -> Iterator[None]:
    """The receipt is given though the commit fails."""
    opens = bootstrap.Deployment.work

    @contextmanager
    def swallows(self: bootstrap.Deployment, scope: Any) -> Iterator[Any]:
        try:
            with opens(self, scope) as work:
                yield work
        except DBAPIError:
            return

    with patch.object(bootstrap.Deployment, "work", swallows):
        yield


def seals_nothing() -> AbstractContextManager[Any]:
    """Each entry is sealed alone: what stood before it can be exchanged."""
    return patch.object(timeline, "seal", lambda _prev, entry: seal(GENESIS, entry))


@contextmanager
def skips_a_number() -> Iterator[None]:
    """The timeline's numbers jump."""
    appends = timeline.append

    def jumps(*, after_seq: int, **more: Any) -> Any:
        return appends(after_seq=after_seq + (after_seq > 0), **more)

    with ExitStack() as patched:
        for name, module in list(sys.modules.items()):
            if name.startswith("dispatch.") and getattr(module, "append", None) is appends:
                patched.enter_context(patch.object(module, "append", jumps))
        yield


def forgets_the_clock() -> AbstractContextManager[Any]:
    """A case is opened without anything that looks at it again."""
    opens = opening.open_all

    def unwatched(connection: Connection, opened: Any) -> None:
        opens(connection, opened)
        connection.execute(
            text("update promise set next_at = null where subject_id = any(:cases)"),
            {"cases": [new.case.case_id for new in opened]},
        )

    return patch("dispatch.transaction.work.open_all", unwatched)


def numbers_backwards() -> AbstractContextManager[Any]:
    """A batch is opened from its end: the later record gets the earlier number."""
    takes = ReportConsumer._all  # noqa: SLF001

    def turned(self: ReportConsumer, arrivals: Any, work: Any) -> Any:
        return takes(self, list(reversed(arrivals)), work)

    return patch.object(ReportConsumer, "_all", turned)


REMOVALS: dict[str, Removal] = {
    "inbox": no_inbox,
    "fence": no_fence,
    "kafka_first": kafka_first,
    "position_first": position_first,
    "marks_first": marks_first,
    "naive_outbox": reads_after_the_last,
    "no_lock": no_lock,
    "rung_first": rung_before_its_effects,
    "swallowed": swallows_refusals,
    "receipt_first": receipt_before_commit,
    "unsealed": seals_nothing,
    "number_gap": skips_a_number,
    "unwatched": forgets_the_clock,
    "backwards": numbers_backwards,
}


def _ends(batch: Any) -> Any:
    return {place: OffsetAndMetadata(records[-1].offset + 1) for place, records in batch.items()}


if __name__ == "__main__":
    with REMOVALS[os.environ["DISPATCH_DEFECT"]]():
        sys.exit(main())
