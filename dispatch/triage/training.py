"""Train a linear model on labelled messages, and measure it on messages it has not seen.

    records ─► n-grams ─► ridge, one label against the rest, labels weighed alike
       └─ the same on part of the records, asked about the rest ─► temperature, bars, figures

Near copies of one message never stand on both sides. What is measured is measured on
whole numbers, as they will be scored. The same records give the same document.

The training library is asked for inside the functions: whoever scores does not need it.
"""

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

from dispatch.errors import Unusable
from dispatch.responsibility.model import Matter
from dispatch.triage.figures import Judged, bar_for, figures_of
from dispatch.triage.grams import count_grams
from dispatch.triage.learned import COUNTED, FORMAT, KIND, middle_levels, rarity, softmax

TITLE_WEIGHT = 2
LEAST_PER_LABEL = 5
"""A label with fewer examples cannot be held to account and is left out."""
_PARTS = 10
ROUNDS = 3
_MANY = 5_000
_ALPHA = 0.6
_MOST_GRAMS = 20_000
_LARGEST = 127.0
"""The largest whole number that a weight is written as."""
_SHINGLE = 8
_SAME = 0.5
"""Two messages are near copies when the shorter shares this part of its shingles."""
_COMMON = 30
"""A shingle of more messages is a phrase that everybody writes."""
_TEMPERATURES = tuple(round(0.04 * 1.06**step, 5) for step in range(60))


class TooLittle(Unusable):
    """The records do not suffice for a model."""

    code = "triage.too_little"


@dataclass(frozen=True, slots=True)
class Record:
    """One labelled message."""

    id: str
    title: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class _Counted:
    """How often each n-gram stands in each record: a sparse matrix, and its columns' names."""

    grams: Sequence[str]
    counts: Any
    short: Any
    """Whether the n-gram counts to a message's length even when the model does not know it."""

    def part(self, rows: Sequence[int]) -> "_Counted":
        """Return some of the records."""
        return replace(self, counts=self.counts[rows])


@dataclass(frozen=True, slots=True)
class _Fit:
    """A model before it is written: whole weights of some n-grams for each label."""

    columns: Any
    found_in: Any
    n: int
    weights: Any
    scales: Any
    intercepts: Any


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
    counted = _count(given)
    unseen = _out_of_fold(counted, of, groups_of(kept), len(labels), rounds=rounds)
    temperature = _temperature(unseen, of)
    by_round = [judge(scores, of, labels, known, temperature) for scores in unseen]
    judged, times = [one for each in by_round for one in each], len(by_round)
    leaf = bar_for(judged, error, times=times)
    unsure = [one.as_middle for one in judged if leaf is None or one.p < leaf]
    middle = bar_for(unsure, error, times=times)
    alone = [one for each in by_round for one, r in zip(each, kept, strict=True) if r.id in silent]
    fit = _fit(counted, of, len(labels))
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
        "scales": [_short(each) for each in fit.scales],
        "intercepts": [_short(each) for each in fit.intercepts],
        "grams": " ".join(counted.grams[column] for column in fit.columns),
        "found_in": fit.found_in.tolist(),
        "weights": base64.b64encode(fit.weights.tobytes()).decode(),
    }
    digest = hashlib.sha256(written(body).encode()).hexdigest()[:12]
    head = {"format": FORMAT, "kind": KIND, "version": digest, "trained_at": trained_at}
    return {**head, **body}


def words_of(matters: Iterable[Matter]) -> tuple[Record, ...]:
    """Return what a catalogue says of its matters, as messages to learn from."""
    return tuple(
        Record(id="", title="", text=text, label=matter.code)
        for matter in matters
        for text in (matter.name, *matter.keywords, "。".join((matter.name, *matter.keywords)))
    )


def written(document: Mapping[str, Any]) -> str:
    """Return a document as the one JSON text that it has."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def enough(records: Iterable[Record]) -> tuple[list[Record], dict[str, int]]:
    """Return the records of labels that can be learned, by id, and what was left out.

    Raises:
        TooLittle: fewer than two labels are left.
    """
    ordered = sorted(records, key=lambda each: each.id)
    sizes = Counter(each.label for each in ordered)
    left_out = {label: n for label, n in sorted(sizes.items()) if n < LEAST_PER_LABEL}
    if len(sizes) - len(left_out) < 2:  # noqa: PLR2004 - nothing to choose between
        raise TooLittle(
            f"column label: {len(sizes) - len(left_out)} labels have {LEAST_PER_LABEL} or more "
            f"examples, a model needs two; add messages"
        )
    return [each for each in ordered if each.label not in left_out], left_out


def groups_of(records: Sequence[Record]) -> list[int]:
    """Return a number for each record; near copies of one message bear the same."""
    shingles = [_shingles(each.title + each.text) for each in records]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(shingles):
        for shingle in sorted(found):
            holders[shingle].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for those in holders.values():
        if 1 < len(those) <= _COMMON:
            shared.update((a, b) for i, a in enumerate(those) for b in those[i + 1 :])
    root = list(range(len(records)))

    def rooted(at: int) -> int:
        while root[at] != at:
            at = root[at]
        return at

    for (a, b), common in sorted(shared.items()):
        if common >= _SAME * min(len(shingles[a]), len(shingles[b])):
            root[max(rooted(a), rooted(b))] = min(rooted(a), rooted(b))
    return [rooted(at) for at in range(len(records))]


def _shingles(text: str) -> frozenset[str]:
    plain = "".join(text.split())
    return frozenset(plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1)))


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
    counted: _Counted, of: Sequence[int], groups: Sequence[int], wide: int, *, rounds: int
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
            fit = _fit(counted.part(known), [of[at] for at in known], wide)
            for at, row in zip(part, _asked(fit, counted.part(part)), strict=True):
                scores[at] = row
        found.append(scores)
    return found


def folds(
    of: Sequence[int], groups: Sequence[int], parts: int, *, seed: int = 0
) -> list[tuple[list[int], list[int]]]:
    """Cut the records into parts with like shares of each label; a group is never cut.

    Each is what lies outside a part, and the part. The groups of a label are dealt out like
    cards, in an order that hangs on the seed alone.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        members[group].append(at)
    order = sorted(members, key=lambda group: (of[group], _shuffled(seed, group)))
    dealt = {group: at % parts for at, group in enumerate(order)}
    return [
        (
            [at for at, group in enumerate(groups) if dealt[group] != part],
            [at for at, group in enumerate(groups) if dealt[group] == part],
        )
        for part in range(min(parts, len(order)))
    ]


