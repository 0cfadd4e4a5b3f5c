"""The safety words of a ``triage.yaml``, taken out and put back; all else in it stays as it is.

safety:            # a county's own remarks stay,
  red:
    - 爆炸         # so do those of the words that stay
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from dispatch.errors import Refused
from dispatch.responsibility.model import Matter
from dispatch.vocabulary import MatterCode, Urgency
from dispatch.wire.county.problems import Problem, Problems
from dispatch.wire.county.triage import read_triage

RAISED_TO = (Urgency.RED, Urgency.ORANGE)


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
    return {
        urgency: tuple(item.value.strip() for item in node.value)
        for urgency, node in _lists(text.decode()).items()
    }


def with_safety_words(
    text: bytes, words: Mapping[Urgency, Iterable[str]], matters: Mapping[MatterCode, Matter]
) -> bytes:
    """Return the file with other words; a word that stays keeps its place and its remark.

    Raises:
        TriageRefused: the file cannot be read, or could not with these words.
    """
    _check(text, matters)
    whole = text.decode()
    # From the end, so that what stands before keeps its place.
    for urgency, node in sorted(_lists(whole).items(), key=lambda each: -each[1].start_mark.index):
        wanted = list(dict.fromkeys(word.strip() for word in words.get(urgency, ())))
        whole = _put(whole, node, [word for word in wanted if word])
    after = whole.encode()
    _check(after, matters)
    return after


def _check(text: bytes, matters: Mapping[MatterCode, Matter]) -> None:
    problems = Problems()
    if read_triage(text, matters, problems) is None:
        raise TriageRefused(tuple(problems))


def _lists(text: str) -> dict[Urgency, yaml.SequenceNode]:
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)  # the library types no node's value
    safety = next(value for key, value in root.value if key.value == "safety")
    return {Urgency(key.value): value for key, value in safety.value if key.value in set(RAISED_TO)}


def _put(text: str, node: yaml.SequenceNode, words: Sequence[str]) -> str:
    if node.flow_style or not words:
        start, end = node.start_mark.index, node.end_mark.index
        flow = f"[{', '.join(map(_written, words))}]"
        if node.flow_style:
            return text[:start] + flow + text[end:]
        # A block ends where the next key begins; its last line is that of its last word.
        lines = text.splitlines(keepends=True)
        first, last = node.start_mark.line, node.value[-1].start_mark.line
        above = lines[:first]
        above[-1] = f"{above[-1].rstrip()} {flow}\n"
        return "".join([*above, *lines[last + 1 :]])
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
    return "".join(lines)


def _written(word: str) -> str:
    """Return a word as YAML writes it, in quotes where it would be something else."""
    flow = yaml.safe_dump([word], allow_unicode=True, default_flow_style=True, width=10_000)
    return flow.strip()[1:-1]
