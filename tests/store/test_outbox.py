"""The outbox is read below the oldest transaction that still runs: nothing is skipped."""

from sqlalchemy import text

from dispatch.bootstrap import Deployment
from dispatch.flows.relay_outbox import relay_outbox
from dispatch.journal.model import Message
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from tests.support.county import START, CountyWorld


def put(work: Work, *words: str, key: str = "k") -> None:
    work.outbox.put([Message("330521", "a.topic", key, w.encode()) for w in words], at=START)


def claimed(deployment: Deployment) -> list[bytes]:
    """Claim what waits and mark it sent."""
    with deployment.work(WORKER) as work:
        waiting = work.outbox.claim(1000)
        work.outbox.mark_sent([each.message_id for each in waiting], at=START)
    return [each.message.payload for each in waiting]


class TestReader:
    def test_gets_messages_in_the_order_they_were_written(self, deployment: Deployment) -> None:
        for n in range(3):
            with deployment.work(WORKER) as work:
                put(work, f"{n}a", f"{n}b")

        assert claimed(deployment) == [b"0a", b"0b", b"1a", b"1b", b"2a", b"2b"]
        assert claimed(deployment) == []

    def test_waits_for_a_writer_that_takes_long(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as slow:
            put(slow, "early, committed late")
            with deployment.work(WORKER) as quick:
                put(quick, "late, committed early")

            assert claimed(deployment) == []

        assert claimed(deployment) == [b"early, committed late", b"late, committed early"]

    def test_that_only_remembers_the_last_id_loses_it(self, deployment: Deployment) -> None:
        """The naive way, shown so that nobody goes back to it."""

        def naive(last: int) -> list[tuple[int, bytes]]:
            with deployment.work(WORKER) as work:
                rows = work.connection.execute(
                    text("select message_id, payload from outbox where message_id > :last"),
                    {"last": last},
                )
                return [(row.message_id, bytes(row.payload)) for row in rows]

        with deployment.work(WORKER) as slow:
            put(slow, "early, committed late")
            with deployment.work(WORKER) as quick:
                put(quick, "late, committed early")
            first_look = naive(0)
        second_look = naive(first_look[-1][0])

        seen = [payload for _, payload in (*first_look, *second_look)]
        assert seen == [b"late, committed early"]

    def test_is_alone_while_it_holds_its_claim(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            put(work, "a")

        with deployment.work(WORKER) as one, deployment.work(WORKER) as other:
            assert len(one.outbox.claim(10)) == 1
            assert other.outbox.claim(10) == []

    def test_does_not_get_what_was_rolled_back(self, deployment: Deployment) -> None:
        class Undone(Exception):
            pass

        try:
            with deployment.work(WORKER) as work:
                put(work, "never")
                raise Undone
        except Undone:
            pass

        assert claimed(deployment) == []


class TestRelay:
    def test_marks_only_what_the_broker_has(self, county: CountyWorld) -> None:
        with county.deployment.work(WORKER) as work:
            put(work, "good", "too large", "good as well")

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
        class Away(Exception):
            pass

        def send(_messages: object) -> list[str | None]:
            raise Away

        with county.deployment.work(WORKER) as work:
            put(work, "a")

        try:
            with county.deployment.work(WORKER) as work:
                relay_outbox(work=work, send=send, now=county.clock.now())
        except Away:
            pass

        assert claimed(county.deployment) == [b"a"]
