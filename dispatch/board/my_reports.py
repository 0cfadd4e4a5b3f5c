"""What somebody reported, what became of it, and whose it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, select, tuple_

from dispatch.board.clocks import RunningClock, clock_from, running_clock
from dispatch.board.cursor import Cursor
from dispatch.casework.model import State
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.errors import NotFound
from dispatch.intake.tables import report
from dispatch.people.scope import Scope
from dispatch.vocabulary import AreaCode, UnitCode, Urgency

PAGE = 20


class NoSuchReceipt(NotFound):
    """There is no such receipt among the asker's own reports."""

    code = "board.no_such_receipt"


@dataclass(frozen=True, slots=True)
class CaseOfReport:
    """The case that a report became."""

    number: str
    title: str
    state: State
    urgency: Urgency
    holder: UnitCode
    outcome: str
    because: Mapping[str, Any]
    places: tuple[AreaCode, ...]
    overdue: bool
    closed_at: datetime | None
    clock: RunningClock | None


@dataclass(frozen=True, slots=True)
class MyReport:
    """One report of the asker's own; without a case while it waits to be taken."""

    report_id: UUID
    receipt: str
    title: str
    text: str
    area: AreaCode
    taken_at: datetime
    occurred_at: datetime
    case: CaseOfReport | None


@dataclass(frozen=True, slots=True)
class MyReports:
    """One page of them, newest first."""

    rows: tuple[MyReport, ...]
    after: Cursor | None


def my_reports(
    connection: Connection, scope: Scope, *, after: Cursor | None = None, limit: int = PAGE
) -> MyReports:
    """Return a page of the reports that the scope's account made, newest first."""
    query = _own(scope).order_by(report.c.taken_at.desc(), report.c.report_id.desc())
    if after:
        place = tuple_(report.c.taken_at, report.c.report_id)
        query = query.where(place < tuple_(after.at, after.row))
    found = connection.execute(query.limit(limit + 1)).all()
    rows = tuple(_row(each) for each in found[:limit])
    if len(found) <= limit:
        return MyReports(rows, None)
    return MyReports(rows, Cursor(rows[-1].taken_at, rows[-1].report_id))


def by_receipt(connection: Connection, scope: Scope, receipt: str) -> MyReport:
    """Return the asker's own report with this receipt.

    Raises:
        NoSuchReceipt: there is none, or it is somebody else's; nobody learns which.
    """
    row = connection.execute(_own(scope).where(report.c.receipt == receipt)).one_or_none()
    if row is None:
        raise NoSuchReceipt("没有回执 %(receipt)s", receipt=receipt)
    return _row(row)


def _own(scope: Scope) -> Select[Any]:
    clock = running_clock()
    of_report = and_(
        cases.c.county_code == report.c.county_code,
        cases.c.report_id == report.c.report_id,
        visible_cases(scope),
    )
    return (
        select(
            report.c.report_id,
            report.c.receipt,
            report.c.title,
            report.c.text,
            report.c.area_code,
            report.c.taken_at,
            report.c.occurred_at,
            cases.c.number,
            cases.c.title.label("case_title"),
            cases.c.state,
            cases.c.urgency,
            cases.c.holder_unit,
            cases.c.outcome,
            cases.c.because,
            cases.c.places,
            cases.c.overdue,
            cases.c.closed_at,
            *clock.c,
        )
        .select_from(report)
        .outerjoin(cases, of_report)
        .outerjoin(clock, clock.c.clock_subject == cases.c.case_id)
        .where(
            report.c.county_code == scope.county,
            report.c.reporter_account == scope.account,
        )
    )


def _row(row: Row[Any]) -> MyReport:
    return MyReport(
        report_id=row.report_id,
        receipt=row.receipt,
        title=row.title,
        text=row.text,
        area=AreaCode(row.area_code),
        taken_at=row.taken_at,
        occurred_at=row.occurred_at,
        case=_case(row) if row.number else None,
    )


def _case(row: Row[Any]) -> CaseOfReport:
    return CaseOfReport(
        number=row.number,
        title=row.case_title,
        state=State(row.state),
        urgency=Urgency(row.urgency),
        holder=UnitCode(row.holder_unit),
        outcome=row.outcome,
        because=row.because,
        places=tuple(AreaCode(place) for place in row.places),
        overdue=row.overdue,
        closed_at=row.closed_at,
        clock=clock_from(row),
    )
