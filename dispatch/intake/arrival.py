"""A record as Kafka handed it over, before anybody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Arrival:
    """One Kafka record: where it stood and the bytes it held."""

    topic: str
    partition: int
    position: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)
