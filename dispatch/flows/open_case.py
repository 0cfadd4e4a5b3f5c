"""One report becomes one case: what is it, whose is it, by when, who hears.

    report ─► triage ─► routing ─┬─ one lead ─► dispatched: sign + handle clocks, unit + copy
                                 └─ any other ─► sorting: dispatch clock, the county desk

Nothing is read or written here; the batch that calls writes all cases at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from dispatch.casework.model import SYSTEM, Case, Kind, State
from dispatch.casework.timeline import append
from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.running import Running, SubjectKind, begin
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.intake.arrival import Arrival
from dispatch.intake.headline import headline
from dispatch.intake.model import Report
from dispatch.journal.chain import GENESIS
from dispatch.notices.masking import masked
from dispatch.notices.model import Notice, NoticeKind
from dispatch.routing.model import Decision, Outcome, Question
from dispatch.routing.remembered import Answered
from dispatch.transaction import NewCase
from dispatch.triage import Suggestion, sort
from dispatch.triage.checks import Check, is_drawn
from dispatch.triage.learned import Reading
from dispatch.triage.model import MatterSource
from dispatch.vocabulary import AreaCode, ClockName, MatterCode, UnitCode


@dataclass(frozen=True, slots=True)
class Judged:
    """A report with what triage and the list say of it."""

    report: Report
    suggestion: Suggestion
    matter: MatterCode | None
    """What the list was asked about."""
    answered: Answered

    @property
    def decision(self) -> Decision:
        """Whose it is."""
        return self.answered.decision


@dataclass(frozen=True, slots=True)
class Naming:
    """The names that a case and its report go by."""

    case_id: UUID
    report_id: UUID
    number: str
    receipt: str


def judge(report: Report, county: LoadedCounty) -> Judged:
    """Say what a report is and whose, by the county's edition in force."""
    book = county.book
    suggestion = sort(
        book.triage,
        text=report.text,
        title=report.title,
        matter_hint=report.matter_hint,
        urgency_hint=report.urgency_hint,
        matters=book.matters,
    )
    matter = suggestion.asked(book.index)
    question = Question(
        matter=matter,
        area=report.area_code,
        day=report.occurred_at.astimezone(COUNTY_ZONE).date(),
        attributes=report.attributes,
        matter_source=(suggestion.source if matter else MatterSource.NONE).value,
    )
    question = book.located(question, lon=report.lon, lat=report.lat, crs=report.crs)
    return Judged(report, suggestion, matter, county.answers.to(question))


def open_case(
    judged: Judged,
    *,
    county: LoadedCounty,
    naming: Naming,
    arrival: Arrival | None,
    accepted_before: bool,
    reporter_account: str | None,
    now: datetime,
) -> NewCase:
    """Return the case that a judged report opens, with its clocks, entry and notices.

    Raises:
        MissingYear: a clock would end in a year the county's calendar does not have.
    """
    report, decision = judged.report, judged.decision
    decided = decision.outcome is Outcome.DECIDED and decision.receiver is not None
    holder = decision.receiver if decided and decision.receiver else county.desk
    places = _places(decision, county)
    matter = county.book.matters.get(judged.matter) if judged.matter else None
    entry = append(
        county=county.code,
        case_id=naming.case_id,
        after_seq=0,
        after_hash=GENESIS,
        kind=Kind.OPENED,
        at=now,
        actor=SYSTEM,
        actor_unit="",
        state=State.DISPATCHED if decided else State.SORTING,
        holder_unit=holder,
        body=_opening_words(judged, naming, county),
    )
    case = Case(
        county=county.code,
        case_id=naming.case_id,
        number=naming.number,
        report_id=naming.report_id,
        state=entry.state,
        title=report.title or headline(report.text),
        area=decision.area or county.root,
        places=places,
        township=decision.township,
        matter=judged.matter,
        platform=matter.platform if matter else None,
        urgency=judged.suggestion.urgency,
        outcome=decision.outcome.value,
        reason=decision.reason.value,
        lead_unit=decision.lead if decided else None,
        holder_unit=holder,
        handler_unit=decision.receiver if decided else None,
        verify_unit=county.verifier(decision.township, decision.receiver if decided else None),
        parties=frozenset(_parties(decision, county)) if decided else frozenset({county.desk}),
        handled_by=frozenset(),
        reporter_account=reporter_account,
        edition=county.edition,
        strength=None,
        overdue=False,
        opened_at=now,
        state_since=now,
        closed_at=None,
        last_seq=1,
        last_hash=entry.hash,
    )
    limit = decision.limit if decided else None
    clocks = (
        tuple(
            holders_clocks(case, county.book.limits.for_handling(case.urgency, limit), county, now)
        )
        if decided
        else (start(case, ClockName.DISPATCH, county, now),)
    )
    return NewCase(
        report=report,
        accepted_before=accepted_before,
        receipt=naming.receipt,
        arrival=arrival,
        case=case,
        because=_because(judged, county),
        entry=entry,
        clocks=clocks,
        notices=tuple(_first_notices(case, decision if decided else None, now)),
        check=_drawn(judged, case, county, now),
    )


