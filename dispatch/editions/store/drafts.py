"""Drafts of the list, and the history of their rows."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from dispatch.editions.model import Change, Draft, DraftState, Edit, NoSuchDraft
from dispatch.editions.rows import change_from, draft_from, draft_row
from dispatch.editions.tables import list_change, list_draft
from dispatch.vocabulary import CountyCode

_WITHOUT_FILES = tuple(column for column in list_draft.c if column is not list_draft.c.files)


class DraftStore:
    """Drafts of the list and the history of their rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: Draft) -> None:
        """Keep a new draft."""
        self._connection.execute(insert(list_draft).values(**draft_row(draft)))

    def get(self, county: CountyCode, draft_id: UUID, *, lock: bool = False) -> Draft:
        """Return a draft with its files, locked until the transaction ends if asked.

        Raises:
            NoSuchDraft: the county has none of this name.
        """
        query = select(list_draft).where(
            list_draft.c.county_code == county, list_draft.c.draft_id == draft_id
        )
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchDraft("没有这份草案")
        return draft_from(row)

    def latest(self, county: CountyCode, *, limit: int = 50) -> list[Draft]:
        """Return the county's drafts without their files, the last changed first."""
        rows = self._connection.execute(
            select(*_WITHOUT_FILES)
            .where(list_draft.c.county_code == county)
            .order_by(list_draft.c.changed_at.desc(), list_draft.c.draft_id)
            .limit(limit)
        )
        return [draft_from(row) for row in rows]

    def due(self, county: CountyCode, today: date) -> list[Draft]:
        """Return the approved drafts whose day has come, locked, the earliest first.

        One that is held back waits for a person. Asked every second: the files of a draft that
        waits for its day are not read.
        """
        rows = self._connection.execute(
            select(list_draft)
            .where(
                list_draft.c.county_code == county,
                list_draft.c.state == DraftState.APPROVED.value,
                list_draft.c.in_force_from <= today,
                list_draft.c.held_back.is_(None),
            )
            .order_by(list_draft.c.in_force_from, list_draft.c.decided_at)
            .with_for_update()
        )
        return [draft_from(row) for row in rows]

    def save(self, draft: Draft) -> None:
        """Bring a draft's row to what it is now."""
        self._connection.execute(
            update(list_draft)
            .where(
                list_draft.c.county_code == draft.county, list_draft.c.draft_id == draft.draft_id
            )
            .values(**draft_row(draft))
        )

    def note(self, draft: Draft, edits: Sequence[Edit], *, by: str, at: datetime) -> None:
        """Append what was changed to the draft's history, under its present version."""
        if not edits:
            return
        self._connection.execute(
            insert(list_change),
            [
                {
                    "county_code": draft.county,
                    "draft_id": draft.draft_id,
                    "version": draft.version,
                    "file": edit.file,
                    "row_id": edit.row,
                    "action": edit.action.value,
                    "before": dict(edit.before),
                    "after": dict(edit.fields),
                    "why": edit.why,
                    "changed_by": by,
                    "changed_at": at,
                }
                for edit in edits
            ],
        )

    def authors(self, county: CountyCode, draft_id: UUID) -> frozenset[str]:
        """Return the accounts that ever changed the draft, taken back or not."""
        return frozenset(
            self._connection.scalars(
                select(list_change.c.changed_by)
                .where(list_change.c.county_code == county, list_change.c.draft_id == draft_id)
                .distinct()
            )
        )

    def history(self, county: CountyCode, draft_id: UUID) -> list[Change]:
        """Return all that was ever changed in a draft, the first first."""
        rows = self._connection.execute(
            select(list_change)
            .where(list_change.c.county_code == county, list_change.c.draft_id == draft_id)
            .order_by(list_change.c.change_id)
        )
        return [change_from(row) for row in rows]

    def changes(self, county: CountyCode, draft_id: UUID, *, limit: int = 500) -> list[Change]:
        """Return what was changed in a draft, the last first."""
        rows = self._connection.execute(
            select(list_change)
            .where(list_change.c.county_code == county, list_change.c.draft_id == draft_id)
            .order_by(list_change.c.change_id.desc())
            .limit(limit)
        )
        return [change_from(row) for row in rows]

    def of_row(
        self, county: CountyCode, file: str, row: str, *, limit: int = 200
    ) -> list[tuple[Change, Draft]]:
        """Return every change of one row in any draft, with the draft, the last first."""
        rows = self._connection.execute(
            select(list_change)
            .where(
                list_change.c.county_code == county,
                list_change.c.file == file,
                list_change.c.row_id == row,
            )
            .order_by(list_change.c.change_id.desc())
            .limit(limit)
        ).all()
        found = self._connection.execute(
            select(*_WITHOUT_FILES).where(
                list_draft.c.county_code == county,
                list_draft.c.draft_id.in_({each.draft_id for each in rows}),
            )
        )
        drafts = {each.draft_id: draft_from(each) for each in found}
        return [(change_from(each), drafts[each.draft_id]) for each in rows]
