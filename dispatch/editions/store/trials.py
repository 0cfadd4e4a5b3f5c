"""Trials of drafts on history: asked, claimed by one worker, kept as they come."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch.editions.model import MovedCase, WhatIfRun, WhatIfState
from dispatch.editions.rows import what_if_from
from dispatch.editions.tables import what_if, what_if_move
from dispatch.vocabulary import CountyCode, MatterCode, UnitCode


class WhatIfStore:
    """Trials of drafts on history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, run: WhatIfRun) -> None:
        """Put a trial in line."""
        self._connection.execute(
            insert(what_if).values(
                county_code=run.county,
                what_if_id=run.what_if_id,
                draft_id=run.draft_id,
                version=run.version,
                as_of=run.as_of,
                state=run.state.value,
                total=run.total,
                asked_by=run.asked_by,
                asked_at=run.asked_at,
            )
        )

    def get(self, county: CountyCode, what_if_id: UUID) -> WhatIfRun | None:
        """Return a trial, if there is one of this name."""
        row = self._connection.execute(
            select(what_if).where(
                what_if.c.county_code == county, what_if.c.what_if_id == what_if_id
            )
        ).one_or_none()
        return what_if_from(row) if row else None

    def latest(self, county: CountyCode, draft_id: UUID) -> WhatIfRun | None:
        """Return the last trial of a draft."""
        row = self._connection.execute(
            select(what_if)
            .where(what_if.c.county_code == county, what_if.c.draft_id == draft_id)
            .order_by(what_if.c.asked_at.desc())
            .limit(1)
        ).one_or_none()
        return what_if_from(row) if row else None

    def claim(self, *, stale_before: datetime, at: datetime) -> WhatIfRun | None:
        """Take the trial that has waited longest, or one whose worker fell silent."""
        row = self._connection.execute(
            select(what_if)
            .where(
                (what_if.c.state == WhatIfState.WAITING.value)
                | (
                    (what_if.c.state == WhatIfState.RUNNING.value)
                    & (what_if.c.beat_at < stale_before)
                )
            )
            .order_by(what_if.c.asked_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        found = what_if_from(row)
        self._connection.execute(
            update(what_if)
            .where(what_if.c.county_code == found.county, what_if.c.what_if_id == found.what_if_id)
            .values(state=WhatIfState.RUNNING.value, beat_at=at, done=0)
        )
        self._connection.execute(
            delete(what_if_move).where(
                what_if_move.c.county_code == found.county,
                what_if_move.c.what_if_id == found.what_if_id,
            )
        )
        return found

    def beat(self, run: WhatIfRun, *, done: int, total: int, at: datetime) -> bool:
        """Say how far a trial has come; False when somebody stopped it."""
        changed = self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == run.county,
                what_if.c.what_if_id == run.what_if_id,
                what_if.c.state == WhatIfState.RUNNING.value,
            )
            .values(done=done, total=total, beat_at=at)
        )
        return bool(changed.rowcount)

    def stop(self, county: CountyCode, what_if_id: UUID, *, at: datetime) -> None:
        """End a trial that waits or runs."""
        self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == county,
                what_if.c.what_if_id == what_if_id,
                what_if.c.state.in_([WhatIfState.WAITING.value, WhatIfState.RUNNING.value]),
            )
            .values(state=WhatIfState.STOPPED.value, finished_at=at)
        )

    def keep_moves(self, run: WhatIfRun, moves: Iterable[MovedCase]) -> None:
        """Keep cases that would move, as far as a trial has come."""
        rows = [
            {
                "county_code": run.county,
                "what_if_id": run.what_if_id,
                "source": each.source,
                "case_id": each.case_id,
                "matter": each.matter,
                "township": each.township,
                "from_unit": each.before,
                "to_unit": each.after,
                "outcome_before": each.outcome_before,
                "outcome_after": each.outcome_after,
            }
            for each in moves
        ]
        if rows:
            # Two workers may have it for a moment, when one was only slow.
            self._connection.execute(upsert(what_if_move).on_conflict_do_nothing(), rows)

    def finish(
        self,
        run: WhatIfRun,
        *,
        result: Mapping[str, Any] | None,
        trouble: str | None = None,
        at: datetime,
    ) -> bool:
        """Keep what a trial found, or why it failed; False when somebody stopped it."""
        changed = self._connection.execute(
            update(what_if)
            .where(
                what_if.c.county_code == run.county,
                what_if.c.what_if_id == run.what_if_id,
                what_if.c.state == WhatIfState.RUNNING.value,
            )
            .values(
                state=(WhatIfState.FAILED if trouble else WhatIfState.DONE).value,
                result=result,
                trouble=trouble,
                finished_at=at,
            )
        )
        return bool(changed.rowcount)

    def moves(
        self, county: CountyCode, what_if_id: UUID, *, limit: int | None = None, offset: int = 0
    ) -> list[MovedCase]:
        """Return the cases that would have moved, by source and number."""
        rows = self._connection.execute(
            select(what_if_move)
            .where(what_if_move.c.county_code == county, what_if_move.c.what_if_id == what_if_id)
            .order_by(what_if_move.c.source, what_if_move.c.case_id)
            .limit(limit)
            .offset(offset)
        )
        return [
            MovedCase(
                source=row.source,
                case_id=row.case_id,
                matter=MatterCode(row.matter) if row.matter else None,
                township=row.township,
                before=UnitCode(row.from_unit) if row.from_unit else None,
                after=UnitCode(row.to_unit) if row.to_unit else None,
                outcome_before=row.outcome_before,
                outcome_after=row.outcome_after,
            )
            for row in rows
        ]
