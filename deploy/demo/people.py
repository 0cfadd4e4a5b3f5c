"""People at work: who acts on which cases, and which are left lying.

    sorting ─► the desk assigns some ─► the unit accepts, comments, reports back
        ─► the room looks: gone, or sent back once ─► closed
    and a fixed share of all cases is never touched, so that their clocks climb

How somebody treats a case follows from the case's own number of report alone:
another run with the same reports makes the same people busy and idle.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text

from deploy.demo.pictures import photo_of
from dispatch.board.case_photos import photos_of_case
from dispatch.bootstrap import Deployment
from dispatch.casework.lifecycle import open_moves
from dispatch.casework.model import Case, State
from dispatch.errors import Refused
from dispatch.flows.accept_case import accept_case
from dispatch.flows.acknowledge_alert import acknowledge_alert
from dispatch.flows.assign_case import assign_case
from dispatch.flows.close_case import close_case
from dispatch.flows.comment_on_case import comment_on_case
from dispatch.flows.keep_photo import keep_photo
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.report_back import report_back
from dispatch.flows.verify_case import verify_case
from dispatch.notices.audience import LEADING_POSTS
from dispatch.people.scope import WORKER, Actor, actor_of
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Part
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode, MatterCode, Role, UnitCode


class Habit(StrEnum):
    """How a case is treated."""

    NEGLECTED = "neglected"
    SIGNED_ONLY = "signed_only"
    HANDLED = "handled"
    HANDLED_TWICE = "handled_twice"
    """The first look finds it still there."""


_HABITS: tuple[tuple[int, Habit], ...] = (
    (62, Habit.NEGLECTED),
    (72, Habit.SIGNED_ONLY),
    (92, Habit.HANDLED),
    (100, Habit.HANDLED_TWICE),
)
_BUSY: tuple[tuple[int, Habit], ...] = (
    (25, Habit.NEGLECTED),
    (40, Habit.SIGNED_ONLY),
    (85, Habit.HANDLED),
    (100, Habit.HANDLED_TWICE),
)
_OPEN_CASES = """
    select c.number, c.case_id, r.source || ' ' || r.record_id as record
    from cases c join report r on r.county_code = c.county_code and r.report_id = c.report_id
    where c.county_code = :county and c.state <> 'closed'
    order by c.opened_at, c.number
"""
_LATE = timedelta(minutes=40)
_OLD_ALERTS = """
    select notice_id, account from (
        select distinct on (account, subject_id, clock, cycle)
            notice_id, account, acknowledged_at, created_at
        from notice
        where county_code = :county and kind = 'rung' and account is not null
        order by account, subject_id, clock, cycle, rung desc
    ) last_of_its_clock
    where acknowledged_at is null and created_at < :before
    order by created_at desc
    limit 100
