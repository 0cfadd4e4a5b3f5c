"""The same list in another engine's decision table, for ``--peers``.

Its package is never one of the product's: it is installed on demand, by its
own lock with hashes, into a folder that only this bench puts on its path.
"""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from deploy.bench.ground import ROOT
from dispatch.responsibility.model import Line
from dispatch.routing.decide import decide
from dispatch.routing.model import Question, RoutingBook

_LOCK = ROOT / "deploy" / "bench" / "requirements-peers.txt"
_FOLDER = ROOT / "var" / "bench-peers"


def zen_engine(
    lines: Sequence[Line],
    questions: Sequence[Question],
    book: RoutingBook,
    sample: Sequence[Question],
) -> float:
    """Return decisions a second of zen-engine's decision table, after comparing a sample.

    Raises:
        ValueError: it names another unit where both name one.
    """
    decision = _decision(lines)
    for question in sample:
        ours = decide(question, book).lead
        theirs = decision.evaluate(_context(question))["result"].get("unit")
        if ours is not None and theirs != ours:
            raise ValueError(f"{question}: {ours} and {theirs}")
    few = questions[: len(sample)]
    begun = time.perf_counter()
    for question in few:
        decision.evaluate(_context(question))
    return len(few) / (time.perf_counter() - begun)


def _context(question: Question) -> dict[str, Any]:
    return {"matter": question.matter, "area": question.area, **question.attributes}


def _decision(lines: Sequence[Line]) -> Any:
    inputs = [{"id": name, "name": name, "field": name} for name in ("matter", "area", "area_m2")]
    rules = [
        {
            "_id": line.row_id,
            "matter": f'"{line.matter}"',
            "area": f'"{next(iter(line.areas or ()))}"',
            "area_m2": "> 100" if line.conditions else "",
            "unit": f'"{line.unit}"',
        }
        # Where two lines cover one point the conditioned one is narrower: it must stand first.
        for line in sorted(lines, key=lambda line: (not line.conditions, line.row_id))
    ]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "unit", "name": "unit", "field": "unit"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return _zen().ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _zen() -> Any:
    if not (_FOLDER / "zen").exists():
        words = ["-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        subprocess.run(  # noqa: S603 - pip, by our own lock
            [sys.executable, *words, "--target", str(_FOLDER), "-r", str(_LOCK)], check=True
        )
    if str(_FOLDER) not in sys.path:
        sys.path.append(str(_FOLDER))
    return importlib.import_module("zen")
