"""The one scoping function over every query that touches cases.

Lists, counts, searches, the case page and every move go through it. Row-level
security holds the same line a second time in the database; each alone suffices. What is
told to many viewers at once asks ``within`` instead: the same line, in memory.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, cast, false, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from dispatch.casework.tables import cases
from dispatch.people.scope import Reach, Scope
from dispatch.vocabulary import AreaCode, CountyCode, UnitCode


def visible_cases(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on ``cases`` that leaves what this scope may see."""
    if scope.reach is Reach.DEPLOYMENT:
        return true()
    county = cases.c.county_code == scope.county
    if scope.reach is Reach.COUNTY:
        return county
    if scope.reach in (Reach.NONE, Reach.LIST):
        return false()
    return and_(
        county,
        or_(
            cases.c.parties.overlap(cast(sorted(scope.units), ARRAY(Text))),
            cases.c.places.overlap(cast(sorted(scope.areas), ARRAY(Text))),
            cases.c.reporter_account == scope.account,
        ),
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """What of a case decides who may see it."""

    county: CountyCode
    parties: frozenset[UnitCode]
    places: frozenset[AreaCode]
    reporter_account: str | None


def within(scope: Scope, bounds: Bounds) -> bool:
    """Tell whether this scope may see a case; the same answer as ``visible_cases``."""
    if scope.reach is Reach.DEPLOYMENT:
        return True
    if scope.reach in (Reach.NONE, Reach.LIST) or scope.county != bounds.county:
        return False
    return (
        scope.reach is Reach.COUNTY
        or not scope.units.isdisjoint(bounds.parties)
        or not scope.areas.isdisjoint(bounds.places)
        or scope.account == bounds.reporter_account
    )
