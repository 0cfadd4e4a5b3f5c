"""Try a report: everything that would be decided of it, and nothing is kept.

words, place, what else is known ─► read as a record ─► judged ─► a case as it would open

The same functions as for a real report, so that what is tried here happens there. No
store is opened: what is tried has no number, no receipt and no reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.errors import Phrase, Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.open_case import Judged, Naming, judge, open_case
from dispatch.flows.propose_assignment import Facts, question_of
from dispatch.intake.model import CoordinateSystem, Json
from dispatch.intake.quarantine import REASON_LABELS
from dispatch.routing.ask import Asked, ask
from dispatch.territory.tree import OutsideCounty
from dispatch.transaction import NewCase
from dispatch.vocabulary import MatterCode
from dispatch.wire.envelope import BadRecord, read_record, report_message, web_source

_NOBODY = UUID(int=0)


class TrialIncomplete(Refused):
    """What is tried could not be a report; the text says why."""

    code = "trial.incomplete"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a report might say."""

    text: str
    area_code: str
    occurred_at: datetime
    matter_hint: MatterCode | None = None
    attributes: Mapping[str, Json] | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of it."""

    judged: Judged
    opened: NewCase
    asked: tuple[Asked, ...]
    """What would have to be said, too, for the list to decide."""


def try_report(trial: Trial, *, county: LoadedCounty, now: datetime) -> Tried:
    """Return the case that such a report would open now.

    Raises:
        TrialIncomplete: it could not be taken.
        MissingYear: a clock would end in a year the county's calendar does not have.
    """
    body: dict[str, Json] = {
        "text": trial.text,
        "area_code": trial.area_code,
        "occurred_at": trial.occurred_at.isoformat(),
        "channel": "trial",
    }
    if trial.matter_hint:
        body["matter_hint"] = trial.matter_hint
    if trial.lon is not None and trial.lat is not None:
        body |= {
            "lon": trial.lon,
            "lat": trial.lat,
            "crs": trial.crs or CoordinateSystem.WGS84.value,
        }
    if trial.attributes:
        body["attributes"] = dict(trial.attributes)
    try:
        message = report_message(
            body, source=web_source(county.code), record_id=str(_NOBODY), at=now
        )
        report = read_record(message, now=now)
    except BadRecord as why:
        raise TrialIncomplete("无法试判:%(what)s", what=Phrase(REASON_LABELS[why.reason])) from why
    if isinstance(county.book.territory.resolve(report.area_code), OutsideCounty):
        raise TrialIncomplete("发生地点不在本县范围内,请重新选择网格或村社")
    judged = judge(report, county)
    opened = open_case(
        judged,
        county=county,
        naming=Naming(_NOBODY, _NOBODY, number="", receipt=""),
        arrival=None,
        accepted_before=False,
        reporter_account=None,
        now=now,
    )
    facts = Facts(
        matter=judged.matter,
        area=report.area_code,
        occurred_at=report.occurred_at,
        attributes=report.attributes,
        lon=report.lon,
        lat=report.lat,
        crs=report.crs,
    )
    question = question_of(facts, county.book)
    return Tried(judged, opened, ask(question, judged.decision, county.book))
