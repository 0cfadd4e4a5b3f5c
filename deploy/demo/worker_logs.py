"""What the workers cried out: lines of their logs that ask for a person."""

import json
from collections import Counter
from pathlib import Path

_LOUD = frozenset({"error", "critical"})
NOBODY_TO_TELL = "rung_without_audience"
"""Loud, and right where a county names nobody for a post."""


def cries(log: Path) -> Counter[str]:
    """Return how often each thing was logged as an error or worse."""
    found: Counter[str] = Counter()
    if not log.exists():
        return found
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and (said := _read(line)).get("level") in _LOUD:
            found[said.get("event", "")] += 1
    return found


def _read(line: str) -> dict[str, str]:
    try:
        said = json.loads(line)
    except json.JSONDecodeError:  # a last line that is still being written
        return {}
    return said if isinstance(said, dict) else {}
