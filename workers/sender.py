"""Sends messages in order; what the broker will never take holds up no other.

The producer is made anew after any refusal: kafka-python's idempotent producer
stays broken once the broker has rejected a single record.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import (
    InvalidRecordError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from dispatch.journal.model import Message
from dispatch.logs import described

_log = structlog.get_logger()

LARGEST = 512 * 1024
"""Bytes of a message. Checked before sending, for a refusal breaks the producer."""
_NEVER = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidRecordError)
"""Refusals that are about the message itself. Any other, a missing right among them, passes."""
_GIVES_UP_AFTER = 20
_CLOSES_WITHIN = 25
"""Seconds; longer than a message is tried, so that no producer lives on behind its successor."""


class BrokerAway(Exception):
    """The broker could not be asked; nothing was marked."""


class Sender:
    """Sends messages in order through a producer that is replaced once it is broken."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._producer: KafkaProducer | None = None

    def send(self, messages: Sequence[Message]) -> list[str | None]:
        """Send all; return for each None, or why the broker will never take it.

        Raises:
            BrokerAway: the broker does not answer, or takes nothing just now.
        """
        failures = [why for why in self._all(messages) if why is not None]
        if not failures:
            return [_too_large(message) for message in messages]
        self.close()
        if not any(isinstance(why, _NEVER) for why in failures):
            raise BrokerAway(str(failures[0])) from failures[0]
        return [self._alone(message) for message in messages]

    def close(self) -> None:
        """Let go of the producer; the next send makes a new one."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=_CLOSES_WITHIN)
        except KafkaError as why:
            # Nothing of what it could not deliver is marked: it is sent again.
            _log.warning("producer_left", why=described(why))

    def _all(self, messages: Sequence[Message]) -> list[KafkaError | None]:
        """Send all at once; return for each None, or what became of it instead."""
        try:
            begun = [self._begin(message) for message in messages]
        except KafkaError as why:
            return [why]
        # Not flush(): it fails on a batch that the producer splits because the broker found it
        # too large, though every message of it may go out. Each message's own answer is true.
        return [_failure(each) for each in begun if each is not None]

    def _alone(self, message: Message) -> str | None:
        """Send one message, after the producer broke on some; return why it is refused."""
        (failure,) = self._all([message]) or (None,)
        if failure is None:
            return _too_large(message)
        self.close()
        if not isinstance(failure, _NEVER):
            raise BrokerAway(str(failure)) from failure
        return f"{type(failure).__name__}: {failure}"[:200]

    def _begin(self, message: Message) -> Any:
        if _too_large(message):
            return None
        return self._now().send(
            self._prefix + message.topic, key=message.key.encode(), value=message.payload
        )

    def _now(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                bootstrap_servers=self._bootstrap,
                acks="all",
                linger_ms=5,
                bootstrap_timeout_ms=5000,
                max_block_ms=5000,
                request_timeout_ms=10000,
                delivery_timeout_ms=_GIVES_UP_AFTER * 1000,
                # One request at a time: tried again, it cannot fall behind a younger one.
                max_in_flight_requests_per_connection=1,
                max_request_size=LARGEST + 4096,
                allow_auto_create_topics=False,
            )
        return self._producer


def _failure(begun: Any) -> KafkaError | None:
    try:
        begun.get(timeout=30)
    except KafkaError as why:
        return why
    return None


def _too_large(message: Message) -> str | None:
    size = len(message.payload)
    return f"{MessageSizeTooLargeError.__name__}: {size} bytes" if size > LARGEST else None
