"""The six defects of the closest open system, each a test that it cannot be here."""

from datetime import datetime

from dispatch.casework.model import State
from dispatch.clock import COUNTY_ZONE
from dispatch.vocabulary import ClockName, Strength
from tests.support.county import CountyWorld
from tests.support.databases import as_owner

SQUAD = "wk-zfd-01"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COUNTY_ZONE)


def test_no_edit_resets_the_clock(county: CountyWorld) -> None:
    """There: the deadline is a period since the row was last changed."""
    number = county.a_case()
    due = county.clocks(number)[ClockName.HANDLE].due_at

    for minutes in (30, 60):
        county.clock.forward(minutes=minutes)
        county.person(SQUAD).comments(number)
    county.person(SQUAD).accepts(number)
    county.tick_until_quiet()

    assert county.clocks(number)[ClockName.HANDLE].due_at == due
    county.clock.forward_to(due)
    county.tick_until_quiet()
    assert county.fired(number, ClockName.HANDLE)[-1].strength is Strength.SUPERVISE


def test_a_case_without_assignee_escalates_all_the_same(county: CountyWorld) -> None:
    """There: a case that nobody was given is never looked at."""
    number = county.a_case("校门口太乱", at="330521102", matter="M043")

    county.clock.forward(days=8)
    county.tick_until_quiet()

    assert county.case(number).state is State.SORTING
    fired = county.fired(number, ClockName.DISPATCH)
    assert [each.rung for each in fired][:6] == [1, 2, 3, 4, 5, 6]
    assert county.supervisor("duban1").inbox.first.says("校门口太乱", "分派", "挂牌通报")


def test_a_missing_supervisor_is_alarmed_and_the_next_audience_told(
    county: CountyWorld, database: str
) -> None:
    """There: it is one line in a log file."""
    with as_owner(database) as owner:
        owner.execute("update account set active = false where 'supervisor' = any(roles)")
    number = county.a_case()

    county.clock.forward(days=12)
    county.tick_until_quiet()

    red, published = county.fired(number, ClockName.HANDLE)[4:6]
    assert (red.strength, red.told) == (Strength.RED_CARD, ())
    assert published.fired_at == red.fired_at
    assert "desk1" in published.told
    assert any(seen.alert.kind == "alarm" for seen in county.desk().inbox.open)
    assert county.breaches() == []


def test_the_oldest_of_many_are_served_first(county: CountyWorld) -> None:
    """There: each scan takes the newest hundred, so the oldest are never reached."""
    oldest = county.a_case("最早的一件")
    county.clock.forward(minutes=1)
    county.takes(*(county.record(f"第{n}件") for n in range(150)))
    county.clock.forward_to(beijing("2026-11-23 12:00"))

    county.tick(limit=100)

    assert len(county.fired(oldest, ClockName.SIGN)) == 1
    county.tick_until_quiet()
    assert county.rows("select count(distinct subject_id) from rung_fired") == [(151,)]


def test_escalation_alerts_and_leaves_the_case_with_its_handler(county: CountyWorld) -> None:
    """There: it moves the case to the supervisor, so the one who should act is out of it."""
    number = county.a_case()

    county.clock.forward(days=14)
    county.tick_until_quiet()

    case = county.case(number)
    assert (case.strength, case.holder_unit) == (Strength.PUBLISH, "330521001-ZFD")
    assert case.handler_unit == "330521001-ZFD"
    county.person(SQUAD).accepts(number)
    county.person(SQUAD).reports_back(number)
    assert county.case(number).state is State.TO_VERIFY


def test_a_working_day_is_one_of_the_calendar(county: CountyWorld) -> None:
    """There: a day is 24 hours, holidays and make-up days unknown."""
    county.clock.forward_to(beijing("2026-12-31 17:00"))
    number = county.a_case()  # eight working hours; 1 January is a holiday, then the weekend

    handle = county.clocks(number)[ClockName.HANDLE]

    assert handle.due_at == beijing("2027-01-04 17:00")
    assert handle.provisional
    county.clock.forward_to(beijing("2027-01-03 23:00"))
    county.tick_until_quiet()
    assert not any(
        each.strength is Strength.SUPERVISE for each in county.fired(number, ClockName.HANDLE)
    )
