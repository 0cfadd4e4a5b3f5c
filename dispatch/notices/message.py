"""What a message says: number, matter, unit, time left and where to look. Nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.notices.masking import masked

_SHOWN = 5
"""So many cases are named; how many more there are is said."""
_TITLE_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a message, in words."""

    number: str
    """Empty for a quarantined record, which is no case."""
    title: str
    unit: str
    what: str
    """Which clock, how loudly: 签收 · 红牌督办."""
    time: str
    """What is left, or how late it is."""


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves the house."""

    title: str
    body: str


def message(
    lines: Sequence[Line], *, county: str, public_url: str, repeated: bool = False
) -> Message:
    """Return one message that tells of everything in ``lines``, the first few by name.

    The same case, clock and rung is told once, to however many people of a
    group it was noticed. ``repeated`` says that the reader may have it already.
    """
    told = tuple(dict.fromkeys(lines))
    again = "(重发)" if repeated else ""
    if len(told) == 1:
        (only,) = told
        title = f"{again}{county}{only.what}:{only.number or '隔离记录'}"
    else:
        title = f"{again}{county}:您有 {len(told)} 件事项需要处理"
    parts = [_paragraph(each, public_url) for each in told[:_SHOWN]]
    if len(told) > _SHOWN:
        parts.append(f"另有 {len(told) - _SHOWN} 件,请登录后在“督办提醒”中查看。")
    if public_url and len(told) > 1:
        parts.append(f"全部提醒:{public_url}/alerts")
    parts.append("本消息由基层治理四平台自动发出,请勿回复。")
    return Message(title, "\n\n".join(parts))


def trial(county: str, channel: str) -> Message:
    """Return the message by which a channel is tried."""
    return Message(
        f"{county}:通知渠道测试",
        f"这是渠道“{channel}”的测试消息。收到即表示该渠道可用,无需处理。",
    )


def _paragraph(line: Line, public_url: str) -> str:
    title = masked(line.title)
    shown = title if len(title) <= _TITLE_LENGTH else title[: _TITLE_LENGTH - 1] + "…"
    head = " ".join(part for part in (line.number, shown) if part)
    said = [head, f"{line.what},{line.time}" if line.time else line.what]
    if line.unit:
        said.append(f"承办:{line.unit}")
    if public_url and line.number:
        said.append(f"{public_url}/cases/{line.number}")
    return "\n".join(said)
