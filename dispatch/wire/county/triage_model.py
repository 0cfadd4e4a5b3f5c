"""``triage_model.json``: what was learned from past messages; a county may do without.

``triage train`` writes it. It is read whole or refused, naming the field.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from dispatch.responsibility.model import Matter
from dispatch.triage.learned import LearnedModel
from dispatch.triage.model_document import ModelRefused, read_model
from dispatch.vocabulary import MatterCode
from dispatch.wire.county.files import TRIAGE_MODEL, bytes_of
from dispatch.wire.county.problems import Problems, given


def read_triage_model(
    data: bytes | None, matters: Mapping[MatterCode, Matter], problems: Problems
) -> LearnedModel | None:
    """Return the county's model; None where it has none, or after noting what is wrong.

    Labels and middle levels must be matters of the county: a model of another county's
    matters would send cases nowhere.
    """
    if data is None:
        return None
    model = _parsed(TRIAGE_MODEL, data, problems)
    if model is None:
        return None
    for label in sorted({*model.labels, *model.parents.values()} - set(matters)):
        problems.add(
            TRIAGE_MODEL,
            f"{label} is no matter of this county; train the model anew",
            column="labels",
        )
    return model


def load_model(path: Path) -> LearnedModel:
    """Return the model in a file, whatever its labels mean.

    Raises:
        CountyRefused: the file cannot be opened or holds no model.
    """
    problems = Problems()
    model = _parsed(path.name, bytes_of(path), problems)
    problems.raise_if_any()
    return given(model)


def _parsed(name: str, data: bytes, problems: Problems) -> LearnedModel | None:
    try:
        return read_model(json.loads(data.decode()))
    except UnicodeDecodeError:
        problems.add(name, "is not UTF-8; train the model anew")
    except (ValueError, RecursionError) as error:
        problems.add(name, f"not JSON: {error}")
    except ModelRefused as why:
        problems.add(name, why.message, column=why.field)
    return None
