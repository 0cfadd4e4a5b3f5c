"""The small figures beside the entries of the menu."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from dispatch.board.inbox import Shelf, count_on_shelf
from dispatch.board.quarantine_list import count_waiting
from dispatch.casework.model import State
from dispatch.casework.tables import cases
from dispatch.casework.visibility import visible_cases
from dispatch.editions.model import DraftState, RequestState, RerouteState
from dispatch.editions.tables import change_request, list_draft, reroute
from dispatch.people.scope import Scope
from dispatch.vocabulary import UnitCode


@dataclass(frozen=True, slots=True)
class Badges:
    """What waits for the person who is signed in."""

    alerts: int
    sorting: int
    quarantine: int
    reroutes: int
    requests: int
    """Open change requests of the county: for whoever keeps its list."""
    drafts: int
    """Drafts of the list that somebody else handed in: for whoever keeps it."""


def badges(
    connection: Connection, scope: Scope, *, units: Iterable[UnitCode], now: datetime
) -> Badges:
    """Return what waits, within the scope."""
    sorting = connection.scalar(
        select(func.count())
        .select_from(cases)
        .where(visible_cases(scope), cases.c.state == State.SORTING.value)
    )
    proposals = connection.scalar(
        select(func.count())
        .select_from(reroute)
        .where(reroute.c.county_code == scope.county, reroute.c.state == RerouteState.OPEN.value)
    )
    requests = connection.scalar(
        select(func.count())
        .select_from(change_request)
        .where(
            change_request.c.county_code == scope.county,
            change_request.c.state == RequestState.OPEN.value,
        )
    )
    drafts = connection.scalar(
        select(func.count())
        .select_from(list_draft)
        .where(
            list_draft.c.county_code == scope.county,
            list_draft.c.state == DraftState.SUBMITTED.value,
            list_draft.c.submitted_by != scope.account,
        )
    )
    return Badges(
        alerts=count_on_shelf(connection, scope, Shelf.OPEN, units=units, now=now),
        sorting=sorting or 0,
        quarantine=count_waiting(connection, scope),
        reroutes=proposals or 0,
        requests=requests or 0,
        drafts=drafts or 0,
    )
