"""A phone reports. Keep it, give a receipt, and let Kafka carry it like any other.

    form ─► whole? ─► own photos? ─► report row + outbox message (one transaction) ─► receipt
               │            └ the key was used before: the first receipt again
               └ no: what to mend, and the form keeps its text

Nothing else is decided here: triage and routing happen where all reports
pass, so a report by phone and one from a township's system are treated alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.errors import Phrase, Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.show_photos import own_photos
from dispatch.flows.take_reports import new_receipt
from dispatch.intake.inbox import inbox_key
from dispatch.intake.model import Json
from dispatch.intake.quarantine import REASON_LABELS
from dispatch.journal.model import Message
from dispatch.people.scope import Actor
from dispatch.photos.model import MOST_OF_A_REPORT, PhotoKind
from dispatch.territory.tree import OutsideCounty
from dispatch.transaction import Work
from dispatch.vocabulary import Urgency
from dispatch.wire.envelope import BadRecord, read_record, report_message, web_source

EVENTS_TOPIC = "township.events.v1"


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What a form says, with the key it was opened under."""

    key: str
    """A UUID made when the form was opened: sending the form twice sends it once."""
    text: str
    area_code: str
    occurred_at: datetime
    title: str | None = None
    matter_hint: str | None = None
    urgency_hint: Urgency | None = None
    lon: float | None = None
    lat: float | None = None
    attributes: Mapping[str, Json] | None = None
    photos: tuple[str, ...] = ()
    """Ids of photos that this account has brought."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The promise that a report is on disk."""

    receipt: str
    report_id: UUID
    fresh: bool
    """False when the same form had been sent before."""


class ReportIncomplete(Refused):
    """The form cannot be taken as it is; the text says which field and why."""

    code = "report.incomplete"


class SameKeyOtherBody(Refused):
    """The form's key was used for another report before."""

    code = "report.same_key_other_body"


def accept_report(
    draft: ReportDraft, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> Receipt:
    """Keep a report and return its receipt; the same form twice gives the same receipt.

    Raises:
        ReportIncomplete: a field is missing or cannot be so.
        SameKeyOtherBody: the key belongs to another report.
        PhotosUnknown: a photo is named that this account has not brought.
    """
    if not draft.area_code:
        raise ReportIncomplete("请选择网格或村社")
    return keep_report(
        _body(draft, actor),
        key=draft.key,
        source=web_source(county.code),
        actor=actor,
        work=work,
        county=county,
        now=now,
    )


def keep_report(
    body: Mapping[str, Json],
    *,
    key: str,
    source: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Receipt:
    """Keep a report that is written as the topic's ``data``; see ``accept_report``."""
    record_id = _key(key)
    receipt = new_receipt(county.code, now)
    try:
        message = report_message(body, source=source, record_id=record_id, at=now, receipt=receipt)
        report = read_record(message, now=now)
    except BadRecord as why:
        what = Phrase(REASON_LABELS[why.reason])
        raise ReportIncomplete("上报内容有误:%(what)s", what=what) from why
    place = county.book.territory.resolve(report.area_code)
    if isinstance(place, OutsideCounty):
        raise ReportIncomplete("发生地点不在本县范围内,请重新选择网格或村社")
    ids = [str(attachment["id"]) for attachment in report.attachments if "id" in attachment]
    photos = own_photos(ids, most=MOST_OF_A_REPORT, actor=actor, work=work)
    report_id = uuid7()
    if work.reports.add(
        report, report_id=report_id, receipt=receipt, account=actor.account, at=now
    ):
        township = place.area.township or county.code
        work.outbox.put([Message(county.code, EVENTS_TOPIC, township, message, report_id)], at=now)
        work.photos.show(
            county.code, report_id, photos, kind=PhotoKind.REPORT, by=actor.account, at=now
        )
        return Receipt(receipt, report_id, fresh=True)
    before = work.reports.known([inbox_key(report)]).get(inbox_key(report))
    if before is None or before.body_sha256 != report.body_sha256:
        raise SameKeyOtherBody("此表单已用于另一份上报,请重新打开上报页面再提交")
    return Receipt(before.receipt, before.report_id, fresh=False)


def _key(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        raise ReportIncomplete("表单编号无效,请重新打开上报页面") from None


def _body(draft: ReportDraft, actor: Actor) -> dict[str, Json]:
    optional: dict[str, Json | None] = {
        "title": draft.title,
        "matter_hint": draft.matter_hint,
        "urgency_hint": draft.urgency_hint.value if draft.urgency_hint else None,
        "lon": draft.lon,
        "lat": draft.lat,
        "crs": "CGCS2000" if draft.lon is not None else None,
        "attributes": dict(draft.attributes) if draft.attributes else None,
        "attachments": [{"id": photo} for photo in draft.photos] or None,
    }
    return {
        "text": draft.text,
        "area_code": draft.area_code,
        "occurred_at": draft.occurred_at.isoformat(),
        "channel": "phone_form",
        "reporter": {"name": actor.name, "grid_worker": actor.account},
        **{name: value for name, value in optional.items() if value is not None},
    }
