"""Opening cases by the batch: one COPY, one statement, every table.

    batch ─COPY─► opening (temporary) ─► report · cases · promise · journal · notice

A row a report goes into a temporary table; one statement of data-modifying
CTEs spreads it over the tables. Measured: nine times the rate of the same
rows through an ORM, twice that of arrays (docs/decisions/0003).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection

from dispatch.casework.model import Case, Entry
from dispatch.db import driver
from dispatch.deadlines.running import Running
from dispatch.errors import DispatchError
from dispatch.intake.arrival import Arrival
from dispatch.intake.model import Report
from dispatch.notices.model import Notice
from dispatch.triage.checks import Check


class TakenMeanwhile(DispatchError):
    """A report of the batch was taken by another transaction since it was looked up."""

    code = "intake.taken_meanwhile"


@dataclass(frozen=True, slots=True)
class NewCase:
    """One case as it opens, with everything that is written with it."""

    report: Report
    accepted_before: bool
    """The web has accepted the report and its row exists; it only lacks its case."""
    receipt: str
    arrival: Arrival | None
    case: Case
    because: str
    """The whole reason as JSON text."""
    entry: Entry
    clocks: tuple[Running, ...]
    """One or two."""
    notices: tuple[Notice, ...]
    """None to two."""
    check: Check | None = None
    """Set when a person will look at what triage decided."""


_REPORT = {
    "report_id": "uuid",
    "source": "text",
    "record_id": "text",
    "body_sha256": "text",
    "receipt": "text",
    "occurred_at": "timestamptz",
    "report_area": "text",
    "report_title": "text",
    "text": "text",
    "channel": "text",
    "matter_hint": "text",
    "urgency_hint": "text",
    "lon": "float8",
    "lat": "float8",
    "crs": "text",
    "attributes": "jsonb",
    "reporter": "jsonb",
    "attachments": "jsonb",
    "topic": "text",
    "partition": "int",
    "position": "bigint",
}
_CASE = {
    "number": "text",
    "state": "text",
    "title": "text",
    "area_code": "text",
    "places": "text[]",
    "township": "text",
    "matter": "text",
    "platform": "text",
    "urgency": "text",
    "outcome": "text",
    "reason": "text",
    "lead_unit": "text",
    "holder_unit": "text",
    "handler_unit": "text",
    "verify_unit": "text",
    "parties": "text[]",
    "reporter_account": "text",
    "edition": "int",
    "because": "jsonb",
}
_ENTRY = {"kind": "text", "body": "jsonb", "prev_hash": "bytea", "hash": "bytea"}
_PROMISE = {
    "clock": "text",
    "urgency": "text",
    "budget": "text",
    "limit_type": "text",
    "due_at": "timestamptz",
    "provisional": "boolean",
    "ladder": "text",
    "next_at": "timestamptz",
}
_NOTICE = {
    "notice_id": "uuid",
    "kind": "text",
    "unit_code": "text",
    "body": "jsonb",
    "send_not_before": "timestamptz",
}
_COLUMNS: dict[str, str] = {
    "county_code": "text",
    "case_id": "uuid",
    "at": "timestamptz",
    "accepted_before": "boolean",
    **_REPORT,
    **_CASE,
    **{f"e_{name}": kind for name, kind in _ENTRY.items()},
    **{f"p{n}_{name}": kind for n in (1, 2) for name, kind in _PROMISE.items()},
    **{f"n{n}_{name}": kind for n in (1, 2) for name, kind in _NOTICE.items()},
}

_NO_ARRIVAL = (None, None, None)
_NO_CLOCK = (None,) * len(_PROMISE)
_NO_NOTICE = (None,) * len(_NOTICE)
_REMEMBERED = 8_192

_STAGING = (
    "create temporary table if not exists opening ("
    + ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    # A row of up to a page stays as it is: compressing what lives for a moment is a waste.
    + ") with (toast_tuple_target = 8160) on commit delete rows"
)
_COPY = "copy opening (" + ", ".join(f'"{name}"' for name in _COLUMNS) + ") from stdin"


def _listed(names: Mapping[str, str] | Sequence[str], before: str = "") -> str:
    return ", ".join(f'"{before}{name}"' for name in names)


def _several(start: str, columns: Mapping[str, str], letter: str, present: str) -> str:
    return " union all ".join(
        f"select {start}, {_listed(columns, f'{letter}{n}_')}"  # noqa: S608 - our own names
        f" from opening where {letter}{n}_{present} is not null"
        for n in (1, 2)
    )


_PROMISES = _several("county_code, case_id, 'case', 1, at", _PROMISE, "p", "clock")
_NOTICES = _several("county_code, case_id, 'case', at", _NOTICE, "n", "notice_id")

_SPREAD = f"""
with new_report as (
    insert into report (
        county_code, case_id, taken_at, reporter_account,
        report_id, source, record_id, body_sha256, receipt, occurred_at, area_code, title,
        text, channel, matter_hint, urgency_hint, lon, lat, crs, attributes, reporter,
        attachments, topic, partition, position
    )
    select county_code, case_id, at, reporter_account, {_listed(_REPORT)}
    from opening where not accepted_before
    on conflict on constraint report_inbox do nothing
    returning 1
), own_report as (
    update report r
    set case_id = o.case_id, topic = o.topic, partition = o.partition, position = o.position
    from opening o
    where o.accepted_before and r.county_code = o.county_code
        and r.report_id = o.report_id and r.case_id is null
    returning 1
), new_case as (
    insert into cases (
        county_code, case_id, report_id, opened_at, state_since, last_seq, last_hash,
        handled_by, {_listed(_CASE)}
    )
    select county_code, case_id, report_id, at, at, 1, e_hash, '{{}}', {_listed(_CASE)}
    from opening
), new_entry as (
    insert into journal (
        county_code, case_id, seq, at, actor, actor_unit, state, holder_unit, {_listed(_ENTRY)}
    )
    select county_code, case_id, 1, at, 'system', '', state, holder_unit,
        e_kind, e_body, e_prev_hash, e_hash
    from opening
), new_promise as (
    insert into promise (
        county_code, subject_id, subject_kind, cycle, started_at, {_listed(_PROMISE)}
    )
    {_PROMISES}
), new_notice as (
    insert into notice (
        county_code, subject_id, subject_kind, created_at, {_listed(_NOTICE)}
    )
    {_NOTICES}
)
select (select count(*) from new_report) + (select count(*) from own_report)
"""  # noqa: S608 - every name in it stands above


def open_all(connection: Connection, opened: Sequence[NewCase]) -> None:
    """Write a batch; see ``Work.open_cases``.

    Raises:
        TakenMeanwhile: one of the reports has a case or a row by now.
    """
    if not opened:
        return
    with driver(connection) as lent, lent.cursor() as cursor:
        cursor.execute(_STAGING)
        # A batch that is taken record by record opens several times in one transaction.
        cursor.execute("delete from opening")
        with cursor.copy(_COPY) as copy:
            for each in opened:
                copy.write_row(_row(each))
        cursor.execute(_SPREAD)
        (written,) = cursor.fetchone() or (0,)
        if written != len(opened):
            raise TakenMeanwhile(f"{len(opened) - written} reports were taken meanwhile")


def _row(new: NewCase) -> list[Any]:
    """Return a row of ``opening``, in the order of its columns.

    Written as text wherever the driver would otherwise ask Python how: it is
    called for every report, and half of the time was spent on that.
    """
    case, entry, arrival, report = new.case, new.entry, new.arrival, new.report
    return [
        *(case.county, case.case_id.hex, case.opened_at.isoformat(), new.accepted_before),
        *(case.report_id.hex, report.source, report.record_id, report.body_sha256),
        # PostgreSQL reads offsets of less than sixteen hours only; RFC 3339 knows larger ones.
        *(new.receipt, report.occurred_at.astimezone(UTC).isoformat()),
        *(report.area_code, report.title or "", report.text, report.channel),
        report.matter_hint,
        report.urgency_hint.value if report.urgency_hint else None,
        *(report.lon, report.lat, report.crs.value if report.crs else None),
        _written(report.attributes) if report.attributes else "{}",
        _written(report.reporter) if report.reporter else "{}",
        _written(report.attachments) if report.attachments else "[]",
        *((arrival.topic, arrival.partition, arrival.position) if arrival else _NO_ARRIVAL),
        *(case.number, case.state.value, case.title, case.area, _array(case.places)),
        case.township,
        case.matter,
        case.platform.value if case.platform else None,
        *(case.urgency.value, case.outcome, case.reason, case.lead_unit, case.holder_unit),
        *(case.handler_unit, case.verify_unit, _array(case.parties), case.reporter_account),
        *(case.edition, new.because),
        *(entry.kind.value, _written(entry.body), entry.prev_hash, entry.hash),
        *_clock(new.clocks[0] if new.clocks else None),
        *_clock(new.clocks[1] if len(new.clocks) > 1 else None),
        *_notice(new.notices[0] if new.notices else None),
        *_notice(new.notices[1] if len(new.notices) > 1 else None),
    ]


def _clock(running: Running | None) -> tuple[Any, ...]:
    if running is None:
        return _NO_CLOCK
    budget, next_at = running.promise.budget, running.next_at
    return (
        running.promise.clock.value,
        running.urgency.value,
        str(budget.value),
        budget.type.value,
        running.due_at.isoformat(),
        running.provisional,
        running.ladder.fingerprint,
        next_at.isoformat() if next_at else None,
    )


def _notice(notice: Notice | None) -> tuple[Any, ...]:
    if notice is None:
        return _NO_NOTICE
    return (
        notice.notice_id.hex,
        notice.kind.value,
        notice.unit,
        _written(notice.body),
        notice.send_not_before.isoformat(),
    )


def _written(document: Any) -> str:
    return orjson.dumps(document).decode()


@lru_cache(maxsize=_REMEMBERED)
def _array(members: tuple[str, ...] | frozenset[str]) -> str:
    """Return PostgreSQL's text of an array, a set's members sorted."""
    ordered = members if isinstance(members, tuple) else sorted(members)
    quoted = (member.replace("\\", r"\\").replace('"', r"\"") for member in ordered)
    return "{" + ",".join(f'"{member}"' for member in quoted) + "}"
