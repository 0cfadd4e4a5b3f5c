"""The old system's closed cases, made up: so that what-if and figures work on the first day.

points of the list ─► a matter in season, a day of the last months ─► who led it then
    a few were handed back first, some by units that the list names beside another
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from deploy.demo.points import Point
from deploy.demo.seasons import weight
from deploy.demo.traffic import Traffic
from dispatch.history.model import PastCase
from dispatch.intake.headline import headline
from dispatch.routing.because import Result
from dispatch.routing.model import Outcome
from dispatch.vocabulary import UnitCode

SOURCE = "旧平台（演示）"
MANY = 3_000
_MONTHS = 300
"""Days that the past reaches back."""
_TAKES = 12
"""Days within which it was closed."""
_RETURNED = 0.06
_UNKNOWN = 0.02
"""Of the cases nobody wrote down what they were."""


def past_cases(traffic: Traffic, today: date, *, seed: str) -> tuple[PastCase, ...]:
    """Return the county's past as its old system would hand it over."""
    rng = Random(seed)  # noqa: S311 - believable, not secret
    return tuple(_cases(traffic, today, rng))


def _cases(traffic: Traffic, today: date, rng: Random) -> Iterator[PastCase]:
    points = traffic.points
    for number in range(1, MANY + 1):
        occurred = today - timedelta(days=rng.randrange(1, _MONTHS))
        near = rng.choices(points, k=8)
        point = rng.choices(near, [weight(each.matter, occurred.month) for each in near])[0]
        led, others = _leads(point)
        unit = rng.choice(led) if led else None
        back = tuple(other for other in others if other != unit and rng.random() < _RETURNED)
        words = traffic.words_for(point.matter, point.area)
        yield PastCase(
            source=SOURCE,
            case_id=f"JPT{occurred.year}{number:06d}",
            occurred_on=occurred,
            area=point.area.code,
            matter=None if rng.random() < _UNKNOWN else point.matter.code,
            unit=unit,
            title=headline(words),
            text=words,
            attributes=dict(point.attributes),
            opened_on=occurred,
            closed_on=min(today, occurred + timedelta(days=rng.randrange(1, _TAKES))),
            returns=len(back),
            returned_by=back,
            penalty=rng.random() < _RETURNED,
        )


def _leads(point: Point) -> tuple[tuple[UnitCode, ...], tuple[UnitCode, ...]]:
    """Return who may have led it, and whom it may have been given to first."""
    decision = point.decision
    named = tuple(
        UnitCode(one.unit)
        for one in decision.because.candidates
        if one.result in (Result.WON, Result.STANDS, Result.SUPPORTS)
    )
    if decision.outcome is Outcome.DECIDED and decision.lead:
        return (decision.lead,), named
    return named, named
