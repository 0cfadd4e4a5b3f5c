"""A record nobody can take is kept, owned and watched: a quarantined report is a citizen's.

refusal ─► quarantine row (raw bytes, reason, position) ─► a clock of its own
       └─► receipt to the producer, copy to the quarantine topic
"""

from collections.abc import Iterable
from datetime import datetime

from uuid_utils.compat import uuid7

from dispatch.deadlines.running import Running, SubjectKind, begin
from dispatch.flows.loaded_county import Counties, LoadedCounty
from dispatch.intake.model import Outcome
from dispatch.intake.quarantine import QuarantineReason
from dispatch.intake.refusal import Refusal
from dispatch.journal.model import Message
from dispatch.transaction import Work
from dispatch.vocabulary import ClockName, CountyCode, Urgency
from dispatch.wire.envelope import quarantine_message, receipt_message

RECEIPTS_TOPIC = "township.receipts.v1"
QUARANTINE_TOPIC = "township.events.quarantine.v1"


def quarantine_records(
    refusals: Iterable[Refusal], *, work: Work, counties: Counties, now: datetime
) -> None:
    """Keep refused records with their reasons, start their clocks and tell their producers.

    A record whose county cannot be told, or is not served here, is looked after by the
    deployment's first county, so that nothing lies without an owner.
    """
    first = counties[min(counties)] if counties else None
    placed = [
        (_owned_by(refusal, county), county)
        for refusal in refusals
        for county in [counties.get(CountyCode(refusal.county), first)]
    ]
    new = work.quarantine.add((refusal for refusal, _ in placed), at=now)
    clocks = [
        _clock(refusal, county, now)
        for refusal, county in placed
        if county and refusal.quarantine_id in new
    ]
    work.promises.save(clocks)
    work.outbox.put(
        (
            message
            for refusal, _ in placed
            if refusal.quarantine_id in new
            for message in _messages(refusal, now)
        ),
        at=now,
    )


def _owned_by(refusal: Refusal, county: LoadedCounty | None) -> Refusal:
    return refusal if county is None else refusal.looked_after_by(county.code)


def _clock(refusal: Refusal, county: LoadedCounty, now: datetime) -> Running:
    return begin(
        county=county.code,
        kind=SubjectKind.QUARANTINE,
        subject_id=refusal.quarantine_id,
        clock=ClockName.QUARANTINE,
        budget=county.book.limits.budget(ClockName.QUARANTINE, Urgency.YELLOW),
        urgency=Urgency.YELLOW,
        ladder=county.book.ladders.ladder(ClockName.QUARANTINE, Urgency.YELLOW),
        calendar=county.calendar((county.root,)),
        now=now,
    )


def _messages(refusal: Refusal, now: datetime) -> tuple[Message, Message]:
    reason = QuarantineReason(refusal.reason)
    arrival = refusal.arrival
    copy = quarantine_message(
        arrival.value,
        message_id=str(uuid7()),
        at=now,
        reason=reason,
        detail=refusal.detail,
        topic=arrival.topic,
        partition=arrival.partition,
        offset=arrival.position,
    )
    receipt = receipt_message(
        message_id=str(uuid7()),
        at=now,
        outcome=Outcome.QUARANTINED,
        source=refusal.source,
        record_id=refusal.record_id,
        reason=reason,
        detail=refusal.detail,
    )
    # A key may be any bytes; text in PostgreSQL holds no NUL.
    key = (arrival.key or b"").decode(errors="replace").replace("\0", "\ufffd")
    return (
        Message(refusal.county, QUARANTINE_TOPIC, key, copy),
        Message(refusal.county, RECEIPTS_TOPIC, refusal.source or key, receipt),
    )
