"""Instants and lengths of time in words: always the county's zone, always the weekday.

剩 3 小时 20 分 · 今天(周二) 11:20 到期
3 h 20 min left · today (Tue) 11:20
"""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.budget import WORKING_TIME
from dispatch.deadlines.limits import elapsed
from dispatch.deadlines.years import MissingYear
from dispatch.vocabulary import AreaCode, LimitType
from dispatch.web.languages import said, spoken
from dispatch.web.visit import present_visit

NEAR = {-1: "昨天", 0: "今天", 1: "明天"}
_HOUR = 60
_DAY = 24 * _HOUR


def instant(at: datetime | None) -> str:
    """Return 11月24日 周二 09:05, with the year when it is not this one."""
    return f"{_day(at)} {_time(at)}" if at else "—"


def written_instant(kept: str) -> str:
    """Return an instant that stands written in a timeline's entry."""
    return instant(datetime.fromisoformat(kept))


def near_instant(at: datetime | None) -> str:
    """Return an instant as people say it: 今天(周二) 09:05."""
    if at is None:
        return "—"
    there = at.astimezone(COUNTY_ZONE).date()
    near = NEAR.get((there - _today()).days)
    if near is None:
        return instant(at)
    return f"{said(near)}({format_date(there, 'EEE', spoken())}) {_time(at)}"


def duration(minutes: int, day: int = _DAY) -> str:
    """Return a length of time in words; ``day`` is how many of its minutes make a day."""
    days, rest = divmod(minutes, day)
    hours, left = divmod(rest, _HOUR)
    parts = [
        (_days(days) if day == _DAY else _work_days(days)) if days else "",
        _("%(n)s 小时", n=hours) if hours else "",
        _("%(n)s 分", n=left) if left and not days else "",
    ]
    return " ".join(part for part in parts if part) or str(_("不到 1 分"))


def between(since: datetime, to: datetime, kind: LimitType, places: Iterable[AreaCode]) -> str:
    """Return the time between two instants, in working time where the limit is in it."""
    calendar = present_visit().county.calendar(tuple(places))
    try:
        minutes = elapsed(calendar, since, to, working=kind in WORKING_TIME)
    except MissingYear:
        return _days((to - since).days)
    in_days = kind is LimitType.WORK_DAY
    return duration(minutes, calendar.hours.standard.length if in_days else _DAY)


def time_left(due: datetime, kind: LimitType, places: Iterable[AreaCode] = ()) -> str:
    """Return what is left until a due, or how late it is."""
    now = present_visit().now
    if due < now:
        return str(_("超期 %(time)s", time=between(due, now, kind, places)))
    return str(_("剩 %(time)s", time=between(now, due, kind, places)))


def is_working_time(kind: LimitType) -> bool:
    """Say whether a limit is counted in working time only."""
    return kind in WORKING_TIME


def is_past(at: datetime) -> bool:
    """Say whether an instant has gone by on the county's clock."""
    return at < present_visit().now


def _day(at: datetime) -> str:
    there = at.astimezone(COUNTY_ZONE)
    pattern = _("M月d日 EEE") if there.year == _today().year else _("y年M月d日 EEE")
    return format_date(there.date(), pattern, spoken())


def _days(count: int) -> str:
    return str(ngettext("%(num)s 天", "%(num)s 天", count))


def _work_days(count: int) -> str:
    return str(ngettext("%(num)s 个工作日", "%(num)s 个工作日", count))


def _time(at: datetime) -> str:
    return f"{at.astimezone(COUNTY_ZONE):%H:%M}"


def _today() -> date:
    return present_visit().now.astimezone(COUNTY_ZONE).date()


FILTERS = {
    "instant": instant,
    "written_instant": written_instant,
    "near_instant": near_instant,
    "time_left": time_left,
    "between": between,
    "is_past": is_past,
    "is_working_time": is_working_time,
}
