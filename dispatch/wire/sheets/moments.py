"""Days and times as people and spreadsheets write them. What could be two days is none."""

import re
from datetime import date, datetime, timedelta

from dispatch.clock import COUNTY_ZONE
from dispatch.wire.sheets.plain import plain

_DAY = re.compile(
    r"(?P<year>\d{4})\s*(?:[-/.年])\s*(?P<month>\d{1,2})\s*(?:[-/.月])\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:[ T]*(?:星期.|周.)?\s*(?P<rest>\S.*))?"
)
_TIGHT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\s*(?P<rest>\d{6}))?")
_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|AM|PM)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})?\s*分?"
    r"(?:[:：]?\s*\d{1,2}(?:\.\d+)?\s*秒?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_FIRST = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""
_EARLIEST, _LATEST = 36_526, 73_050
"""Serial numbers of the years 2000 to 2099: others are no days."""
_NOON = 12
_LATER = ("下午", "晚上", "pm")


def read_day(text: str) -> date | None:
    """Return the county's day that a text names, or None if it names none for certain."""
    text = plain(text)
    if _SERIAL.fullmatch(text):
        days = int(float(text))
        return _FIRST + timedelta(days=days) if _EARLIEST <= days <= _LATEST else None
    found = _DAY.fullmatch(text) or _TIGHT.fullmatch(text)
    if found is None:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    rest = (found["rest"] or "").strip()
    if not rest or rest.isdigit():
        return day
    return _at(day, rest)


def _at(day: date, rest: str) -> date | None:
    """Return the day that a time falls on here: an offset can move it."""
    time = _TIME.fullmatch(rest)
    if time is None:
        return None
    hour = int(time["hour"])
    if (time["half"] or "").lower() in _LATER and hour < _NOON:
        hour += _NOON
    try:
        moment = datetime(day.year, day.month, day.day, hour, int(time["minute"] or 0))  # noqa: DTZ001
    except ValueError:
        return None
    if zone := time["zone"]:
        offset = "+00:00" if zone.upper() == "Z" else zone
        moment = datetime.fromisoformat(f"{moment.isoformat()}{offset}")
        return moment.astimezone(COUNTY_ZONE).date()
    return day
