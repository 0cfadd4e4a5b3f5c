"""``dispatch triage``: train a model on labelled messages, and ask it, without any server.

``train`` and ``evaluate`` need the extra ``analytics``; ``score`` needs nothing of it.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import click

from dispatch.cli.lazily import LazyGroup
from dispatch.cli.messages_file import read_messages, read_records
from dispatch.cli.out_file import write_out
from dispatch.errors import Unusable
from dispatch.triage import sort
from dispatch.triage.evaluating import evaluate as evaluated
from dispatch.triage.examples import Record, TooLittle, words_of
from dispatch.triage.learned import Reading
from dispatch.triage.training import train as trained
from dispatch.triage.training import written
from dispatch.vocabulary import MatterCode
from dispatch.wire.county.files import TRIAGE, bytes_of, default_of
from dispatch.wire.county.matters import read_matters
from dispatch.wire.county.problems import Problems, given
from dispatch.wire.county.triage import read_triage
from dispatch.wire.county.triage_model import load_model

_path = click.Path(path_type=Path, dir_okay=False)


class _Share(click.FloatRange):
    """A number between 0 and 1; not a number is none, though it compares as neither."""

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        """Return the number."""
        share: float = super().convert(value, param, context)
        if isnan(share):
            self.fail(f"{value} is no number between 0 and 1", param, context)
        return share


_error = _Share(0, 1, min_open=True, max_open=True)
_matters = click.option(
    "--matters",
    type=_path,
    help="The catalogue: its words are learned, its parents are the middle level.",
)
_stated = click.option(
    "--error", type=_error, default=0.05, show_default=True, help="Wrong answers accepted."
)


class LearningMissing(Unusable):
    """The library that trains is not installed."""

    code = "triage.learning_missing"


class LabelUnknown(Unusable):
    """A label is none of the catalogue's matters."""

    code = "triage.label_unknown"


@click.group(
    cls=LazyGroup,
    waiting={
        "export": (
            "dispatch.cli.triage_export",
            "export",
            "Write what the county can learn from: its past cases and verdicts.",
        )
    },
)
def command() -> None:
    """What a message is: train, evaluate, score, export."""


@command.command()
@click.argument("files", metavar="FILE.jsonl…", nargs=-1, required=True, type=_path)
@click.option("--out", required=True, type=_path, help="Where the model is written.")
@_matters
@_stated
@click.option("--trained-at", help="Written into the model as it is given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def train(
    files: tuple[Path, ...],
    out: Path,
    matters: Path | None,
    error: float,
    trained_at: str | None,
    *,
    as_json: bool,
) -> None:
    """Train a model on labelled messages; the same messages give the same bytes.

    A label with fewer than five examples is left out and named: nothing could be said of
    how well it is told. A label "a/b" has the middle level "a"; with --matters it is the
    matter's parent, and the catalogue's names and keywords are learned from, too.
    """
    records = read_records(files)
    known = _catalogue(records, matters)
    try:
        document = trained(
            records,
            parents=known.parents,
            error=error,
            catalogue=known.words,
            silent=known.silent,
            trained_at=trained_at,
        )
    except ImportError as why:
        raise _missing() from why
    except TooLittle as why:
        raise _too_little(files, why) from why
    write_out(out, written(document) + "\n")
    told = ("version", "messages", "labels", "left_out", "bars", "error", "temperature", "figures")
    summary = {name: document[name] for name in told} | {"bytes": out.stat().st_size}
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
        return
    click.echo(
        f"{out}: version {summary['version']}, {summary['messages']} messages, "
        f"{len(summary['labels'])} labels, {summary['bytes']} bytes"
    )
    _tell(document["figures"], error)
    for label, n in document["left_out"].items():
        click.echo(f"left out: {label}, {n} examples are too few", err=True)


