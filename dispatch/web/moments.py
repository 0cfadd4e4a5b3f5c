"""Instants and lengths of time in words: always the county's zone, always the weekday.

剩 3 小时 20 分 · 今天(周二) 11:20 到期
"""

from collections.abc import Iterable
from datetime import date, datetime

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.budget import WORKING_TIME
from dispatch.deadlines.limits import elapsed
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import AreaCode, LimitType
from dispatch.web.visit import present_visit

_WEEKDAYS = "一二三四五六日"
_NEAR = {-1: "昨天", 0: "今天", 1: "明天"}
_HOUR = 60
_DAY = 24 * _HOUR


def instant(at: datetime | None) -> str:
    """Return 11月24日 周二 09:05, with the year when it is not this one."""
    return f"{_day(at)} {_time(at)}" if at else "—"


def near_instant(at: datetime | None) -> str:
    """Return an instant as people say it: 今天(周二) 09:05."""
    if at is None:
        return "—"
    there = at.astimezone(COUNTY_ZONE).date()
    near = _NEAR.get((there - _today()).days)
    return f"{near}(周{_WEEKDAYS[there.weekday()]}) {_time(at)}" if near else instant(at)


def duration(minutes: int, day: int = _DAY) -> str:
    """Return a length of time in words; ``day`` is how many of its minutes make a day."""
    days, rest = divmod(minutes, day)
    hours, left = divmod(rest, _HOUR)
    parts = [
        f"{days} {'天' if day == _DAY else '个工作日'}" if days else "",
        f"{hours} 小时" if hours else "",
        f"{left} 分" if left and not days else "",
    ]
    return " ".join(part for part in parts if part) or "不到 1 分"


def between(since: datetime, to: datetime, kind: LimitType, places: Iterable[AreaCode]) -> str:
    """Return the time between two instants, in working time where the limit is in it."""
    calendar = present_visit().county.calendar(tuple(places))
    try:
        minutes = elapsed(calendar, since, to, working=kind in WORKING_TIME)
    except MissingYear:
        return f"{(to - since).days} 天"
    in_days = kind is LimitType.WORK_DAY
    return duration(minutes, calendar.hours.standard.length if in_days else _DAY)


def time_left(due: datetime, kind: LimitType, places: Iterable[AreaCode] = ()) -> str:
    """Return what is left until a due, or how late it is."""
    now = present_visit().now
    if due < now:
        return f"超期 {between(due, now, kind, places)}"
    return f"剩 {between(now, due, kind, places)}"


def is_working_time(kind: LimitType) -> bool:
    """Say whether a limit is counted in working time only."""
    return kind in WORKING_TIME


def is_past(at: datetime) -> bool:
    """Say whether an instant has gone by on the county's clock."""
    return at < present_visit().now


def _day(at: datetime) -> str:
    there = at.astimezone(COUNTY_ZONE)
    year = "" if there.year == _today().year else f"{there.year}年"
    return f"{year}{there.month}月{there.day}日 周{_WEEKDAYS[there.weekday()]}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(COUNTY_ZONE):%H:%M}"


def _today() -> date:
    return present_visit().now.astimezone(COUNTY_ZONE).date()


FILTERS = {
    "instant": instant,
    "near_instant": near_instant,
    "time_left": time_left,
    "between": between,
    "is_past": is_past,
    "is_working_time": is_working_time,
}
