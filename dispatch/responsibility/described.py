"""What a county describes of the attributes that conditions ask for, and what does not fit it.

A condition on an attribute or a choice that no report ever tells of holds for nobody:
it reads like any other and takes its line out of the list in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.responsibility.conditions import members, number, written
from dispatch.responsibility.model import Condition

_EQUAL = frozenset({"=", "!="})


@dataclass(frozen=True, slots=True)
class AttributeLabel:
    """What people call an attribute of a report."""

    name: str
    unit: str = ""
    """What it counts; empty where it is no number."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What it can be, by what people call that; empty where it is open."""


Labels = Mapping[str, AttributeLabel]
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "!=": "≠"}


class Misfit(StrEnum):
    """Why no report can meet a condition."""

    ATTRIBUTE = "attribute"
    CHOICE = "choice"
    NUMBER = "number"
    SEVERAL = "several"
    """One value is asked for, and several are written."""


def misfit(condition: Condition, labels: Labels) -> tuple[Misfit, str] | None:
    """Return what keeps reports from meeting a condition, and the word that does; None if nothing.

    The word is the attribute or the value.
    """
    known = labels.get(condition.key)
    if known is None:
        return Misfit.ATTRIBUTE, condition.key
    if condition.op in _EQUAL and len(members(condition.value)) > 1:
        return Misfit.SEVERAL, condition.value
    among = members(condition.value) if condition.op == "in" else {condition.value}
    for value in sorted(among):
        if known.values and value not in known.values:
            return Misfit.CHOICE, value
        if known.unit and number(value) is None:
            return Misfit.NUMBER, value
    return None


def condition_words(condition: Condition, labels: Labels) -> str:
    """Return a condition as the county's people say it; as a list writes it where nobody does."""
    label = labels.get(condition.key)
    if label is None:
        return written(condition)
    among = sorted(members(condition.value)) if condition.op == "in" else [condition.value]
    values = "/".join(label.values.get(each, each) for each in among)
    value = f"{values}{label.unit}"
    sign = _SIGNS.get(condition.op)
    return f"{label.name}{sign}{value}" if sign else f"{label.name}：{value}"
