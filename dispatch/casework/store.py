"""The only way to the rows of cases and their timelines."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, cast, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import Uuid

from dispatch.casework.model import Case, Entry, NoSuchCase, State
from dispatch.casework.rows import case_from, entry_from, entry_row
from dispatch.casework.tables import case_counter, cases
from dispatch.casework.visibility import visible_cases
from dispatch.journal.tables import journal
from dispatch.people.scope import Scope
from dispatch.vocabulary import CountyCode, UnitCode

_OF_A_CASE = tuple(column for column in cases.c if column is not cases.c.because)
"""The reason is most of a row, and no move needs it."""


def _one_of(ids: Iterable[UUID]) -> ColumnElement[bool]:
    """One array, whatever their number: a list of a thousand is read a thousand times."""
    return cases.c.case_id == func.any(cast(list(ids), ARRAY(Uuid)))


class CaseStore:
    """Cases as one scope sees them, within one transaction."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self._connection = connection
        self._visible = visible_cases(scope)
        self.recorded = False
        """Whether a timeline was written to."""

    def get(self, number: str, *, lock: bool = False) -> Case:
        """Return the case with this number, locked until the transaction ends if asked.

        Raises:
            NoSuchCase: it does not exist or lies outside the scope; nobody learns which.
        """
        query = select(*_OF_A_CASE).where(cases.c.number == number, self._visible)
        if lock:
            query = query.with_for_update()
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NoSuchCase("没有案件 %(number)s", number=number)
        return case_from(row)

    def lock_free(self, county: CountyCode, ids: Iterable[UUID]) -> dict[UUID, Case]:
        """Lock those of the cases that nobody else holds just now, and return them."""
        rows = self._connection.execute(
            select(*_OF_A_CASE)
            .where(cases.c.county_code == county, _one_of(ids), self._visible)
            .order_by(cases.c.case_id)
            .with_for_update(skip_locked=True)
        )
        return {row.case_id: case_from(row) for row in rows}

    def lock_all(self, county: CountyCode, ids: Iterable[UUID]) -> dict[UUID, Case]:
        """Lock these cases, waiting for whoever holds one, and return them."""
        rows = self._connection.execute(
            select(*_OF_A_CASE)
            .where(cases.c.county_code == county, _one_of(ids), self._visible)
            .order_by(cases.c.case_id)
            .with_for_update()
        )
        return {row.case_id: case_from(row) for row in rows}

    def numbers(self, county: CountyCode, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the numbers of these cases."""
        rows = self._connection.execute(
            select(cases.c.case_id, cases.c.number).where(
                cases.c.county_code == county, cases.c.case_id.in_(list(ids))
            )
        )
        return {row.case_id: row.number for row in rows}

    def needing_other_units(
        self, county: CountyCode, active: Iterable[UnitCode]
    ) -> dict[UnitCode, list[str]]:
        """Return the open cases held, handled or verified by units that are none of ``active``."""
        roles = (cases.c.holder_unit, cases.c.handler_unit, cases.c.verify_unit)
        standing = sorted(active)
        rows = self._connection.execute(
            select(cases.c.number, *roles)
            .where(
                cases.c.county_code == county,
                cases.c.state != State.CLOSED.value,
                or_(*(role.not_in(standing) for role in roles)),
            )
            .order_by(cases.c.number)
        )
        found: dict[UnitCode, list[str]] = {}
        for row in rows:
            for unit in {row.holder_unit, row.handler_unit, row.verify_unit} - {None, *standing}:
                found.setdefault(UnitCode(unit), []).append(row.number)
        return found

    def next_numbers(self, county: CountyCode, year: int, count: int) -> range:
        """Reserve ``count`` consecutive case counters of the county and year.

        The counter's row stays locked until the transaction ends: numbers have no
        gaps, and two batches of one county take their numbers one after the other.
        """
        counter = upsert(case_counter).values(county_code=county, year=year, last=count)
        last = self._connection.scalar(
            counter.on_conflict_do_update(
                index_elements=[case_counter.c.county_code, case_counter.c.year],
                set_={"last": case_counter.c.last + count},
            ).returning(case_counter.c.last)
        )
        return range(int(last or 0) - count + 1, int(last or 0) + 1)

    def timeline(self, county: CountyCode, case_id: UUID) -> tuple[Entry, ...]:
        """Return a case's entries in order."""
        rows = self._connection.execute(
            select(journal)
            .where(journal.c.county_code == county, journal.c.case_id == case_id)
            .order_by(journal.c.seq)
        )
        return tuple(entry_from(row) for row in rows)

    def record(self, entry: Entry, changes: Mapping[str, Any]) -> None:
        """Append an entry and bring the case's row to the state after it."""
        self.record_each([(entry, changes)])

    def record_each(self, steps: Iterable[tuple[Entry, Mapping[str, Any]]]) -> None:
        """Append entries in order and bring the cases' rows to the states after them."""
        batch = list(steps)
        if not batch:
            return
        self.recorded = True
        self._connection.execute(insert(journal), [entry_row(entry) for entry, _ in batch])
        for entry, changes in batch:
            self._connection.execute(
                update(cases)
                .where(cases.c.county_code == entry.county, cases.c.case_id == entry.case_id)
                .values(
                    state=entry.state.value,
                    holder_unit=entry.holder_unit,
                    last_seq=entry.seq,
                    last_hash=entry.hash,
                    **changes,
                )
            )
