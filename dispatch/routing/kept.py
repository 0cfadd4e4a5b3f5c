"""A kept decision, decided again from what it says of itself.

    kept reason ─► its inputs ─► the question ─► decide, under its own edition ─► the same bytes

Nothing but the reason and the edition's files is read, so whoever holds both
can prove years later that the list, and not a person or a defect, said this.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from dispatch.errors import Unusable
from dispatch.routing.because import ENGINE, Inputs, because_from, canonical
from dispatch.routing.decide import decide
from dispatch.routing.model import Question, RoutingBook
from dispatch.routing.unknowns import ZONE
from dispatch.territory.zones import ZoneSource
from dispatch.vocabulary import MatterCode

_OF_OUTLINES = (f"{ZoneSource.POLYGON}:", f"{ZoneSource.UNKNOWN}:")


class OtherEngine(Unusable):
    """A reason was written by another version of the rules; this one cannot repeat its bytes."""

    code = "routing.other_engine"

    def __init__(self, engine: object) -> None:
        super().__init__(
            f"the reason was written by engine {engine}, this is engine {ENGINE}: "
            "replay it with the version of the product that wrote it"
        )
        self.engine = engine


def as_kept(document: Mapping[str, Any]) -> str:
    """Return a kept reason as text, in the one way that ``replayed`` writes it."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def replayed(document: Mapping[str, Any], book: RoutingBook) -> str:
    """Decide again from a kept reason's inputs alone; return the whole reason as text.

    ``document`` is what ``because.document`` gave, however its keys were put
    in order meanwhile; ``book`` is the edition that it names. The text equals
    ``as_kept(document)`` byte for byte, or something was changed.

    Raises:
        OtherEngine: another version of the rules wrote it.
    """
    if document.get("engine") != ENGINE:
        raise OtherEngine(document.get("engine"))
    return canonical(decide(_question(because_from(document).inputs), book).because)


def _question(inputs: Inputs) -> Question:
    said = {key: value for key, value in inputs.attributes if value is not None}
    attributes: dict[str, object] = dict(said)
    if inputs.zone_source == ZoneSource.REPORT:
        attributes[ZONE] = inputs.zone
    return Question(
        matter=MatterCode(inputs.matter) if inputs.matter is not None else None,
        area=inputs.area_given,
        day=date.fromisoformat(inputs.day),
        attributes=attributes,
        matter_source=inputs.matter_source,
        matter_words=inputs.matter_words,
        area_source=inputs.area_source,
        **_located(inputs),
    )


def _located(inputs: Inputs) -> dict[str, Any]:
    """Return what outlines said of the report's point: it is kept, and needs no geometry again."""
    if not inputs.zone_source.startswith(_OF_OUTLINES):
        return {}
    return {"zone": inputs.zone, "zone_source": inputs.zone_source}
