"""The hand-over point (交接) of a line: five things that both sides must know.

    触发：认定为在建；材料：现场照片、勘验笔录；时限：2小时；接收：综合行政执法中队；反馈：当日回告
    {"trigger": "认定为在建", "receiver": "综合行政执法中队"}

What a list says in other words is kept whole as free text: it is shown as it was written,
and nothing is guessed from it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dispatch.responsibility.hand_over_marks import BY_ROLE, LABEL

LABELS_ZH = {
    "trigger": "触发",
    "material": "材料",
    "limit": "时限",
    "receiver": "接收",
    "feedback": "反馈",
}
"""The five parts and the words that lists write before them."""
_BETWEEN = re.compile("[；;]")
_JOINT = "；"


@dataclass(frozen=True, slots=True)
class HandOver:
    """When work passes on, with what, how fast, to whom, and what comes back; empty: not said."""

    trigger: str = ""
    material: str = ""
    limit: str = ""
    receiver: str = ""
    feedback: str = ""
    free: str = ""
    """What was written outside the five parts."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts of the five that nothing is said of; all of them in a text of other words."""
        return tuple(part for part in LABELS_ZH if not getattr(self, part))

    @property
    def structured(self) -> bool:
        """Whether any of the five parts is said."""
        return len(self.missing) < len(LABELS_ZH)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The five parts by name, in their order; an empty one is not said."""
        return tuple((part, getattr(self, part)) for part in LABELS_ZH)


def parse_hand_over(text: str) -> HandOver:
    """Read a line's hand-over column; what is in no known shape is kept whole as free text."""
    text = text.strip()
    if text.startswith("{"):
        return _from_object(text)
    found: dict[str, list[str]] = {}
    part = "free"
    for piece in _BETWEEN.split(text):
        if match := LABEL.match(piece):
            part = match.lastgroup or part
            piece = piece[match.end() :]  # noqa: PLW2901 - the label is read
        if piece := piece.strip():
            found.setdefault(part, []).append(piece)
    if found.keys() <= {"free"}:
        return HandOver(free=text)
    return HandOver(**{name: _JOINT.join(pieces) for name, pieces in found.items()})


def written(hand_over: HandOver) -> str:
    """Return a hand-over as a list writes it; parts that are not said are left out."""
    said = [hand_over.free] if hand_over.free else []
    said += [f"{LABELS_ZH[part]}：{value}" for part, value in hand_over.parts if value]
    return _JOINT.join(said)


def names_a_unit(receiver: str, names: Iterable[str]) -> bool:
    """Say whether a receiver is told by a role, a unit's name, or what such names end in.

    A line for every township writes 自然资源所, not 武康自然资源所 and twelve others.
    """
    receiver = receiver.strip()
    return receiver in BY_ROLE or (
        bool(receiver) and any(name.endswith(receiver) for name in names)
    )


def _from_object(text: str) -> HandOver:
    try:
        value = json.loads(text)
    except ValueError:
        return HandOver(free=text)
    parts = {**{name: name for name in LABELS_ZH}, **{zh: name for name, zh in LABELS_ZH.items()}}
    if not isinstance(value, dict) or not all(
        key in parts and _plain(each) for key, each in value.items()
    ):
        return HandOver(free=text)
    found = HandOver()
    for key, each in value.items():
        found = replace(found, **{parts[key]: "" if each is None else str(each).strip()})
    return found


def _plain(value: Any) -> bool:
    return value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
