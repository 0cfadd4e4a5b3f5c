"""Working periods of a county, its seasons and the areas that keep their own.

    default: ["08:00-12:00", "14:00-18:00"]
    seasons: [{from: "06-15", to: "09-15", periods: ["08:00-12:00", "14:30-18:00"]}]
    areas:   [{areas: ["330521104"], periods: ["08:30-12:00", "13:30-17:30"]}]

A bare list of periods is a default. What an area says of itself holds all
year there, unless it names seasons of its own; an area that names only
seasons keeps the county's day outside them.
"""

import calendar
from collections.abc import Sequence
from itertools import pairwise

from dispatch.deadlines.calendar import AreaHours
from dispatch.deadlines.hours import ORDINARY_HOURS, DayHours, Season, WorkingHours
from dispatch.vocabulary import AreaCode
from dispatch.wire.county.fields import Field, minute_of_day

_LEAP = 2024
"""Seasons may begin on 29 February."""


def read_hours(field: Field) -> tuple[WorkingHours, tuple[AreaHours, ...]]:
    """Return the hours of a county and of its areas; problems are noted."""
    if isinstance(field.value, list):
        return WorkingHours(_periods(field) or ORDINARY_HOURS.standard), ()
    parts = field.fields(known=("default", "seasons", "areas"))
    standard = _periods(parts["default"]) if "default" in parts else None
    hours = WorkingHours(standard or ORDINARY_HOURS.standard, _seasons(parts))
    areas = tuple(_areas(parts["areas"], hours)) if "areas" in parts else ()
    return hours, areas


def _areas(field: Field, county: WorkingHours) -> Sequence[AreaHours]:
    found = []
    seen: set[AreaCode] = set()
    for entry in field.items():
        parts = entry.fields(known=("areas", "periods", "seasons"))
        if "areas" not in parts or not parts.keys() & {"periods", "seasons"}:
            entry.refuse("names no areas, or neither periods nor seasons for them")
            continue
        codes = {code for item in parts["areas"].items() if (code := _code(item))}
        for code in codes & seen:
            entry.refuse(f"area {code} stands in another entry too; keep one")
        seen |= codes
        own = _periods(parts["periods"]) if "periods" in parts else None
        hours = WorkingHours(own or county.standard, _seasons(parts))
        found.append(AreaHours(frozenset(codes), hours))
    return found


def _code(field: Field) -> AreaCode | None:
    # YAML gives an unquoted code as a number; a division code never begins with 0.
    text = str(field.value)
    if type(field.value) in {str, int} and text.isascii() and text.isdigit():
        return AreaCode(text)
    field.refuse(f"{field.value!r} is no area code")
    return None


def _seasons(parts: dict[str, Field]) -> tuple[Season, ...]:
    if "seasons" not in parts:
        return ()
    seasons: list[Season] = []
    for entry in parts["seasons"].items():
        of_season = entry.fields(known=("from", "to", "periods"))
        missing = {"from", "to", "periods"} - of_season.keys()
        if missing:
            entry.refuse(f"has no {', '.join(sorted(missing))}")
            continue
        first, last = _day_of_year(of_season["from"]), _day_of_year(of_season["to"])
        hours = _periods(of_season["periods"])
        if first is None or last is None or hours is None:
            continue
        season = Season(first, last, hours)
        if any(_overlap(season, other) for other in seasons):
            entry.refuse("overlaps a season above; a day has one set of periods")
        seasons.append(season)
    return tuple(seasons)


def _overlap(one: Season, other: Season) -> bool:
    return one.covers(*other.first) or other.covers(*one.first)


def _day_of_year(field: Field) -> tuple[int, int] | None:
    month, dash, day = str(field.value).partition("-")
    if dash and month.isdecimal() and day.isdecimal() and month.isascii() and day.isascii():
        number = int(month)
        if number in range(1, 13) and 1 <= int(day) <= calendar.monthrange(_LEAP, number)[1]:
            return number, int(day)
    field.refuse(f"{field.value!r} is no day of the year like 06-15")
    return None


def _periods(field: Field) -> DayHours | None:
    items = list(field.items())
    periods = [period for item in items if (period := _period(item))]
    if not items or len(periods) < len(items):
        return None
    for (_, end), (begin, _) in pairwise(periods):
        if begin < end:
            field.refuse("are not in order, or overlap")
            return None
    return DayHours(tuple(periods))


def _period(field: Field) -> tuple[int, int] | None:
    match field.value:
        case str(text):
            begin, _, end = text.replace("–", "-").partition("-")
            since, to = minute_of_day(begin), minute_of_day(end)
        case [begin, end] | {"from": begin, "to": end}:
            since, to = minute_of_day(begin), minute_of_day(end)
        case _:
            since = to = None
    if since is None or to is None or to <= since:
        field.refuse(f"{field.value!r} is no period like 08:00-12:00")
        return None
    return since, to
