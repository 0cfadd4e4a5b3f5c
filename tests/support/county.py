"""A county to act in: people report, sign, handle and neglect; the clock moves when told.

    county.grid_worker("敖凯").reports("河边有小广告", at="居仁社区第1网格")
    county.clock.forward(days=4)
    county.tick()
    county.supervisor("慎云飞").inbox.first.says("居仁社区", "超期")

Every act is a transaction of its own, as it is behind a page or in a worker.
"""

import itertools
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.board.inbox import Alert, Shelf, inbox
from dispatch.board.invariants import Breach, first_breaches, first_broken_chain
from dispatch.bootstrap import Deployment
from dispatch.casework.model import Case, Entry
from dispatch.clock import COUNTY_ZONE, StoredClock
from dispatch.deadlines.running import Fired, Running
from dispatch.flows.accept_case import accept_case
from dispatch.flows.accept_report import EVENTS_TOPIC, Receipt, ReportDraft, accept_report
from dispatch.flows.acknowledge_alert import acknowledge_alert
from dispatch.flows.assign_case import assign_case
from dispatch.flows.climb_ladder import climb_ladder
from dispatch.flows.close_case import close_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.keep_photo import keep_photo
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.report_back import report_back
from dispatch.flows.take_reports import Taken, take_reports
from dispatch.flows.verify_case import verify_case
from dispatch.intake.arrival import Arrival
from dispatch.people.model import Person
from dispatch.people.scope import WORKER, Actor, actor_of
from dispatch.vocabulary import LABELS, AreaCode, ClockName, CountyCode, Role, Urgency
from dispatch.wire.envelope import report_message
from tests.support.pictures import a_jpeg

START = datetime(2026, 11, 23, 9, 0, tzinfo=COUNTY_ZONE)
"""A Monday morning with nothing but working days around it."""
A_PLACE = "居仁社区第1网格"
A_COUNTY_CASE = {"text": "墙上贴满小广告", "matter": "M062"}
"""Goes to the law-enforcement squad of the township: 8 working hours."""


class CountyClock:
    """The county's clock, as a test moves it."""

    def __init__(self, stored: StoredClock) -> None:
        self.stored = stored

    def now(self) -> datetime:
        return self.stored.now()

    def forward(self, **by: float) -> datetime:
        """Move on by days, hours, minutes."""
        return self.stored.forward(timedelta(**by))

    def forward_to(self, there: datetime) -> datetime:
        """Move on to an instant."""
        return self.stored.forward(there - self.stored.now())


