"""``calendar.json``, ``limits.yaml`` and ``ladder.yaml``: a county's time and its promises.

A county writes only what it changes: a clock or an urgency that its files do
not name keeps the limit and the ladder that the product ships. What is named
must be right; all that is wrong is noted at once.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.hours import MINUTES_A_DAY, ORDINARY_HOURS
from dispatch.deadlines.policy import LadderBook, LimitBook
from dispatch.deadlines.quiet import QuietHours
from dispatch.deadlines.rungs import Ladder
from dispatch.deadlines.years import Year, YearStatus
from dispatch.vocabulary import ClockName, Urgency
from dispatch.wire.county.fields import Field, read_json, read_yaml
from dispatch.wire.county.files import CALENDAR, COUNTY, LADDER, LIMITS, or_default
from dispatch.wire.county.problems import Problems
from dispatch.wire.county.rungs import read_budget, read_rungs
from dispatch.wire.county.working_hours import read_hours

_Policy = TypeVar("_Policy")
_Table = dict[tuple[ClockName, Urgency | None], _Policy]
"""None stands for the urgencies that are not named."""

_YEARS = range(2000, 2200)
_DEFAULT = "default"
_PERIODS = "periods"


def read_calendar(
    calendar_json: bytes, county_yaml: Mapping[str, Any] | None, problems: Problems
) -> Calendar | None:
    """Return the county's calendar, or None and problems.

    Working periods stand in ``county.yaml``; a county that puts them into
    ``calendar.json`` is understood too, and the former wins.
    """
    before = _count(problems)
    whole = read_json(CALENDAR, calendar_json, problems)
    if whole is None:
        return None
    entries = whole.fields()
    written = entries.pop(_PERIODS, None)
    if county_yaml is not None and county_yaml.get(_PERIODS) is not None:
        written = Field(COUNTY, _PERIODS, county_yaml[_PERIODS], problems)
    hours, areas = (ORDINARY_HOURS, ()) if written is None else read_hours(written)
    years = [year for name, field in entries.items() if (year := _year(name, field))]
    if isinstance(whole.value, dict) and not entries:
        whole.refuse("holds no year; give at least the present one")
    return None if _count(problems) > before else Calendar(years, hours, areas)


def read_limits(text: bytes, problems: Problems) -> LimitBook | None:
    """Return the budget of every clock and urgency, or None and problems."""
    before = _count(problems)
    own, shipped = (
        {} if whole is None else _table(whole, lambda field: read_budget(field, in_minutes=True))
        for whole in _own_and_shipped(LIMITS, text, problems)
    )
    return None if _count(problems) > before else LimitBook(_complete(own, shipped))


def read_ladder(text: bytes, problems: Problems) -> LadderBook | None:
    """Return the ladder of every clock and urgency, or None and problems."""
    before = _count(problems)
    known = ("ladders", "repeat", "quiet_hours", "acknowledge_expires")
    own, shipped = (
        {} if whole is None else whole.fields(known)
        for whole in _own_and_shipped(LADDER, text, problems)
    )
    tables = [
        _table(parts["ladders"], read_rungs) if "ladders" in parts else {}
        for parts in (own, shipped)
    ]
    parts = shipped | own
    again = parts["repeat"].fields(known=("every",))
    repeat = read_budget(again["every"]) if "every" in again else None
    if "every" not in again:
        parts["repeat"].refuse("needs every: how long after the last rung it is told again")
    quiet = None if parts["quiet_hours"].value is None else _quiet(parts["quiet_hours"])
    expires = read_budget(parts["acknowledge_expires"])
    if repeat is None or expires is None or _count(problems) > before:
        return None
    ladders = {key: Ladder(rungs, repeat) for key, rungs in _complete(*tables).items()}
    return LadderBook(ladders, quiet, expires)


def _year(name: str, field: Field) -> Year | None:
    if not (name.isascii() and name.isdigit() and int(name) in _YEARS):
        field.refuse("is neither a year nor the working periods")
        return None
    parts = field.fields(known=("status", "off", "work"))
    status = parts["status"].value if "status" in parts else None
    if status not in set(YearStatus):
        parts.get("status", field).refuse(f"needs a status of {' or '.join(YearStatus)}")
        return None
    off, work = (_days(parts[kind], int(name)) if kind in parts else {} for kind in ("off", "work"))
    for day in off.keys() & work.keys():
        field.refuse(f"{day} is both off and worked")
    return Year(int(name), YearStatus(status), off, work)


def _days(field: Field, year: int) -> dict[date, str]:
    days = {}
    for written, name in field.fields().items():
        day = Field(field.file, field.path, written, field.problems).day()
        if day is not None and day.year != year:
            name.refuse(f"stands under {year}; move it to its own year")
        elif day is not None:
            days[day] = str(name.value)
    return days


def _own_and_shipped(file: str, text: bytes, problems: Problems) -> tuple[Field | None, ...]:
    return tuple(read_yaml(file, data, problems) for data in (text, or_default({}, file)))


def _table(field: Field, read: Callable[[Field], _Policy | None]) -> _Table[_Policy]:
    table: _Table[_Policy] = {}
    for clock, of_clock in field.fields(known=tuple(ClockName)).items():
        for word, entry in of_clock.fields(known=(_DEFAULT, *Urgency)).items():
            urgency = None if word == _DEFAULT else Urgency(word)
            if (policy := read(entry)) is not None:
                table[ClockName(clock), urgency] = policy
    return table


def _complete(
    own: _Table[_Policy], shipped: _Table[_Policy]
) -> dict[tuple[ClockName, Urgency], _Policy]:
    # A county's default for a clock goes before what the product ships for one urgency of it.
    return {
        (clock, urgency): next(
            table[clock, word]
            for table in (own, shipped)
            for word in (urgency, None)
            if (clock, word) in table
        )
        for clock in ClockName
        for urgency in Urgency
    }


def _quiet(field: Field) -> QuietHours | None:
    parts = field.fields(known=("from", "to", "urgencies"))
    if parts.keys() != {"from", "to", "urgencies"}:
        field.refuse("needs from, to and urgencies, or null for none")
        return None
    begin, end = parts["from"].minute_of_day(), parts["to"].minute_of_day()
    calm = {Urgency.YELLOW, Urgency.BLUE}
    urgencies = set()
    for item in parts["urgencies"].items():
        if item.value in calm:
            urgencies.add(Urgency(item.value))
        else:
            item.refuse("only yellow and blue wait for the morning; red and orange never do")
    if begin is None or end is None:
        return None
    if begin % MINUTES_A_DAY == end % MINUTES_A_DAY:
        field.refuse("begin and end in the same minute; write null for none")
        return None
    return QuietHours(begin, end, frozenset(urgencies))


def _count(problems: Problems) -> int:
    return sum(1 for _ in problems)
