"""Of a case's running clocks the one that runs out first: what every list shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, exists, select, tuple_

from dispatch.casework.tables import cases
from dispatch.deadlines.running import SubjectKind
from dispatch.deadlines.tables import promise
from dispatch.vocabulary import ClockName, LimitType


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock that runs, as a list shows it."""

    name: ClockName
    due: datetime
    limit_type: LimitType
    provisional: bool


def running_clock() -> FromClause:
    """Return the clock of each row of ``cases`` that runs out first, to be joined to it."""
    return (
        select(
            promise.c.subject_id.label("clock_subject"),
            promise.c.clock.label("clock_name"),
            promise.c.due_at.label("clock_due"),
            promise.c.limit_type.label("clock_type"),
            promise.c.provisional.label("clock_provisional"),
        )
        .where(
            promise.c.county_code == cases.c.county_code,
            promise.c.subject_id == cases.c.case_id,
            promise.c.finished_at.is_(None),
        )
        .order_by(promise.c.due_at, promise.c.clock)
        .limit(1)
        .lateral("running_clock")
    )


def first_clock() -> FromClause:
    """Return the clocks that run on cases, of each case the one that runs out first.

    Written so that an index of the dues gives them in their order.
    """
    earlier = promise.alias("earlier")
    return (
        select(
            promise.c.county_code.label("clock_county"),
            promise.c.subject_id.label("clock_subject"),
            promise.c.clock.label("clock_name"),
            promise.c.due_at.label("clock_due"),
            promise.c.limit_type.label("clock_type"),
            promise.c.provisional.label("clock_provisional"),
        )
        .where(
            promise.c.finished_at.is_(None),
            promise.c.subject_kind == SubjectKind.CASE.value,
            ~exists().where(
                earlier.c.county_code == promise.c.county_code,
                earlier.c.subject_id == promise.c.subject_id,
                earlier.c.finished_at.is_(None),
                tuple_(earlier.c.due_at, earlier.c.clock)
                < tuple_(promise.c.due_at, promise.c.clock),
            ),
        )
        .subquery("first_clock")
    )


def has_clock() -> ColumnElement[bool]:
    """Return the condition on ``cases`` that a clock runs on it."""
    return exists().where(
        promise.c.county_code == cases.c.county_code,
        promise.c.subject_id == cases.c.case_id,
        promise.c.finished_at.is_(None),
    )


def clock_from(row: Row[Any]) -> RunningClock | None:
    """Return the clock that a joined row holds."""
    if row.clock_due is None:
        return None
    return RunningClock(
        ClockName(row.clock_name),
        row.clock_due,
        LimitType(row.clock_type),
        row.clock_provisional,
    )
