"""One person's alerts: of each clock the last rung they were told of, newest first.

Beside them stand, for the units the person acts for, the alarms and the moves
that put a case back before them or press them: handed back, sent back,
reopened, supervised.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    func,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on

from dispatch.board.cursor import Cursor
from dispatch.board.told import Told, told_about
from dispatch.casework.model import State
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.deadlines.running import SubjectKind
from dispatch.deadlines.tables import promise
from dispatch.notices.model import CAN_LEAVE, NoticeKind
from dispatch.notices.tables import notice
from dispatch.people.scope import Scope
from dispatch.vocabulary import AreaCode, ClockName, LimitType, Strength, UnitCode, Urgency

PAGE = 20
_DAY = timedelta(days=1)


class Shelf(StrEnum):
    """Where an alert lies."""

    OPEN = "open"
    """Asks to be acknowledged: new, or its acknowledgement has run out."""
    IN_HAND = "in_hand"
    """Acknowledged until an instant that has not come yet."""
    SETTLED = "settled"
    """The clock has stopped; nothing is left to do."""


@dataclass(frozen=True, slots=True)
class AlertCase:
    """The case that an alert is about."""

    number: str
    title: str
    state: State
    urgency: Urgency
    holder: UnitCode
    places: tuple[AreaCode, ...]
    area: AreaCode


@dataclass(frozen=True, slots=True)
class AlertClock:
    """The clock whose rung it is."""

    name: ClockName
    started: datetime
    due: datetime
    limit_type: LimitType
    finished: datetime | None
    next_at: datetime | None
    rungs_fired: int


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert with its proof."""

    notice_id: UUID
    kind: str
    subject: UUID
    rung: int | None
    strength: Strength | None
    at: datetime
    read_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_until: datetime | None
    shelf: Shelf
    case: AlertCase | None
    """None when it is about a quarantined record."""
    clock: AlertClock | None
    body: Mapping[str, Any]
    told: tuple[Told, ...]
    """Everybody told of the same clock, this person included, oldest first."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of alerts."""

    rows: tuple[Alert, ...]
    after: Cursor | None


def inbox(
    connection: Connection,
    scope: Scope,
    shelf: Shelf,
    *,
    units: Iterable[UnitCode],
    now: datetime,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> Inbox:
    """Return a page of the account's alerts on one shelf, newest first."""
    query = _latest(scope, shelf, units, now).subquery()
    page = select(query).order_by(query.c.created_at.desc(), query.c.notice_id.desc())
    if after:
        place = tuple_(query.c.created_at, query.c.notice_id)
        page = page.where(place < tuple_(after.at, after.row))
    found = connection.execute(page.limit(limit + 1)).all()
    told = told_about(connection, scope, {row.subject_id for row in found[:limit]})
    rows = tuple(_alert(row, shelf, told.get(row.subject_id, ())) for row in found[:limit])
    if len(found) <= limit:
        return Inbox(rows, None)
    return Inbox(rows, Cursor(rows[-1].at, rows[-1].notice_id))


def count_on_shelf(
    connection: Connection,
    scope: Scope,
    shelf: Shelf,
    *,
    units: Iterable[UnitCode],
    now: datetime,
) -> int:
    """Return how many alerts of the account lie on a shelf."""
    lying = _latest(scope, shelf, units, now).subquery()
    return connection.scalar(select(func.count()).select_from(lying)) or 0


def _latest(scope: Scope, shelf: Shelf, units: Iterable[UnitCode], now: datetime) -> Select[Any]:
    """Of each clock only the last rung: an older one has nothing more to say."""
    of_clock = (notice.c.kind, notice.c.subject_id, notice.c.clock, notice.c.cycle)
    theirs = or_(
        and_(notice.c.account == scope.account, notice.c.kind == NoticeKind.RUNG.value),
        and_(notice.c.unit_code.in_(sorted(units)), notice.c.kind.in_(sorted(CAN_LEAVE))),
    )
    newest = (
        select(notice)
        .where(
            notice.c.county_code == scope.county,
            theirs,
        )
        .ext(distinct_on(*of_clock))
        .order_by(*of_clock, notice.c.rung.desc(), notice.c.created_at.desc())
        .subquery("newest")
    )
    return (
        select(
            newest,
            cases.c.number,
            cases.c.title,
            cases.c.state,
            cases.c.urgency,
            cases.c.holder_unit,
            cases.c.places,
            cases.c.area_code,
            promise.c.started_at,
            promise.c.due_at,
            promise.c.limit_type,
            promise.c.finished_at,
            promise.c.next_at,
            promise.c.rungs_fired,
        )
        .select_from(newest)
        .outerjoin(
            cases,
            and_(
                cases.c.county_code == newest.c.county_code,
                cases.c.case_id == newest.c.subject_id,
                visible_cases(scope),
            ),
        )
        .outerjoin(
            promise,
            and_(
                promise.c.county_code == newest.c.county_code,
                promise.c.subject_id == newest.c.subject_id,
                promise.c.clock == newest.c.clock,
                promise.c.cycle == newest.c.cycle,
            ),
        )
        .where(
            or_(
                cases.c.case_id.is_not(None),
                newest.c.subject_kind != SubjectKind.CASE.value,
            ),
            _lies_on(shelf, newest, now),
        )
    )


def _lies_on(shelf: Shelf, told: FromClause, now: datetime) -> ColumnElement[bool]:
    until = told.c.acknowledged_until
    # Without a clock nothing tells when it is over: it has its day.
    over = or_(
        promise.c.finished_at.is_not(None),
        and_(told.c.clock.is_(None), told.c.created_at <= now - _DAY),
    )
    if shelf is Shelf.SETTLED:
        return over
    if shelf is Shelf.IN_HAND:
        return and_(not_(over), until > now)
    return and_(not_(over), or_(until.is_(None), until <= now))


def _alert(row: Row[Any], shelf: Shelf, told: tuple[Told, ...]) -> Alert:
    return Alert(
        notice_id=row.notice_id,
        kind=row.kind,
        subject=row.subject_id,
        rung=row.rung,
        strength=Strength(row.strength) if row.strength else None,
        at=row.created_at,
        read_at=row.read_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_until=row.acknowledged_until,
        shelf=shelf,
        case=_case(row) if row.number else None,
        clock=_clock(row) if row.due_at else None,
        body=row.body,
        told=tuple(one for one in told if (one.clock, one.cycle) == (row.clock, row.cycle)),
    )


def _case(row: Row[Any]) -> AlertCase:
    return AlertCase(
        number=row.number,
        title=row.title,
        state=State(row.state),
        urgency=Urgency(row.urgency),
        holder=UnitCode(row.holder_unit),
        places=tuple(AreaCode(place) for place in row.places),
        area=AreaCode(row.area_code),
    )


def _clock(row: Row[Any]) -> AlertClock:
    return AlertClock(
        name=ClockName(row.clock),
        started=row.started_at,
        due=row.due_at,
        limit_type=LimitType(row.limit_type),
        finished=row.finished_at,
        next_at=row.next_at,
        rungs_fired=row.rungs_fired,
    )