class CountyWorld:
    """One county of a deployment."""

    def __init__(self, deployment: Deployment, clock: StoredClock, code: CountyCode) -> None:
        self.deployment = deployment
        self.code = code
        self.clock = CountyClock(clock)
        self._positions = itertools.count()

    @property
    def loaded(self) -> LoadedCounty:
        return self.deployment.county(self.code)

    def look_for_editions(self) -> None:
        """Notice a new edition now, not within two seconds."""
        self.deployment._looked = 0.0  # noqa: SLF001 - or every such test would wait

    # People.

    def person(self, name: str) -> "Somebody":
        """Return somebody by account or by name."""
        for person in self.loaded.book.people:
            if name in (person.account, person.name):
                return Somebody(self, person)
        raise LookupError(name)

    def grid_worker(self, name: str) -> "Somebody":
        return self._with_role(name, Role.GRID_WORKER)

    def supervisor(self, name: str) -> "Somebody":
        return self._with_role(name, Role.SUPERVISOR)

    def desk(self, name: str = "desk1") -> "Somebody":
        return self._with_role(name, Role.COUNTY_DESK)

    def _with_role(self, name: str, role: Role) -> "Somebody":
        somebody = self.person(name)
        assert role in somebody.person.roles
        return somebody

    # What arrives.

    def place(self, name: str) -> AreaCode:
        """Return the code of a place that is given by its code or its name."""
        if name.isdigit():
            return AreaCode(name)
        return next(area.code for area in self.loaded.book.territory if area.name == name)

    def record(
        self,
        text: str = "墙上贴满小广告",
        *,
        at: str = A_PLACE,
        matter: str | None = "M062",
        urgency: str | None = None,
        record_id: str | None = None,
        source: str = "urn:test:township",
        **more: Any,
    ) -> bytes:
        """Return a good record of a township's system."""
        now = self.clock.now()
        data = {
            "text": text,
            "area_code": self.place(at),
            "occurred_at": now.astimezone(COUNTY_ZONE).isoformat(),
            "channel": "township_system",
            "matter_hint": matter,
            "urgency_hint": urgency,
            **more,
        }
        return report_message(
            {name: given for name, given in data.items() if given is not None},
            source=source,
            record_id=record_id or str(uuid.uuid4()),
            at=now,
        )

    def arrivals(self, *values: bytes | None, key: bytes = b"330521001") -> list[Arrival]:
        """Put values one after the other into an imagined partition."""
        return [Arrival(EVENTS_TOPIC, 0, next(self._positions), key, value) for value in values]

    def take(self, arrivals: Sequence[Arrival]) -> Taken:
        """Take a batch as the consumer does, position left out."""
        with self.deployment.work(WORKER) as work:
            return take_reports(
                arrivals, work=work, counties=self.deployment.counties(), now=self.clock.now()
            )

    def takes(self, *values: bytes | None) -> Taken:
        return self.take(self.arrivals(*values))

    def a_case(self, text: str = "墙上贴满小广告", **more: Any) -> str:
        """Let a township's system report; return the number of the case it became."""
        taken = self.takes(self.record(text, **more))
        assert len(taken.opened) == 1, taken.quarantined
        return taken.opened[0].case.number

    def relay(self) -> int:
        """Carry what the web accepted to the consumer, as the relay and Kafka do."""
        with self.deployment.work(WORKER) as work:
            waiting = work.outbox.claim(10_000)
            work.outbox.mark_sent([each.message_id for each in waiting], at=self.clock.now())
        reports = [w.message for w in waiting if w.message.topic == EVENTS_TOPIC]
        for message in reports:
            self.take(self.arrivals(message.payload, key=message.key.encode()))
        return len(reports)

    # What time does.

    def tick(self, *, limit: int = 200) -> int:
        """Let the clockwork look once; return how many rungs fired."""
        with self.deployment.work(WORKER) as work:
            now = self.clock.now()
            return len(climb_ladder(work=work, county=self.loaded, now=now, limit=limit))

    def tick_until_quiet(self) -> int:
        """Let the clockwork look until nothing is due; return how many rungs fired."""
        fired = 0
        for _ in range(100):
            now = self.tick()
            if not now:
                return fired
            fired += now
        raise AssertionError("the clockwork never comes to rest")

    # What can be seen.

    def case(self, number: str) -> Case:
        with self.deployment.work(WORKER) as work:
            return work.cases.get(number)

    def clocks(self, number: str) -> dict[ClockName, Running]:
        with self.deployment.work(WORKER) as work:
            return work.promises.of(self.code, work.cases.get(number).case_id)

    def timeline(self, number: str) -> tuple[Entry, ...]:
        with self.deployment.work(WORKER) as work:
            return work.cases.timeline(self.code, work.cases.get(number).case_id)

    def fired(self, number: str, clock: ClockName | None = None) -> list[Fired]:
        with self.deployment.work(WORKER) as work:
            rungs = work.promises.fired(self.code, [work.cases.get(number).case_id])
        return [each for each in rungs if clock in (None, each.clock)]

    def breaches(self) -> list[Breach]:
        """Ask every invariant, the chain included."""
        with self.deployment.work(WORKER) as work:
            found = list(first_breaches(work.connection, now=self.clock.now()))
            broken = first_broken_chain(work.connection)
        return [*found, *([broken] if broken else [])]

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the database as a worker sees it."""
        from sqlalchemy import text  # noqa: PLC0415 - only this one asks in SQL

        with self.deployment.work(WORKER) as work:
            return [tuple(row) for row in work.connection.execute(text(query), parameters)]


class Somebody:
    """One person of the county, with everything they may do."""

    def __init__(self, county: CountyWorld, person: Person) -> None:
        self.county = county
        self.person = person

    @property
    def account(self) -> str:
        return self.person.account

    @property
    def actor(self) -> Actor:
        return actor_of(self.county.code, self.person, self.county.loaded.book.register)

    def reports(
        self,
        text: str = "墙上贴满小广告",
        *,
        at: str = A_PLACE,
        matter: str | None = "M062",
        urgency: Urgency | None = None,
        key: str | None = None,
        photos: Sequence[str] = (),
    ) -> Receipt:
        """Send the phone's form; the report is relayed by ``county.relay()``."""
        draft = ReportDraft(
            key=key or str(uuid.uuid4()),
            text=text,
            area_code=self.county.place(at),
            occurred_at=self.county.clock.now(),
            matter_hint=matter,
            urgency_hint=urgency,
            photos=tuple(photos),
        )
        with self.county.deployment.work(self.actor.scope) as work:
            return accept_report(
                draft,
                actor=self.actor,
                work=work,
                county=self.county.loaded,
                now=self.county.clock.now(),
            )

    def assigns(self, number: str, unit: str, note: str = "请依职责办理", **more: Any) -> None:
        self._does(assign_case, number, unit=unit, note=note, **more)

    def accepts(self, number: str) -> None:
        self._does(accept_case, number)

    def comments(self, number: str, text: str = "已到现场") -> None:
        self._does(comment_on_case, number, text=text)

    def reports_back(self, number: str, result: str = "已清理干净", **photos: Any) -> None:
        self._does(report_back, number, result=result, **photos)

    def brings(self, seed: int = 1) -> str:
        """Bring a photo, another for each seed; return its id."""
        with self.county.deployment.work(self.actor.scope) as work:
            return keep_photo(
                a_jpeg(seed),
                actor=self.actor,
                work=work,
                blobs=self.county.deployment.blobs,
                now=self.county.clock.now(),
            ).photo_id

    def verifies(self, number: str, note: str = "现场已恢复") -> None:
        self._does(verify_case, number, passed=True, note=note)

    def sends_back(self, number: str, why: str = "仍有残留") -> None:
        self._does(verify_case, number, passed=False, note=why)

    def closes(self, number: str) -> None:
        self._does(close_case, number)

    def acknowledges(self, alert: "SeenAlert") -> datetime:
        with self.county.deployment.work(self.actor.scope) as work:
            return acknowledge_alert(
                alert.alert.notice_id,
                actor=self.actor,
                work=work,
                county=self.county.loaded,
                now=self.county.clock.now(),
            )

    def sees(self, number: str) -> Case:
        """Return the case as this person sees it, or raise what they are told."""
        with self.county.deployment.work(self.actor.scope) as work:
            return work.cases.get(number)

    @property
    def inbox(self) -> "InboxOf":
        return InboxOf(self)

    def _does(self, flow: Callable[..., None], number: str, **words: Any) -> None:
        with self.county.deployment.work(self.actor.scope) as work:
            flow(
                number,
                actor=self.actor,
                work=work,
                county=self.county.loaded,
                now=self.county.clock.now(),
                **words,
            )


