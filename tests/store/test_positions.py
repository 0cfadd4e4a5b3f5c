"""A consumer's position moves from where it is believed to be, or not at all."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from dispatch.bootstrap import Deployment
from dispatch.flows.take_reports import take_reports
from dispatch.intake.arrival import Arrival, Fenced
from dispatch.people.scope import WORKER
from dispatch.transaction import Work
from tests.support.county import CountyWorld

TOPIC = "township.events.v1"


def advance(work: Work, expected: int, to: int, *, partition: int = 0) -> None:
    work.positions.advance("reports", TOPIC, partition, expected=expected, to=to)


def stored(deployment: Deployment, *, partition: int = 0) -> int | None:
    with deployment.work(WORKER) as work:
        return work.positions.read("reports", TOPIC, partition)


class TestAdvance:
    def test_begins_where_nothing_was_read_yet(self, deployment: Deployment) -> None:
        assert stored(deployment) is None

        with deployment.work(WORKER) as work:
            advance(work, 7, 9)

        assert stored(deployment) == 9
        assert stored(deployment, partition=1) is None

    def test_moves_on_from_what_is_stored(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            advance(work, 0, 5)
            advance(work, 5, 8)
            advance(work, 0, 2, partition=1)

        assert stored(deployment) == 8
        assert stored(deployment, partition=1) == 2

    def test_of_one_group_is_not_anothers(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as work:
            advance(work, 0, 5)
            work.positions.advance("another", TOPIC, 0, expected=0, to=2)

            assert work.positions.read("another", TOPIC, 0) == 2

        assert stored(deployment) == 5

    @pytest.mark.parametrize("expected", [0, 4, 6, 100], ids=["first", "behind", "ahead", "far"])
    def test_from_elsewhere_is_fenced_and_leaves_no_trace(
        self, county: CountyWorld, expected: int
    ) -> None:
        deployment = county.deployment
        with deployment.work(WORKER) as work:
            advance(work, 0, 5)

        with pytest.raises(Fenced, match=rf"township.events.v1\[0\] is no longer at {expected}"):
            take_and_advance(county, county.arrivals(county.record()), expected)

        assert stored(deployment) == 5
        for table in ("report", "cases", "journal", "promise", "notice", "outbox"):
            assert county.rows(f"select count(*) from {table}") == [(0,)]


def take_and_advance(county: CountyWorld, arrivals: Sequence[Arrival], expected: int) -> None:
    """Take records and move the position, as a consumer does in one transaction."""
    with county.deployment.work(WORKER) as work:
        take_reports(
            arrivals,
            work=work,
            counties=county.deployment.counties(),
            now=county.clock.now(),
        )
        advance(work, expected, expected + len(arrivals))


class TestFrozenConsumer:
    def test_that_wakes_up_late_writes_nothing(self, county: CountyWorld) -> None:
        """It was frozen before its commit; another took over the partition and went on."""
        arrivals = county.arrivals(county.record(record_id="1"))

        with county.deployment.work(WORKER) as frozen:
            assert frozen.positions.read("reports", TOPIC, 0) is None
            take_and_advance(county, arrivals, 0)
            with pytest.raises(Fenced):
                advance(frozen, 0, 1)

        assert county.rows("select count(*) from cases") == [(1,)]
        assert stored(county.deployment) == 1
        assert county.breaches() == []


class TestTwoConsumers:
    @pytest.mark.parametrize("known", [False, True], ids=["first batch", "later batch"])
    def test_of_one_partition_do_not_both_win(self, deployment: Deployment, *, known: bool) -> None:
        """The second waits for the first, and is fenced once the first has committed."""
        if known:
            with deployment.work(WORKER) as work:
                advance(work, 0, 5)
        start = 5 if known else 0
        ended: list[str] = []

        def second() -> None:
            try:
                with deployment.work(WORKER) as work:
                    advance(work, start, start + 3)
                ended.append("won")
            except Fenced:
                ended.append("fenced")

        other = threading.Thread(target=second)
        with deployment.work(WORKER) as first:
            advance(first, start, start + 2)
            other.start()
            other.join(0.3)
            waiting = other.is_alive()
        other.join(10)

        assert waiting
        assert ended == ["fenced"]
        assert stored(deployment) == start + 2

    def test_racing_leave_exactly_one_winner_each_time(self, deployment: Deployment) -> None:
        rounds, racers = 10, 4
        gate = threading.Barrier(racers)
        won: list[tuple[int, int]] = []

        def race(me: int) -> None:
            for n in range(rounds):
                gate.wait(10)
                try:
                    with deployment.work(WORKER) as work:
                        advance(work, n, n + 1)
                    won.append((n, me))
                except Fenced:
                    pass

        threads = [threading.Thread(target=race, args=(me,)) for me in range(racers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert sorted(n for n, _ in won) == list(range(rounds))
        assert stored(deployment) == rounds

    def test_of_two_partitions_do_not_wait_for_each_other(self, deployment: Deployment) -> None:
        with deployment.work(WORKER) as first, deployment.work(WORKER) as second:
            second.connection.execute(text("set local lock_timeout = '1s'"))
            advance(first, 0, 5)
            advance(second, 0, 6, partition=1)

        assert (stored(deployment), stored(deployment, partition=1)) == (5, 6)