@command.command()
@click.argument("files", metavar="FILE.jsonl…", nargs=-1, required=True, type=_path)
@_matters
@_stated
@click.option("--parts", type=click.IntRange(2, 20), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def evaluate(
    files: tuple[Path, ...], matters: Path | None, error: float, parts: int, *, as_json: bool
) -> None:
    """Judge training itself: each message by a model that saw neither it nor a near copy.

    Calibration and bars are set within the training part, so nothing leaks.
    """
    records = read_records(files)
    known = _catalogue(records, matters)
    try:
        figures = evaluated(
            records, parents=known.parents, error=error, catalogue=known.words, parts=parts
        )
    except ImportError as why:
        raise _missing() from why
    except TooLittle as why:
        raise _too_little(files, why) from why
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    _tell(figures, error)
    for label, value in figures["f1"].items():
        click.echo(f"{value:6.3f}  {label}")


@command.command()
@click.option("--model", required=True, type=_path, help="A model that `train` wrote.")
@click.option("--json", is_flag=True, expose_value=False, help="As always: JSON lines.")
def score(model: Path) -> None:
    """Say of each message on standard input what it is: one JSON line in, one line out.

    ``label`` is always the best label, also when ``abstain`` says that the model is not
    sure enough for anybody to act on it. ``level`` names the middle level where that alone
    is sure enough: then ``abstain`` is false and the label is only the likeliest below it.
    """
    known = load_model(model)
    messages = read_messages("standard input", sys.stdin.buffer.read())
    write = sys.stdout.write
    for message in messages:
        reading = known.score(text=message.text, title=message.title)
        write(json.dumps(_line(message.id, reading), ensure_ascii=False) + "\n")


def _line(message: str, reading: Reading) -> dict[str, Any]:
    return {
        "id": message,
        "label": reading.label,
        "p": round(reading.p, 4),
        "top": [{"label": label, "p": round(p, 4)} for label, p in reading.top],
        "abstain": reading.abstain,
        "level": reading.level,
        "reasons": list(reading.reasons),
    }


def _too_little(files: tuple[Path, ...], why: TooLittle) -> TooLittle:
    return TooLittle(f"{', '.join(path.name for path in files)}, {why}")


def _missing() -> LearningMissing:
    return LearningMissing("scikit-learn is not installed: pip install scikit-learn")


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What a catalogue says of the labels."""

    parents: Mapping[str, str]
    words: tuple[Record, ...] = ()
    silent: frozenset[str] = frozenset()
    """The messages in which its keywords find no matter."""


def _catalogue(records: Sequence[Record], matters: Path | None) -> _Catalogue:
    labels = sorted({each.label for each in records})
    if matters is None:
        return _Catalogue(
            {label: label.rpartition("/")[0] for label in labels if label.rpartition("/")[0]}
        )
    problems = Problems()
    known = read_matters(bytes_of(matters), problems)
    problems.raise_if_any()
    catalogue = given(known)
    unknown = [label for label in labels if label not in catalogue]
    if unknown:
        raise LabelUnknown(
            f"{matters.name} has no matter {', '.join(unknown)}; add it, or leave its messages out"
        )
    book = given(read_triage(default_of(TRIAGE), catalogue, problems))
    of_labels = [catalogue[MatterCode(label)] for label in labels]
    return _Catalogue(
        parents={each.code: each.parent for each in of_labels if each.parent},
        words=words_of(of_labels),
        silent=frozenset(
            each.id
            for each in records
            if sort(book, text=each.text, title=each.title, matters=catalogue).matter is None
        ),
    )


def _tell(figures: Mapping[str, Any], error: float) -> None:
    low, high = figures["error_interval"]
    wrong = "none" if figures["error"] is None else f"{figures['error']:.1%}"
    click.echo(
        f"macro-F1 {figures['macro_f1']:.3f}, accuracy {figures['accuracy']:.3f}, "
        f"top two {figures['top2']:.3f}, calibration error {figures['ece']:.3f}"
    )
    click.echo(
        f"automatic {figures['automatic']:.1%}, of these wrong {wrong} "
        f"({low:.1%} to {high:.1%}); stated {error:.1%}; middle level {figures['middle']:.1%}"
    )
