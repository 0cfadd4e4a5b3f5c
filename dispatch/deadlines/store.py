"""The only way to the rows of promises, frozen ladders, fired rungs and the brake."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Text,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Uuid

from dispatch.deadlines.brake import Held
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.promise import Ground, Promise, Suspension
from dispatch.deadlines.rungs import Ladder
from dispatch.deadlines.running import Fired, Running, SubjectKind
from dispatch.deadlines.tables import brake, frozen_ladder, promise, rung_fired
from dispatch.vocabulary import ClockName, CountyCode, LimitType, Strength, Urgency


class PromiseStore:
    """The clocks that run, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ladders: dict[tuple[str, str], Ladder] = {}

    def keep_ladders(self, county: CountyCode, ladders: Iterable[Ladder]) -> None:
        """Make sure that each of these ladders is stored, once, under its fingerprint."""
        rows = [
            {"county_code": county, "ladder": ladder.fingerprint, "policy": ladder.text}
            for ladder in set(ladders)
        ]
        if rows:
            self._connection.execute(upsert(frozen_ladder).on_conflict_do_nothing(), rows)

    def save(self, running: Iterable[Running]) -> None:
        """Write these clocks as they are now."""
        clocks = list(running)
        if not clocks:
            return
        for county in {each.county for each in clocks}:
            self.keep_ladders(county, (each.ladder for each in clocks if each.county == county))
        statement = upsert(promise)
        taken = statement.excluded
        moving = (
            "suspensions",
            "finished_at",
            "due_at",
            "provisional",
            "rungs_fired",
            "next_at",
            "urgency",
            "budget",
            "limit_type",
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=list(promise.primary_key.columns),
                set_={name: taken[name] for name in moving},
            ),
            [promise_row(each) for each in clocks],
        )

    def of(
        self, county: CountyCode, subject_id: UUID, *, lock: bool = False
    ) -> dict[ClockName, Running]:
        """Return the subject's clocks, of each the newest cycle; locked if asked.

        Whoever has locked the case need not lock its clocks.
        """
        found = self.all_of(county, subject_id, lock=lock)
        return {each.promise.clock: each for each in found}

    def all_of(self, county: CountyCode, subject_id: UUID, *, lock: bool = False) -> list[Running]:
        """Return every clock of a subject in the order they started."""
        query = (
            select(promise)
            .where(promise.c.county_code == county, promise.c.subject_id == subject_id)
            .order_by(promise.c.cycle, promise.c.started_at, promise.c.clock)
        )
        rows = self._connection.execute(query.with_for_update() if lock else query)
        return self._running(list(rows))

    def due(
        self,
        county: CountyCode,
        kind: SubjectKind,
        *,
        now: datetime,
        limit: int,
        held: Held | None = None,
    ) -> list[Running]:
        """Return clocks whose next rung is due by now and not held, the oldest first."""
        free = (
            or_(promise.c.next_at <= held.due_after, promise.c.next_at > held.due_until)
            if held
            else true()
        )
        rows = self._connection.execute(
            select(promise)
            .where(
                promise.c.county_code == county,
                promise.c.next_at <= now,
                promise.c.subject_kind == kind.value,
                free,
            )
            .order_by(promise.c.next_at, promise.c.subject_id)
            .limit(limit)
        )
        return self._running(list(rows))

    def lock(self, clocks: Iterable[Running]) -> list[Running]:
        """Lock those of the clocks that nobody holds just now, read again as they are."""
        # The clocks themselves, not all of their subjects: another clock of the same case may be
        # held by the brake, or wait for its repeat.
        named = list(clocks)
        # Arrays, whatever their number: a list of a thousand names is read a thousand times.
        wanted = (
            func.unnest(
                cast([each.county for each in named], ARRAY(Text)),
                cast([each.subject_id for each in named], ARRAY(Uuid)),
                cast([each.promise.clock.value for each in named], ARRAY(Text)),
                cast([each.promise.cycle for each in named], ARRAY(Integer)),
            )
            .table_valued("county_code", "subject_id", "clock", "cycle")
            .render_derived("wanted")
        )
        rows = self._connection.execute(
            select(promise)
            .join(
                wanted,
                and_(
                    promise.c.county_code == wanted.c.county_code,
                    promise.c.subject_id == wanted.c.subject_id,
                    promise.c.clock == wanted.c.clock,
                    promise.c.cycle == wanted.c.cycle,
                ),
            )
            .where(promise.c.next_at.is_not(None))
            .order_by(promise.c.next_at, promise.c.subject_id)
            .with_for_update(skip_locked=True, of=promise)
        )
        return self._running(list(rows))

    def count_due(self, county: CountyCode, *, now: datetime) -> int:
        """Return how many clocks have a rung due by now that no brake has held, then or now."""
        braked = select(brake.c.county_code).where(
            brake.c.county_code == promise.c.county_code,
            promise.c.next_at > brake.c.due_after,
            promise.c.next_at <= brake.c.due_until,
        )
        return (
            self._connection.scalar(
                select(func.count())
                .select_from(promise)
                .where(promise.c.county_code == county, promise.c.next_at <= now, ~braked.exists())
            )
            or 0
        )

    def open_clocks(self, county: CountyCode, *, lock: bool = False) -> list[Running]:
        """Return every clock of the county that still runs; locked if asked."""
        query = (
            select(promise)
            .where(promise.c.county_code == county, promise.c.finished_at.is_(None))
            .order_by(promise.c.subject_id, promise.c.clock)
        )
        rows = self._connection.execute(query.with_for_update() if lock else query)
        return self._running(list(rows))

    def note_fired(self, fired: Iterable[Fired]) -> None:
        """Write rungs that fired; a rung fires once, or the transaction fails."""
        rows = [
            {
                "county_code": each.county,
                "subject_id": each.subject_id,
                "clock": each.clock.value,
                "cycle": each.cycle,
                "rung": each.rung,
                "due_at": each.due_at,
                "fired_at": each.fired_at,
                "strength": each.strength.value,
                "audience": list(each.audience),
                "told": list(each.told),
            }
            for each in fired
        ]
        if rows:
            self._connection.execute(insert(rung_fired), rows)

    def fired(self, county: CountyCode, subject_ids: Sequence[UUID]) -> list[Fired]:
        """Return the rungs that fired on these subjects, in the order they did."""
        rows = self._connection.execute(
            select(rung_fired)
            .where(rung_fired.c.county_code == county, rung_fired.c.subject_id.in_(subject_ids))
            .order_by(rung_fired.c.fired_at, rung_fired.c.rung)
        )
        return [
            Fired(
                CountyCode(row.county_code),
                row.subject_id,
                ClockName(row.clock),
                row.cycle,
                row.rung,
                row.due_at,
                row.fired_at,
                Strength(row.strength),
                tuple(row.audience),
                tuple(row.told),
            )
            for row in rows
        ]

    def held(self, county: CountyCode) -> Held | None:
        """Return the county's brake if it is on."""
        row = self._connection.execute(
            select(brake).where(brake.c.county_code == county, brake.c.released_at.is_(None))
        ).one_or_none()
        return Held(row.held_at, row.reason, row.due_after, row.due_until) if row else None

    def hold(self, county: CountyCode, held: Held) -> bool:
        """Put the brake on, or widen its window if it is on; say whether anything changed.

        Rungs due in its window wait for a release.
        """
        before = self.held(county)
        wider = (
            replace(
                before,
                due_after=min(before.due_after, held.due_after),
                due_until=max(before.due_until, held.due_until),
            )
            if before
            else held
        )
        if wider == before:
            return False
        window = {
            "held_at": wider.held_at,
            "reason": wider.reason,
            "due_after": wider.due_after,
            "due_until": wider.due_until,
            "released_at": None,
        }
        self._connection.execute(
            upsert(brake)
            .values(county_code=county, **window)
            .on_conflict_do_update(index_elements=[brake.c.county_code], set_=window)
        )
        return True

    def release(self, county: CountyCode, *, at: datetime) -> bool:
        """Take the brake off; say whether it was on.

        Its window is remembered: the flood that a person let go is no new flood.
        """
        gone = self._connection.execute(
            update(brake)
            .where(brake.c.county_code == county, brake.c.released_at.is_(None))
            .values(released_at=at)
        )
        return gone.rowcount == 1

    def _running(self, rows: Sequence[Row[Any]]) -> list[Running]:
        self._read_ladders({(row.county_code, row.ladder) for row in rows})
        return [running_from(row, self._ladders[row.county_code, row.ladder]) for row in rows]

    def _read_ladders(self, wanted: set[tuple[str, str]]) -> None:
        missing = {ladder for _, ladder in wanted - self._ladders.keys()}
        if missing:
            rows = self._connection.execute(
                select(frozen_ladder).where(frozen_ladder.c.ladder.in_(missing))
            )
            for row in rows:
                self._ladders[row.county_code, row.ladder] = Ladder.from_json(row.policy)


