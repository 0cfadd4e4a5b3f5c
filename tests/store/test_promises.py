"""Clocks come back from their rows as they went in; what the brake holds is left out."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from dispatch.deadlines.brake import Held
from dispatch.deadlines.budget import Budget
from dispatch.deadlines.promise import Ground, Suspension, resume, suspend
from dispatch.deadlines.running import Running, SubjectKind, begin, climb, look_again, run_on, stop
from dispatch.people.scope import WORKER
from dispatch.vocabulary import ClockName, LimitType, Urgency
from tests.store.lived_in import AWAY
from tests.support.county import START, CountyWorld

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def a_clock(
    county: CountyWorld,
    clock: ClockName = ClockName.HANDLE,
    *,
    budget: Budget | None = None,
    urgency: Urgency = Urgency.YELLOW,
    cycle: int = 1,
    subject: uuid.UUID | None = None,
) -> Running:
    loaded = county.loaded
    return begin(
        county=county.code,
        kind=SubjectKind.CASE,
        subject_id=subject or uuid.uuid4(),
        clock=clock,
        budget=budget or loaded.book.limits.budget(clock, urgency),
        urgency=urgency,
        ladder=loaded.book.ladders.ladder(clock, urgency),
        calendar=loaded.calendar((loaded.root,)),
        now=county.clock.now(),
        cycle=cycle,
    )


def kept(county: CountyWorld, *clocks: Running) -> list[Running]:
    """Save clocks in one transaction and read them in another."""
    with county.deployment.work(WORKER) as work:
        work.promises.save(clocks)
    with county.deployment.work(WORKER) as work:
        return [
            found
            for subject in dict.fromkeys(each.subject_id for each in clocks)
            for found in work.promises.all_of(county.code, subject)
        ]


class TestPromiseRow:
    def test_gives_back_every_kind_of_clock(self, county: CountyWorld) -> None:
        clocks = [a_clock(county, name, urgency=each) for name in ClockName for each in Urgency]

        assert kept(county, *clocks) == clocks

    def test_keeps_a_budget_exactly(self, county: CountyWorld) -> None:
        values = (Fraction(1, 12), Fraction(1, 3), Fraction(7, 2), 15, Fraction(99991, 100003))
        budgets = [Budget(Fraction(value), kind) for value in values for kind in LimitType]

        found = kept(county, *(a_clock(county, budget=budget) for budget in budgets))

        assert [each.promise.budget for each in found] == budgets

    def test_keeps_the_ledger_with_its_grounds_and_words(self, county: CountyWorld) -> None:
        running, now = a_clock(county), START
        calendar = county.loaded.calendar((county.loaded.root,))
        postponed = suspend(
            running.promise,
            calendar,
            now=now + timedelta(minutes=7, microseconds=123456),
            until=now + timedelta(days=3),
            reason="等待 “材料” \\ 到货\n第二行",
            approved_by="zhongxin-leader",
        )
        resumed = resume(postponed, now=now + timedelta(days=1, microseconds=1))
        finished = stop(replace(running, promise=resumed), now + timedelta(days=2))
        ran_on = run_on(finished, calendar, now + timedelta(days=2, hours=5))

        (found,) = kept(county, ran_on)

        assert found == ran_on
        assert [entry.ground for entry in found.promise.suspensions] == [
            Ground.POSTPONED,
            Ground.VERIFICATION,
        ]
        assert found.promise.suspensions[0].reason == "等待 “材料” \\ 到货\n第二行"

    def test_follows_a_clock_through_its_life(self, county: CountyWorld) -> None:
        calendar = county.loaded.calendar((county.loaded.root,))
        running = a_clock(county)
        for moved in (
            climb(running, calendar, START + HOUR),
            climb(climb(running, calendar, START + HOUR), calendar, START + 2 * HOUR),
            stop(running, START + 3 * HOUR),
            run_on(stop(running, START + 3 * HOUR), calendar, START + 9 * HOUR),
        ):
            assert kept(county, moved) == [moved]

    def test_gives_back_many_kinds_of_clocks(self, county: CountyWorld) -> None:
        """Two hundred, drawn with a fixed seed, saved and read at once."""
        clocks = list(drawn(county, random.Random(330521), 200))  # noqa: S311 - a test's draw

        assert kept(county, *clocks) == clocks

    def test_reads_the_newest_cycle_of_each_clock(self, county: CountyWorld) -> None:
        first = a_clock(county, ClockName.VERIFY)
        second = a_clock(county, ClockName.VERIFY, cycle=2, subject=first.subject_id)
        handle = a_clock(county, ClockName.HANDLE, subject=first.subject_id)
        kept(county, second, first, handle)

        with county.deployment.work(WORKER) as work:
            found = work.promises.of(county.code, first.subject_id)

        assert found == {ClockName.VERIFY: second, ClockName.HANDLE: handle}

    def test_keeps_a_ladder_once_for_many_clocks(self, county: CountyWorld) -> None:
        kept(county, *(a_clock(county) for _ in range(20)))

        assert county.rows("select count(*) from frozen_ladder") == [(1,)]


def drawn(county: CountyWorld, draw: random.Random, count: int) -> Iterator[Running]:
    calendar = county.loaded.calendar((county.loaded.root,))
    for _ in range(count):
        running = a_clock(
            county,
            draw.choice(list(ClockName)),
            budget=Budget(
                Fraction(draw.randint(1, 500), draw.randint(1, 60)), draw.choice(list(LimitType))
            ),
            urgency=draw.choice(list(Urgency)),
            cycle=draw.randint(1, 9),
        )
        ledger, at = [], START
        for _ in range(draw.randint(0, 3)):
            at += timedelta(microseconds=draw.randint(1, 10**11))
            ends = at + timedelta(microseconds=draw.randint(1, 10**11))
            ledger.append(Suspension(at, ends, draw.choice(list(Ground)), draw.choice("甲乙"), "u"))
            at = ends
        held = replace(running, promise=replace(running.promise, suspensions=tuple(ledger)))
        held = look_again(replace(held, rungs_fired=draw.randint(0, 4)), calendar)
        yield stop(held, at + HOUR) if draw.random() < 0.3 else held


def timed(county: CountyWorld, *instants: datetime) -> list[Running]:
    """Save clocks whose next rungs lie at these instants."""
    clocks = [replace(a_clock(county), next_at=at) for at in instants]
    kept(county, *clocks)
    return clocks


def due(county: CountyWorld, now: datetime, limit: int = 100) -> list[datetime | None]:
    with county.deployment.work(WORKER) as work:
        found = work.promises.due(
            county.code,
            SubjectKind.CASE,
            now=now,
            limit=limit,
            held=work.promises.held(county.code),
        )
    return [each.next_at for each in found]


def hold(county: CountyWorld, held: Held) -> bool:
    with county.deployment.work(WORKER) as work:
        return work.promises.hold(county.code, held)


def held(county: CountyWorld) -> Held | None:
    with county.deployment.work(WORKER) as work:
        return work.promises.held(county.code)


def release(county: CountyWorld, at: datetime = START) -> bool:
    with county.deployment.work(WORKER) as work:
        return work.promises.release(county.code, at=at)


class TestDue:
    def test_comes_oldest_first_and_no_more_than_asked(self, county: CountyWorld) -> None:
        at = [START + n * MINUTE for n in range(5)]
        timed(county, at[3], at[0], at[4], at[1], at[2])

        assert due(county, START + HOUR) == at
        assert due(county, START + HOUR, limit=2) == at[:2]
        assert due(county, at[2]) == at[:3]

    def test_leaves_out_what_has_stopped(self, county: CountyWorld) -> None:
        kept(county, stop(a_clock(county), START + MINUTE))

        assert due(county, START + timedelta(days=300)) == []

    def test_of_another_county_is_another_matter(self, county: CountyWorld) -> None:
        timed(county, START)

        with county.deployment.work(WORKER) as work:
            theirs = work.promises.due(AWAY, SubjectKind.CASE, now=START + HOUR, limit=9)
            assert theirs == []
            assert work.promises.count_due(county.code, now=START + HOUR) == 1

    def test_leaves_out_the_window_that_is_held(self, county: CountyWorld) -> None:
        """The window's beginning is outside it and its end inside."""
        at = [START + n * MINUTE for n in range(5)]
        timed(county, *at)

        hold(county, Held(START + HOUR, "clock_jump", at[1], at[3]))

        assert due(county, START + HOUR) == [at[0], at[1], at[4]]
        release(county)
        assert due(county, START + HOUR) == at


