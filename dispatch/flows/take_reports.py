"""A batch of records becomes cases or quarantine rows. Nothing is dropped.

    records ─► read ─► whose county? ─► seen before? ─► judge ─► open
                 │           │               ├─ same body: the first receipt again
                 │           │               ├─ other body ─► quarantine
                 └───────────┴─ no ──────────► quarantine, with the reason
    and for every record a receipt to its producer, through the outbox

Everything is written by the one transaction that also moves the position in
Kafka. A report that the web accepted is found by its id and given its case;
a record that Kafka hands over twice changes nothing the second time.
"""

import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from uuid_utils.compat import uuid7

from dispatch.clock import COUNTY_ZONE
from dispatch.flows.loaded_county import Counties, LoadedCounty
from dispatch.flows.open_case import Naming, judge, open_case
from dispatch.flows.quarantine_record import RECEIPTS_TOPIC, quarantine_records
from dispatch.intake.arrival import Arrival
from dispatch.intake.inbox import InboxKey, Known, inbox_key
from dispatch.intake.model import Outcome, Report
from dispatch.intake.quarantine import QuarantineReason
from dispatch.intake.refusal import Refusal
from dispatch.journal.model import Message
from dispatch.photos.model import PhotoKind, named_by
from dispatch.transaction import NewCase, Work
from dispatch.vocabulary import CountyCode
from dispatch.wire.envelope import BadRecord, read_record, receipt_message

_READ_ALOUD = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
)
"""From the usual letters of base 32 to those that nobody mishears: no I, O, 0 and 1."""


