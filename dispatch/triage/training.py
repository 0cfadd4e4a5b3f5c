"""Train a linear model on labelled messages, and measure it on messages it has not seen.

    records ─► n-grams ─► ridge, one label against the rest, labels weighed alike
       └─ the same on part of the records, asked about the rest ─► temperature, bars, figures

Near copies of one message never stand on both sides. What is measured is measured on
whole numbers, as they will be scored. The same records give the same document.
"""

import base64
import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from math import log
from typing import Any

from dispatch.triage.examples import Record, enough, folds, groups_of
from dispatch.triage.figures import Judged, bar_for, figures_of
from dispatch.triage.fitting import TITLE_WEIGHT, Counted, asked, count, fit
from dispatch.triage.learned import FORMAT, KIND, middle_levels, softmax

_PARTS = 10
ROUNDS = 3
_MANY = 5_000
_TEMPERATURES = tuple(round(0.04 * 1.06**step, 5) for step in range(60))


def train(
    records: Sequence[Record],
    *,
    parents: Mapping[str, str],
    error: float,
    catalogue: Sequence[Record] = (),
    silent: Container[str] = (),
    rounds: int = ROUNDS,
    trained_at: str | None = None,
) -> dict[str, Any]:
    """Return the document of a model trained on ``records``.

    Args:
        records: labelled messages; their ids differ.
        parents: the middle level of a label, for as many as have one.
        error: the share of wrong automatic answers that is accepted.
        catalogue: what the catalogue itself says of the labels; learned from, never judged.
        silent: ids of the messages in which keywords find no matter. There the model would
            decide alone, and there it errs more often: a bar of its own is set on them.
        rounds: how many cuts into parts are judged; one where there are very many messages.
        trained_at: written into the document as it is; nothing else depends on it.

    Raises:
        TooLittle: fewer than two labels have enough examples.
    """
    kept, left_out = enough(records)
    labels = tuple(sorted({each.label for each in kept}))
    known = {label: parents[label] for label in labels if label in parents}
    given = [*kept, *(each for each in catalogue if each.label in set(labels))]
    of = [labels.index(each.label) for each in given]
    counted = count(given)
    unseen = _out_of_fold(counted, of, groups_of(kept), len(labels), rounds=rounds)
    temperature = _temperature(unseen, of)
    by_round = [judge(scores, of, labels, known, temperature) for scores in unseen]
    judged, times = [one for each in by_round for one in each], len(by_round)
    leaf = bar_for(judged, error, times=times)
    unsure = [one.as_middle for one in judged if leaf is None or one.p < leaf]
    middle = bar_for(unsure, error, times=times)
    alone = [one for each in by_round for one, r in zip(each, kept, strict=True) if r.id in silent]
    model = fit(counted, of, len(labels))
    body = {
        "title_weight": TITLE_WEIGHT,
        "n": len(given),
        "messages": len(kept),
        "labels": list(labels),
        "parents": known,
        "left_out": left_out,
        "error": error,
        "bars": {
            "leaf": leaf,
            "middle": middle,
            "alone": bar_for(alone, error, times=times) if alone else leaf,
        },
        "temperature": temperature,
        "figures": figures_of(judged, leaf, middle, times=times),
        "scales": [_short(each) for each in model.scales],
        "intercepts": [_short(each) for each in model.intercepts],
        "grams": " ".join(counted.grams[column] for column in model.columns),
        "found_in": model.found_in.tolist(),
        "weights": base64.b64encode(model.weights.tobytes()).decode(),
    }
    digest = hashlib.sha256(written(body).encode()).hexdigest()[:12]
    head = {"format": FORMAT, "kind": KIND, "version": digest, "trained_at": trained_at}
    return {**head, **body}


def written(document: Mapping[str, Any]) -> str:
    """Return a document as the one JSON text that it has."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def judge(
    scores: Sequence[Sequence[float]],
    of: Sequence[int],
    labels: Sequence[str],
    parents: Mapping[str, str],
    temperature: float,
) -> list[Judged]:
    """Return how sure each answer is, and whether it is right, as leaf and as middle level.

    ``of`` may go on after the last score: with what was learned from and is not judged.
    """
    levels = middle_levels(labels, parents)
    found = []
    for row, right in zip(scores, of, strict=False):
        chances = softmax(row, temperature)
        order = sorted(range(len(chances)), key=lambda at: (-chances[at], labels[at]))
        level_p, level_right = 0.0, False
        for _, members in levels:
            chance = sum(chances[at] for at in members)
            if chance > level_p:
                level_p, level_right = chance, right in members
        found.append(
            Judged(
                p=chances[order[0]],
                answer=labels[order[0]],
                truth=labels[right],
                second=labels[order[1]],
                level_p=level_p,
                level_right=level_right,
            )
        )
    return found


def _out_of_fold(
    counted: Counted, of: Sequence[int], groups: Sequence[int], wide: int, *, rounds: int
) -> list[list[list[float]]]:
    """Return, of each round, the scores of each record by a model that never saw it or a copy.

    What comes after the records in ``of`` is the catalogue: every part learns from it.

    One cut into parts is a matter of luck, so a few are made as long as that is cheap.
    """
    found = []
    for seed in range(rounds if len(of) <= _MANY else 1):
        scores: list[list[float]] = [[] for _ in groups]
        for rest, part in folds(of[: len(groups)], groups, _PARTS, seed=seed):
            known = [*rest, *range(len(groups), len(of))]
            model = fit(counted.part(known), [of[at] for at in known], wide)
            for at, row in zip(part, asked(model, counted.part(part)), strict=True):
                scores[at] = row
        found.append(scores)
    return found


def _temperature(rounds: Sequence[Sequence[Sequence[float]]], of: Sequence[int]) -> float:
    """Return the temperature under which what happened was likeliest."""

    def surprise(temperature: float) -> float:
        return -sum(
            log(max(softmax(row, temperature)[right], 1e-12))
            for scores in rounds
            for row, right in zip(scores, of, strict=False)
        )

    # It falls to one lowest point and rises again: a third of what is left goes at each look.
    low, high = 0, len(_TEMPERATURES) - 1
    while high - low > 2:  # noqa: PLR2004 - two points left of three tell nothing more
        left, right = low + (high - low) // 3, high - (high - low) // 3
        if surprise(_TEMPERATURES[left]) <= surprise(_TEMPERATURES[right]):
            high = right
        else:
            low = left
    return min(_TEMPERATURES[low : high + 1], key=surprise)


def _short(value: float) -> float:
    return float(f"{value:.6g}")
