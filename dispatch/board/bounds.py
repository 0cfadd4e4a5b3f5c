"""Who may hear of which case: the facts that a scope is held against, for many cases at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select, tuple_

from dispatch.casework.tables import cases
from dispatch.casework.visibility import Bounds
from dispatch.vocabulary import CountyCode


@dataclass(frozen=True, slots=True)
class Bounded:
    """A case's number, and who may see it."""

    number: str
    bounds: Bounds


def bounds_of(
    connection: Connection, keys: Iterable[tuple[CountyCode, UUID]]
) -> dict[UUID, Bounded]:
    """Return these cases as they stand, without a word of what they are about."""
    rows = connection.execute(
        select(
            cases.c.case_id,
            cases.c.number,
            cases.c.county_code,
            cases.c.parties,
            cases.c.places,
            cases.c.reporter_account,
        ).where(tuple_(cases.c.county_code, cases.c.case_id).in_(list(keys)))
    )
    return {
        row.case_id: Bounded(
            row.number,
            Bounds(
                row.county_code,
                frozenset(row.parties),
                frozenset(row.places),
                row.reporter_account,
            ),
        )
        for row in rows
    }
