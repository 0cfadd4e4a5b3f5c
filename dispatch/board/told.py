"""Who was told at which rung, and who has read or acknowledged it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, exists, or_, select

from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.deadlines.running import SubjectKind
from dispatch.notices.tables import notice
from dispatch.people.scope import Scope
from dispatch.people.tables import account
from dispatch.vocabulary import ClockName, Strength, UnitCode


@dataclass(frozen=True, slots=True)
class Told:
    """One person or one unit that was told."""

    subject: UUID
    kind: str
    name: str
    """Of the person; empty where a unit's queue was told."""
    unit: UnitCode | None
    post: str
    clock: ClockName | None
    cycle: int | None
    rung: int | None
    strength: Strength | None
    at: datetime
    read_at: datetime | None
    acknowledged_at: datetime | None


def told_about(
    connection: Connection, scope: Scope, subjects: Iterable[UUID]
) -> dict[UUID, tuple[Told, ...]]:
    """Return by subject who was told, oldest first; only of cases in scope."""
    wanted = list(subjects)
    if not wanted:
        return {}
    of_visible_case = exists().where(
        cases.c.county_code == notice.c.county_code,
        cases.c.case_id == notice.c.subject_id,
        visible_cases(scope),
    )
    rows = connection.execute(
        select(notice, account.c.name, account.c.post, account.c.unit_code.label("own_unit"))
        .outerjoin(
            account,
            and_(
                account.c.account == notice.c.account,
                account.c.county_code == notice.c.county_code,
            ),
        )
        .where(
            notice.c.county_code == scope.county,
            notice.c.subject_id.in_(wanted),
            or_(of_visible_case, notice.c.subject_kind == SubjectKind.QUARANTINE.value),
        )
        .order_by(notice.c.created_at, notice.c.notice_id)
    )
    found: dict[UUID, list[Told]] = {}
    for row in rows:
        found.setdefault(row.subject_id, []).append(_told(row))
    return {subject: tuple(told) for subject, told in found.items()}


def _told(row: Row[Any]) -> Told:
    unit = row.unit_code or row.own_unit
    return Told(
        subject=row.subject_id,
        kind=row.kind,
        name=row.name or row.account or "",
        unit=UnitCode(unit) if unit else None,
        post=row.post or "",
        clock=ClockName(row.clock) if row.clock else None,
        cycle=row.cycle,
        rung=row.rung,
        strength=Strength(row.strength) if row.strength else None,
        at=row.created_at,
        read_at=row.read_at,
        acknowledged_at=row.acknowledged_at,
    )
