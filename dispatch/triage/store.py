"""The only way to the rows of automatic decisions that a person looks at again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, insert, select, update

from dispatch.triage.checks import AlreadyJudged, Check, NoSuchCheck, Tally, Verdict
from dispatch.triage.tables import triage_check
from dispatch.vocabulary import CountyCode, MatterCode


class CheckStore:
    """What was drawn, as one scope sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, drawn: Sequence[Check]) -> None:
        """Keep what was drawn of a batch."""
        if drawn:
            self._connection.execute(insert(triage_check), [_values(each) for each in drawn])

    def waiting(self, county: CountyCode, *, limit: int) -> tuple[Check, ...]:
        """Return what nobody has judged yet, the oldest first."""
        rows = self._connection.execute(
            select(triage_check)
            .where(triage_check.c.county_code == county, triage_check.c.verdict.is_(None))
            .order_by(triage_check.c.picked_at, triage_check.c.case_id)
            .limit(limit)
        )
        return tuple(map(_check, rows))

    def count_waiting(self, county: CountyCode) -> int:
        """Return how many decisions nobody has judged yet."""
        return (
            self._connection.scalar(
                select(func.count())
                .select_from(triage_check)
                .where(triage_check.c.county_code == county, triage_check.c.verdict.is_(None))
            )
            or 0
        )

    def get(self, county: CountyCode, case_id: UUID, *, lock: bool = False) -> Check:
        """Return one that was drawn.

        Raises:
            NoSuchCheck: it was not, or it lies outside the scope.
        """
        query = select(triage_check).where(
            triage_check.c.county_code == county, triage_check.c.case_id == case_id
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchCheck("没有这条抽查")
        return _check(row)

    def judge(
        self,
        county: CountyCode,
        case_id: UUID,
        *,
        verdict: Verdict,
        matter: MatterCode,
        by: str,
        at: datetime,
    ) -> None:
        """Write a verdict; the first one stands.

        Raises:
            AlreadyJudged: somebody was faster.
        """
        written = self._connection.execute(
            update(triage_check)
            .where(
                triage_check.c.county_code == county,
                triage_check.c.case_id == case_id,
                triage_check.c.verdict.is_(None),
            )
            .values(verdict=verdict.value, matter=matter, judged_by=by, judged_at=at)
        )
        if not written.rowcount:
            raise AlreadyJudged("这条抽查已有人核对")

    def tallies(self, county: CountyCode) -> tuple[Tally, ...]:
        """Return what the verdicts say so far, for each way of deciding."""
        rows = self._connection.execute(
            select(
                triage_check.c.source,
                func.count(),
                func.count().filter(triage_check.c.verdict == Verdict.WRONG.value),
            )
            .where(triage_check.c.county_code == county, triage_check.c.verdict.is_not(None))
            .group_by(triage_check.c.source)
            .order_by(triage_check.c.source)
        )
        return tuple(Tally(source, judged, wrong) for source, judged, wrong in rows)

    def judged(self, county: CountyCode) -> Iterator[Check]:
        """Yield every decision with a verdict, by its case's number."""
        rows = self._connection.execute(
            select(triage_check)
            .where(triage_check.c.county_code == county, triage_check.c.verdict.is_not(None))
            .order_by(triage_check.c.number)
        )
        yield from map(_check, rows)


def _values(check: Check) -> dict[str, Any]:
    return {
        "county_code": check.county,
        "case_id": check.case_id,
        "number": check.number,
        "title": check.title,
        "text": check.text,
        "suggested": check.suggested,
        "source": check.source,
        "model_version": check.model_version,
        "reasons": list(check.reasons),
        "picked_at": check.picked_at,
    }


def _check(row: Row[Any]) -> Check:
    return Check(
        county=CountyCode(row.county_code),
        case_id=row.case_id,
        number=row.number,
        title=row.title,
        text=row.text,
        suggested=MatterCode(row.suggested),
        source=row.source,
        model_version=row.model_version,
        reasons=tuple(row.reasons),
        picked_at=row.picked_at,
        verdict=Verdict(row.verdict) if row.verdict else None,
        matter=MatterCode(row.matter) if row.matter else None,
        judged_by=row.judged_by,
        judged_at=row.judged_at,
    )
