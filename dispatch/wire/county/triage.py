"""``triage.yaml``: how words are weighed, and which of them mean danger.

margin: 0.2
weights: {title: 2, length: 1.5}
safety:
  red: [爆炸, 被困]
  orange: [煤气味]
audit_share: 0.02     (may be left out)
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from dispatch.responsibility.model import Matter
from dispatch.triage import TriageBook, compile_book
from dispatch.triage.learned import LearnedModel
from dispatch.vocabulary import MatterCode, Urgency
from dispatch.wire.county.problems import Problems, given

FILE = "triage.yaml"
_WEIGHTS = {"title": (1.0, 100.0), "length": (0.0, 4.0)}
_MARGIN = (0.0, 1.0)
_RAISED_TO = (Urgency.RED, Urgency.ORANGE)
_KEYS = ("margin", "weights", "safety")
_SHARE = "audit_share"
_MAY = (*_KEYS, _SHARE)
_AUDITED = 0.02
"""The share that is looked at again where the county says nothing."""


def read_triage(
    text: bytes,
    matters: Mapping[MatterCode, Matter],
    problems: Problems,
    *,
    model: LearnedModel | None = None,
) -> TriageBook | None:
    """Return the county's triage book, or None after noting what is wrong.

    All keys but ``audit_share`` must be there. A number out of its range, an unknown key
    and a safety word that is listed twice are refused, not mended in silence.
    """
    reading = _Reading(problems)
    root = reading.parse(text)
    if root is None:
        return None
    reading.refuse_unknown(root, _MAY, "")
    share: float | None = _AUDITED
    if any(key.value == _SHARE for key, _ in _pairs(root)):
        share = reading.number(root, _SHARE, _SHARE, (0.0, 1.0))
    margin = reading.number(root, "margin", "margin", _MARGIN)
    weights = reading.mapping(root, "weights")
    title, length = (
        reading.number(weights, name, f"weights.{name}", span) for name, span in _WEIGHTS.items()
    )
    reading.refuse_unknown(weights, tuple(_WEIGHTS), "weights.")
    safety = _safety(reading, reading.mapping(root, "safety"))
    if reading.failed or None in (margin, title, length, share):
        return None
    return compile_book(
        matters,
        margin=given(margin),
        title_weight=given(title),
        length_power=given(length),
        safety=safety,
        model=model,
        audit_share=given(share),
    )


def _safety(reading: "_Reading", node: yaml.MappingNode | None) -> dict[Urgency, tuple[str, ...]]:
    reading.refuse_unknown(node, tuple(_RAISED_TO), "safety.")
    safety: dict[Urgency, tuple[str, ...]] = {}
    seen: set[str] = set()
    for urgency in _RAISED_TO:
        words: list[str] = []
        for word, row in reading.words(node, urgency.value, f"safety.{urgency.value}"):
            if word in seen:
                reading.refuse(
                    row, f"safety.{urgency.value}", f"{word} is listed twice; keep the higher"
                )
            seen.add(word)
            words.append(word)
        safety[urgency] = tuple(words)
    return safety


class _Reading:
    """Walks the nodes rather than plain values, because only nodes know their row."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.failed = False

    def refuse(self, row: int | None, field: str | None, message: str) -> None:
        self.failed = True
        self._problems.add(FILE, message, row=row, column=field)

    def parse(self, text: bytes) -> yaml.MappingNode | None:
        try:
            root = yaml.compose(text.decode(), Loader=yaml.SafeLoader)
        except UnicodeDecodeError as error:
            self.refuse(None, None, f"byte {error.start} is not UTF-8; save the file as UTF-8")
            return None
        except yaml.MarkedYAMLError as error:
            row = None if error.problem_mark is None else error.problem_mark.line + 1
            self.refuse(row, None, f"not YAML: {error.problem}")
            return None
        except yaml.YAMLError as error:
            self.refuse(None, None, f"not YAML: {error}")
            return None
        if not isinstance(root, yaml.MappingNode):
            self.refuse(None, None, f"must hold the keys {', '.join(_KEYS)}")
            return None
        return root

    def refuse_unknown(
        self, node: yaml.MappingNode | None, known: tuple[str, ...], prefix: str
    ) -> None:
        seen: set[str] = set()
        for key, _ in _pairs(node):
            if key.value not in known:
                self.refuse(
                    _row(key), f"{prefix}{key.value}", f"unknown key; known: {', '.join(known)}"
                )
            elif key.value in seen:
                self.refuse(_row(key), f"{prefix}{key.value}", "given twice; keep one")
            seen.add(str(key.value))

    def mapping(self, node: yaml.MappingNode, key: str) -> yaml.MappingNode | None:
        found = self._child(node, key, key)
        if found is not None and not isinstance(found, yaml.MappingNode):
            self.refuse(_row(found), key, "must be a mapping")
            return None
        return found

    def number(
        self, node: yaml.MappingNode | None, key: str, field: str, span: tuple[float, float]
    ) -> float | None:
        found = self._child(node, key, field)
        if found is None:
            return None
        try:
            value = yaml.SafeLoader("").construct_object(found, deep=True)
        except (yaml.YAMLError, ValueError):
            value = None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.refuse(_row(found), field, "must be a number")
            return None
        if not span[0] <= value <= span[1]:
            self.refuse(_row(found), field, f"must lie between {span[0]:g} and {span[1]:g}")
            return None
        return float(value)

    def words(
        self, node: yaml.MappingNode | None, key: str, field: str
    ) -> Iterator[tuple[str, int]]:
        found = self._child(node, key, field)
        if found is None:
            return
        if not isinstance(found, yaml.SequenceNode):
            self.refuse(_row(found), field, "must be a list of words; [] for none")
            return
        for item in found.value:
            if item.tag == "tag:yaml.org,2002:str" and item.value.strip():
                yield item.value.strip(), _row(item)
            else:
                self.refuse(_row(item), field, "must be a word; put it in quotes")

    def _child(self, node: yaml.MappingNode | None, key: str, field: str) -> yaml.Node | None:
        for name, value in _pairs(node):
            if name.value == key:
                return value
        # When the mapping itself is missing that has been said already.
        if node is not None:
            self.refuse(None, field, "is missing")
        return None


def _pairs(node: yaml.MappingNode | None) -> list[tuple[Any, yaml.Node]]:
    return [] if node is None else node.value


def _row(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
