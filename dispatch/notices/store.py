"""The only way to the rows of notices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from dispatch.errors import NotFound
from dispatch.notices.model import Notice
from dispatch.notices.tables import notice


class NoSuchAlert(NotFound):
    """There is no such alert in the asker's inbox."""

    code = "notices.no_such_alert"


class NoticeStore:
    """Notices, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, notices: Iterable[Notice]) -> None:
        """Write notices; the same person hears of one rung once, or the transaction fails."""
        rows = [notice_row(each) for each in notices]
        if rows:
            self._connection.execute(insert(notice), rows)

    def mark_read(self, account: str, ids: Iterable[UUID], *, at: datetime) -> None:
        """Note the first time this person saw these notices of theirs."""
        self._connection.execute(
            update(notice)
            .where(
                notice.c.notice_id.in_(list(ids)),
                notice.c.account == account,
                notice.c.read_at.is_(None),
            )
            .values(read_at=at)
        )

    def acknowledge(self, account: str, notice_id: UUID, *, at: datetime, until: datetime) -> None:
        """Note that this person has taken an alert of theirs in hand, until then.

        Raises:
            NoSuchAlert: it is not theirs, or does not exist; nobody learns which.
        """
        row = self._connection.execute(
            select(notice.c.read_at).where(
                notice.c.notice_id == notice_id,
                notice.c.account == account,
                notice.c.rung.is_not(None),
            )
        ).one_or_none()
        if row is None:
            raise NoSuchAlert(f"no alert {notice_id}")
        self._connection.execute(
            update(notice)
            .where(notice.c.notice_id == notice_id, notice.c.account == account)
            .values(acknowledged_at=at, acknowledged_until=until, read_at=row.read_at or at)
        )


def notice_row(each: Notice) -> dict[str, Any]:
    """Return the columns of one notice."""
    return {
        "county_code": each.county,
        "notice_id": each.notice_id,
        "kind": each.kind.value,
        "account": each.account,
        "unit_code": each.unit,
        "subject_id": each.subject_id,
        "subject_kind": each.subject_kind.value,
        "clock": each.clock.value if each.clock else None,
        "cycle": each.cycle,
        "rung": each.rung,
        "strength": each.strength.value if each.strength else None,
        "body": dict(each.body),
        "created_at": each.created_at,
        "send_not_before": each.send_not_before,
    }
