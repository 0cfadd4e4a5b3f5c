"""What is published of the topics: docs/asyncapi.yaml and the schemas it names."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCS = Path(__file__).parents[2] / "docs"


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    """Return the AsyncAPI document."""
    found: dict[str, Any] = yaml.safe_load((DOCS / "asyncapi.yaml").read_text())
    return found


@lru_cache(maxsize=8)
def validator(topic: str) -> Draft202012Validator:
    """Return what checks the messages of a topic, found by its published address."""
    channels = published()["channels"].values()
    (channel,) = (each for each in channels if each["address"] == topic)
    (message,) = channel["messages"].values()
    name = message["$ref"].rpartition("/")[2]
    file = published()["components"]["messages"][name]["payload"]["schema"]["$ref"]
    return Draft202012Validator(json.loads((DOCS / file).read_text()))


def check(topic: str, payload: bytes) -> None:
    """Check one message as whoever reads the topic would."""
    validator(topic).validate(json.loads(payload))
