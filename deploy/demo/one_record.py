"""One record from end to end: Kafka, case, line and law, receiver, rungs, acknowledgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy import Row, text

from deploy.demo.evidence import ToFollow
from dispatch.bootstrap import Deployment
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.people.scope import WORKER
from dispatch.vocabulary import LABELS, ClockName, Strength, UnitCode

_RECORD = """
    select r.topic, r.partition, r.position, r.source, r.record_id, r.text, r.receipt,
        r.taken_at, c.number, c.lead_unit, c.handler_unit, c.opened_at, c.edition, c.because
    from cases c join report r on r.county_code = c.county_code and r.report_id = c.report_id
    where c.county_code = :county and c.case_id = :case_id
"""
_RUNGS = """
    select rung, strength, due_at, fired_at, told from rung_fired
    where county_code = :county and subject_id = :case_id and clock = :clock and cycle = :cycle
    order by rung
"""
_NOTICE = """
    select account, rung, acknowledged_at, acknowledged_until from notice
    where county_code = :county and notice_id = :notice_id
"""


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything that happened to one record."""

    record: Row[Any]
    rungs: Sequence[Row[Any]]
    notice: Row[Any]
    clock: ClockName
    lines: tuple[tuple[str, str], ...]
    """The deciding lines: row and legal basis."""
    lead: str
    receiver: str

    def words_of_its_page(self) -> tuple[str, ...]:
        """Return what somebody who may see it must find on the case's page."""
        laws = [law for _, law in self.lines if law]
        return (self.record.number, self.receiver, *(row for row, _ in self.lines), *laws)


def follow(deployment: Deployment, county: LoadedCounty, chosen: ToFollow) -> Followed:
    """Gather what the database knows of one record."""
    facts = {
        "county": county.code,
        "case_id": chosen.case_id,
        "clock": chosen.clock,
        "cycle": chosen.cycle,
        "notice_id": chosen.notice_id,
    }
    with deployment.work(WORKER) as work:
        ask = work.connection.execute
        record = ask(text(_RECORD), facts).one()
        rungs = ask(text(_RUNGS), facts).all()
        notice = ask(text(_NOTICE), facts).one()
    grounds = record.because["routing"]["grounds"]
    name = county.book.register.name
    return Followed(
        record=record,
        rungs=rungs,
        notice=notice,
        clock=ClockName(chosen.clock),
        lines=tuple((ground["row"], ground.get("basis") or "") for ground in grounds),
        lead=name(UnitCode(record.lead_unit)),
        receiver=name(UnitCode(record.handler_unit)),
    )


def show(console: Console, followed: Followed) -> None:
    """Print the way of one record."""
    record, notice = followed.record, followed.notice
    table = Table(
        title="一条记录的全程 one record, end to end",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_header=False,
        pad_edge=False,
    )
    table.add_column()
    table.add_column(overflow="fold")
    table.add_row("Kafka", f"{record.topic} · 分区 {record.partition} · 位置 {record.position}")
    table.add_row("内容 text", record.text)
    table.add_row("案件 case", f"{record.number} · {_at(record.opened_at)} · 回执 {record.receipt}")
    for row, law in followed.lines:
        table.add_row("清单与依据 line, law", f"{row} · {law or '(未写依据)'}")
    table.add_row("主责 lead", followed.lead)
    table.add_row("承办 receiver", followed.receiver)
    for rung in followed.rungs:
        told = "、".join(rung.told)
        table.add_row(
            f"{LABELS[followed.clock]}时限 第 {rung.rung} 级",
            f"{LABELS[Strength(rung.strength)]} · 应 {_at(rung.due_at)} · 实 {_at(rung.fired_at)}"
            f" · {told}",
        )
    if notice.acknowledged_at:
        at, until = _at(notice.acknowledged_at), _at(notice.acknowledged_until)
        table.add_row("知悉 acknowledged", f"{notice.account} · {at} · 至 {until}")
    console.print(table)


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(COUNTY_ZONE):%Y-%m-%d %H:%M}"
