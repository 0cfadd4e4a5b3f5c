"""Judge the way of training itself: every message by a model that never saw it.

Temperature and bars are set inside the training part, so that nothing of a message that is
judged has gone into how it is judged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch.triage.examples import Record, enough, folds, groups_of
from dispatch.triage.figures import Judged, figures_of
from dispatch.triage.learned import Reading
from dispatch.triage.model_document import read_model
from dispatch.triage.training import train


def evaluate(
    records: Sequence[Record],
    *,
    parents: Mapping[str, str],
    error: float,
    catalogue: Sequence[Record] = (),
    parts: int = 10,
) -> dict[str, Any]:
    """Return the figures of training on all parts but one and scoring that one, in turn.

    Raises:
        TooLittle: fewer than two labels have enough examples.
    """
    kept, _ = enough(records)
    labels = sorted({each.label for each in kept})
    of = [labels.index(each.label) for each in kept]
    judged, decided = [], []
    for rest, part in folds(of, groups_of(kept), parts):
        learned_from = [kept[at] for at in rest]
        document = train(learned_from, parents=parents, error=error, catalogue=catalogue)
        model = read_model(document)
        for at in part:
            reading = model.score(text=kept[at].text, title=kept[at].title)
            right = _level_right(reading, kept[at].label, parents)
            judged.append(
                Judged(
                    p=reading.p,
                    answer=reading.label,
                    truth=kept[at].label,
                    second=reading.top[1][0],
                    level_p=reading.level_p,
                    level_right=right,
                )
            )
            decided.append(reading)
    return _by_own_bars(judged, decided)


def _level_right(reading: Reading, label: str, parents: Mapping[str, str]) -> bool:
    return reading.level is not None and reading.level in {label, parents.get(label)}


def _by_own_bars(judged: Sequence[Judged], readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the figures, with what each message's own model would have decided."""
    leaves = [j for j, r in zip(judged, readings, strict=True) if not r.abstain and not r.level]
    levels = [j for j, r in zip(judged, readings, strict=True) if r.level]
    found = figures_of(judged, None, None)
    of_leaves = figures_of(leaves, 0.0, None) if leaves else {}
    return {
        **found,
        "automatic": round(len(leaves) / len(judged), 4),
        "error": of_leaves.get("error"),
        "error_interval": of_leaves.get("error_interval", [0.0, 1.0]),
        "middle": round(len(levels) / len(judged), 4),
        "middle_error": (
            round(sum(not each.level_right for each in levels) / len(levels), 4) if levels else None
        ),
    }