class InboxOf:
    """Somebody's alerts, newest first."""

    def __init__(self, somebody: Somebody) -> None:
        self._somebody = somebody

    def on(self, shelf: Shelf) -> list["SeenAlert"]:
        somebody, county = self._somebody, self._somebody.county
        with county.deployment.work(somebody.actor.scope) as work:
            page = inbox(
                work.connection,
                somebody.actor.scope,
                shelf,
                units=somebody.actor.acts_for,
                now=county.clock.now(),
                limit=1000,
            )
        return [SeenAlert(county, alert) for alert in page.rows]

    @property
    def open(self) -> list["SeenAlert"]:
        return self.on(Shelf.OPEN)

    @property
    def first(self) -> "SeenAlert":
        return self.open[0]

    def __len__(self) -> int:
        return len(self.open)


class SeenAlert:
    """One alert, in the words that a person reads."""

    def __init__(self, county: CountyWorld, alert: Alert) -> None:
        self.alert = alert
        self._county = county

    @property
    def number(self) -> str:
        return self.alert.case.number if self.alert.case else ""

    @property
    def words(self) -> str:
        book, alert = self._county.loaded.book, self.alert
        named = [
            area.name
            for code in (alert.case.places if alert.case else ())
            if (area := book.territory.get(code))
        ]
        late = int(alert.body.get("late_minutes") or 0)
        day = book.calendar.hours.standard.length
        parts = [
            *named,
            alert.body["title"],
            book.register.name(alert.body["holder"]),
            LABELS[alert.clock.name] if alert.clock else "",
            LABELS[alert.strength] if alert.strength else "",
            f"超期 {late // day} 个工作日 {late % day} 分" if late else "未到期",
        ]
        return " ".join(parts)

    def says(self, *wanted: str) -> bool:
        """Tell whether the alert says all of this."""
        missing = [words for words in wanted if words not in self.words]
        assert not missing, f"{self.words!r} does not say {missing}"
        return True


def ids_of(taken: Taken) -> list[UUID]:
    """Return the cases that a batch opened."""
    return [new.case.case_id for new in taken.opened]
