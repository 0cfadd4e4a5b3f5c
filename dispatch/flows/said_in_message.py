"""What a message says of each case: unit, clock and time left, in the county's words."""

from collections.abc import Iterable
from datetime import datetime

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines.budget import WORKING_TIME
from dispatch.deadlines.limits import elapsed
from dispatch.deadlines.years import MissingYear
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.notices.deliveries import Told
from dispatch.notices.message import Line
from dispatch.notices.model import NoticeKind
from dispatch.vocabulary import LABELS

_MOVES = {
    NoticeKind.HANDED_BACK: "案件被退回,待重新研判",
    NoticeKind.SENT_BACK: "核实未通过,退回重办",
    NoticeKind.REOPENED: "已办结案件重启",
}
_WEEKDAYS = "一二三四五六日"
_HOUR = 60


def lines_of(told: Iterable[Told], *, county: LoadedCounty, now: datetime) -> list[Line]:
    """Return one line for each notice of a message."""
    return [
        Line(
            number=each.number or "",
            title=each.title,
            unit=county.book.register.name(each.holder) if each.holder else "",
            what=_what(each),
            time=_time(each, county, now),
        )
        for each in told
    ]


def _what(told: Told) -> str:
    if told.kind is NoticeKind.ALARM:
        return f"{_clock(told)}督办无人可通知"
    if told.kind is NoticeKind.SUPERVISED and told.strength:
        return f"督查{LABELS[told.strength]}"
    if told.kind in _MOVES:
        return _MOVES[told.kind]
    return f"{_clock(told)}{LABELS[told.strength] if told.strength else '提醒'}"


def _clock(told: Told) -> str:
    return f"{LABELS[told.clock]}时限" if told.clock else ""


def _time(told: Told, county: LoadedCounty, now: datetime) -> str:
    if told.due is None or told.limit is None:
        return ""
    calendar = county.calendar(told.places or (county.root,))
    late = told.due < now
    since, to = (told.due, now) if late else (now, told.due)
    at = told.due.astimezone(COUNTY_ZONE)
    due = f"{at.month}月{at.day}日 周{_WEEKDAYS[at.weekday()]} {at:%H:%M} 到期"
    working = told.limit in WORKING_TIME
    try:
        minutes = elapsed(calendar, since, to, working=working)
    except MissingYear:
        return due
    hours, rest = divmod(minutes, _HOUR)
    length = f"{hours} 小时 {rest} 分" if hours else f"{rest} 分"
    spent = f"{'已超期' if late else '剩'} {length}{'(工作时间)' if working else ''}"
    return f"{spent},{due}"
