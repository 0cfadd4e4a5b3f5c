"""How cases and entries stand in rows, and how rows become them again."""

from typing import Any

from sqlalchemy import Row

from dispatch.casework.model import Case, Entry, Kind, State
from dispatch.vocabulary import (
    AreaCode,
    CountyCode,
    MatterCode,
    Platform,
    Strength,
    UnitCode,
    Urgency,
)


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return the columns of one entry."""
    return {
        "county_code": entry.county,
        "case_id": entry.case_id,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "at": entry.at,
        "actor": entry.actor,
        "actor_unit": entry.actor_unit,
        "state": entry.state.value,
        "holder_unit": entry.holder_unit,
        "body": dict(entry.body),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def entry_from(row: Row[Any]) -> Entry:
    """Return the entry that a journal row holds."""
    return Entry(
        county=CountyCode(row.county_code),
        case_id=row.case_id,
        seq=row.seq,
        kind=Kind(row.kind),
        at=row.at,
        actor=row.actor,
        actor_unit=row.actor_unit,
        state=State(row.state),
        holder_unit=UnitCode(row.holder_unit),
        body=row.body,
        prev_hash=bytes(row.prev_hash),
        hash=bytes(row.hash),
    )


def case_from(row: Row[Any]) -> Case:
    """Return the case that a row holds."""
    return Case(
        county=CountyCode(row.county_code),
        case_id=row.case_id,
        number=row.number,
        report_id=row.report_id,
        state=State(row.state),
        title=row.title,
        area=AreaCode(row.area_code),
        places=tuple(AreaCode(place) for place in row.places),
        township=AreaCode(row.township) if row.township else None,
        matter=MatterCode(row.matter) if row.matter else None,
        platform=Platform(row.platform) if row.platform else None,
        urgency=Urgency(row.urgency),
        outcome=row.outcome,
        reason=row.reason,
        lead_unit=UnitCode(row.lead_unit) if row.lead_unit else None,
        holder_unit=UnitCode(row.holder_unit),
        handler_unit=UnitCode(row.handler_unit) if row.handler_unit else None,
        verify_unit=UnitCode(row.verify_unit),
        parties=frozenset(UnitCode(party) for party in row.parties),
        handled_by=frozenset(row.handled_by),
        reporter_account=row.reporter_account,
        edition=row.edition,
        strength=Strength(row.strength) if row.strength else None,
        overdue=row.overdue,
        opened_at=row.opened_at,
        state_since=row.state_since,
        closed_at=row.closed_at,
        last_seq=row.last_seq,
        last_hash=bytes(row.last_hash),
    )
