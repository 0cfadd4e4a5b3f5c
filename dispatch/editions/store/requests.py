"""What units and townships ask to be changed."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from dispatch.editions.model import ChangeRequest, NoSuchRequest, RequestState
from dispatch.editions.rows import request_from, request_row
from dispatch.editions.tables import change_request
from dispatch.vocabulary import CountyCode, UnitCode


class RequestStore:
    """What units ask to be changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, request: ChangeRequest) -> None:
        """Keep a new request."""
        self._connection.execute(insert(change_request).values(**request_row(request)))

    def get(self, county: CountyCode, request_id: UUID, *, lock: bool = False) -> ChangeRequest:
        """Return a request.

        Raises:
            NoSuchRequest: the county has none of this name.
        """
        query = select(change_request).where(
            change_request.c.county_code == county, change_request.c.request_id == request_id
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchRequest("没有这份调整申请")
        return request_from(row)

    def latest(
        self,
        county: CountyCode,
        *,
        units: Iterable[UnitCode] | None = None,
        state: RequestState | None = None,
        limit: int = 200,
    ) -> list[ChangeRequest]:
        """Return requests, the newest first: of some units, in one state, or all."""
        query = select(change_request).where(change_request.c.county_code == county)
        if units is not None:
            query = query.where(change_request.c.unit_code.in_(sorted(units)))
        if state is not None:
            query = query.where(change_request.c.state == state.value)
        rows = self._connection.execute(
            query.order_by(change_request.c.asked_at.desc()).limit(limit)
        )
        return [request_from(row) for row in rows]

    def save(self, request: ChangeRequest) -> None:
        """Bring a request's row to what it is now."""
        self._connection.execute(
            update(change_request)
            .where(
                change_request.c.county_code == request.county,
                change_request.c.request_id == request.request_id,
            )
            .values(**request_row(request))
        )
