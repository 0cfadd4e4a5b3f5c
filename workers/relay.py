"""The relay: what waits in the outbox goes to Kafka, in order.

Woken by Redis when something was written, by the clock otherwise. The
producer is made anew after any refusal: kafka-python's idempotent producer
stays broken once the broker has rejected a single record.
"""

from collections.abc import Sequence

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError, MessageSizeTooLargeError
from sqlalchemy.exc import DBAPIError

from dispatch.bootstrap import Deployment
from dispatch.failpoints import FailPointHit
from dispatch.flows.relay_outbox import relay_outbox
from dispatch.journal.model import Message
from dispatch.people.scope import WORKER
from workers.stopping import Life

_log = structlog.get_logger()

LARGEST = 512 * 1024
"""Bytes of a message. Checked before sending, for a refusal breaks the producer."""
_LOOK = 0.2
_PAUSE = 2.0


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
            BrokerAway: the broker does not answer.
        """
        try:
            futures = [self._begin(message) for message in messages]
            self._now().flush(timeout=30)
            for future in futures:
                if future is not None:
                    future.get(timeout=30)
        except KafkaError as why:
            self.close()
            return self._one_by_one(messages, why)
        return [_too_large(message) for message in messages]

    def close(self) -> None:
        """Let go of the producer; the next send makes a new one."""
        if self._producer is not None:
            self._producer.close(timeout=2)
            self._producer = None

    def _one_by_one(self, messages: Sequence[Message], why: KafkaError) -> list[str | None]:
        if why.retriable:
            raise BrokerAway(str(why)) from why
        answers: list[str | None] = []
        for message in messages:
            try:
                future = self._begin(message)
                if future is not None:
                    future.get(timeout=30)
                answers.append(_too_large(message))
            except KafkaError as refused:
                self.close()
                if refused.retriable:
                    raise BrokerAway(str(refused)) from refused
                answers.append(f"{type(refused).__name__}: {refused}"[:200])
        return answers

    def _begin(self, message: Message):  # type: ignore[no-untyped-def]  # noqa: ANN202 - kafka publishes no type for it
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
                max_block_ms=5000,
                request_timeout_ms=10000,
                delivery_timeout_ms=20000,
                max_request_size=LARGEST + 4096,
                allow_auto_create_topics=False,
            )
        return self._producer


def _too_large(message: Message) -> str | None:
    size = len(message.payload)
    return f"{MessageSizeTooLargeError.__name__}: {size} bytes" if size > LARGEST else None


def run(deployment: Deployment) -> None:
    """Relay until told to stop."""
    life = Life(deployment, "relay")
    settings = deployment.settings
    sender = Sender(settings.kafka_bootstrap, settings.topic_prefix)
    with deployment.listening("outbox") as listener:
        while life.goes_on:
            try:
                with deployment.work(WORKER) as work:
                    done = relay_outbox(work=work, send=sender.send, now=deployment.clock.now())
            except (BrokerAway, KafkaError, DBAPIError, FailPointHit) as why:
                _log.error("relay_put_back", why=str(why), kind=type(why).__name__)
                sender.close()
                life.rest(_PAUSE)
                continue
            if not done:
                listener.wait(_LOOK)
    sender.close()
