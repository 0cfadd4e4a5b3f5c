"""A good record with ordinary fields; a case of the corpus states only what is odd about it."""

import json
from typing import Any, NamedTuple

OK = "ok"
ABSENT: Any = object()
"""Given for a field, leaves it out."""


class Case(NamedTuple):
    """One record and what reading it must say."""

    name: str
    value: bytes
    expected: str
    """``ok`` or the quarantine reason."""


def a_body(**changes: Any) -> dict[str, Any]:
    body = {
        "text": "幸福路与人民路交叉口窨井盖破损，行人有跌落危险",
        "area_code": "330521001",
        "occurred_at": "2026-01-05T09:30:00+08:00",
        "channel": "corpus",
    }
    return _changed(body, changes)


def an_envelope(name: str, **changes: Any) -> dict[str, Any]:
    envelope = {
        "specversion": "1.0",
        "id": f"corpus: {name}",
        "source": "urn:example:corpus",
        "type": "cn.fourplatforms.report.v1",
        "time": "2026-01-05T09:31:00+08:00",
        "data": a_body(),
    }
    return _changed(envelope, changes)


def dump(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def a_record(name: str, **changes: Any) -> bytes:
    """Return a record whose envelope differs from a good one in ``changes``."""
    return dump(an_envelope(name, **changes)).encode()


def a_report(name: str, **changes: Any) -> bytes:
    """Return a record whose ``data`` differs from a good one in ``changes``."""
    return a_record(name, data=a_body(**changes))


def with_json(name: str, fragment: str) -> str:
    """Return a good record whose unknown field ``x`` holds ``fragment`` as it stands."""
    return dump(an_envelope(name, x="@@")).replace('"@@"', fragment)


def of_size(name: str, size: int) -> bytes:
    """Return a record of exactly ``size`` bytes, good but for that."""
    empty = a_record(name, x="")
    return a_record(name, x="x" * (size - len(empty)))


def nested(name: str, depth: int, *, opening: str = "[", closing: str = "]") -> bytes:
    """Return a record that nests ``depth`` deep, the record itself being 1."""
    levels = depth - 1
    return with_json(name, opening * levels + "1" * (opening != "[") + closing * levels).encode()


def shown(value: Any) -> str:
    """Return a name for the case in which a field holds ``value``."""
    if value is ABSENT:
        return "absent"
    written = repr(value)
    return written if len(written) <= 40 else f"{written[:20]}… of {len(written)}"


def _changed(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = {**fields, **changes}
    return {name: value for name, value in merged.items() if value is not ABSENT}
