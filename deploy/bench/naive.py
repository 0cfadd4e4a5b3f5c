"""The way most would write it: one report is one ORM session, flushed and committed.

It judges as we do and writes the same rows to the same tables; only the way
to the database is the textbook's. The tables are mapped as they are.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from deploy.bench.records import Keyed
from dispatch.bootstrap import Deployment
from dispatch.flows.open_case import Naming, judge, open_case
from dispatch.flows.take_reports import new_receipt
from dispatch.intake.arrival import Arrival
from dispatch.transaction import NewCase
from dispatch.wire.envelope import read_record

_TABLES = ("report", "cases", "journal", "promise", "notice", "outbox", "case_counter")


def one_by_one(deployment: Deployment, database: str, records: Sequence[Keyed]) -> float:
    """Return records a second, each taken by itself."""
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"))
    event.listen(engine, "connect", _see_everything)
    metadata = MetaData()
    metadata.reflect(engine, only=_TABLES)
    base = automap_base(metadata=metadata)
    base.prepare()
    deployment.counties()
    begun = time.perf_counter()
    for position, (key, value) in enumerate(records):
        with Session(engine) as session:
            _take(session, base.classes, deployment, Arrival("bench", 0, position, key, value, {}))
            session.commit()
    spent = time.perf_counter() - begun
    engine.dispose()
    return len(records) / spent


def _take(session: Session, rows: Any, deployment: Deployment, arrival: Arrival) -> None:
    now = deployment.clock.now()
    report = read_record(arrival.value, now=now)
    known = session.query(rows.report).filter_by(
        county_code=report.county_code, source=report.source, record_id=report.record_id
    )
    if known.one_or_none():
        return
    county = deployment.county(report.county_code)
    counter = session.get(rows.case_counter, (county.code, now.year), with_for_update=True)
    if counter is None:
        counter = rows.case_counter(county_code=county.code, year=now.year, last=0)
        session.add(counter)
    counter.last += 1
    naming = Naming(
        case_id=uuid7(),
        report_id=uuid7(),
        number=f"C{county.code}{now.year}{counter.last:06d}",
        receipt=new_receipt(county.code, now),
    )
    new = open_case(
        judge(report, county),
        county=county,
        naming=naming,
        arrival=arrival,
        accepted_before=False,
        reporter_account=None,
        now=now,
    )
    session.add_all(_objects(rows, new))


def _objects(rows: Any, new: NewCase) -> list[Any]:
    case, entry, report, county = new.case, new.entry, new.report, new.case.county
    of_case = {"county_code": county, "case_id": case.case_id}
    of_subject = {"county_code": county, "subject_id": case.case_id, "subject_kind": "case"}
    opened = case.opened_at
    found = [
        rows.report(
            **of_case, report_id=case.report_id, taken_at=opened, receipt=new.receipt,
            source=report.source, record_id=report.record_id, body_sha256=report.body_sha256,
            occurred_at=report.occurred_at, area_code=report.area_code, title=report.title or "",
            text=report.text, channel=report.channel, attributes=dict(report.attributes),
            reporter=dict(report.reporter), attachments=[],
        ),
        rows.cases(
            **of_case, report_id=case.report_id, number=case.number, state=case.state.value,
            title=case.title, area_code=case.area, places=list(case.places),
            township=case.township, matter=case.matter,
            platform=case.platform.value if case.platform else None, urgency=case.urgency.value,
            outcome=case.outcome, reason=case.reason, lead_unit=case.lead_unit,
            holder_unit=case.holder_unit, handler_unit=case.handler_unit,
            verify_unit=case.verify_unit, parties=sorted(case.parties), handled_by=[],
            edition=case.edition, because=json.loads(new.because), opened_at=opened,
            state_since=opened, last_seq=1, last_hash=entry.hash,
        ),
        rows.journal(
            **of_case, seq=1, kind=entry.kind.value, at=opened, actor=entry.actor, actor_unit="",
            state=entry.state.value, holder_unit=entry.holder_unit, body=dict(entry.body),
            prev_hash=entry.prev_hash, hash=entry.hash,
        ),
        rows.outbox(
            county_code=county, topic="township.receipts.v1", key=report.source,
            payload=new.because.encode()[:350], created_at=opened,
        ),
    ]  # fmt: skip
    found += [
        rows.promise(
            **of_subject, clock=each.promise.clock.value, cycle=1, urgency=each.urgency.value,
            budget=str(each.promise.budget.value), limit_type=each.promise.budget.type.value,
            started_at=opened, due_at=each.due_at, provisional=each.provisional,
            ladder=each.ladder.fingerprint, next_at=each.next_at,
        )
        for each in new.clocks
    ]  # fmt: skip
    found += [
        rows.notice(
            **of_subject, notice_id=each.notice_id, kind=each.kind.value, unit_code=each.unit,
            body=dict(each.body), created_at=opened, send_not_before=each.send_not_before,
        )
        for each in new.notices
    ]  # fmt: skip
    return found


def _see_everything(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('dispatch.reach', 'deployment', false)")
    connection.commit()