class TestLock:
    def test_passes_by_what_another_holds(self, county: CountyWorld) -> None:
        clocks = timed(county, START, START + MINUTE)

        with county.deployment.work(WORKER) as first, county.deployment.work(WORKER) as second:
            mine = first.promises.lock(clocks[:1])
            others = second.promises.lock(clocks)

        assert mine == clocks[:1]
        assert others == clocks[1:]

    def test_reads_again_what_has_changed_since(self, county: CountyWorld) -> None:
        (clock,) = timed(county, START)
        kept(county, stop(clock, START + MINUTE))

        with county.deployment.work(WORKER) as work:
            assert work.promises.lock([clock]) == []


class TestBrake:
    JUMP = Held(START + HOUR, "clock_jump", START, START + HOUR)

    def test_is_off_until_it_is_put_on_and_again_once_it_is_released(
        self, county: CountyWorld
    ) -> None:
        assert held(county) is None

        assert hold(county, self.JUMP)
        assert held(county) == self.JUMP

        assert release(county)
        assert held(county) is None

    def test_is_put_on_once(self, county: CountyWorld) -> None:
        hold(county, self.JUMP)

        assert not hold(county, self.JUMP)
        assert held(county) == self.JUMP

    def test_that_is_on_is_widened_and_never_narrowed(self, county: CountyWorld) -> None:
        hold(county, self.JUMP)

        assert not hold(
            county, replace(self.JUMP, due_after=START + MINUTE, due_until=START + MINUTE)
        )
        assert hold(county, replace(self.JUMP, due_until=START + 2 * HOUR))

        assert held(county) == replace(self.JUMP, due_until=START + 2 * HOUR)

    def test_that_was_released_takes_a_window_of_its_own(self, county: CountyWorld) -> None:
        hold(county, self.JUMP)
        release(county)
        later = Held(START + 5 * HOUR, "flood", START + 4 * HOUR, START + 5 * HOUR)

        assert hold(county, later)

        assert held(county) == later

    def test_that_is_off_cannot_be_released(self, county: CountyWorld) -> None:
        assert not release(county)
        hold(county, self.JUMP)
        release(county)
        assert not release(county)

    def test_keeps_its_window_out_of_the_flood_also_after_its_release(
        self, county: CountyWorld
    ) -> None:
        timed(county, *(START + n * MINUTE for n in range(1, 5)), START + 2 * HOUR)

        def count() -> int:
            with county.deployment.work(WORKER) as work:
                return work.promises.count_due(county.code, now=START + 3 * HOUR)

        assert count() == 5
        hold(county, self.JUMP)
        assert count() == 1
        release(county)
        assert count() == 1

    def test_of_one_county_is_not_anothers(self, county: CountyWorld) -> None:
        hold(county, self.JUMP)

        with county.deployment.work(WORKER) as work:
            assert work.promises.held(AWAY) is None
