"""What is done to a house, in which order: all of it follows from one number.

plan(seed=7, kills=500)     the same list every time; the machine's own timing is not in it
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.faults.house import LIVE, WEB, Doing, House

FAIL_POINTS = {
    "reports": ("reports.before_commit", "reports.committed"),
    "relay": ("relay.sent", "hand_over.before_commit", "hand_over.committed"),
    "notifier": ("notifier.claimed", "notifier.sent"),
    "changes": ("changes.sent",),
    "lists": ("lists.before_commit", "lists.history_before_commit"),
}
_OTHERS_EVERY = 12
"""After so many kills something else happens; more often in a short course, so that each does."""


@dataclass(frozen=True, slots=True)
class Step:
    """One trouble, after a pause."""

    after: float
    told: str
    do: Doing


def plan(seed: int, kills: int, slots: Sequence[str]) -> Iterator[Step]:
    """Return the troubles of one course: so many kills, and every kind of other trouble between."""
    dice = random.Random(seed)  # noqa: S311 - to be repeated
    others: list[Step] = []
    every = max(2, min(_OTHERS_EVERY, kills // _OTHERS_EVERY))
    for n in range(kills):
        if n % every == every // 2:
            others = others or _others(dice, slots)
            yield others.pop()
        yield _kill(dice, slots)


def _kill(dice: random.Random, slots: Sequence[str]) -> Step:
    name = dice.choice([*slots, *(slot for slot in slots if slot.startswith("reports"))])
    points = FAIL_POINTS.get(name.partition("-")[0], ())
    then = f"{dice.choice(points)}:exit" if points and dice.random() < 0.3 else ""
    child = dice.randrange(2) if name in (WEB, LIVE) and dice.random() < 0.7 else None
    return Step(
        dice.uniform(0.2, 1.2),
        f"kill {name}",
        lambda house: house.kill(name, child=child, then=then),
    )


def _others(dice: random.Random, slots: Sequence[str]) -> list[Step]:
    """Return one of each other kind, in an order of its own."""
    frozen = dice.choice([slot for slot in slots if slot not in (WEB, LIVE)])
    long = dice.uniform(7, 9)
    away = {name: dice.uniform(1, 6) for name in ("kafka", "postgres", "redis")}
    kinds = [
        Step(0.5, f"freeze {frozen}", lambda house: house.freeze(frozen, long)),
        Step(0.5, "flush redis", _flush),
        Step(0.5, "clock put an hour on", lambda house: _moved(house, hours=1)),
        Step(0.5, "clock put a day on", lambda house: _moved(house, days=1)),
        Step(0.5, "clock jumps an hour ahead", lambda house: _jumps(house, 3600)),
        Step(0.5, "clock jumps an hour back", lambda house: _jumps(house, -3600)),
        Step(0.5, "clock jumps a day ahead", lambda house: _jumps(house, 24 * 3600)),
        Step(0.5, "clock jumps a day back", lambda house: _jumps(house, -23 * 3600)),
        *(
            Step(0.5, f"{name} away", lambda house, name=name, s=s: house.away(name, s))
            for name, s in away.items()
        ),
        Step(0.5, "postgres restarted", lambda house: house.away("postgres", 0)),
    ]
    dice.shuffle(kinds)
    return kinds


def _flush(house: House) -> None:
    import redis  # noqa: PLC0415 - only here

    redis.Redis.from_url(house.at_work.deployment.settings.redis_url).flushall()
    house.deaths["redis flushed"] += 1


def _moved(house: House, **by: float) -> None:
    house.at_work.county.clock.stored.forward(timedelta(**by))
    house.deaths["clock moved by hand"] += 1


def _jumps(house: House, seconds: float) -> None:
    """Let the clock leave its course as a machine's does: nobody has moved it."""
    file = house.at_work.deployment.settings.clock_file or Path()
    course = json.loads(file.read_text())
    course["anchor_instant"] += seconds
    fresh = file.with_suffix(".jumped")
    fresh.write_text(json.dumps(course))
    fresh.replace(file)
    house.deaths["clock jumped by itself"] += 1
