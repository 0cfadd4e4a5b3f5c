"""Every store of one transaction, opened under one scope."""

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Connection

from dispatch.casework.store import CaseStore
from dispatch.deadlines.store import PromiseStore
from dispatch.editions.store import (
    DismissalStore,
    DraftStore,
    RequestStore,
    RerouteStore,
    UploadStore,
    WhatIfStore,
)
from dispatch.history.store import HistoryStore
from dispatch.intake.store import PositionStore, QuarantineStore, ReportStore
from dispatch.journal.store import AuditStore, ChangeLogStore, OutageStore, OutboxStore, ToldStore
from dispatch.notices.store import ChannelStore, DeliveryStore, NoticeStore
from dispatch.people.scope import Scope
from dispatch.people.store import AccountStore, CountyStore, KeyStore
from dispatch.photos.store import PhotoStore
from dispatch.transaction.opening import NewCase, open_all
from dispatch.triage.store import CheckStore


class Work:
    """What a flow works with. Nothing here commits: the entry does, once, at its end."""

    def __init__(self, connection: Connection, scope: Scope) -> None:
        self.connection = connection
        """For the read-only queries of ``board``."""
        self.scope = scope
        self._opened = False

    @property
    def changed_cases(self) -> bool:
        """Whether a timeline was written to, so that who follows them must look."""
        # Asked of a store that was opened alone: opening one here would be in vain.
        cases = self.__dict__.get("cases")
        return self._opened or (isinstance(cases, CaseStore) and cases.recorded)

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
    def checks(self) -> CheckStore:
        """Automatic decisions that a person looks at again."""
        return CheckStore(self.connection)

    @cached_property
    def cases(self) -> CaseStore:
        """Cases and their timelines, as the scope sees them."""
        return CaseStore(self.connection, self.scope)

    @cached_property
    def photos(self) -> PhotoStore:
        """Photos as the scope sees them."""
        return PhotoStore(self.connection, self.scope)

    @cached_property
    def promises(self) -> PromiseStore:
        """The clocks that run."""
        return PromiseStore(self.connection)

    @cached_property
    def notices(self) -> NoticeStore:
        """Who was told."""
        return NoticeStore(self.connection)

    @cached_property
    def channels(self) -> ChannelStore:
        """Ways out of the house, and where people are reached by them."""
        return ChannelStore(self.connection)

    @cached_property
    def deliveries(self) -> DeliveryStore:
        """Messages on their way out of the house."""
        return DeliveryStore(self.connection)

    @cached_property
    def accounts(self) -> AccountStore:
        """Who may sign in."""
        return AccountStore(self.connection)

    @cached_property
    def keys(self) -> KeyStore:
        """Sessions and tokens."""
        return KeyStore(self.connection)

    @cached_property
    def counties(self) -> CountyStore:
        """Counties and their editions."""
        return CountyStore(self.connection)

    @cached_property
    def drafts(self) -> DraftStore:
        """Drafts of the list."""
        return DraftStore(self.connection)

    @cached_property
    def requests(self) -> RequestStore:
        """What units ask to be changed in the list."""
        return RequestStore(self.connection)

    @cached_property
    def dismissals(self) -> DismissalStore:
        """Advice that was set aside."""
        return DismissalStore(self.connection)

    @cached_property
    def reroutes(self) -> RerouteStore:
        """Open cases that a new edition would give to another unit."""
        return RerouteStore(self.connection)

    @cached_property
    def what_ifs(self) -> WhatIfStore:
        """Trials of drafts on history."""
        return WhatIfStore(self.connection)

    @cached_property
    def uploads(self) -> UploadStore:
        """Files on their way into a draft or into history."""
        return UploadStore(self.connection)

    @cached_property
    def history(self) -> HistoryStore:
        """Cases of the past."""
        return HistoryStore(self.connection)

    @cached_property
    def outbox(self) -> OutboxStore:
        """Messages that must leave the house."""
        return OutboxStore(self.connection)

    @cached_property
    def change_log(self) -> ChangeLogStore:
        """What happened to every case the scope sees, in an order that skips nothing."""
        return ChangeLogStore(self.connection)

    @cached_property
    def told(self) -> ToldStore:
        """How far the change log has been told to other systems."""
        return ToldStore(self.connection)

    @cached_property
    def outages(self) -> OutageStore:
        """Which servers are away."""
        return OutageStore(self.connection)

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
        self.checks.add([new.check for new in opened if new.check])
        self._opened = self._opened or bool(opened)