def promise_row(running: Running) -> dict[str, Any]:
    """Return the columns of one clock."""
    held = running.promise
    return {
        "county_code": running.county,
        "subject_id": running.subject_id,
        "subject_kind": running.kind.value,
        "clock": held.clock.value,
        "cycle": held.cycle,
        "urgency": running.urgency.value,
        "budget": str(held.budget.value),
        "limit_type": held.budget.type.value,
        "started_at": held.started,
        "suspensions": [
            {
                "begins": entry.begins.isoformat(),
                "ends": entry.ends.isoformat(),
                "ground": entry.ground.value,
                "reason": entry.reason,
                "approved_by": entry.approved_by,
            }
            for entry in held.suspensions
        ],
        "finished_at": held.finished,
        "due_at": running.due_at,
        "provisional": running.provisional,
        "ladder": running.ladder.fingerprint,
        "rungs_fired": running.rungs_fired,
        "next_at": running.next_at,
    }


def running_from(row: Row[Any], ladder: Ladder) -> Running:
    """Return the clock that a row holds."""
    return Running(
        county=CountyCode(row.county_code),
        kind=SubjectKind(row.subject_kind),
        subject_id=row.subject_id,
        promise=Promise(
            subject=str(row.subject_id),
            clock=ClockName(row.clock),
            cycle=row.cycle,
            budget=Budget(Fraction(row.budget), LimitType(row.limit_type)),
            started=row.started_at,
            suspensions=tuple(
                Suspension(
                    datetime.fromisoformat(entry["begins"]),
                    datetime.fromisoformat(entry["ends"]),
                    Ground(entry["ground"]),
                    entry["reason"],
                    entry["approved_by"],
                )
                for entry in row.suspensions
            ),
            finished=row.finished_at,
        ),
        urgency=Urgency(row.urgency),
        ladder=ladder,
        rungs_fired=row.rungs_fired,
        due_at=row.due_at,
        provisional=row.provisional,
        next_at=row.next_at,
    )
