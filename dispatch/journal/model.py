"""A message that leaves the house through the outbox, and the servers that may be away."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Part(StrEnum):
    """A server of which the pages say since when it has been away."""

    KAFKA = "kafka"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that must leave the house."""

    county: str
    topic: str
    key: str
    payload: bytes
    report_id: UUID | None = None
    """The accepted report that it carries."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of the outbox that nobody has sent yet."""

    message_id: int
    message: Message
