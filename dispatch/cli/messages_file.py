"""A file of messages, one JSON object a line: what triage is trained on and asked about.

``{"id": …, "title": …, "text": …, "label": …}``; other fields are not looked at. The title
may be missing or null, and the text may be blank where there is a title.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dispatch.errors import Unusable
from dispatch.triage.examples import Record

_SHOWN = 20


class MessagesRefused(Unusable):
    """A file of messages cannot be used; the text names file, row and field of each mistake."""

    code = "triage.messages_refused"

    def __init__(self, mistakes: list[str]) -> None:
        more = len(mistakes) - _SHOWN
        super().__init__("\n".join([*mistakes[:_SHOWN], *([f"and {more} more"] * (more > 0))]))


@dataclass(frozen=True, slots=True)
class Message:
    """One message, and where it stands."""

    row: int
    id: str
    title: str
    text: str


def read_messages(name: str, data: bytes) -> tuple[Message, ...]:
    """Return all messages of a file, in its order; blank lines are passed over.

    Raises:
        MessagesRefused: a line is no message; every such line is named.
    """
    mistakes: list[str] = []
    found = [message for message, _ in _read(name, data, mistakes)]
    if mistakes:
        raise MessagesRefused(mistakes)
    return tuple(found)


def read_records(paths: Iterable[Path]) -> tuple[Record, ...]:
    """Return the labelled messages of some files; an id may stand in them once.

    Raises:
        MessagesRefused: a file cannot be opened, or a line cannot be learned from.
    """
    mistakes: list[str] = []
    seen: dict[str, str] = {}
    records = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MessagesRefused([f"{path}: cannot be opened: {error.strerror}"]) from error
        for message, fields in _read(path.name, data, mistakes):
            place = f"{path.name}, row {message.row}"
            label = fields.get("label")
            if not isinstance(label, str) or not label.strip():
                mistakes.append(f"{place}, field label: is missing or blank; give one or leave out")
            elif message.id in seen:
                mistakes.append(f"{place}, field id: {message.id} stands in {seen[message.id]} too")
            else:
                seen[message.id] = place
                records.append(Record(message.id, message.title, message.text, label.strip()))
    if mistakes:
        raise MessagesRefused(mistakes)
    return tuple(records)


def _read(name: str, data: bytes, mistakes: list[str]) -> Iterator[tuple[Message, dict[str, Any]]]:
    for row, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{name}, row {row}"
        try:
            fields = json.loads(line.decode())
        except UnicodeDecodeError:
            mistakes.append(f"{place}: is not UTF-8; save the file as UTF-8")
            continue
        except (ValueError, RecursionError) as error:
            mistakes.append(f"{place}: not JSON: {error}")
            continue
        if not isinstance(fields, dict):
            mistakes.append(f"{place}: must be one JSON object")
            continue
        message = _message(place, row, fields, mistakes)
        if message is not None:
            yield message, fields


def _message(place: str, row: int, fields: dict[str, Any], mistakes: list[str]) -> Message | None:
    given, title, text = fields.get("id"), fields.get("title"), fields.get("text")
    before = len(mistakes)
    if not isinstance(given, str) or not given.strip():
        mistakes.append(f"{place}, field id: is missing or no text; put it in quotes")
    if title is not None and not isinstance(title, str):
        mistakes.append(f"{place}, field title: must be text, or null for none")
    if not isinstance(text, str):
        mistakes.append(f"{place}, field text: is missing or no text; put it in quotes")
    elif not text.strip() and not str(title or "").strip():
        mistakes.append(f"{place}, field text: is blank, and there is no title")
    if len(mistakes) > before:
        return None
    return Message(row, str(given), title or "", str(text))
