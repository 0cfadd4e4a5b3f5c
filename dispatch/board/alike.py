"""Open cases that may tell of the same thing: near in place and time, alike in matter and words.

Merging is a person's decision; here is only what they would want to see beside a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, and_, or_, select

from dispatch.casework.model import Case, State
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.intake.tables import report
from dispatch.people.scope import Scope
from dispatch.vocabulary import AreaCode, MatterCode

WITHIN = timedelta(hours=72)
_LOOKED_AT = 200
_SHOWN = 4
_ENOUGH = 0.5
_WORDS, _MATTER, _PLACE, _SOON = 0.45, 0.2, 0.2, 0.15
_HOURS = 3600.0
_METRES = 300.0
_METRES_A_DEGREE = 111_000.0


@dataclass(frozen=True, slots=True)
class Look:
    """What of a case is compared."""

    number: str
    title: str
    text: str
    area: AreaCode
    places: tuple[AreaCode, ...]
    matter: MatterCode | None
    opened_at: datetime
    state: State
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be about the same thing."""

    look: Look
    likeness: float
    same_matter: bool
    same_place: bool


def alike(connection: Connection, scope: Scope, case: Case) -> tuple[Alike, ...]:
    """Return the open cases in scope that are most like this one, the likeliest first."""
    rows = connection.execute(
        select(
            cases.c.number,
            cases.c.title,
            report.c.text,
            cases.c.area_code,
            cases.c.places,
            cases.c.matter,
            cases.c.opened_at,
            cases.c.state,
            report.c.lon,
            report.c.lat,
        )
        .join(
            report,
            and_(
                report.c.county_code == cases.c.county_code,
                report.c.report_id == cases.c.report_id,
            ),
        )
        .where(
            visible_cases(scope),
            or_(
                cases.c.case_id == case.case_id,
                and_(
                    cases.c.state != State.CLOSED.value,
                    cases.c.township == case.township,
                    cases.c.opened_at.between(case.opened_at - WITHIN, case.opened_at + WITHIN),
                ),
            ),
        )
        .order_by((cases.c.case_id == case.case_id).desc(), cases.c.opened_at.desc())
        .limit(_LOOKED_AT)
    ).all()
    looks = [
        Look(
            number=row.number,
            title=row.title,
            text=row.text,
            area=AreaCode(row.area_code),
            places=tuple(AreaCode(place) for place in row.places),
            matter=MatterCode(row.matter) if row.matter else None,
            opened_at=row.opened_at,
            state=State(row.state),
            lon=row.lon,
            lat=row.lat,
        )
        for row in rows
    ]
    mine = next((look for look in looks if look.number == case.number), None)
    return likest(mine, (look for look in looks if look is not mine)) if mine else ()


def likest(mine: Look, others: Iterable[Look]) -> tuple[Alike, ...]:
    """Return those of ``others`` that are like ``mine``, the likeliest first, few at most."""
    pairs = _pairs(mine.text)
    found = [_compared(mine, pairs, other) for other in others]
    found = [each for each in found if each.likeness >= _ENOUGH]
    found.sort(key=lambda each: (-each.likeness, each.look.number))
    return tuple(found[:_SHOWN])


def _compared(mine: Look, pairs: frozenset[str], other: Look) -> Alike:
    theirs = _pairs(other.text)
    words = 2 * len(pairs & theirs) / ((len(pairs) + len(theirs)) or 1)
    same_matter = mine.matter is not None and mine.matter == other.matter
    place = _nearness(mine, other)
    hours = abs((mine.opened_at - other.opened_at).total_seconds()) / _HOURS
    soon = max(0.0, 1 - hours / (WITHIN.total_seconds() / _HOURS))
    # Alike words count most, and in two short reports of one thing they are never all the same.
    likeness = _WORDS * min(1.0, 2 * words) + _MATTER * same_matter + _PLACE * place + _SOON * soon
    return Alike(other, likeness, same_matter, place >= 1)


def _nearness(mine: Look, other: Look) -> float:
    if None not in {mine.lon, mine.lat, other.lon, other.lat}:
        east = ((mine.lon or 0) - (other.lon or 0)) * 0.86
        north = (mine.lat or 0) - (other.lat or 0)
        if (east**2 + north**2) ** 0.5 * _METRES_A_DEGREE <= _METRES:
            return 1.0
    if mine.area == other.area:
        return 1.0
    return len(set(mine.places) & set(other.places)) / max(len(mine.places), len(other.places), 1)


def _pairs(text: str) -> frozenset[str]:
    """Return each two letters that stand together: how Chinese is compared without a dictionary."""
    letters = [letter for letter in text if letter.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))
