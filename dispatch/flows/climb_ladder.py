"""Promises that were not kept climb one rung each, and somebody hears of it.

    due clocks, oldest first ─► lock case and clock (skip what others hold)
        ─► the one rung earned ─► audience, found now ─► rung row, notices, timeline entry
                │                      └ nobody there: alarm, and the next rung at once
                └ not earned after all: the timer is set anew

Every effect is in one transaction, so a crash repeats nothing and loses
nothing, and any number of clockworks may run. Escalating alerts; it takes the
case from nobody. Oldest first and in batches: none starves behind the newest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from uuid_utils.compat import uuid7

from dispatch.casework.model import SYSTEM, Case, Entry, Kind
from dispatch.casework.timeline import append
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.ladder import NextRung
from dispatch.deadlines.promise import late_minutes
from dispatch.deadlines.quiet import send_not_before
from dispatch.deadlines.running import Fired, Running, SubjectKind, climb, earned, look_again
from dispatch.deadlines.years import MissingYear
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.notices.audience import Where, resolve
from dispatch.notices.model import Notice, NoticeKind
from dispatch.people.model import Person
from dispatch.transaction import Work
from dispatch.vocabulary import STRENGTH_ORDER, AreaCode, Strength

_log = structlog.get_logger()


@dataclass(slots=True)
class _Effects:
    clocks: list[Running] = field(default_factory=list)
    fired: list[Fired] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    steps: list[tuple[Entry, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Watch:
    """What firing needs beside the clock itself."""

    county: LoadedCounty
    people: Sequence[Person]
    now: datetime


def climb_ladder(
    *, work: Work, county: LoadedCounty, now: datetime, limit: int = 200
) -> Sequence[Fired]:
    """Fire what is due in one county, at most ``limit`` clocks; return the rungs that fired.

    One call climbs at most one rung of a clock whose rungs have an audience.
    """
    held = work.promises.held(county.code)
    effects = _Effects()
    due = work.promises.due(county.code, SubjectKind.CASE, now=now, limit=limit, held=held)
    cases = work.cases.lock_free(county.code, {each.subject_id for each in due})
    lost = work.promises.due(county.code, SubjectKind.QUARANTINE, now=now, limit=limit, held=held)
    clocks = work.promises.lock([*(each for each in due if each.subject_id in cases), *lost])
    if not clocks:
        return ()
    people = [account.person for account in work.accounts.all_active(county.code)]
    watch = _Watch(county, people, now)
    for running in clocks:
        case = cases.get(running.subject_id)
        moved = _fire(running, case, watch, effects)
        if case and moved:
            cases[case.case_id] = moved
    work.promises.save(effects.clocks)
    work.promises.note_fired(effects.fired)
    work.notices.add(effects.notices)
    work.cases.record_each(effects.steps)
    return effects.fired


def _fire(running: Running, case: Case | None, watch: _Watch, effects: _Effects) -> Case | None:
    """Fire the rung that is earned, and those above it that it falls through to."""
    calendar = watch.county.calendar(_places(case, watch.county))
    rung = earned(running, calendar, watch.now)
    if rung is None:
        effects.clocks.append(_set_anew(running, calendar, watch.now))
        return case
    top = len(running.ladder.rungs)
    while rung is not None:
        told = resolve(rung.audience, watch.people, _where(case, watch.county))
        effects.fired.append(_fired(running, rung, told, watch.now))
        effects.notices.extend(_notices(running, case, rung, told, watch))
        if case:
            entry, changes = _entry(running, case, rung, told, watch.now)
            effects.steps.append((entry, changes))
            case = _after(case, entry, changes)
        running = climb(running, calendar, watch.now)
        if told or rung.number >= top:
            break
        _log.error("rung_without_audience", clock=running.promise.clock, rung=rung.number)
        rung = earned(running, calendar, running.next_at or watch.now)
    effects.clocks.append(running)
    return case


def _set_anew(running: Running, calendar: Calendar, now: datetime) -> Running:
    anew = look_again(running, calendar)
    if anew.next_at is not None and anew.next_at <= now:
        # Only a rung beyond the calendar stays due without being earned.
        _log.error("calendar_year_missing", clock=running.promise.clock, due=str(anew.next_at))
    return anew


def _places(case: Case | None, county: LoadedCounty) -> tuple[AreaCode, ...]:
    return case.places if case else (county.root,)


def _where(case: Case | None, county: LoadedCounty) -> Where:
    if case is None:
        return Where(county.desk, None, (county.root,))
    room = county.book.register.command_room(case.township) if case.township else None
    return Where(case.holder_unit, room, case.places)


def _fired(running: Running, rung: NextRung, told: Iterable[Person], now: datetime) -> Fired:
    return Fired(
        county=running.county,
        subject_id=running.subject_id,
        clock=running.promise.clock,
        cycle=running.promise.cycle,
        rung=rung.number,
        due_at=rung.due,
        fired_at=now,
        strength=rung.strength,
        audience=tuple(word.value for word in rung.audience),
        told=tuple(person.account for person in told),
    )


def _notices(
    running: Running, case: Case | None, rung: NextRung, told: Sequence[Person], watch: _Watch
) -> Iterator[Notice]:
    calendar = watch.county.calendar(_places(case, watch.county))
    body = {
        "number": case.number if case else None,
        "title": case.title if case else "隔离的记录",
        "holder": case.holder_unit if case else watch.county.desk,
        "due": running.due_at.isoformat(),
        "rungs": len(running.ladder.rungs),
        "budget": running.promise.budget.text,
        "late_minutes": _late_minutes(running, calendar, watch.now),
    }
    later = send_not_before(watch.now, running.urgency, watch.county.book.ladders.quiet_hours)
    for person in told:
        yield _notice(running, rung, body, now=watch.now, later=later, account=person.account)
    if not told:
        yield replace(
            _notice(running, rung, body, now=watch.now, later=watch.now, account=None),
            kind=NoticeKind.ALARM,
            unit=watch.county.desk,
            rung=None,
            body={**body, "alarm": "no_audience", "rung": rung.number},
        )


def _late_minutes(running: Running, calendar: Calendar, now: datetime) -> int | None:
    try:
        return late_minutes(running.promise, calendar, now)
    except MissingYear:
        # How late it is nobody can count; that it is late is told all the same.
        return None


def _notice(
    running: Running,
    rung: NextRung,
    body: dict[str, Any],
    *,
    now: datetime,
    later: datetime,
    account: str | None,
) -> Notice:
    return Notice(
        county=running.county,
        notice_id=uuid7(),
        kind=NoticeKind.RUNG,
        account=account,
        unit=None,
        subject_id=running.subject_id,
        subject_kind=running.kind,
        body=body,
        created_at=now,
        send_not_before=later,
        clock=running.promise.clock,
        cycle=running.promise.cycle,
        rung=rung.number,
        strength=rung.strength,
    )


def _entry(
    running: Running, case: Case, rung: NextRung, told: Sequence[Person], now: datetime
) -> tuple[Entry, dict[str, Any]]:
    entry = append(
        county=case.county,
        case_id=case.case_id,
        after_seq=case.last_seq,
        after_hash=case.last_hash,
        kind=Kind.ESCALATED,
        at=now,
        actor=SYSTEM,
        actor_unit="",
        state=case.state,
        holder_unit=case.holder_unit,
        body={
            "clock": running.promise.clock.value,
            "cycle": running.promise.cycle,
            "rung": rung.number,
            "strength": rung.strength.value,
            "due": running.due_at.isoformat(),
            "told": [person.account for person in told],
        },
    )
    changes = {
        "strength": _louder(case.strength, rung.strength).value,
        "overdue": case.overdue or now > running.due_at,
    }
    return entry, changes


def _louder(before: Strength | None, now: Strength) -> Strength:
    return max((before or now, now), key=STRENGTH_ORDER.index)


def _after(case: Case, entry: Entry, changes: dict[str, Any]) -> Case:
    return replace(
        case.after(entry), strength=Strength(changes["strength"]), overdue=changes["overdue"]
    )
