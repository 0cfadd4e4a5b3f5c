"""What a tick of the clockwork costs when nobody has kept anything.

The claim is the clockwork's own: look for due clocks, lock their cases and
them, skipping what others hold. It is rolled back, so every round is alike.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import psycopg
from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

from deploy.bench.crowd import crowd, sizes, some_cases
from deploy.bench.figures import Asked, Emit, Figure, Goal, ratios
from deploy.bench.ground import Ground
from dispatch.bootstrap import Deployment
from dispatch.deadlines.running import SubjectKind
from dispatch.people.scope import WORKER
from dispatch.transaction import Work

_DUE = 1_000
_SMALL = 10_000


class _RolledBack(Exception):
    pass


def run(ground: Ground, asked: Asked, emit: Emit) -> None:
    """Measure the claim with few and with many open cases, and against a scan."""
    large = 100_000 if asked.quick else 1_000_000
    middle = 100_000
    with ExitStack() as stack:
        few = stack.enter_context(_Crowded.of(ground, _SMALL))
        scanned = stack.enter_context(_Crowded.of(ground, middle))
        many = scanned if large == middle else stack.enter_context(_Crowded.of(ground, large))
        small: list[float] = []
        great: list[float] = []
        at_middle: list[float] = []
        naive: list[float] = []
        for _ in range(asked.rounds + 1):
            small.append(few.claim())
            great.append(many.claim())
            at_middle.append(scanned.claim())
            naive.append(scanned.scan())
        # The first round warmed the caches of all.
        small, great, at_middle, naive = small[1:], great[1:], at_middle[1:], naive[1:]
        of = f"{_DUE:,} due of {large:,} open; {many.shape}"
        emit(Figure("escalation", f"claim at {_SMALL:,} open", "ms", tuple(small), few.shape))
        emit(Figure("escalation", f"claim at {large:,} open", "ms", tuple(great), of))
        emit(
            Figure(
                "escalation",
                f"{large:,} ÷ {_SMALL:,}",
                "×",
                ratios(great, small),
                of,
                Goal(None, 2),
            )
        )
        against = f"every open clock loaded through an ORM at {middle:,} open; {scanned.shape}"
        emit(Figure("escalation", "ORM scan of all open", "ms", tuple(naive), against))
        emit(Figure("escalation", "scan ÷ claim", "×", ratios(naive, at_middle), against, Goal(25)))


class _Crowded:
    def __init__(self, database: str, made: Deployment, engine: Engine, shape: str) -> None:
        self.shape = shape
        self._made = made
        self._engine = engine
        metadata = MetaData()
        metadata.reflect(engine, only=["promise"])
        self._base = automap_base(metadata=metadata)
        self._base.prepare()
        with psycopg.connect(database) as connection:
            connection.execute("select set_config('dispatch.reach', 'deployment', true)")
            row = connection.execute(
                "select next_at from promise where next_at is not null and subject_kind = 'case'"
                " order by next_at offset %s limit 1",
                [_DUE - 1],
            ).fetchone()
        self._now: datetime = row[0] if row else made.clock.now()

    @classmethod
    @contextmanager
    def of(cls, ground: Ground, count: int) -> Iterator["_Crowded"]:
        """Fill a database with so many open cases."""
        with ground.database() as database, ground.deployment(database) as made:
            some_cases(ground, made, 400)
            seconds = crowd(database, count, one_open_in=1)
            engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
            event.listen(engine, "connect", _see_everything)
            yield cls(database, made, engine, f"{sizes(database)}; filled in {seconds:.0f} s")
            engine.dispose()

    def claim(self) -> float:
        """Return the milliseconds of one claim by the product's own stores."""
        begun = time.perf_counter()
        with self._made.work(WORKER) as work, work.connection.begin_nested() as savepoint:
            taken = self._taken(work)
            spent = (time.perf_counter() - begun) * 1000
            savepoint.rollback()
        _require(taken)
        return spent

    def _taken(self, work: Work) -> int:
        county = next(iter(self._made.counties()))
        due = work.promises.due(county, SubjectKind.CASE, now=self._now, limit=_DUE, held=None)
        cases = work.cases.lock_free(county, {each.subject_id for each in due})
        return len(work.promises.lock([each for each in due if each.subject_id in cases]))

    def scan(self) -> float:
        """Return the milliseconds of finding the due ones by loading all that run."""
        clocks = self._base.classes.promise
        begun = time.perf_counter()
        with Session(self._engine) as session:
            running = session.query(clocks).filter(clocks.finished_at.is_(None))
            due = [each for each in running if each.next_at and each.next_at <= self._now]
        _require(len(due))
        return (time.perf_counter() - begun) * 1000


def _require(due: int) -> None:
    if due < _DUE // 2:
        raise ValueError(f"only {due} clocks were due")


def _see_everything(connection: object, _record: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]  # SQLAlchemy hands over the driver's connection untyped
        cursor.execute("select set_config('dispatch.reach', 'deployment', false)")
    connection.commit()  # type: ignore[attr-defined]  # the same