"""


def habit_of(record: str, *, busy: bool = False) -> Habit:
    """Return how a case is treated whose report goes by this name."""
    share = int.from_bytes(hashlib.sha256(record.encode()).digest()[:4]) % 100
    return next(habit for below, habit in (_BUSY if busy else _HABITS) if share < below)


@dataclass(frozen=True, slots=True)
class _Move:
    name: str
    make: Callable[[Work, Actor], None]


@dataclass(slots=True)
class People:
    """The staff of one county, acting through the product's own flows."""

    deployment: Deployment
    code: CountyCode
    busy: bool = False
    """Neglect less: for a county that shall look alive rather than be checked."""
    moves: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _sent_back: set[str] = field(default_factory=set)
    _commented: set[str] = field(default_factory=set)
    _left: set[str] = field(default_factory=set)
    """Cases that nobody will touch again."""
    _staff: tuple[int, tuple[Actor, ...]] = (0, ())
    """Everybody by the edition that names them."""

    def work_through(self, *, at_most: int) -> int:
        """Make up to ``at_most`` moves, one a case; return how many were made."""
        county = self.deployment.county(self.code)
        actors = self._actors(county)
        with self.deployment.work(WORKER) as work:
            rows = work.connection.execute(text(_OPEN_CASES), {"county": self.code}).all()
        made = 0
        for row in rows:
            if made >= at_most:
                break
            habit = habit_of(row.record, busy=self.busy)
            if habit is Habit.NEGLECTED or row.number in self._left:
                continue
            made += self._one_move(row.number, habit, county, actors)
        return made

    def acknowledge(self, account: str, notice_id: UUID) -> None:
        """Let a person take one alert of theirs in hand."""
        county = self.deployment.county(self.code)
        actor = next(each for each in self._actors(county) if each.account == account)
        with self.deployment.work(actor.scope) as work:
            now = self.deployment.clock.now()
            acknowledge_alert(notice_id, actor=actor, work=work, county=county, now=now)

    def acknowledge_late(self, *, at_most: int) -> int:
        """Let supervisors take some old alerts in hand; a share of them is never looked at."""
        now = self.deployment.clock.now()
        with self.deployment.work(WORKER) as work:
            rows = work.connection.execute(
                text(_OLD_ALERTS), {"county": self.code, "before": now - _LATE}
            ).all()
        waiting = [
            row for row in rows if habit_of(str(row.notice_id), busy=True) is not Habit.NEGLECTED
        ]
        done = 0
        for row in waiting[:at_most]:
            try:
                self.acknowledge(row.account, row.notice_id)
            except Refused as why:
                self.refused.append(f"{row.notice_id}: {why}")
            done += 1
        return done

    def _actors(self, county: LoadedCounty) -> tuple[Actor, ...]:
        """Everybody, the handlers before their leaders: they do the daily work."""
        edition, actors = self._staff
        if edition != county.edition:
            people = sorted(county.book.people, key=lambda person: person.post in LEADING_POSTS)
            actors = tuple(actor_of(county.code, person, county.book.register) for person in people)
            self._staff = county.edition, actors
        return actors

    def _one_move(
        self, number: str, habit: Habit, county: LoadedCounty, actors: Sequence[Actor]
    ) -> bool:
        with self.deployment.work(WORKER) as work:
            case = work.cases.get(number)
        move = self._next(case, habit, county)
        if move is None:
            return False
        actor = next((each for each in actors if move.name in open_moves(case, each)), None)
        if actor is None:
            self._left.add(number)
            self.refused.append(f"{number}: nobody in {case.holder_unit} may make {move.name}")
            return False
        try:
            with self.deployment.work(actor.scope) as work:
                move.make(work, actor)
        except Refused as why:
            self._left.add(number)
            self.refused.append(f"{number}: {why}")
            return False
        self.moves[move.name] = self.moves.get(move.name, 0) + 1
        return True

    def _next(self, case: Case, habit: Habit, county: LoadedCounty) -> _Move | None:
        number = case.number
        match case.state:
            case State.SORTING:
                return self._assignment(case, county)
            case State.DISPATCHED:
                return self._move("acceptance", accept_case, number, county)
            case State.HANDLING:
                return self._handling(number, habit, county)
            case State.TO_VERIFY:
                return self._look(number, habit, county)
            case _:
                return self._move("closure", close_case, number, county, note="办结归档。")

    def _handling(self, number: str, habit: Habit, county: LoadedCounty) -> _Move | None:
        if number not in self._commented:
            self._commented.add(number)
            words = "已联系当事人，安排今天到现场处理。"
            return self._move("comment", comment_on_case, number, county, text=words)
        if habit is Habit.SIGNED_ONLY:
            self._left.add(number)
            return None
        words = "现场已处理完毕，问题消除，已告知周边住户。"
        return self._move("report-back", self._report_back, number, county, result=words)

    def _report_back(self, number: str, *, actor: Actor, work: Work, **said: Any) -> None:
        """Report back; a case that came with a photo gets one of the same corner, settled."""
        after: tuple[str, ...] = ()
        if photos_of_case(work.connection, work.scope, number).before:
            content = photo_of(work.cases.get(number).area, settled=True)
            blobs, now = self.deployment.blobs, said["now"]
            after = (keep_photo(content, actor=actor, work=work, blobs=blobs, now=now).photo_id,)
        report_back(number, after=after, actor=actor, work=work, **said)

    def _look(self, number: str, habit: Habit, county: LoadedCounty) -> _Move:
        again = habit is Habit.HANDLED_TWICE and number not in self._sent_back
        self._sent_back.add(number)
        note = "现场查看，仍有部分未清理，请继续处理。" if again else "现场查看，确已解决。"
        name = "sending-back" if again else "verification"
        return self._move(name, verify_case, number, county, passed=not again, note=note)

    def _assignment(self, case: Case, county: LoadedCounty) -> _Move | None:
        matter = case.matter or next(iter(county.book.matters))
        unit = _some_lead(matter, case, county)
        if unit is None:
            self._left.add(case.number)
            return None
        note = "经研判，请牵头处置并反馈。"
        return self._move(
            "assignment", assign_case, case.number, county, unit=unit, matter=matter, note=note
        )

    def _move(
        self,
        name: str,
        flow: Callable[..., None],
        number: str,
        county: LoadedCounty,
        **words: object,
    ) -> _Move:
        def make(work: Work, actor: Actor) -> None:
            now = self.deployment.clock.now()
            flow(number, actor=actor, work=work, county=county, now=now, **words)

        return _Move(name, make)


def _some_lead(matter: MatterCode, case: Case, county: LoadedCounty) -> UnitCode | None:
    """A unit that leads this matter somewhere: whom an officer would think of first."""
    for line in county.book.lines:
        if line.matter == matter and line.part is Part.LEAD and line.duty is Duty.DISPOSE:
            unit = case.township if line.unit == AT_TOWNSHIP else line.unit
            if unit and county.book.register.active(UnitCode(unit)):
                return UnitCode(unit)
    return None


def grid_workers(county: LoadedCounty) -> tuple[Actor, ...]:
    """Return the people who may report from a phone, with a place to report from."""
    return tuple(
        actor_of(county.code, person, county.book.register)
        for person in county.book.people
        if Role.GRID_WORKER in person.roles and person.areas
    )
