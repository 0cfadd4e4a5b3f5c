"""From a record on Kafka to a case with clocks, timeline and notices: how many a second.

Every round runs each loop once over the same records, each on a fresh copy of
the database, so that a busy moment of the machine hits all sides alike.
"""

import gc
from collections.abc import Sequence

from deploy.bench.figures import Asked, Emit, Figure, Goal, ratios
from deploy.bench.ground import Ground
from deploy.bench.latency import latencies
from deploy.bench.loops import Progress, ceiling, ours
from deploy.bench.naive import one_by_one
from deploy.bench.records import Keyed, believable, fill
from deploy.bench.side_by_side import frozen_start
from deploy.bench.stages import Stages

_PREFIX = "bench."
_NAIVE = 600


def run(ground: Ground, asked: Asked, emit: Emit) -> None:
    """Measure the pipeline."""
    count = 5_000 if asked.quick else 40_000
    records = believable(ground.book, count, run="pipeline")
    with ground.database() as database, ground.deployment(database, topic_prefix=_PREFIX) as made:
        fill(made, records)
    gc.set_threshold(100_000)
    shape = (
        f"{count:,} ordinary reports of the example county, "
        f"{sum(len(value) for _, value in records) // count} bytes each, 6 partitions; "
    )
    _against_the_ceiling(ground, asked, emit, records, shape)
    _two_against_one(ground, asked, emit, records, shape)
    latencies(ground, asked, emit)


def _against_the_ceiling(
    ground: Ground, asked: Asked, emit: Emit, records: Sequence[Keyed], shape: str
) -> None:
    for batch in (1_000, 4_000):
        stages = Stages()
        most: list[float] = []
        full: list[float] = []
        naive: list[float] = []
        for number in range(asked.rounds):
            name = f"{batch}-{number}"
            most.append(_loop(ground, f"ceiling-{name}", batch, len(records), None).rate)
            full.append(_loop(ground, f"ours-{name}", batch, len(records), stages).rate)
            if batch == 1_000:  # noqa: PLR2004 - the batch that is compared with none
                with ground.database() as database, ground.deployment(database) as made:
                    naive.append(one_by_one(made, database, records[:_NAIVE]))
        of = f"{shape}batch {batch:,}, one process"
        emit(Figure("pipeline", f"ceiling: poll, json, COPY ({batch})", "/s", tuple(most), of))
        emit(Figure("pipeline", f"all effects ({batch})", "/s", tuple(full), of))
        goal = Goal(at_least=0.40) if batch == 1_000 else None  # noqa: PLR2004 - as above
        emit(Figure("pipeline", f"÷ ceiling ({batch})", "×", ratios(full, most), of, goal))
        if naive:
            against = f"{of} ÷ {_NAIVE} reports, each one ORM session and commit"
            emit(
                Figure(
                    "pipeline", "÷ naive ORM", "×", ratios(full, naive), against, Goal(at_least=40)
                )
            )
        for name, micros in stages.per_report(len(records) * asked.rounds):
            emit(Figure("pipeline", f"  of it {name} ({batch})", "µs/report", (micros,), of))


def _loop(ground: Ground, name: str, batch: int, wanted: int, stages: Stages | None) -> Progress:
    with (
        ground.database() as database,
        ground.deployment(
            database, topic_prefix=_PREFIX, consumer_group=name, batch_size=str(batch)
        ) as made,
    ):
        if stages is None:
            return ceiling(made, database, wanted)
        with stages.timed():
            return ours(made, wanted)


def _two_against_one(
    ground: Ground, asked: Asked, emit: Emit, records: Sequence[Keyed], shape: str
) -> None:
    alone: list[float] = []
    both: list[float] = []
    for number in range(asked.rounds):
        alone.append(frozen_start(ground, records, processes=1, prefix=f"one{number}."))
        both.append(frozen_start(ground, records, processes=2, prefix=f"two{number}."))
    of = f"{shape}batch 1,000, worker processes; broker and database on the same cores"
    emit(Figure("pipeline", "one worker process", "/s", tuple(alone), of))
    emit(
        Figure("pipeline", "two processes ÷ one", "×", ratios(both, alone), of, Goal(at_least=1.4))
    )
