"""Ridge regression on n-grams: one label against the rest, labels weighed alike, whole weights.

    messages ─► counts ─► the commonest n-grams ─► (1 + ln count) × rarity ─► weights of eight bits

The training library is asked for inside the functions: whoever scores does not need it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dispatch.triage.examples import Record
from dispatch.triage.grams import count_grams
from dispatch.triage.learned import COUNTED, rarity

TITLE_WEIGHT = 2
_ALPHA = 0.6
_MOST_GRAMS = 20_000
_LARGEST = 127.0
"""The largest whole number that a weight is written as."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each n-gram stands in each record: a sparse matrix, and its columns' names."""

    grams: Sequence[str]
    counts: Any
    short: Any
    """Whether the n-gram counts to a message's length even when the model does not know it."""

    def part(self, rows: Sequence[int]) -> "Counted":
        """Return some of the records."""
        return replace(self, counts=self.counts[rows])


@dataclass(frozen=True, slots=True)
class Fit:
    """A model before it is written: whole weights of some n-grams for each label."""

    columns: Any
    found_in: Any
    n: int
    weights: Any
    scales: Any
    intercepts: Any


def count(records: Sequence[Record]) -> Counted:
    """Count the n-grams of messages; one that stands in a single message tells nothing."""
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
    return Counted(
        grams,
        csr_matrix((values, columns, ends), shape=(len(rows), len(grams))),
        np.array([len(gram) <= COUNTED for gram in grams]),
    )


def fit(counted: Counted, of: Sequence[int], wide: int) -> Fit:
    """Fit a model to counted messages, ``of`` being the label of each, of ``wide`` labels."""
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
    return Fit(
        columns=columns,
        found_in=found_in,
        n=n,
        weights=np.rint(weights / scales).astype(np.int8),
        scales=scales,
        intercepts=np.asarray(ridge.intercept_),
    )


def asked(model: Fit, counted: Counted) -> list[list[float]]:
    """Return the score of each label for each message, from whole weights as they are kept."""
    rows = _weighed(counted, model.columns, model.found_in, model.n)
    scores = rows @ (model.weights.astype(float) * model.scales) + model.intercepts
    return [list(map(float, row)) for row in scores]


def _chosen(counted: Counted) -> tuple[Any, Any]:
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


def _weighed(counted: Counted, columns: Any, found_in: Any, n: int) -> Any:
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
