"""The answers that were given to an upload's questions, as the page shows them again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.vocabulary import LABELS, LimitType
from dispatch.web.attributes import plain
from dispatch.web.languages import as_written, said
from dispatch.web.lists.cells import area_words, matter_names
from dispatch.web.words import unit_name
from dispatch.wire.county.rows import split
from dispatch.wire.sheets.choice_words import WRITTEN
from dispatch.wire.sheets.fields import FIELDS

_LIMIT_TYPES = {each.value: LABELS[each] for each in LimitType}
_ASKED: Mapping[str, str] = {
    "limit": "时限",
    "area": "区域",
    "unit": "单位",
    "matter": "事项",
    "lead": "牵头单位",
    "fill_down": "没有写事项名称的行",
}
_PLAIN: Mapping[str, str] = {
    "-": "不导入",
    "none": "不设时限",
    "new": "新事项",
    "yes": "接着上一行的事项",
    "no": "漏填了",
}
"""Answers that name nothing of the county."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: to what question, and what was said."""

    id: str
    asked: str
    text: str
    """The text of the file that was asked about."""
    answer: str


def answer_words(given: Mapping[str, str]) -> list[Answer]:
    """Return answers in words, in the order in which they were given."""
    return [_answer(id_, value) for id_, value in given.items()]


def _answer(id_: str, value: str) -> Answer:
    kind, _colon, text = id_.partition(":")
    asked = said(_ASKED[kind]) if kind in _ASKED else as_written(FIELDS.get(kind, kind))
    if value in _PLAIN:
        return Answer(id_, asked, text, said(_PLAIN[value]))
    read = _READERS.get(kind)
    return Answer(id_, asked, text, read(value) if read else _choice(kind, value))


def _limit(value: str) -> str:
    *number, kind = value.split()
    return " ".join([*number, said(_LIMIT_TYPES.get(kind, kind))])


def _units(value: str) -> str:
    names = (
        _("所在镇街") if each == AT_TOWNSHIP else plain(unit_name(each)) for each in split(value)
    )
    return as_written(_("、").join(names))


def _matter(value: str) -> str:
    return as_written(matter_names().get(value, value))


def _choice(field: str, value: str) -> str:
    return as_written(WRITTEN.get(field, {}).get(value, value))


_READERS: Mapping[str, Callable[[str], str]] = {
    "limit": _limit,
    "area": area_words,
    "unit": _units,
    "lead": _units,
    "matter": _matter,
}
