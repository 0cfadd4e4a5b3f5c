"""Advice that a person set aside, with the reason."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.editions.model import Dismissal
from dispatch.editions.rows import dismissal_from
from dispatch.editions.tables import dismissed_finding
from dispatch.vocabulary import CountyCode


class DismissalStore:
    """Advice that was set aside."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, county: CountyCode) -> dict[str, Dismissal]:
        """Return the county's dismissals by the key of the finding."""
        rows = self._connection.execute(
            select(dismissed_finding).where(dismissed_finding.c.county_code == county)
        )
        return {row.finding: dismissal_from(row) for row in rows}

    def keep(self, each: Dismissal) -> None:
        """Set a finding aside; the last reason stands."""
        values = {
            "what": each.what,
            "reason": each.reason,
            "dismissed_by": each.by,
            "dismissed_at": each.at,
        }
        statement = upsert(dismissed_finding).values(
            county_code=each.county, finding=each.finding, **values
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[dismissed_finding.c.county_code, dismissed_finding.c.finding],
                set_=values,
            )
        )

    def take_back(self, county: CountyCode, finding: str) -> None:
        """Show a finding again."""
        self._connection.execute(
            delete(dismissed_finding).where(
                dismissed_finding.c.county_code == county, dismissed_finding.c.finding == finding
            )
        )
