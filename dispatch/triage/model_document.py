"""A learned model as the one JSON document that training writes and a county's folder keeps."""

import base64
import binascii
from collections.abc import Sequence
from math import isfinite
from typing import Any

from dispatch.errors import Unusable
from dispatch.triage.learned import FINE, FORMAT, LearnedModel, middle_levels, pack, rarity


class ModelRefused(Unusable):
    """A model's document cannot be used; the text names the field and the mend."""

    code = "triage.model_refused"

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.field = where
        self.message = message


def read_model(document: Any) -> LearnedModel:
    """Return the model that a document describes.

    Raises:
        ModelRefused: it is none, or not whole; the text names the field.
    """
    if not isinstance(document, dict):
        raise ModelRefused("model", "must be one JSON object; train it anew")
    if document.get("format") != FORMAT:
        raise ModelRefused("format", f"must be {FORMAT}; train the model anew")
    labels = _texts(document, "labels")
    if len(set(labels)) != len(labels) or len(labels) < 2:  # noqa: PLR2004 - nothing to choose
        raise ModelRefused("labels", "must be at least two, each once")
    grams = _text(document, "grams").split()
    if len(set(grams)) != len(grams):
        raise ModelRefused("grams", "holds one twice; train the model anew")
    rarities = _rarities(document, grams)
    weights = _weights(document, len(grams) * len(labels))
    wide = len(labels)
    parents = document.get("parents", {})
    if not isinstance(parents, dict) or not all(isinstance(one, str) for one in parents.values()):
        raise ModelRefused("parents", "must be an object of text: label to middle level")
    known = {label: parents[label] for label in labels if label in parents}
    figures = document.get("figures", {})
    return LearnedModel(
        version=_text(document, "version"),
        trained_at=document.get("trained_at"),
        n=int(_number(document, "n", least=1)),
        labels=labels,
        parents=known,
        bars=_bars(document),
        error=_number(document, "error", least=0.0),
        figures=figures if isinstance(figures, dict) else {},
        temperature=_positive(document, "temperature"),
        title_weight=int(_number(document, "title_weight", least=0)),
        _scales=_numbers(document, "scales", wide),
        _intercepts=_numbers(document, "intercepts", wide),
        _grams={
            gram: (rarity * FINE, pack(weights[at * wide : (at + 1) * wide]))
            for at, (gram, rarity) in enumerate(zip(grams, rarities, strict=True))
        },
        _rarest=rarity(1, int(_number(document, "n", least=1))) * FINE,
        _levels=middle_levels(labels, known),
    )


def _rarities(document: dict[str, Any], grams: Sequence[str]) -> list[float]:
    found = _numbers(document, "found_in", len(grams))
    n = _number(document, "n", least=1)
    if any(each < 1 or each > n for each in found):
        raise ModelRefused("found_in", "must lie between 1 and n")
    return [rarity(int(each), int(n)) for each in found]


def _weights(document: dict[str, Any], wanted: int) -> bytes:
    try:
        weights = base64.b64decode(_text(document, "weights"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ModelRefused("weights", "must be base64; train the model anew") from error
    if len(weights) != wanted:
        raise ModelRefused("weights", f"holds {len(weights)} weights, not {wanted}")
    return weights


def _bars(document: dict[str, Any]) -> dict[str, float | None]:
    bars = document.get("bars")
    if not isinstance(bars, dict):
        raise ModelRefused("bars", "must be an object with leaf and middle")
    found: dict[str, float | None] = {}
    for name in ("leaf", "middle", "alone"):
        bar = bars.get(name, bars.get("leaf") if name == "alone" else None)
        if bar is not None and (not _is_number(bar) or not 0 <= bar <= 1):
            raise ModelRefused(f"bars.{name}", "must lie between 0 and 1, or be null for never")
        found[name] = None if bar is None else float(bar)
    return found


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise ModelRefused(name, "is missing or no text")
    return value


def _texts(document: dict[str, Any], name: str) -> tuple[str, ...]:
    value = document.get(name)
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ModelRefused(name, "must be a list of texts")
    return tuple(value)


def _number(document: dict[str, Any], name: str, *, least: float) -> float:
    value: Any = document.get(name)
    if not _is_number(value) or value < least:
        raise ModelRefused(name, f"must be a number, {least:g} or more")
    return float(value)


def _positive(document: dict[str, Any], name: str) -> float:
    value = _number(document, name, least=0.0)
    if value == 0.0:
        raise ModelRefused(name, "must be above 0")
    return value


def _numbers(document: dict[str, Any], name: str, wanted: int) -> tuple[float, ...]:
    value = document.get(name)
    if not isinstance(value, list) or len(value) != wanted or not all(map(_is_number, value)):
        raise ModelRefused(name, f"must be a list of {wanted} numbers")
    return tuple(map(float, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
