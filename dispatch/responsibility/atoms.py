"""All the answers to one question that conditions can tell apart.

The constants that conditions on one key use cut its values into elementary
pieces; within a piece every condition holds throughout or fails throughout.
One value of each piece stands for all of it, so trying these is trying
everything that a report might have said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from dispatch.responsibility.conditions import day, holds, members, number, written
from dispatch.responsibility.model import Condition

_REMEMBERED = 4_096
_DAY = timedelta(days=1)
_FIRST, _LAST = "\x01", "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece: a value out of it, and the piece in words."""

    value: str
    text: str


def atoms(conditions: Iterable[Condition]) -> tuple[Atom, ...]:
    """Return the pieces that conditions on one key cut, each once."""
    return _pieces(tuple(dict.fromkeys(conditions)))


# A list asks the same of its matters again and again: the pieces are the list's, not the report's.
@lru_cache(maxsize=_REMEMBERED)
def _pieces(tests: tuple[Condition, ...]) -> tuple[Atom, ...]:
    found: dict[tuple[bool, ...], Atom] = {}
    for value in _samples(_constants(tests)):
        verdicts = tuple(holds(test, value) for test in tests)
        if verdicts not in found:
            found[verdicts] = Atom(value, _words(tests, verdicts))
    return tuple(found.values())


def _constants(tests: tuple[Condition, ...]) -> list[str]:
    values: set[str] = set()
    for test in tests:
        values |= members(test.value) if test.op == "in" else {test.value}
    return sorted(values)


def _samples(constants: list[str]) -> list[str]:
    numbers = sorted({n for c in constants if (n := number(c)) is not None})
    days = sorted({d for c in constants if (d := day(c)) is not None})
    texts = [c for c in constants if number(c) is None and day(c) is None]
    return [*constants, *_around_numbers(numbers), *_around_days(days), *_around_texts(texts)]


def _around_numbers(numbers: list[Decimal]) -> list[str]:
    if not numbers:
        return []
    between = [(a + b) / 2 for a, b in pairwise(numbers)]
    return [f"{n:f}" for n in (numbers[0] - 1, *between, numbers[-1] + 1)]


def _around_days(days: list[date]) -> list[str]:
    if not days:
        return []
    # Nothing lies between two neighbouring days.
    found = [a + _DAY for a, b in pairwise(days) if b - a > _DAY]
    if days[0] > date.min:
        found.append(days[0] - _DAY)
    if days[-1] < date.max:
        found.append(days[-1] + _DAY)
    return [d.isoformat() for d in found]


def _around_texts(texts: list[str]) -> list[str]:
    return [_FIRST, *(text + _FIRST for text in texts), _LAST] if texts else []


def _words(tests: tuple[Condition, ...], verdicts: tuple[bool, ...]) -> str:
    true = [written(test) for test, verdict in zip(tests, verdicts, strict=True) if verdict]
    if true:
        return " & ".join(true)
    return "not " + ", not ".join(written(test) for test in tests)