def _shuffled(seed: int, group: int) -> bytes:
    return hashlib.sha256(f"{seed} {group}".encode()).digest()


def _count(records: Sequence[Record]) -> _Counted:
    import numpy as np  # noqa: PLC0415 - training only
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    counts = [count_grams(r.title, r.text, title_weight=TITLE_WEIGHT) for r in records]
    found_in = Counter(gram for each in counts for gram in each)
    grams = sorted(gram for gram, n in found_in.items() if n > 1 or len(gram) <= COUNTED)
    at = {gram: index for index, gram in enumerate(grams)}
    rows = [sorted((at[gram], n) for gram, n in each.items() if gram in at) for each in counts]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.array([column for row in rows for column, _ in row], dtype=np.int32)
    values = np.array([n for row in rows for _, n in row], dtype=float)
    return _Counted(
        grams,
        csr_matrix((values, columns, ends), shape=(len(rows), len(grams))),
        np.array([len(gram) <= COUNTED for gram in grams]),
    )


def _fit(counted: _Counted, of: Sequence[int], wide: int) -> _Fit:
    import numpy as np  # noqa: PLC0415 - training only
    from sklearn.linear_model import Ridge  # noqa: PLC0415

    columns, found_in = _chosen(counted)
    n = counted.counts.shape[0]
    sizes = Counter(of)
    alike = np.array([n / (len(sizes) * sizes[label]) for label in of])
    against = np.full((n, wide), -1.0)
    against[np.arange(n), of] = 1.0
    ridge = Ridge(alpha=_ALPHA, solver="sparse_cg", tol=1e-8)
    ridge.fit(_weighed(counted, columns, found_in, n), against, sample_weight=alike)
    weights = np.asarray(ridge.coef_).T
    scales = np.abs(weights).max(axis=0) / _LARGEST
    scales[scales == 0.0] = 1.0
    return _Fit(
        columns=columns,
        found_in=found_in,
        n=n,
        weights=np.rint(weights / scales).astype(np.int8),
        scales=scales,
        intercepts=np.asarray(ridge.intercept_),
    )


def _chosen(counted: _Counted) -> tuple[Any, Any]:
    """Return the n-grams that most records hold, and how many records each is in.

    Chosen by how common they are, not by how well they tell the labels apart in the very
    records that are learned from: what is rare there by chance would look telling.
    """
    import numpy as np  # noqa: PLC0415 - training only

    found_in = counted.counts.getnnz(axis=0)
    columns = np.flatnonzero(found_in > 1)
    if len(columns) > _MOST_GRAMS:
        # The n-grams stand in order of their letters, so that ties are settled by these.
        common = np.argsort(-found_in[columns], kind="stable")[:_MOST_GRAMS]
        columns = np.sort(columns[common])
    return columns, found_in[columns]


def _weighed(counted: _Counted, columns: Any, found_in: Any, n: int) -> Any:
    """Return counts as a message is scored: (1 + ln count) times rarity, of length one."""
    import numpy as np  # noqa: PLC0415 - training only
    from scipy.sparse import diags  # noqa: PLC0415

    rows = counted.counts[:, columns]
    worth = np.array([rarity(int(found), n) for found in found_in])
    rows.data = (1.0 + np.log(rows.data)) * worth[rows.indices]
    unknown = counted.short.copy()
    unknown[columns] = False
    strange = counted.counts[:, np.flatnonzero(unknown)]
    strange.data = ((1.0 + np.log(strange.data)) * rarity(1, n)) ** 2
    squared = rows.multiply(rows).sum(axis=1) + strange.sum(axis=1)
    lengths = np.sqrt(np.asarray(squared, dtype=float).ravel())
    lengths[lengths == 0.0] = 1.0
    return (diags(1.0 / lengths) @ rows).tocsr()


def _asked(fit: _Fit, counted: _Counted) -> list[list[float]]:
    rows = _weighed(counted, fit.columns, fit.found_in, fit.n)
    scores = rows @ (fit.weights.astype(float) * fit.scales) + fit.intercepts
    return [list(map(float, row)) for row in scores]


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
