"""A page that is walked shows what a page that is gathered would, whoever asks."""

from uuid import UUID

import pytest
from sqlalchemy import text

from dispatch.board import queues
from dispatch.board.queues import MOST_COUNTED, QueueFilter, count_open, queue
from dispatch.people.scope import WORKER, Scope
from dispatch.vocabulary import AreaCode, Platform
from tests.web.world import World

WHO = ("desk1", "wk-zhs-01", "wk-zfd-01", "xs-zhs-01")
ASKED = (
    QueueFilter(),
    QueueFilter(overdue=True),
    QueueFilter(township=AreaCode("330521001")),
    QueueFilter(platform=Platform.LAW_ENFORCEMENT),
)


@pytest.fixture
def some(world: World) -> World:
    """Several cases that run out at one instant, and one that no clock runs on."""
    numbers = [world.arrives(f"占道 {n}。", "330521001001", matter="M014") for n in range(5)]
    with world.deployment.work(WORKER) as work:
        work.connection.execute(
            text(
                "update promise set finished_at = started_at where subject_id ="
                " (select case_id from cases where number = :number)"
            ),
            {"number": numbers[0]},
        )
    return world


def always(_scope: Scope, _asked: QueueFilter) -> bool:
    return True


def paged(world: World, scope: Scope, asked: QueueFilter) -> list[UUID]:
    """Return everything that is asked for, three to a page."""
    seen: list[UUID] = []
    after = None
    with world.deployment.work(scope) as work:
        while True:
            page = queue(work.connection, scope, asked, after=after, limit=3)
            seen += [row.case_id for row in page.rows]
            if (after := page.after) is None:
                return seen


class TestWalk:
    @pytest.mark.parametrize("asked", ASKED, ids=["all", "overdue", "township", "platform"])
    @pytest.mark.parametrize("account", WHO)
    def test_pages_through_the_same_cases_in_the_same_order(
        self, some: World, account: str, asked: QueueFilter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scope = some.actor(account).scope
        walked = paged(some, scope, asked)

        monkeypatch.setattr(queues, "_is_narrow", always)

        assert walked == paged(some, scope, asked)

    def test_ends_with_what_no_clock_runs_on(self, some: World) -> None:
        scope = some.actor("desk1").scope
        with some.deployment.work(scope) as work:
            rows = queue(work.connection, scope, QueueFilter(), limit=500).rows

        assert [row.clock is None for row in rows] == sorted(row.clock is None for row in rows)
        assert rows[-1].clock is None

    def test_leaves_the_planner_as_it_was(self, some: World) -> None:
        scope = some.actor("desk1").scope
        with some.deployment.work(scope) as work:
            queue(work.connection, scope, QueueFilter())

            assert work.connection.scalar(text("show enable_sort")) == "on"


class TestCount:
    def test_stops_at_its_bound_and_says_so(
        self, some: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scope = some.actor("desk1").scope
        monkeypatch.setattr(queues, "MOST_COUNTED", 2)
        with some.deployment.work(scope) as work:
            counts = count_open(work.connection, scope, QueueFilter())

        assert counts.at_least
        assert max(counts.by_state.values()) == 2

    def test_is_exact_below_it(self, some: World) -> None:
        scope = some.actor("desk1").scope
        with some.deployment.work(scope) as work:
            counts = count_open(work.connection, scope, QueueFilter())
            rows = queue(work.connection, scope, QueueFilter(), limit=MOST_COUNTED).rows

        assert not counts.at_least
        assert counts.total == len(rows)
