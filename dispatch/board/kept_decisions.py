"""The reasons that cases keep, one after the other, to be decided again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from dispatch.casework.tables import cases
from dispatch.vocabulary import CountyCode

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What a case keeps of the decision that opened it."""

    case_id: UUID
    number: str
    edition: int
    routing: Mapping[str, Any]


def kept_after(
    connection: Connection, county: CountyCode, after: UUID | None, *, size: int = _CHUNK
) -> list[KeptDecision]:
    """Return the reasons of the cases that follow one, by id; the first ones after None."""
    query = select(cases.c.case_id, cases.c.number, cases.c.edition, cases.c.because).where(
        cases.c.county_code == county
    )
    if after is not None:
        query = query.where(cases.c.case_id > after)
    rows = connection.execute(query.order_by(cases.c.case_id).limit(size))
    return [
        KeptDecision(row.case_id, row.number, row.edition, row.because["routing"]) for row in rows
    ]


def kept_of(connection: Connection, number: str) -> KeptDecision | None:
    """Return what one case keeps."""
    row = connection.execute(
        select(cases.c.case_id, cases.c.number, cases.c.edition, cases.c.because).where(
            cases.c.number == number
        )
    ).one_or_none()
    if row is None:
        return None
    return KeptDecision(row.case_id, row.number, row.edition, row.because["routing"])
