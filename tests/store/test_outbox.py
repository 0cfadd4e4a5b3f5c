"""Messages leave in the order of their transactions, and none is skipped."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

import pytest
from sqlalchemy import Connection, text

from dispatch.bootstrap import Deployment
from dispatch.flows.relay_outbox import relay_outbox
from dispatch.journal.model import Message
from dispatch.journal.store import OutboxStore
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from tests.support.county import START, CountyWorld


def put(outbox: OutboxStore, *words: str) -> None:
    outbox.put(
        (Message("330521", "township.receipts.v1", "key", word.encode()) for word in words),
        at=START,
    )


def puts(deployment: Deployment, *words: str) -> None:
    """Put messages in a transaction of their own."""
    with deployment.work(WORKER) as work:
        put(work.outbox, *words)


def claimed(deployment: Deployment, limit: int = 100) -> list[str]:
    """Return what a relay would send now, and leave it where it is."""
    with deployment.work(WORKER) as work:
        return words_of(work, limit)


def words_of(work: Work, limit: int = 100) -> list[str]:
    return [each.message.payload.decode() for each in work.outbox.claim(limit)]


@contextmanager
def writer(deployment: Deployment, *words: str) -> Iterator[ExitStack]:
    """Hold a transaction open that has put these; closing what it gives commits it."""
    with ExitStack() as open_:
        work = open_.enter_context(deployment.work(WORKER))
        put(work.outbox, *words)
        yield open_


class TestClaim:
    def test_gives_the_oldest_first_and_no_more_than_asked(self, deployment: Deployment) -> None:
        puts(deployment, "1", "2")
        puts(deployment, "3")

        assert claimed(deployment) == ["1", "2", "3"]
        assert claimed(deployment, 2) == ["1", "2"]

    def test_waits_for_a_writer_that_took_an_earlier_id(self, deployment: Deployment) -> None:
        puts(deployment, "before")
        with writer(deployment, "slow") as slow:
            puts(deployment, "quick")

            while_open = claimed(deployment)
            slow.close()

        assert while_open == ["before"]
        assert claimed(deployment) == ["before", "slow", "quick"]

    def test_waits_for_a_writer_that_has_put_nothing_yet(self, deployment: Deployment) -> None:
        """It has its place in the order already and may still put something."""
        with ExitStack() as open_:
            work = open_.enter_context(deployment.work(WORKER))
            work.connection.execute(text("select pg_current_xact_id()"))
            puts(deployment, "quick")

            assert claimed(deployment) == []
            put(work.outbox, "slow")

        assert claimed(deployment) == ["slow", "quick"]

    def test_gives_nothing_of_a_writer_that_was_rolled_back(self, deployment: Deployment) -> None:
        with suppress(LookupError), deployment.work(WORKER) as work:
            put(work.outbox, "never happened")
            raise LookupError

        assert claimed(deployment) == []

    def test_finds_what_a_reader_by_id_alone_would_lose(self, deployment: Deployment) -> None:
        last = 0
        with writer(deployment, "slow") as slow:
            puts(deployment, "quick")
            with deployment.work(WORKER) as work:
                read, last = by_id(work.connection, last)
            slow.close()
        with deployment.work(WORKER) as work:
            later, _ = by_id(work.connection, last)

        assert (read, later) == (["quick"], []), "the naive reader never sees the slow one"
        assert claimed(deployment) == ["slow", "quick"]


def by_id(connection: Connection, last: int) -> tuple[list[str], int]:
    """Read on after the last id seen, as a reader would who trusts ids to commit in order."""
    rows = connection.execute(
        text("select message_id, payload from outbox where message_id > :last order by 1"),
        {"last": last},
    ).all()
    return [bytes(row.payload).decode() for row in rows], max((r[0] for r in rows), default=last)


class TestTwoRelays:
    def test_at_once_one_claims_and_the_other_gets_nothing(self, deployment: Deployment) -> None:
        puts(deployment, "1", "2")

        with deployment.work(WORKER) as first, deployment.work(WORKER) as second:
            assert words_of(first) == ["1", "2"]
            assert words_of(second) == []

    def test_take_turns(self, deployment: Deployment) -> None:
        puts(deployment, "1", "2", "3")
        with deployment.work(WORKER) as first:
            waiting = first.outbox.claim(2)
            first.outbox.mark_sent([each.message_id for each in waiting], at=START)

        assert claimed(deployment) == ["3"]

    def test_lose_nothing_when_the_first_dies_before_it_marks(self, deployment: Deployment) -> None:
        puts(deployment, "1")
        with suppress(LookupError), deployment.work(WORKER) as first:
            first.outbox.mark_sent([each.message_id for each in first.outbox.claim(1)], at=START)
            raise LookupError

        assert claimed(deployment) == ["1"]


class TestMarkRefused:
    def test_sets_one_aside_and_lets_the_others_go(self, deployment: Deployment) -> None:
        puts(deployment, "1", "too large", "3")
        with deployment.work(WORKER) as work:
            work.outbox.mark_refused(work.outbox.claim(10)[1].message_id, "too large")

        assert claimed(deployment) == ["1", "3"]
        with deployment.work(WORKER) as work:
            kept = work.connection.execute(
                text("select payload, refused, sent_at from outbox where refused is not null")
            ).one()
        assert (bytes(kept.payload), kept.refused, kept.sent_at) == (
            b"too large",
            "too large",
            None,
        )


class TestPut:
    def test_of_nothing_writes_nothing(self, deployment: Deployment) -> None:
        puts(deployment)

        assert claimed(deployment) == []

    def test_keeps_the_order_of_a_large_batch(self, deployment: Deployment) -> None:
        words = [f"{n:05}" for n in range(2000)]

        puts(deployment, *words)

        assert claimed(deployment, 5000) == words


class TestRelay:
    def test_marks_only_what_the_broker_has(self, county: CountyWorld) -> None:
        puts(county.deployment, "good", "too large", "good as well")

        with county.deployment.work(WORKER) as work:
            done = relay_outbox(
                work=work,
                send=lambda messages: [
                    "too large" if m.payload == b"too large" else None for m in messages
                ],
                now=county.clock.now(),
            )

        assert done == 3
        assert county.rows("select payload, sent_at is null, refused from outbox order by 1") == [
            (b"good", False, None),
            (b"good as well", False, None),
            (b"too large", True, "too large"),
        ]
        assert claimed(county.deployment) == []

    def test_marks_nothing_when_the_broker_is_away(self, county: CountyWorld) -> None:
        def send(_messages: Sequence[Message]) -> list[str | None]:
            raise ConnectionError

        puts(county.deployment, "1")

        with pytest.raises(ConnectionError), county.deployment.work(WORKER) as work:
            relay_outbox(work=work, send=send, now=county.clock.now())

        assert claimed(county.deployment) == ["1"]
