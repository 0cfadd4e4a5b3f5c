"""What the workers cried out: lines of their logs that ask for a person."""

import json
from collections import Counter
from pathlib import Path

CRITICAL = "critical"
"""An invariant that is broken, a brake that is on: never in a sound run."""
ERROR = "error"
"""What was put back and tried again, or found nobody to tell."""


def cries(log: Path, level: str) -> Counter[str]:
    """Return how often each thing was logged at this level."""
    found: Counter[str] = Counter()
    if not log.exists():
        return found
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and (said := _read(line)).get("level") == level:
            found[said.get("event", "")] += 1
    return found


def _read(line: str) -> dict[str, str]:
    try:
        said = json.loads(line)
    except json.JSONDecodeError:  # a last line that is still being written
        return {}
    return said if isinstance(said, dict) else {}
