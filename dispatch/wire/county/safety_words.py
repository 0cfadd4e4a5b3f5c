"""The safety words of a ``triage.yaml``, taken out and put back; all else in it stays as it is.

safety:            # a county's own remarks stay,
  red:
    - 爆炸         # so do those of the words that stay
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from dispatch.errors import Refused
from dispatch.responsibility.model import Matter
from dispatch.vocabulary import MatterCode, Urgency
from dispatch.wire.county.problems import Problem, Problems
from dispatch.wire.county.triage import read_triage

RAISED_TO = (Urgency.RED, Urgency.ORANGE)
REST = "rest"
"""Under this name stands what a file says beside its safety words."""


@dataclass(frozen=True, slots=True)
class WordsChange:
    """The words that were added and removed at one urgency."""

    urgency: Urgency
    added: tuple[str, ...]
    removed: tuple[str, ...]


class TriageRefused(Refused):
    """A triage file cannot be read; ``problems`` says why."""

    code = "county.triage_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def safety_words(
    text: bytes, matters: Mapping[MatterCode, Matter]
) -> dict[Urgency, tuple[str, ...]]:
    """Return the words of a file by the urgency that they raise to.

    Raises:
        TriageRefused: the file cannot be read.
    """
    _check(text, matters)
    return {urgency: tuple(words) for urgency, words in _words(text.decode()).items()}


def with_safety_words(
    text: bytes, words: Mapping[Urgency, Iterable[str]], matters: Mapping[MatterCode, Matter]
) -> bytes:
    """Return the file with other words; a word that stays keeps its place and its remark.

    Raises:
        TriageRefused: the file cannot be read, or could not with these words.
    """
    _check(text, matters)
    wanted = {
        urgency: list(dict.fromkeys(filter(None, map(str.strip, words.get(urgency, ())))))
        for urgency in RAISED_TO
    }
    whole = text.decode()
    # From the end, so that what stands before keeps its place.
    for key, node in reversed(_lists(whole)):
        whole = _put(whole, key, node, wanted[Urgency(key.value)])
    if _words(whole) != wanted:
        whole = _anew(text, wanted)
    after = whole.encode()
    _check(after, matters)
    return after


def noted(text: bytes) -> dict[str, str]:
    """Return what a file says, as a change of it is kept: order and remarks do not count.

    The words of each urgency, one a line, and a digest of all else; the digest alone of a file
    without such words, readable or not.
    """
    try:
        whole = yaml.safe_load(text)
    except yaml.YAMLError:
        whole = None
    safety = whole.get("safety") if isinstance(whole, dict) else None
    if not isinstance(safety, dict):
        return {REST: _digest(text)}
    found = {each.value: safety.get(each.value) for each in RAISED_TO}
    words = {
        urgency: "\n".join(sorted(str(word).strip() for word in listed))
        for urgency, listed in found.items()
        if isinstance(listed, list)
    }
    rest = {key: value for key, value in whole.items() if key != "safety"}
    return {**words, REST: _digest(repr(rest).encode())}


def words_between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[WordsChange, ...]:
    """Return which words one note has and the other has not, the gravest urgency first."""
    found = []
    for urgency in RAISED_TO:
        old, new = (note.get(urgency.value, "").split("\n") for note in (before, after))
        added = tuple(word for word in new if word and word not in old)
        removed = tuple(word for word in old if word and word not in new)
        if added or removed:
            found.append(WordsChange(urgency, added, removed))
    return tuple(found)


def only_words(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Tell whether nothing but safety words differs between two notes."""
    return before != after and REST in before and before[REST] == after.get(REST)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check(text: bytes, matters: Mapping[MatterCode, Matter]) -> None:
    problems = Problems()
    if read_triage(text, matters, problems) is None:
        raise TriageRefused(tuple(problems))


def _lists(text: str) -> list[tuple[Any, yaml.SequenceNode]]:
    """Return the lists of words with their keys, in their order."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)  # the library types no node's value
    safety = next(value for key, value in root.value if key.value == "safety")
    return list(safety.value)


def _words(text: str) -> dict[Urgency, list[str]]:
    try:
        found = _lists(text)
    except yaml.YAMLError:
        return {}
    return {Urgency(key.value): [each.value.strip() for each in node.value] for key, node in found}


def _put(text: str, key: Any, node: yaml.SequenceNode, words: Sequence[str]) -> str:
    if node.flow_style:
        flow = f"[{', '.join(map(_written, words))}]"
        return text[: node.start_mark.index] + flow + text[node.end_mark.index :]
    lines = text.splitlines(keepends=True)
    there = {item.value.strip(): item.start_mark.line for item in node.value}
    last = node.value[-1].start_mark.line
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    indent = " " * node.start_mark.column
    lines[last] += "".join(f"{indent}- {_written(word)}\n" for word in words if word not in there)
    for word, at in there.items():
        if word not in words:
            _own, _end, added = lines[at].partition("\n")
            lines[at] = added
    if not words:
        at, behind = key.end_mark.line, key.end_mark.column + 1
        lines[at] = f"{lines[at][:behind]} []{lines[at][behind:]}"
    return "".join(lines)


def _anew(text: bytes, wanted: Mapping[Urgency, Sequence[str]]) -> str:
    """Return the file written anew, without its remarks: its words stand in some other way."""
    whole = yaml.safe_load(text)
    whole["safety"] = {urgency.value: list(words) for urgency, words in wanted.items()}
    return str(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False))


def _written(word: str) -> str:
    """Return a word as YAML writes it, in quotes where it would be something else."""
    flow = yaml.safe_dump([word], allow_unicode=True, default_flow_style=True, width=10_000)
    return flow.strip()[1:-1]
