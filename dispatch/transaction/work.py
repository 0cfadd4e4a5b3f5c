"""Every store of one transaction, opened under one scope."""

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Connection

from dispatch.casework.store import CaseStore
from dispatch.deadlines.store import PromiseStore
from dispatch.intake.store import PositionStore, QuarantineStore, ReportStore
from dispatch.journal.store import AuditStore, OutboxStore
from dispatch.notices.store import NoticeStore
from dispatch.people.scope import Scope
from dispatch.people.store import AccountStore, CountyStore
from dispatch.transaction.opening import NewCase, open_all


class Work:
    """What a flow works with. Nothing here commits: the entry does, once, at its end."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.connection = connection
        """For the read-only queries of ``board``."""
        self.scope = scope

    @cached_property
    def reports(self) -> ReportStore:
        """What came in."""
        return ReportStore(self.connection)

    @cached_property
    def positions(self) -> PositionStore:
        """How far the consumers have come."""
        return PositionStore(self.connection)

    @cached_property
    def quarantine(self) -> QuarantineStore:
        """What could not be taken."""
        return QuarantineStore(self.connection)

    @cached_property
    def cases(self) -> CaseStore:
        """Cases and their timelines, as the scope sees them."""
        return CaseStore(self.connection, self.scope)

    @cached_property
    def promises(self) -> PromiseStore:
        """The clocks that run."""
        return PromiseStore(self.connection)

    @cached_property
    def notices(self) -> NoticeStore:
        """Who was told."""
        return NoticeStore(self.connection)

    @cached_property
    def accounts(self) -> AccountStore:
        """Who may sign in."""
        return AccountStore(self.connection)

    @cached_property
    def counties(self) -> CountyStore:
        """Counties and their editions."""
        return CountyStore(self.connection)

    @cached_property
    def outbox(self) -> OutboxStore:
        """Messages that must leave the house."""
        return OutboxStore(self.connection)

    @cached_property
    def audit(self) -> AuditStore:
        """Who did what to the system itself."""
        return AuditStore(self.connection)

    def open_cases(self, opened: Sequence[NewCase]) -> None:
        """Write a batch of new cases with everything that belongs to them, in one statement.

        Raises:
            TakenMeanwhile: somebody else took one of the reports; roll back and take
                the batch again, it will be seen as a duplicate.
        """
        for county in {new.case.county for new in opened}:
            self.promises.keep_ladders(
                county,
                (each.ladder for new in opened if new.case.county == county for each in new.clocks),
            )
        open_all(self.connection, opened)