def _drawn(judged: Judged, case: Case, county: LoadedCounty, now: datetime) -> Check | None:
    """Return what a person will look at again, when this automatic decision is drawn."""
    report, suggestion = judged.report, judged.suggestion
    if case.matter is None or not _is_drawn(judged, county):
        return None
    return Check(
        county=case.county,
        case_id=case.case_id,
        number=case.number,
        title=masked(report.title or ""),
        text=masked(report.text),
        suggested=case.matter,
        source=suggestion.source.value,
        model_version=suggestion.model_version,
        reasons=tuple(dict.fromkeys(suggestion.reasons)),
        picked_at=now,
    )


def _is_drawn(judged: Judged, county: LoadedCounty) -> bool:
    """Tell whether an automatic decision is looked at again; a person's own never is."""
    report = judged.report
    return (
        judged.matter is not None
        and judged.suggestion.automatic
        and is_drawn(report.source, report.record_id, county.book.triage.audit_share)
    )


def start(
    case: Case,
    clock: ClockName,
    county: LoadedCounty,
    now: datetime,
    *,
    budget: Budget | None = None,
    cycle: int = 1,
) -> Running:
    """Start one of a case's clocks with the county's budget and ladder.

    Raises:
        MissingYear: it would end in a year the county's calendar does not have.
    """
    return begin(
        county=case.county,
        kind=SubjectKind.CASE,
        subject_id=case.case_id,
        clock=clock,
        budget=budget or county.book.limits.budget(clock, case.urgency),
        urgency=case.urgency,
        ladder=county.book.ladders.ladder(clock, case.urgency),
        calendar=county.calendar(case.places),
        now=now,
        cycle=cycle,
    )


def holders_clocks(
    case: Case, handle: Budget, county: LoadedCounty, now: datetime
) -> Iterator[Running]:
    """Start the clocks that run from dispatch on: handling does not wait for the signature."""
    yield start(case, ClockName.SIGN, county, now)
    yield start(case, ClockName.HANDLE, county, now, budget=handle)


def unit_notice(case: Case, kind: NoticeKind, unit: UnitCode, now: datetime) -> Notice:
    """Return a notice for a unit's queue; queues are read at any hour, so nothing is delayed."""
    return Notice(
        county=case.county,
        notice_id=uuid7(),
        kind=kind,
        account=None,
        unit=unit,
        subject_id=case.case_id,
        subject_kind=SubjectKind.CASE,
        body={"number": case.number, "title": case.title},
        created_at=now,
        send_not_before=now,
    )


def _first_notices(case: Case, decision: Decision | None, now: datetime) -> Iterator[Notice]:
    if decision is None:
        yield unit_notice(case, NoticeKind.TO_SORT, case.holder_unit, now)
        return
    yield unit_notice(case, NoticeKind.ASSIGNED, case.holder_unit, now)
    if decision.copy_to:
        yield unit_notice(case, NoticeKind.COPY, decision.copy_to, now)


def _parties(decision: Decision, county: LoadedCounty) -> Iterator[UnitCode]:
    yield from (unit for unit in (decision.lead, decision.receiver, decision.copy_to) if unit)
    yield from decision.supporting
    yield county.verifier(decision.township, decision.receiver)


def _places(decision: Decision, county: LoadedCounty) -> tuple[AreaCode, ...]:
    area = county.book.territory.get(decision.area) if decision.area else None
    return area.path if area else (county.root,)


def _opening_words(judged: Judged, naming: Naming, county: LoadedCounty) -> dict[str, Any]:
    decision = judged.decision
    return {
        "number": naming.number,
        "receipt": naming.receipt,
        "matter": judged.matter,
        "urgency": judged.suggestion.urgency.value,
        "outcome": decision.outcome.value,
        "reason": decision.reason.value,
        "lead": decision.lead,
        "receiver": decision.receiver,
        "copy_to": decision.copy_to,
        "supporting": list(decision.supporting),
        "rows": list(decision.rows),
        "edition": county.edition,
    }


def _because(judged: Judged, county: LoadedCounty) -> str:
    """Return the whole reason as JSON text: what was kept of the answer, and what triage saw."""
    suggestion, answered = judged.suggestion, judged.answered
    triage: dict[str, Any] = {
        "matter": suggestion.matter,
        "source": suggestion.source.value,
        "urgency": suggestion.urgency.value,
        "urgency_source": suggestion.urgency_source.value,
        "words": [[found.word, found.matter, found.place.value] for found in suggestion.because],
        "safety_words": suggestion.safety_words,
        "top3": [matter for matter, _ in suggestion.top3],
        "scores": [round(score, 2) for _, score in suggestion.top3],
    }
    if suggestion.learned is not None:
        triage["model"] = _said_by_model(suggestion, suggestion.learned)
    if _is_drawn(judged, county):
        triage["audit"] = True
    return (
        f'{{"sentence":{orjson.dumps(answered.sentence).decode()},"routing":{answered.document},'
        f'"triage":{orjson.dumps(triage).decode()}}}'
    )


def _said_by_model(suggestion: Suggestion, learned: Reading) -> dict[str, Any]:
    return {
        "version": suggestion.model_version,
        "label": learned.label,
        "p": round(learned.p, 4),
        "level": learned.level,
        "level_p": round(learned.level_p, 4) if learned.level else None,
        "reasons": list(learned.reasons),
        "only_middle": suggestion.only_middle,
        "disagree": suggestion.disagree,
    }
