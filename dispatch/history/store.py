"""The only way to the rows of cases of the past."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.history.model import LIVE, PastCase
from dispatch.history.tables import history_import, past_case
from dispatch.vocabulary import CountyCode, MatterCode, UnitCode

_KEY = (past_case.c.county_code, past_case.c.source, past_case.c.case_id)


class HistoryStore:
    """What lists and triage are tried on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        county: CountyCode,
        cases: Sequence[PastCase],
        *,
        import_id: UUID | None = None,
        closed_at: Sequence[datetime | None] | None = None,
    ) -> None:
        """Keep cases; one that is kept already is brought to what it is now."""
        if not cases:
            return
        moments = closed_at or [None] * len(cases)
        rows = [
            {
                "county_code": county,
                "source": each.source,
                "case_id": each.case_id,
                "occurred_on": each.occurred_on,
                "area": each.area,
                "matter": each.matter,
                "unit": each.unit,
                "title": each.title,
                "text": each.text,
                "attributes": dict(each.attributes),
                "opened_on": each.opened_on,
                "closed_on": each.closed_on,
                "closed_at": moment,
                "returns": each.returns,
                "returned_by": list(each.returned_by),
                "penalty": each.penalty,
                "held": each.held,
                "import_id": import_id,
            }
            for each, moment in zip(cases, moments, strict=True)
        ]
        statement = upsert(past_case)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=list(_KEY),
                set_={
                    column.name: statement.excluded[column.name]
                    for column in past_case.c
                    if column not in _KEY
                },
            ),
            rows,
        )

    def note_import(
        self,
        county: CountyCode,
        import_id: UUID,
        *,
        source: str,
        file_name: str,
        accepted: int,
        refused: int,
        by: str,
        at: datetime,
    ) -> None:
        """Keep that a file was brought in."""
        self._connection.execute(
            insert(history_import).values(
                county_code=county,
                import_id=import_id,
                source=source,
                file_name=file_name,
                accepted=accepted,
                refused=refused,
                imported_by=by,
                imported_at=at,
            )
        )

    def imports(self, county: CountyCode, *, limit: int = 50) -> list[Row[Any]]:
        """Return the files that were brought in, the newest first."""
        return list(
            self._connection.execute(
                select(history_import)
                .where(history_import.c.county_code == county)
                .order_by(history_import.c.imported_at.desc())
                .limit(limit)
            )
        )

    def count(self, county: CountyCode) -> int:
        """Return how many cases of the past the county has."""
        return (
            self._connection.scalar(
                select(func.count()).select_from(past_case).where(past_case.c.county_code == county)
            )
            or 0
        )

    def newest_live(self, county: CountyCode) -> datetime | None:
        """Return until when this system's own closed cases are kept."""
        newest: datetime | None = self._connection.scalar(
            select(func.max(past_case.c.closed_at)).where(
                past_case.c.county_code == county, past_case.c.source == LIVE
            )
        )
        return newest

    def chunk(
        self, county: CountyCode, after: PastCase | None, *, size: int = 5000
    ) -> list[PastCase]:
        """Return the cases that follow one, by source and number; the first ones after None.

        Who reads all of them does so in many transactions: what they hold back is nobody's page.
        """
        query = select(past_case).where(past_case.c.county_code == county)
        if after is not None:
            key = tuple_(past_case.c.source, past_case.c.case_id)
            query = query.where(key > (after.source, after.case_id))
        rows = self._connection.execute(
            query.order_by(past_case.c.source, past_case.c.case_id).limit(size)
        )
        return [_case_from(row) for row in rows]

    def newest(self, county: CountyCode, *, limit: int) -> list[PastCase]:
        """Return the newest cases, the last first, without the words that were said in them.

        What is counted over needs no words, and they are most of a case's bytes.
        """
        wordless = [
            literal("").label(column.name) if column.name in {"title", "text"} else column
            for column in past_case.c
        ]
        rows = self._connection.execute(
            select(*wordless)
            .where(past_case.c.county_code == county)
            .order_by(past_case.c.occurred_on.desc(), past_case.c.source, past_case.c.case_id)
            .limit(limit)
        )
        return [_case_from(row) for row in rows]

    def sources_of(self, county: CountyCode, numbers: Iterable[str]) -> dict[str, str]:
        """Return in which system each of some cases was worked; the first where several have it."""
        rows = self._connection.execute(
            select(past_case.c.case_id, func.min(past_case.c.source).label("source"))
            .where(past_case.c.county_code == county, past_case.c.case_id.in_(sorted(set(numbers))))
            .group_by(past_case.c.case_id)
        )
        return {row.case_id: row.source for row in rows}

    def each(self, county: CountyCode) -> Iterator[PastCase]:
        """Yield all cases within this one transaction: for commands, not beside open pages."""
        chunk = self.chunk(county, None)
        while chunk:
            yield from chunk
            chunk = self.chunk(county, chunk[-1])

    def newest_words(
        self, county: CountyCode, *, limit: int
    ) -> Iterator[tuple[str | None, str, str]]:
        """Yield the matter, the title and the text of the newest cases, the newest first."""
        rows = self._connection.execute(
            select(past_case.c.matter, past_case.c.title, past_case.c.text)
            .where(past_case.c.county_code == county)
            .order_by(past_case.c.occurred_on.desc(), past_case.c.source, past_case.c.case_id)
            .limit(limit)
        )
        for row in rows:
            yield row.matter, row.title, row.text

    def find(self, county: CountyCode, source: str, case_id: str) -> PastCase | None:
        """Return one case of the past, if it is kept."""
        row = self._connection.execute(
            select(past_case).where(
                past_case.c.county_code == county,
                past_case.c.source == source,
                past_case.c.case_id == case_id,
            )
        ).one_or_none()
        return _case_from(row) if row else None


def _case_from(row: Row[Any]) -> PastCase:
    return PastCase(
        source=row.source,
        case_id=row.case_id,
        occurred_on=row.occurred_on,
        area=row.area,
        matter=MatterCode(row.matter) if row.matter else None,
        unit=UnitCode(row.unit) if row.unit else None,
        title=row.title,
        text=row.text,
        attributes=row.attributes,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        returns=row.returns,
        returned_by=tuple(map(UnitCode, row.returned_by)),
        penalty=row.penalty,
        held=row.held,
    )
