"""What is reported when: by month, by hour, by day of the week, and through which channel.

Matters are told by their names' words, so that another county's list has its seasons, too.
Shares are made up to look like a county's year; nobody measured them.
"""

from bisect import bisect
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate

from dispatch.clock import COUNTY_ZONE
from dispatch.responsibility.model import Matter

SEASONS: Mapping[str, tuple[frozenset[int], float]] = {
    # words: the months in which they are common, and how many times as common then
    "防汛|台风|积水|内涝|地质灾害|山塘|水库|河道": (frozenset({6, 7, 8, 9}), 5.0),
    "溺水|游泳": (frozenset({6, 7, 8}), 6.0),
    "秸秆|焚烧|露天烧": (frozenset({10, 11, 6}), 6.0),
    "森林火|山火|烟花|爆竹": (frozenset({1, 2, 3, 4, 12}), 4.0),
    "雪|冰冻|冻|取暖|煤气|一氧化碳|锅炉": (frozenset({12, 1, 2}), 5.0),
    "蚊|病媒|食品|餐饮|油烟|夜宵|水质|蓝藻": (frozenset({5, 6, 7, 8, 9}), 2.5),
    "欠薪|工资": (frozenset({12, 1, 2}), 5.0),
    "禽|畜|病死|农药|茶": (frozenset({3, 4, 5}), 2.5),
    "校|学生|培训": (frozenset({3, 4, 5, 6, 9, 10, 11, 12}), 1.8),
    "施工|噪音|噪声|扬尘": (frozenset({4, 5, 6, 9, 10, 11}), 1.8),
}

_HOURS = (
    *(2, 1, 1, 1, 1, 3),  # hardly anybody is awake
    *(14, 38, 70, 82, 66, 40),  # the morning round
    *(24, 40, 62, 66, 58, 50),
    *(44, 40, 34, 24, 12, 5),  # supper, the evening walk
)
"""Reports of a weekday by hour; the busiest hour need not be a round number."""
_BUSIEST = max(_HOURS)
_WEEKEND = 0.55

_CHANNELS = ("township_system", "hotline_12345", "grid_app", "video_patrol")
_BY_DAY = (38, 26, 28, 8)
_BY_EVENING = (10, 56, 24, 10)
_BY_NIGHT = (2, 70, 6, 22)


def pace(now: datetime) -> float:
    """Return how busy this instant is, 1 in the busiest hour of a weekday."""
    at = now.astimezone(COUNTY_ZONE)
    hour, share = at.hour, at.minute / 60
    here = _HOURS[hour] * (1 - share) + _HOURS[(hour + 1) % 24] * share
    weekend = _WEEKEND if at.weekday() >= 5 else 1.0  # noqa: PLR2004 - Saturday and Sunday
    return here / _BUSIEST * weekend


def weight(matter: Matter, month: int) -> float:
    """Return how common a matter is in a month, 1 being usual."""
    words = matter.name + "".join(matter.keywords)
    found = 1.0
    for which, (months, times) in SEASONS.items():
        if any(word in words for word in which.split("|")):
            found *= times if month in months else 0.4
    return found


def channel(now: datetime, dice: float) -> str:
    """Return through which channel a report comes at this hour; ``dice`` falls in 0 to 1."""
    hour = now.astimezone(COUNTY_ZONE).hour
    day, evening = range(7, 18), range(18, 22)
    shares = _BY_DAY if hour in day else _BY_EVENING if hour in evening else _BY_NIGHT
    steps = list(accumulate(shares))
    return _CHANNELS[bisect(steps, dice * steps[-1])]
