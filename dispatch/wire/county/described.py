"""Conditions as people type them: put into keys, and held against what the county describes.

建设阶段＝在建，面积≥300 ─► stage=going_up&area_m2>=300

A condition that nobody's report can meet is readable all the same; only whoever types one
is refused.
"""

import re
from collections.abc import Iterable, Mapping

from dispatch.responsibility.conditions import members
from dispatch.responsibility.described import AttributeLabel, Labels, Misfit, misfit
from dispatch.responsibility.model import Condition
from dispatch.wire.county.lines import NumberedLines
from dispatch.wire.county.rows import Row

_PLAIN = str.maketrans({"＝": "=", "＞": ">", "＜": "<", "＆": "&"})
_UNEQUAL = re.compile("！(?=[=＝])")
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}
_OP = r"(?:!=|<=|>=|=|<|>|≥|≤|≠|:|：|(?<![A-Za-z0-9_])in(?=[\s({\[]))"
_JOINT = re.compile(rf"(\s*(?:&|并且|且|[,，、](?=[^&且,，、]*{_OP}))\s*)")
_PART = re.compile(rf"\s*(?P<key>[^=!<>≥≤≠&:：]+?)\s*(?P<op>{_OP})(?P<value>.*)")
_BETWEEN = re.compile(r"(\s*[;|,；｜，、(){}\[\]]\s*)")


def in_codes(text: str, labels: Labels) -> str:
    """Return a condition with attributes and choices that were called by name in their codes.

    Signs of full width and what joins in Chinese are put as a list writes them, too. What
    nobody described stays as it was typed, and so does a condition that is in codes already.
    """
    pieces = _JOINT.split(_UNEQUAL.sub("!", text).translate(_PLAIN))
    return "".join(
        (piece if "&" in piece else "&") if at % 2 else _part(piece, labels)
        for at, piece in enumerate(pieces)
    )


def check_conditions(read: NumberedLines, labels: Labels) -> None:
    """Note conditions that no report can meet, by what the county describes of its attributes."""
    for row, line in read:
        for condition in line.conditions:
            if found := misfit(condition, labels):
                _note(row, condition, *found, labels)


def _part(part: str, labels: Labels) -> str:
    match = _PART.fullmatch(part)
    if match is None:
        return part
    key = _called(match["key"], {each: label.name for each, label in labels.items()})
    op, value = match["op"], match["value"]
    if key not in labels:
        return part if op not in _SIGNS else f"{match['key']}{_SIGNS[op]}{value}"
    if op in ":：":
        op = "="
    space = " " if op == "in" and not value[:1].isspace() else ""
    pieces = [_value(each, labels[key]) for each in _BETWEEN.split(value)]
    written = f"{_SIGNS.get(op, op)}{space}{''.join(pieces)}"
    before = part[len(match["key"]) : match.start("op")] if key == match["key"] else ""
    return f"{key}{before or (' ' if op == 'in' else '')}{written}"


def _value(text: str, label: AttributeLabel) -> str:
    value = text.strip()
    if label.unit and value.endswith(label.unit):
        return value.removesuffix(label.unit).strip()
    code = _called(value, label.values)
    return text.replace(value, code) if value else text


def _called(text: str, names: Mapping[str, str]) -> str:
    """Return the code of what is called so; the text itself where none is, or more than one."""
    found = [code for code, name in names.items() if name == text]
    return found[0] if len(found) == 1 and text not in names else text


def _note(row: Row, condition: Condition, why: Misfit, word: str, labels: Labels) -> None:
    label = labels.get(condition.key)
    if label is None:
        known = _listed((key, each.name) for key, each in labels.items())
        row.wrong("condition", f"{word!r} is no attribute that reports tell of; use one of {known}")
    elif why is Misfit.SEVERAL:
        mend = _mend(condition, label)
        row.wrong("condition", f"{word!r} is more than one value; write {mend}")
    elif why is Misfit.CHOICE:
        known = _listed(label.values.items())
        row.wrong("condition", f"{word!r} is no choice of {label.name}; use one of {known}")
    else:
        row.wrong("condition", f"{word!r} is no number; {label.name} is counted in {label.unit}")


def _listed(codes: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name}({code})" if name else code for code, name in codes)


def _mend(condition: Condition, label: AttributeLabel) -> str:
    values = [label.values.get(each, each) for each in sorted(members(condition.value))]
    if condition.op == "=":
        return f"{label.name} in {';'.join(values)}"
    return "&".join(f"{label.name}!={each}" for each in values)
