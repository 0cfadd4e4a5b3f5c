"""A page of the queue, deep down among millions of cases, as a signed-in person asks for it.

By the product's own query, as the app role under row-level security.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from sqlalchemy import Connection, text

from deploy.bench.crowd import crowd, sizes, some_cases
from deploy.bench.figures import Asked, Emit, Figure, Goal, ratios
from deploy.bench.ground import Ground
from dispatch.board.cursor import Cursor
from dispatch.board.queues import QueueFilter, count_open, queue
from dispatch.bootstrap import Deployment
from dispatch.casework.model import State
from dispatch.people.scope import Reach, Scope, actor_of
from dispatch.vocabulary import CountyCode

_DEPTH = 10_000
_OPEN = QueueFilter()
_CLOSED = QueueFilter(state=State.CLOSED)
_BY_OFFSET = """
select c.* from cases c
cross join lateral (
    select p.due_at from promise p
    where p.county_code = c.county_code and p.subject_id = c.case_id and p.finished_at is null
    order by p.due_at limit 1
) clock
where c.county_code = :county and c.state <> 'closed'
order by clock.due_at, c.case_id offset :depth limit 26
"""
_TIMES = 5


def run(ground: Ground, asked: Asked, emit: Emit) -> None:
    """Measure first and deep pages of three scopes."""
    count = 500_000 if asked.quick else 5_000_000
    with ground.database() as database, ground.deployment(database) as made:
        some_cases(ground, made, 400)
        seconds = crowd(database, count, one_open_in=20)
        of = f"{sizes(database)}; one in 20 open; filled in {seconds:.0f} s"
        county = CountyCode(ground.book.county_code)
        whole = Scope(county, Reach.COUNTY, account="desk1")
        for name, which in (("open", _OPEN), ("closed", _CLOSED)):
            _depth(made, whole, which, name=name, of=of, asked=asked, emit=emit)
        for account, who in (("wk-zhs-01", "township"), ("wk-zfd-01", "unit")):
            person = next(one for one in ground.book.people if one.account == account)
            scope = actor_of(county, person, ground.book.register).scope
            with made.work(scope) as work:
                took = _timed(
                    partial(queue, scope=scope, asked=_OPEN), work.connection, asked.rounds
                )
            emit(Figure("queue", f"first page of a {who}", "ms", took, of))
        with made.work(whole) as work:
            took = _timed(lambda c: count_open(c, whole, _OPEN), work.connection, asked.rounds)
        emit(Figure("queue", "numbers on the tabs, county", "ms", took, of))


def _depth(
    made: Deployment,
    scope: Scope,
    which: QueueFilter,
    *,
    name: str,
    of: str,
    asked: Asked,
    emit: Emit,
) -> None:
    offset = which is _OPEN
    first: list[float] = []
    deep: list[float] = []
    skipped: list[float] = []
    with made.work(scope) as work:
        connection = work.connection
        after = next(islice(_cursors(connection, scope, which), 1))
        for _ in range(asked.rounds):
            first += _timed(lambda c: queue(c, scope, which), connection, 1)
            deep += _timed(lambda c: queue(c, scope, which, after=after), connection, 1)
            if offset:
                skipped += _timed(partial(_passed_over, scope=scope), connection, 1)
    emit(Figure("queue", f"first page, {name}", "ms", tuple(first), of))
    emit(
        Figure(
            "queue", f"page at depth {_DEPTH:,} ÷ first, {name}", "×", ratios(deep, first), of,
            Goal(None, 1.5),
        )
    )  # fmt: skip
    if offset:
        emit(Figure("queue", f"OFFSET ÷ keyset, {name}", "×", ratios(skipped, deep), of, Goal(20)))


def _passed_over(connection: Connection, *, scope: Scope) -> object:
    words = {"county": scope.county, "depth": _DEPTH}
    return connection.execute(text(_BY_OFFSET), words).all()


def _cursors(connection: Connection, scope: Scope, which: QueueFilter) -> Iterator[Cursor]:
    page = queue(connection, scope, which, limit=_DEPTH)
    if page.after is None:
        raise ValueError(f"there are no {_DEPTH:,} cases to pass over")
    yield page.after


def _timed(
    work: Callable[[Connection], object], connection: Connection, rounds: int
) -> tuple[float, ...]:
    """Return the milliseconds of the best of a few tries, each round: warm, without stalls."""
    found = []
    for _ in range(rounds):
        tries = []
        for _ in range(_TIMES):
            begun = time.perf_counter()
            work(connection)
            tries.append((time.perf_counter() - begun) * 1000)
        found.append(min(tries))
    return tuple(found)
