"""The timeline: append-only, numbered per case from 1, each entry sealing the last."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.casework.model import Entry, Kind, State
from dispatch.journal.chain import instant, seal
from dispatch.vocabulary import CountyCode, UnitCode


def append(
    *,
    county: CountyCode,
    case_id: UUID,
    after_seq: int,
    after_hash: bytes,
    kind: Kind,
    at: datetime,
    actor: str,
    actor_unit: str,
    state: State,
    holder_unit: UnitCode,
    body: Mapping[str, Any],
) -> Entry:
    """Return the entry that follows number ``after_seq``, sealed after ``after_hash``."""
    entry = Entry(
        county=county,
        case_id=case_id,
        seq=after_seq + 1,
        kind=kind,
        at=at,
        actor=actor,
        actor_unit=actor_unit,
        state=state,
        holder_unit=holder_unit,
        body=body,
        prev_hash=after_hash,
        hash=b"",
    )
    return replace(entry, hash=sealed(entry))


def sealed(entry: Entry) -> bytes:
    """Return the hash that this entry must carry, computed from everything else in it."""
    return seal(
        entry.prev_hash,
        {
            "county": entry.county,
            "case": str(entry.case_id),
            "seq": entry.seq,
            "kind": entry.kind.value,
            "at": instant(entry.at),
            "actor": entry.actor,
            "unit": entry.actor_unit,
            "state": entry.state.value,
            "holder": entry.holder_unit,
            "body": dict(entry.body),
        },
    )
