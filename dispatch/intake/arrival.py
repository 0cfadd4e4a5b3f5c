"""A record as Kafka handed it over, before anybody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch.errors import DispatchError


@dataclass(frozen=True, slots=True)
class Arrival:
    """One Kafka record: where it stood and the bytes it held."""

    topic: str
    partition: int
    position: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)


class Fenced(DispatchError):
    """Somebody else has moved this partition's position: this process no longer owns it."""

    code = "intake.fenced"
