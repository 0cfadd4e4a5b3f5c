"""What a county describes of the attributes that conditions ask for, and what does not fit it.

A condition on an attribute or a choice that no report ever tells of holds for nobody:
it reads like any other and takes its line out of the list in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.responsibility.conditions import members, number
from dispatch.responsibility.model import Condition

_EQUAL = frozenset({"=", "!="})


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of one attribute."""

    counted: bool = False
    """Whether it is a number of something."""
    choices: frozenset[str] = frozenset()
    """What it can be; empty where it is open."""


class Misfit(StrEnum):
    """Why no report can meet a condition."""

    ATTRIBUTE = "attribute"
    CHOICE = "choice"
    NUMBER = "number"
    SEVERAL = "several"
    """One value is asked for, and several are written."""


def misfit(condition: Condition, described: Mapping[str, Described]) -> tuple[Misfit, str] | None:
    """Return what keeps reports from meeting a condition, and the word that does; None if nothing.

    The word is the attribute or the value.
    """
    known = described.get(condition.key)
    if known is None:
        return Misfit.ATTRIBUTE, condition.key
    if condition.op in _EQUAL and len(members(condition.value)) > 1:
        return Misfit.SEVERAL, condition.value
    among = members(condition.value) if condition.op == "in" else {condition.value}
    for value in sorted(among):
        if known.choices and value not in known.choices:
            return Misfit.CHOICE, value
        if known.counted and number(value) is None:
            return Misfit.NUMBER, value
    return None
