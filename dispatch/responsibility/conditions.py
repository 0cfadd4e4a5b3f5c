"""Conditions of a line: ``key op value`` on what a report says of itself.

A condition holds, fails, or cannot be told because the report does not say.
Not saying is never failing: somebody has to ask. Nor is saying what cannot be
compared: where a list orders an attribute by numbers alone, ``不详`` is no answer.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from dispatch.errors import Unusable
from dispatch.responsibility.model import Condition

_PART = re.compile(r"(?P<key>[^\s=!<>&]+)\s*(?P<op>!=|<=|>=|=|<|>|\bin(?=[\s({\[]))(?P<value>.*)")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEMBERS = re.compile(r"[;|,；｜，\u3001]")
_QUOTES = re.compile(r"[\"'“”‘’「」]")
_OPERATOR = re.compile(r"[=<>!]")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_HOLDS: Mapping[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPERATORS = f"{' '.join(_HOLDS)} in"
_ORDERING = frozenset({"<", "<=", ">", ">="})
_NOTHING_MEASURED: Mapping[str, "Measure"] = {}


class Measure(StrEnum):
    """What an attribute must be so that conditions can order it."""

    NUMBER = "number"
    DAY = "day"


class ConditionUnreadable(Unusable):
    """A condition that is not ``key op value`` joined by ``&``; the text says what to write."""

    code = "responsibility.condition_unreadable"

    def __init__(self, text: str, part: str, mend: str = "") -> None:
        super().__init__(
            f"condition {text!r}: {part.strip()!r} is not `key op value` "
            f"(op: {_OPERATORS}), parts joined by &{mend and '; '}{mend}"
        )
        self.text = text


def parse_condition(text: str) -> tuple[Condition, ...]:
    """Read a line's condition column; blank is no condition.

    Raises:
        ConditionUnreadable: a part is not ``key op value``.
    """
    if not text.strip():
        return ()
    return tuple(_parse_part(text, part) for part in text.split("&"))


def _parse_part(text: str, part: str) -> Condition:
    match = _PART.fullmatch(part.strip())
    if match is None:
        raise ConditionUnreadable(text, part)
    key, op, value = match["key"], match["op"], match["value"].strip()
    if not value or (op == "in" and not members(value)):
        raise ConditionUnreadable(text, part)
    if _OPERATOR.search(value):
        raise ConditionUnreadable(text, part, "a value holds none of = < > !")
    if _QUOTES.search(value):
        raise ConditionUnreadable(text, part, "write the value without quotation marks")
    return Condition(key, op, value)


@lru_cache(maxsize=4096)
def members(value: str) -> frozenset[str]:
    """Return the members of an ``in`` set, parted by ``;`` ``|`` ``,`` or ``、``.

    Separators may be of full width; brackets around the whole are allowed.
    """
    text = value.strip()
    if text and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1]
    return frozenset(part for raw in _MEMBERS.split(text) if (part := raw.strip()))


def said(attributes: Mapping[str, object], key: str) -> str | None:
    """Return what a report says of ``key`` as text; None when it does not say.

    A blank answer is no answer, and neither is a list or an object: nothing
    can be compared with it.
    """
    value = attributes.get(key)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int | float | Decimal) else None


def holds(condition: Condition, value: str) -> bool:
    """Say whether a condition holds for a value.

    Two numbers compare as numbers, two ISO dates as dates, all else as text.
    """
    if condition.op == "in":
        return any(_compare(value, member) == 0 for member in members(condition.value))
    return _HOLDS[condition.op](_compare(value, condition.value), 0)


def all_hold(conditions: Iterable[Condition], attributes: Mapping[str, object]) -> bool | None:
    """Say whether every condition holds; None when that hangs on something unsaid.

    One that fails decides, whatever else is missing.
    """
    answer: bool | None = True
    for condition in conditions:
        value = said(attributes, condition.key)
        if value is None:
            answer = None
        elif not holds(condition, value):
            return False
    return answer


def measures(conditions: Iterable[Condition]) -> Mapping[str, Measure]:
    """Return the attributes that conditions order, and name no word of: numbers, or days."""
    constants: dict[str, set[str]] = {}
    ordered: set[str] = set()
    for condition in conditions:
        among = members(condition.value) if condition.op == "in" else {condition.value}
        constants.setdefault(condition.key, set()).update(among)
        if condition.op in _ORDERING:
            ordered.add(condition.key)
    found = {
        key: measure
        for key in sorted(ordered)
        for measure in Measure
        if all(_measured(measure, constant) for constant in constants[key])
    }
    return found or _NOTHING_MEASURED


def incomparable(
    attributes: Mapping[str, object], measured: Mapping[str, Measure]
) -> tuple[str, ...]:
    """Return the attributes of which a report says something that cannot be ordered."""
    return tuple(
        [
            key
            for key, measure in measured.items()
            if (value := said(attributes, key)) is not None and not _measured(measure, value)
        ]
    )


def _measured(measure: Measure, value: str) -> bool:
    return (number if measure is Measure.NUMBER else day)(value) is not None


def written(condition: Condition) -> str:
    """Return the condition as a list would write it."""
    return f"{condition.key} {condition.op} {condition.value}"


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """Return the number that a text is, if it is one; digits may be of full width."""
    plain = unicodedata.normalize("NFKC", text)
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


@lru_cache(maxsize=4096)
def day(text: str) -> date | None:
    """Return the ISO date that a text is, if it is one."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 2026-02-30 looks like a date and is only text
        return None


def _compare(left: str, right: str) -> int:
    a, b = number(left), number(right)
    if a is not None and b is not None:
        return (a > b) - (a < b)
    c, d = day(left), day(right)
    if c is not None and d is not None:
        return (c > d) - (c < d)
    return (left > right) - (left < right)
