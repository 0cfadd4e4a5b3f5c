"""What a report says of itself, and what conditions ask for, in people's words.

area_m2>=300 ─► 面积 ≥ 300 平方米      stage=going_up ─► 建设阶段:在建
"""

import re
from collections.abc import Iterable

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from dispatch.responsibility.conditions import ConditionUnreadable, members, parse_condition
from dispatch.responsibility.described import AttributeLabel
from dispatch.responsibility.model import Condition
from dispatch.web.languages import as_written, said
from dispatch.web.visit import present_visit

_NOT = "not "
_BETWEEN = ", not "
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "!=": "≠"}


def teach(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(
        attribute=attribute_name, value_of=value_of, condition=condition_words
    )


def attribute_name(key: str) -> str:
    """Return what an attribute is called; one that nobody named stands as it is."""
    return as_written(_name(key))


def value_of(value: object, key: str) -> str:
    """Return a value of an attribute in words, with its unit where it counts something."""
    return as_written(_value(value, key))


def condition_words(text: str) -> str:
    """Return a condition, or a piece that conditions cut, as people say it."""
    if text.startswith(_NOT):
        parts = [_one(part) for part in text.removeprefix(_NOT).split(_BETWEEN)]
        return as_written(_("不是 %(what)s", what="、".join(parts)))
    return as_written(_one(text))


def with_names(text: str, keys: Iterable[str]) -> str:
    """Return a kept sentence with attributes called what people call them."""
    for key in keys:
        text = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(key)}(?![A-Za-z0-9_])", _name(key), text)
    return text


def plain(text: str) -> str:
    """Return a text without the marks that say in which language it is written."""
    return text.striptags() if isinstance(text, Markup) else text


def _one(text: str) -> str:
    try:
        conditions = parse_condition(text)
    except ConditionUnreadable:
        return text
    return "、".join(_words(each) for each in conditions)


def _words(condition: Condition) -> str:
    name = _name(condition.key)
    if condition.op == "in":
        values = (_value(each, condition.key) for each in sorted(members(condition.value)))
        return f"{name}:{_('或').join(values)}"
    value = _value(condition.value, condition.key)
    sign = _SIGNS.get(condition.op)
    return f"{name} {sign} {value}" if sign else f"{name}:{value}"


def _name(key: str) -> str:
    return said(_label(key).name)


def _value(value: object, key: str) -> str:
    label, shown = _label(key), str(value)
    if shown in label.values:
        return said(label.values[shown])
    return f"{shown} {label.unit}" if label.unit else shown


def _label(key: str) -> AttributeLabel:
    return present_visit().county.book.attributes.get(key) or AttributeLabel(key)
