"""What a time limit says as people write it. A bare hour or day is never guessed.

2紧急工作时 ─► 2 urgent_hour      5个工作日 ─► 5 work_day      24小时内 ─► 24, of which kind?
"""

import re
from dataclasses import dataclass

from dispatch.deadlines.budget import MOST
from dispatch.vocabulary import LABELS, LimitType
from dispatch.wire.sheets.plain import plain

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SAID = re.compile(
    r"(?:在|应在|须在|不超过|限)?(?P<value>\d+(?:\.\d+)?|[零〇一二两三四五六七八九十]{1,3})\s*"
    r"(?:个)?(?P<unit>紧急工作小时|紧急工作时|紧急工作日|紧急工作天|工作小时|工作时|工作日|工作天"
    r"|自然日|日历日|日历天|小时|钟头|天|日|urgent_hour|urgent_day|work_hour|work_day|hour_ambiguous|day_ambiguous)"
    r"(?P<rest>.*)"
)
_TYPES = {
    "紧急工作小时": LimitType.URGENT_HOUR,
    "紧急工作时": LimitType.URGENT_HOUR,
    "紧急工作日": LimitType.URGENT_DAY,
    "紧急工作天": LimitType.URGENT_DAY,
    "工作小时": LimitType.WORK_HOUR,
    "工作时": LimitType.WORK_HOUR,
    "工作日": LimitType.WORK_DAY,
    "工作天": LimitType.WORK_DAY,
    # Days by the calendar run on Sundays too, as urgent days do.
    "自然日": LimitType.URGENT_DAY,
    "日历日": LimitType.URGENT_DAY,
    "日历天": LimitType.URGENT_DAY,
    **{str(each): each for each in LimitType},
}
_HOURS = frozenset({"小时", "钟头", "hour_ambiguous"})
_HARMLESS = re.compile(
    r"[\s。.,，、;；]*(?:以?内|之内)?(?:处置|办理|完成|办结|处理|处置完毕)?[\s。.]*"
)
_ANSWER = re.compile(r"(\d+(?:\.\d+)?)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class SaidLimit:
    """A limit as far as a text tells it."""

    value: str = ""
    """The number; empty where the text has none that could be meant."""
    type: LimitType | None = None
    """None where the text leaves it open, or says more than a limit."""
    fits: tuple[LimitType, ...] = tuple(LimitType)
    """The types that the text could mean."""
    proposed: str = ""


def read_limit(text: str) -> SaidLimit:
    """Say what a text tells of a limit."""
    said = _SAID.fullmatch(plain(text))
    if said is None:
        return SaidLimit()
    value = _value(said["value"])
    if not value or not 0 < float(value) <= MOST:
        return SaidLimit()
    kind = _TYPES.get(said["unit"])
    if kind is None:
        hours = said["unit"] in _HOURS
        fits = (
            (LimitType.URGENT_HOUR, LimitType.WORK_HOUR)
            if hours
            else (LimitType.URGENT_DAY, LimitType.WORK_DAY)
        )
        return SaidLimit(value, None, fits)
    if not _HARMLESS.fullmatch(said["rest"]):
        return SaidLimit(value, None, (kind,), f"{value} {kind}")
    return SaidLimit(value, kind)


def read_answer(text: str, value: str) -> tuple[str, LimitType] | None:
    """Return what a person answered: a type for the known value, or value and type."""
    if text in set(LimitType):
        return (value, LimitType(text)) if value else None
    if (said := _ANSWER.fullmatch(text.strip())) and (kind := _TYPES.get(said[2])):
        number = said[1]
        return (number, kind) if 0 < float(number) <= MOST else None
    return None


def label(value: str, kind: LimitType) -> str:
    """Return a limit in words, with what it means for a clock."""
    runs = {
        LimitType.URGENT_HOUR: "按钟表连续计时",
        LimitType.URGENT_DAY: "每天 24 小时连续计时",
        LimitType.WORK_HOUR: "只计上班时间",
        LimitType.WORK_DAY: "只计工作日",
    }
    return f"{value} {LABELS[kind]}({runs[kind]})"


def _value(text: str) -> str:
    """Return a number's digits; the empty text for characters that are no number."""
    if text[0].isdigit():
        return text
    tens, found, rest = text.partition("十")
    if any(each not in _DIGITS for each in tens + rest) or max(len(tens), len(rest)) > 1 + (
        not found
    ):
        return ""
    if not found:
        return str(int("".join(str(_DIGITS[each]) for each in text)))
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[rest] if rest else 0))