@dataclass(slots=True)
class Taken:
    """What became of a batch."""

    opened: list[NewCase] = field(default_factory=list)
    duplicates: list[Report] = field(default_factory=list)
    quarantined: list[Refusal] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Add what became of another batch."""
        self.opened += other.opened
        self.duplicates += other.duplicates
        self.quarantined += other.quarantined


@dataclass(frozen=True, slots=True)
class _Seen:
    arrival: Arrival
    report: Report
    county: LoadedCounty


def take_reports(
    arrivals: Sequence[Arrival], *, work: Work, counties: Counties, now: datetime
) -> Taken:
    """Take a batch of records, in order, each exactly once in effect.

    Raises:
        TakenMeanwhile: another transaction took one of them first; roll back and
            take the batch again.
        MissingYear: a county's calendar lacks a year that a promise needs; nothing is
            taken until the calendar is mended.
    """
    taken = Taken()
    seen = list(_readable(arrivals, counties, now, taken))
    known = work.reports.known({inbox_key(each.report) for each in seen})
    taken.opened = list(_open(list(_fresh(seen, known, taken)), known, work, now))
    work.open_cases(taken.opened)
    _show_photos(taken.opened, work, now)
    quarantine_records(taken.quarantined, work=work, counties=counties, now=now)
    work.outbox.put(_receipts(taken, known, now), at=now)
    return taken


def quarantine_unstorable(
    arrival: Arrival, *, work: Work, counties: Counties, now: datetime
) -> Taken:
    """Set one record aside that was read well but that the database will not hold."""
    detail = "the record is well formed but cannot be stored; the operators have been told"
    source, record_id = _names(arrival, now)
    taken = Taken(
        quarantined=[_refusal(arrival, QuarantineReason.UNSTORABLE, detail, source, record_id)]
    )
    quarantine_records(taken.quarantined, work=work, counties=counties, now=now)
    return taken


def new_receipt(county: CountyCode, now: datetime) -> str:
    """Return a receipt number: R, county, day, eight characters that nobody can guess."""
    letters = b32encode(secrets.token_bytes(5)).translate(_READ_ALOUD).decode()
    return f"R{county}{now.astimezone(COUNTY_ZONE):%y%m%d}{letters}"


def _readable(
    arrivals: Iterable[Arrival], counties: Counties, now: datetime, taken: Taken
) -> Iterator[_Seen]:
    for arrival in arrivals:
        try:
            report = read_record(arrival.value, now=now)
        except BadRecord as why:
            taken.quarantined.append(
                _refusal(arrival, why.reason, why.detail, why.source, why.record_id)
            )
            continue
        county = counties.get(report.county_code)
        if county is None:
            detail = f"data.area_code: county {report.county_code} is not served here"
            taken.quarantined.append(
                _refusal(
                    arrival,
                    QuarantineReason.COUNTY_UNKNOWN,
                    detail,
                    report.source,
                    report.record_id,
                )
            )
            continue
        yield _Seen(arrival, report, county)


def _fresh(seen: Iterable[_Seen], known: dict[InboxKey, Known], taken: Taken) -> Iterator[_Seen]:
    in_batch: dict[InboxKey, str] = {}
    for each in seen:
        key = inbox_key(each.report)
        before = known.get(key)
        digest = before.body_sha256 if before else in_batch.get(key)
        if digest is not None and digest != each.report.body_sha256:
            detail = "id: the same source and id came before with another body; use a new id"
            taken.quarantined.append(
                _refusal(
                    each.arrival,
                    QuarantineReason.ID_REUSED,
                    detail,
                    each.report.source,
                    each.report.record_id,
                )
            )
        elif key in in_batch or (before and before.case_id):
            taken.duplicates.append(each.report)
        else:
            in_batch[key] = each.report.body_sha256
            yield each


def _open(
    fresh: Sequence[_Seen], known: dict[InboxKey, Known], work: Work, now: datetime
) -> Iterator[NewCase]:
    year = now.astimezone(COUNTY_ZONE).year
    # Judged before the numbers are taken: from there on other batches of the county wait.
    judged = [judge(each.report, each.county) for each in fresh]
    counters: dict[CountyCode, Iterator[int]] = {}
    for code in sorted({each.county.code for each in fresh}):
        count = sum(each.county.code == code for each in fresh)
        counters[code] = iter(work.cases.next_numbers(code, year, count))
    for each, as_judged in zip(fresh, judged, strict=True):
        code = each.county.code
        before = known.get(inbox_key(each.report))
        naming = Naming(
            case_id=uuid7(),
            report_id=before.report_id if before else uuid7(),
            number=f"C{code}{year}{next(counters[code]):06d}",
            receipt=before.receipt if before else new_receipt(code, now),
        )
        yield open_case(
            as_judged,
            county=each.county,
            naming=naming,
            arrival=each.arrival,
            accepted_before=before is not None,
            reporter_account=before.reporter_account if before else None,
            now=now,
        )


def _show_photos(opened: Iterable[NewCase], work: Work, now: datetime) -> None:
    """Show the photos that other systems name; they may arrive later than their report."""
    for new in opened:
        # What our own pages took shows its photos already.
        if new.report.attachments and not new.accepted_before:
            work.photos.show(
                new.case.county,
                new.case.report_id,
                named_by(new.report.attachments),
                kind=PhotoKind.REPORT,
                by=None,
                at=now,
            )


def _refusal(
    arrival: Arrival,
    reason: QuarantineReason,
    detail: str,
    source: str | None,
    record_id: str | None,
) -> Refusal:
    return Refusal(
        quarantine_id=uuid7(),
        county=_county_of_key(arrival),
        arrival=arrival,
        reason=reason.value,
        detail=detail,
        source=source,
        record_id=record_id,
    )


def _names(arrival: Arrival, now: datetime) -> tuple[str | None, str | None]:
    """Return source and id as far as they can be read: the producer is told by them."""
    try:
        report = read_record(arrival.value, now=now)
    except BadRecord as why:
        return why.source, why.record_id
    return report.source, report.record_id


def _county_of_key(arrival: Arrival) -> str:
    code = (arrival.key or b"")[:6]
    return code.decode() if len(code) == 6 and code.isdigit() else ""  # noqa: PLR2004 - a county code's length


def _receipts(taken: Taken, known: dict[InboxKey, Known], now: datetime) -> Iterator[Message]:
    given = {key: before.receipt for key, before in known.items()}
    for new in taken.opened:
        given[inbox_key(new.report)] = new.receipt
        yield _receipt(new.report, Outcome.ACCEPTED, new.receipt, now, new.case.number)
    for report in taken.duplicates:
        yield _receipt(report, Outcome.DUPLICATE, given[inbox_key(report)], now)


def _receipt(
    report: Report, outcome: Outcome, receipt: str, now: datetime, number: str | None = None
) -> Message:
    payload = receipt_message(
        message_id=str(uuid7()),
        at=now,
        outcome=outcome,
        source=report.source,
        record_id=report.record_id,
        receipt=receipt,
        case_number=number,
    )
    return Message(report.county_code, RECEIPTS_TOPIC, report.source, payload)
