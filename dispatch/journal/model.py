"""A message that leaves the house through the outbox."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A message that must leave the house."""

    county: str
    topic: str
    key: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of the outbox that nobody has sent yet."""

    message_id: int
    message: Message
