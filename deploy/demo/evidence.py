"""What the database says of a county's day. Figures come from here and from nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from dispatch.bootstrap import Deployment
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode

_CASED = """
    select source, record_id from report where county_code = :county and case_id is not null
"""
_QUARANTINED = """
    select partition, position, reason from quarantine where topic = :topic
"""
_OPENINGS = """
    select r.source, r.record_id, j.body
    from report r
    join journal j on j.county_code = r.county_code and j.case_id = r.case_id and j.seq = 1
    where r.county_code = :county
"""
_PHONES_WAITING = """
    select count(*) from report where county_code = :county and case_id is null
"""
_STORED = "select partition, next_position from stored_position where topic = :topic"
_OUTBOX_WAITING = "select count(*) from outbox where sent_at is null and refused is null"
_DUE_NOW = """
    select count(*) from promise where county_code = :county and next_at <= :now
"""
_CLIMBED = """
    select count(*) from cases c
    where c.county_code = :county and c.overdue and exists (
        select 1 from rung_fired f
        where f.county_code = c.county_code and f.subject_id = c.case_id
        group by f.clock, f.cycle having count(distinct f.rung) >= 2
    )
"""
_ALERTS = """
    select count(*) as alerts, count(distinct n.account) as people,
        count(*) filter (where n.acknowledged_at is not null) as acknowledged
    from notice n join account a on a.account = n.account
    where n.county_code = :county and n.rung is not null and 'supervisor' = any(a.roles)
"""
_TO_FOLLOW = """
    with alert as materialized (
        select n.* from notice n
        where n.county_code = :county and n.rung >= 2
            and n.account in (select account from account where 'supervisor' = any(roles))
    )
    select c.number, c.case_id, n.account, n.notice_id, n.clock, n.cycle
    from alert n
    join cases c on c.county_code = n.county_code and c.case_id = n.subject_id
    join report r on r.county_code = c.county_code and r.report_id = c.report_id
    left join unit u on u.county_code = c.county_code and u.unit_code = c.handler_unit
    where r.topic is not null and c.outcome = 'decided' and c.state <> 'closed'
    order by (u.kind = 'stationed') desc nulls last, c.handler_unit <> c.lead_unit desc,
        c.number, n.rung, n.account
    limit 1
"""
_BY_STATE = """
    select state as name, count(*) as found from cases where county_code = :county
    group by state order by state
"""
_BY_REASON = """
    select reason as name, count(*) as found from cases
    where county_code = :county and outcome <> 'decided'
    group by reason order by found desc, reason
"""
_BY_STRENGTH = """
    select strength as name, count(*) as found from rung_fired where county_code = :county
    group by strength
"""
_BY_QUARANTINE_REASON = """
    select reason as name, count(*) as found from quarantine where topic = :topic
    group by reason order by reason
"""


@dataclass(frozen=True, slots=True)
class Alerts:
    """What supervisors were told by rungs."""

    alerts: int
    people: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class ToFollow:
    """A case with a supervisor's alert on it, worth following from end to end."""

    number: str
    case_id: UUID
    account: str
    notice_id: UUID
    clock: str
    cycle: int


class Evidence:
    """One county's rows, asked as a worker sees them."""

    def __init__(self, deployment: Deployment, county: CountyCode, topic: str) -> None:
        self._deployment = deployment
        self._county = county
        self._topic = topic

    def cased(self) -> set[tuple[str, str]]:
        """Return the source and id of every report that has a case."""
        return {(row.source, row.record_id) for row in self._rows(_CASED)}

    def quarantined(self) -> dict[tuple[int, int], str]:
        """Return where every refused record lay, and why it was refused."""
        return {(row.partition, row.position): row.reason for row in self._rows(_QUARANTINED)}

    def openings(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        """Return how every case was opened, by the source and id of its report."""
        return {(row.source, row.record_id): row.body for row in self._rows(_OPENINGS)}

    def phones_waiting(self) -> int:
        """Return how many accepted reports have no case yet."""
        return self._count(_PHONES_WAITING)

    def stored(self) -> dict[int, int]:
        """Return the stored position of each partition."""
        return {row.partition: row.next_position for row in self._rows(_STORED)}

    def outbox_waiting(self) -> int:
        """Return how many messages have not left yet."""
        return self._count(_OUTBOX_WAITING)

    def due_now(self) -> int:
        """Return how many clocks have earned a rung that has not fired."""
        return self._count(_DUE_NOW, now=self._deployment.clock.now())

    def climbed(self) -> int:
        """Return how many overdue cases have climbed at least two rungs of one clock."""
        return self._count(_CLIMBED)

    def alerts(self) -> Alerts:
        """Return what supervisors were told."""
        row = self._rows(_ALERTS)[0]
        return Alerts(row.alerts, row.people, row.acknowledged)

    def to_follow(self) -> ToFollow | None:
        """Return a case to follow; one that a stationed unit or a room received if there is one."""
        rows = self._rows(_TO_FOLLOW)
        if not rows:
            return None
        row = rows[0]
        return ToFollow(row.number, row.case_id, row.account, row.notice_id, row.clock, row.cycle)

    def by_state(self) -> dict[str, int]:
        """Return the cases in each state."""
        return self._counts(_BY_STATE)

    def by_reason(self) -> dict[str, int]:
        """Return why cases went to the county desk."""
        return self._counts(_BY_REASON)

    def by_strength(self) -> dict[str, int]:
        """Return the rungs that fired, by how loudly they spoke."""
        return self._counts(_BY_STRENGTH)

    def by_quarantine_reason(self) -> dict[str, int]:
        """Return why records were refused."""
        return self._counts(_BY_QUARANTINE_REASON)

    def _counts(self, question: str) -> dict[str, int]:
        return {row.name: row.found for row in self._rows(question)}

    def _count(self, question: str, **more: datetime) -> int:
        return int(self._rows(question, **more)[0][0])

    def _rows(self, question: str, **more: datetime) -> list[Row[Any]]:
        given: dict[str, Any] = {"county": self._county, "topic": self._topic, **more}
        asked = text(question)
        with self._deployment.work(WORKER) as work:
            named = asked.compile().params
            return list(work.connection.execute(asked, {name: given[name] for name in named}))
