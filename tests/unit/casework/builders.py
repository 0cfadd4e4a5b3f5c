"""A case and the people around it; a test states only what matters to it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.casework.model import SYSTEM, Case, Entry, Kind, State
from dispatch.casework.timeline import append
from dispatch.journal.chain import GENESIS
from dispatch.people.scope import Actor, Reach, Scope
from dispatch.vocabulary import AreaCode, CountyCode, Role, UnitCode, Urgency

COUNTY = CountyCode("330521")
SQUAD, BUREAU = UnitCode("330521001-ZFD"), UnitCode("330521-ZHZF")
ROOM, DESK, STRANGERS = UnitCode("330521001-ZHS"), UnitCode("330521-SHZL"), UnitCode("330521-NY")
CASE_ID = UUID("01900000-0000-7000-8000-000000000001")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def a_case(state: State = State.DISPATCHED, **changes: Any) -> Case:
    """Led by the bureau, handled by its squad, verified by the command room."""
    held = {State.SORTING: DESK, State.DISPATCHED: SQUAD, State.HANDLING: SQUAD}
    case = Case(
        county=COUNTY,
        case_id=CASE_ID,
        number="C3305212026000001",
        report_id=UUID("01900000-0000-7000-8000-000000000002"),
        state=state,
        title="小广告",
        area=AreaCode("330521001001001"),
        places=(AreaCode("330521001001001"), AreaCode("330521001001"), AreaCode("330521001")),
        township=AreaCode("330521001"),
        matter=None,
        platform=None,
        urgency=Urgency.YELLOW,
        outcome="decided",
        reason=None,
        lead_unit=BUREAU,
        holder_unit=held.get(state, ROOM),
        handler_unit=SQUAD,
        verify_unit=ROOM,
        parties=frozenset({BUREAU, SQUAD, ROOM}),
        handled_by=frozenset({"squad-1"} if state not in held else ()),
        reporter_account="grid-1",
        edition=1,
        strength=None,
        overdue=False,
        opened_at=NOW,
        state_since=NOW,
        closed_at=None,
        last_seq=1,
        last_hash=GENESIS,
    )
    return replace(case, **changes)


def an_actor(
    account: str, role: Role, unit: UnitCode, *, acts_for: Iterable[UnitCode] = ()
) -> Actor:
    return Actor(
        account,
        account,
        unit,
        frozenset({role}),
        frozenset({unit, *acts_for}),
        Scope(COUNTY, Reach.COUNTY),
    )


ACTORS = {
    "handler": an_actor("squad-1", Role.UNIT, SQUAD),
    "handler's colleague": an_actor("squad-2", Role.UNIT, SQUAD),
    "lead unit": an_actor("bureau-1", Role.UNIT, BUREAU),
    "command room": an_actor("room-1", Role.TOWNSHIP, ROOM),
    "reporter": an_actor("grid-1", Role.GRID_WORKER, ROOM),
    "other grid worker": an_actor("grid-2", Role.GRID_WORKER, ROOM),
    "county desk": an_actor("desk-1", Role.COUNTY_DESK, DESK),
    "other unit": an_actor("farm-1", Role.UNIT, STRANGERS),
    "supervisor": an_actor("super-1", Role.SUPERVISOR, DESK),
    "list keeper": an_actor("list-1", Role.LIST_KEEPER, DESK),
    "admin": an_actor("admin", Role.ADMIN, DESK),
    "auditor": an_actor("auditor", Role.AUDITOR, DESK),
}


def a_timeline(*steps: tuple[Kind, State], body: Mapping[str, Any] | None = None) -> list[Entry]:
    """Seal these steps one after the other, a minute apart."""
    entries: list[Entry] = []
    for n, (kind, state) in enumerate(steps):
        before = entries[-1] if entries else None
        entries.append(
            append(
                county=COUNTY,
                case_id=CASE_ID,
                after_seq=before.seq if before else 0,
                after_hash=before.hash if before else GENESIS,
                kind=kind,
                at=NOW + timedelta(minutes=n),
                actor=SYSTEM,
                actor_unit="",
                state=state,
                holder_unit=SQUAD,
                body=body or {"n": n, "说明": "好"},
            )
        )
    return entries
