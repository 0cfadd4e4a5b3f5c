"""Open cases that a new edition would give to another unit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from dispatch.editions.model import Reroute, RerouteState
from dispatch.editions.rows import reroute_from, reroute_row
from dispatch.editions.tables import reroute, rerouted_edition
from dispatch.vocabulary import CountyCode


class RerouteStore:
    """Open cases that a new edition would give to another unit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_looked_at(self, county: CountyCode) -> int | None:
        """Return the youngest edition that the open cases were held against."""
        youngest: int | None = self._connection.scalar(
            select(func.max(rerouted_edition.c.edition)).where(
                rerouted_edition.c.county_code == county
            )
        )
        return youngest

    def propose(
        self,
        county: CountyCode,
        edition: int,
        found: Sequence[Reroute],
        *,
        cases: int,
        at: datetime,
    ) -> None:
        """Keep an edition's proposals in the place of those that are still open.

        What still holds of an older edition's must be among them.
        """
        self._connection.execute(
            update(reroute)
            .where(
                reroute.c.county_code == county,
                reroute.c.edition < edition,
                reroute.c.state == RerouteState.OPEN.value,
            )
            .values(state=RerouteState.MOOT.value, decided_at=at)
        )
        self._connection.execute(
            insert(rerouted_edition).values(
                county_code=county, edition=edition, looked_at=at, cases=cases
            )
        )
        if found:
            self._connection.execute(insert(reroute), [reroute_row(each) for each in found])

    def open(self, county: CountyCode, *, limit: int | None = 500) -> list[Reroute]:
        """Return the proposals that wait for a person, the oldest first."""
        rows = self._connection.execute(
            select(reroute)
            .where(reroute.c.county_code == county, reroute.c.state == RerouteState.OPEN.value)
            .order_by(reroute.c.proposed_at, reroute.c.case_id)
            .limit(limit)
        )
        return [reroute_from(row) for row in rows]

    def count_open(self, county: CountyCode) -> int:
        """Return how many proposals wait for a person."""
        return (
            self._connection.scalar(
                select(func.count())
                .select_from(reroute)
                .where(reroute.c.county_code == county, reroute.c.state == RerouteState.OPEN.value)
            )
            or 0
        )

    def of_case(self, county: CountyCode, number: str) -> Reroute | None:
        """Return the last proposal for this case, locked, whether it waits or was decided."""
        row = self._connection.execute(
            select(reroute)
            .where(reroute.c.county_code == county, reroute.c.number == number)
            .order_by(reroute.c.edition.desc())
            .limit(1)
            .with_for_update()
        ).first()
        return reroute_from(row) if row else None

    def decide(
        self, each: Reroute, state: RerouteState, *, by: str, note: str, at: datetime
    ) -> None:
        """Say what became of a proposal."""
        self._connection.execute(
            update(reroute)
            .where(
                reroute.c.county_code == each.county,
                reroute.c.edition == each.edition,
                reroute.c.case_id == each.case_id,
            )
            .values(state=state.value, decided_by=by, note=note, decided_at=at)
        )
