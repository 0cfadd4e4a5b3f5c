"""A county at work, without a broker: reports are taken, people act, the clock moves."""

import itertools
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import text

from dispatch.bootstrap import Deployment
from dispatch.clock import COUNTY_ZONE, StoredClock
from dispatch.flows.accept_report import ReportDraft, accept_report
from dispatch.flows.climb_ladder import climb_ladder
from dispatch.flows.publish_county import publish_county
from dispatch.flows.sign_in import set_password
from dispatch.flows.take_reports import take_reports
from dispatch.intake.arrival import Arrival
from dispatch.people.scope import WORKER, Actor, actor_of
from dispatch.vocabulary import CountyCode
from dispatch.wire.county.reader import read_folder
from dispatch.wire.envelope import report_message

COUNTY = CountyCode("330521")
FOLDER = Path(__file__).parents[2] / "config" / "counties" / COUNTY
START = datetime(2026, 11, 23, 9, 0, tzinfo=COUNTY_ZONE)
"""A Monday morning."""
PASSWORD = "correct horse battery"
HASHER = PasswordHasher.from_parameters(CHEAPEST)


class World:
    """One county on one clock; every helper is a transaction of its own."""

    def __init__(self, deployment: Deployment, clock: StoredClock) -> None:
        self.deployment = deployment
        self.clock = clock
        self._positions = itertools.count()
        self.street = self.conflict = self.gap = self.elsewhere = self.receipt = ""

    def fill(self) -> None:
        """Open one case of each kind and one record that nobody can take."""
        self.street = self.arrives(
            "永安街水果摊占道经营,人行道走不过去。", "330521001001", phone="13805721234"
        )
        self.conflict = self.arrives("校门口放学堵成一片。", "330521102201", matter="M043")
        self.gap = self.arrives("路灯坏了三盏。", "330521004201", matter="M040")
        self.elsewhere = self.arrives("秸秆烧起来了,浓烟。", "330521102201", matter="M003")
        self.receipt = self.reports(
            "wk-aokai", "居仁社区流动摊贩占道经营。", "330521001001001", matter="M014"
        )
        self.takes(b'{"a":1,"a":2}')

    def load(self) -> None:
        book = read_folder(FOLDER, strict=True)
        with self.deployment.work(WORKER) as work:
            publish_county(book, by="test", work=work, before=None, now=self.clock.now())

    def give_passwords(self, *accounts: str) -> None:
        now = self.clock.now()
        with self.deployment.work(WORKER) as work:
            for account in accounts:
                set_password(account, PASSWORD, work=work, by="test", now=now, hasher=HASHER)

    def message(
        self,
        words: str,
        area: str,
        *,
        matter: str | None = None,
        urgency: str | None = None,
        attributes: dict[str, str] | None = None,
        phone: str | None = None,
    ) -> bytes:
        """Return a report as a township's system writes it."""
        now = self.clock.now()
        data = {
            "text": words,
            "area_code": area,
            "occurred_at": now.astimezone(COUNTY_ZONE).isoformat(),
            "channel": "township_system",
            "reporter": {"name": "沈大姐", "phone": phone} if phone else None,
            "matter_hint": matter,
            "urgency_hint": urgency,
            "attributes": attributes,
        }
        return report_message(
            {name: given for name, given in data.items() if given is not None},
            source="urn:township:" + area[:9],
            record_id=str(uuid.uuid4()),
            at=now,
        )

    def arrives(self, words: str, area: str, **said: Any) -> str:
        """Let a township's system report; return the case's number."""
        return self.takes(self.message(words, area, **said))[0]

    def reports(self, account: str, words: str, area: str, *, matter: str | None = None) -> str:
        """Let somebody report by phone and the relay carry it; return the receipt."""
        actor, now = self.actor(account), self.clock.now()
        draft = ReportDraft(
            key=str(uuid.uuid4()), text=words, area_code=area, occurred_at=now, matter_hint=matter
        )
        county = self.deployment.county(COUNTY)
        with self.deployment.work(actor.scope) as work:
            receipt = accept_report(draft, actor=actor, work=work, county=county, now=now)
        self.relays()
        return receipt.receipt

    def relays(self) -> None:
        with self.deployment.work(WORKER) as work:
            waiting = work.outbox.claim(1000)
            work.outbox.mark_sent([each.message_id for each in waiting], at=self.clock.now())
        for each in waiting:
            if each.message.topic == "township.events.v1":
                self.takes(each.message.payload)

    def takes(self, value: bytes) -> list[str]:
        arrival = Arrival("township.events.v1", 0, next(self._positions), b"330521001", value)
        with self.deployment.work(WORKER) as work:
            taken = take_reports(
                [arrival], work=work, counties=self.deployment.counties(), now=self.clock.now()
            )
        return [new.case.number for new in taken.opened]

    def climbs(self) -> int:
        """Fire everything that is due, rung by rung; return how many rungs fired."""
        fired = 0
        for _ in range(50):
            with self.deployment.work(WORKER) as work:
                rungs = climb_ladder(
                    work=work, county=self.deployment.county(COUNTY), now=self.clock.now()
                )
            fired += len(rungs)
            if not rungs:
                break
        return fired

    def acts(self, flow: Callable[..., object], account: str, number: str, **said: object) -> None:
        """Let somebody make a move on a case."""
        actor, county = self.actor(account), self.deployment.county(COUNTY)
        with self.deployment.work(actor.scope) as work:
            flow(number, actor=actor, work=work, county=county, now=self.clock.now(), **said)

    def number_of(self, receipt: str) -> str:
        with self.deployment.work(WORKER) as work:
            found = work.connection.scalar(
                text(
                    "select c.number from cases c join report r on r.case_id = c.case_id"
                    " where r.receipt = :receipt"
                ),
                {"receipt": receipt},
            )
        assert isinstance(found, str)
        return found

    def receipt_of(self, number: str) -> str:
        with self.deployment.work(WORKER) as work:
            found = work.connection.scalar(
                text(
                    "select r.receipt from cases c join report r on r.case_id = c.case_id"
                    " where c.number = :number"
                ),
                {"number": number},
            )
        assert isinstance(found, str)
        return found

    def forward(self, **by: float) -> None:
        self.clock.forward(timedelta(**by))

    def actor(self, account: str) -> Actor:
        county = self.deployment.county(COUNTY)
        with self.deployment.work(WORKER) as work:
            found = work.accounts.find(account)
        assert found is not None
        return actor_of(COUNTY, found.person, county.book.register)
