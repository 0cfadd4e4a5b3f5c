"""The relay's sender: one message that the broker will never take holds up no other."""

from collections.abc import Iterator

import pytest
from kafka.admin import NewTopic

from dispatch.flows.relay_outbox import relay_outbox
from dispatch.journal.model import Message
from dispatch.people.scope import WORKER
from tests.support.working import RECEIPTS, Working
from workers.sender import LARGEST, BrokerAway, Sender

NARROW = "narrow.v1"
NARROW_BYTES = 2000


@pytest.fixture
def narrow(at_work: Working) -> Iterator[Working]:
    """A topic that takes small messages only, as an operator may have set it."""
    topic = NewTopic(
        at_work.topic(NARROW),
        num_partitions=1,
        replication_factor=1,
        topic_configs={"max.message.bytes": str(NARROW_BYTES)},
    )
    with at_work.admin() as admin:
        admin.create_topics([topic])
    yield at_work
    with at_work.admin() as admin:
        admin.delete_topics([at_work.topic(NARROW)])


@pytest.fixture
def sender(at_work: Working) -> Iterator[Sender]:
    settings = at_work.deployment.settings
    found = Sender(settings.kafka_bootstrap, settings.topic_prefix)
    yield found
    found.close()


def a_message(number: int, *, topic: str = RECEIPTS, size: int = 10) -> Message:
    return Message(
        "330521", topic, "key", f'{{"data":{{"n":{number},"x":"{"x" * size}"}}}}'.encode()
    )


class TestSender:
    def test_refuses_a_message_that_is_too_large_alone(
        self, at_work: Working, sender: Sender
    ) -> None:
        answers = sender.send(
            [a_message(0), a_message(1, size=LARGEST), a_message(2), a_message(3)]
        )

        assert [answer is None for answer in answers] == [True, False, True, True]
        assert "MessageSizeTooLarge" in str(answers[1])
        assert [each["n"] for each in at_work.read(RECEIPTS)] == [0, 2, 3]

    def test_takes_the_largest_that_it_promises(self, at_work: Working, sender: Sender) -> None:
        frame = len(a_message(0, size=0).payload)

        assert sender.send([a_message(0, size=LARGEST - frame)]) == [None]

    def test_is_whole_again_after_the_broker_has_rejected_one(
        self, narrow: Working, sender: Sender
    ) -> None:
        mixed = [
            a_message(0),
            a_message(1, topic=NARROW, size=NARROW_BYTES * 2),
            a_message(2),
            a_message(3, topic=NARROW),
        ]

        answers = sender.send(mixed)
        later = sender.send([a_message(4), a_message(5, topic=NARROW)])

        assert [answer is None for answer in answers] == [True, False, True, True]
        assert later == [None, None]
        told = [each["n"] for each in narrow.read(RECEIPTS)]
        # A message that went out before the rejection was seen goes out again: readers know its id.
        assert list(dict.fromkeys(told)) == [0, 2, 4]

    def test_says_that_the_broker_is_away_and_marks_nothing(self, at_work: Working) -> None:
        nowhere = Sender("127.0.0.1:1", at_work.deployment.settings.topic_prefix)

        with pytest.raises(BrokerAway):
            nowhere.send([a_message(0)])
        nowhere.close()


class TestRelay:
    def test_sets_a_rejected_message_aside_and_marks_the_others(
        self, narrow: Working, sender: Sender
    ) -> None:
        now = narrow.county.clock.now()
        sizes = [10, NARROW_BYTES * 2, 10, 10]
        with narrow.deployment.work(WORKER) as work:
            work.outbox.put(
                [a_message(n, topic=NARROW, size=size) for n, size in enumerate(sizes)], at=now
            )

        with narrow.deployment.work(WORKER) as work:
            dealt_with = relay_outbox(work=work, send=sender.send, now=now)

        assert dealt_with == 4
        kept = narrow.county.rows(
            "select sent_at is not null, refused is not null from outbox order by message_id"
        )
        assert kept == [(True, False), (False, True), (True, False), (True, False)]
