"""What open cases put to the list, and cases closed since: what is held against lists anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from dispatch.casework.model import Kind, State
from dispatch.casework.tables import cases
from dispatch.history.model import LIVE
from dispatch.history.tables import past_case
from dispatch.intake.tables import report
from dispatch.journal.tables import journal
from dispatch.vocabulary import AreaCode, CountyCode, MatterCode, UnitCode

_WITH_SOMEBODY = (State.SORTING.value, State.DISPATCHED.value, State.HANDLING.value)
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An open case as the list sees it, with what people found out since."""

    case_id: UUID
    number: str
    state: State
    matter: MatterCode | None
    area: AreaCode
    occurred_at: datetime
    attributes: Mapping[str, Any]
    lon: float | None
    lat: float | None
    crs: str | None
    lead: UnitCode | None


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """A closed case with what history keeps of it."""

    question: OpenQuestion
    title: str
    text: str
    opened_at: datetime
    closed_at: datetime
    returned_by: tuple[UnitCode, ...]


def open_questions(connection: Connection, county: CountyCode) -> Iterator[OpenQuestion]:
    """Yield every case of a county that a unit or the desk works on, by its id."""
    supplied = (
        select(
            func.jsonb_agg(aggregate_order_by(journal.c.body["supplied"], journal.c.seq)).label(
                "supplied"
            )
        )
        .where(
            journal.c.county_code == cases.c.county_code,
            journal.c.case_id == cases.c.case_id,
            journal.c.kind.in_([Kind.ASSIGNED.value, Kind.TRANSFERRED.value]),
            journal.c.body.has_key("supplied"),
        )
        .lateral("told")
    )
    rows = connection.execute(
        select(*_ASKED, supplied.c.supplied)
        .join(report, _SAME_REPORT)
        .join(supplied, true())
        .where(cases.c.county_code == county, cases.c.state.in_(_WITH_SOMEBODY))
        .order_by(cases.c.case_id),
        execution_options={"yield_per": _CHUNK},
    )
    for row in rows:
        yield _question(row, row.supplied)


def closed_and_not_kept(
    connection: Connection, county: CountyCode, since: datetime | None, *, limit: int
) -> list[ClosedCase]:
    """Return cases closed at or after an instant that history lacks, the earliest first.

    One that was reopened and closed again is lacking until it is kept as it ended.
    """
    returned = (
        select(func.array_agg(aggregate_order_by(journal.c.actor_unit, journal.c.seq)).label("by"))
        .where(
            journal.c.county_code == cases.c.county_code,
            journal.c.case_id == cases.c.case_id,
            journal.c.kind == Kind.HANDED_BACK.value,
        )
        .lateral("returned")
    )
    query = (
        select(
            *_ASKED,
            cases.c.title,
            cases.c.opened_at,
            cases.c.closed_at,
            report.c.text,
            returned.c.by,
        )
        .join(report, _SAME_REPORT)
        .join(returned, true())
        .outerjoin(
            past_case,
            and_(
                past_case.c.county_code == cases.c.county_code,
                past_case.c.source == LIVE,
                past_case.c.case_id == cases.c.number,
            ),
        )
        .where(
            cases.c.county_code == county,
            cases.c.state == State.CLOSED.value,
            past_case.c.closed_at.is_distinct_from(cases.c.closed_at),
        )
    )
    if since is not None:
        query = query.where(cases.c.closed_at >= since)
    rows = connection.execute(query.order_by(cases.c.closed_at, cases.c.case_id).limit(limit))
    return [
        ClosedCase(
            question=_question(row, None),
            title=row.title,
            text=row.text,
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            returned_by=tuple(map(UnitCode, row.by or ())),
        )
        for row in rows
    ]


_ASKED = (
    cases.c.case_id,
    cases.c.number,
    cases.c.state,
    cases.c.matter,
    cases.c.area_code,
    cases.c.lead_unit,
    report.c.occurred_at,
    report.c.attributes,
    report.c.lon,
    report.c.lat,
    report.c.crs,
)
_SAME_REPORT = and_(
    report.c.county_code == cases.c.county_code, report.c.report_id == cases.c.report_id
)


def _question(row: Any, supplied: Any) -> OpenQuestion:
    told = {what: value for each in supplied or () for what, value, *_ in each if what != "area"}
    return OpenQuestion(
        case_id=row.case_id,
        number=row.number,
        state=State(row.state),
        matter=MatterCode(row.matter) if row.matter else None,
        area=AreaCode(row.area_code),
        occurred_at=row.occurred_at,
        attributes={**row.attributes, **told},
        lon=row.lon,
        lat=row.lat,
        crs=row.crs,
        lead=UnitCode(row.lead_unit) if row.lead_unit else None,
    )
