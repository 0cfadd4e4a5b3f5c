"""Defects of the closest peer that can be decided by the arithmetic alone, each a test."""

from dataclasses import fields, replace

from dispatch.deadlines import promise as promises
from dispatch.deadlines.ladder import NextRung, next_rung
from dispatch.deadlines.limits import due
from dispatch.deadlines.promise import Promise
from dispatch.vocabulary import ClockName, Strength
from tests.unit.deadlines.builders import (
    DAY,
    HOUR,
    a_calendar,
    a_promise,
    a_rung,
    at,
    the_usual_ladder,
)


class TestNoEdit:
    def test_resets_the_clock(self) -> None:
        """Return, rework and a new urgency: the time already used stays used."""
        promise = a_promise(5, DAY, started="2026-11-23 08:00")
        edited = promises.tighten(
            promises.reopen(
                promises.finish(promise, now=at("2026-11-25 18:00")), now=at("2026-11-25 18:00")
            ),
            a_calendar(),
            replace(promise.budget, value=promise.budget.value * 2),
        )

        assert edited.started == promise.started
        assert promises.due(edited, a_calendar()).due == at("2026-11-27 18:00")

    def test_of_the_policy_changes_a_running_case(self) -> None:
        frozen = the_usual_ladder()
        policy = replace(frozen, rungs=(a_rung(3, Strength.PUBLISH),))

        rung = next_rung(frozen, a_promise(), 0, a_calendar())

        assert policy != frozen
        assert rung is not None
        assert rung.strength is Strength.SCREEN


class TestCaseThatNobodyHolds:
    def test_climbs_its_ladder_all_the_same(self) -> None:
        """A promise knows no assignee, so it cannot depend on one."""
        unassigned = a_promise(2, HOUR, clock=ClockName.DISPATCH)

        rung = next_rung(the_usual_ladder(), unassigned, 2, a_calendar())

        assert rung is not None
        assert rung.due == at("2026-11-23 10:00")
        assert not {field.name for field in fields(Promise)} & {"holder", "assignee", "unit"}


class TestRung:
    def test_tells_people_and_reassigns_nothing(self) -> None:
        assert {field.name for field in fields(NextRung)} == {
            "number",
            "due",
            "provisional",
            "strength",
            "audience",
            "score",
        }


class TestCalendar:
    def test_is_there(self) -> None:
        assert due(a_calendar(), at("2026-09-30 17:00"), 2, HOUR).due == at("2026-10-08 09:00")
