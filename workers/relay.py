"""The relay: what waits in the outbox goes to Kafka, in order.

    something waits ─► send ─► mark
                        └ the broker is away, for a while already ─► hand over what phones reported

Woken by Redis when something was written, by the clock otherwise. It never ends
because a server is away: it waits, ever longer, and goes on.
"""

import time

import structlog
from kafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError

from dispatch import metrics
from dispatch.bootstrap import Deployment
from dispatch.deadlines.years import MissingYear
from dispatch.failpoints import FailPointHit, fail_point
from dispatch.flows.hand_over_reports import hand_over_reports
from dispatch.flows.note_outage import note_away, note_back
from dispatch.flows.relay_outbox import relay_outbox
from dispatch.journal.model import Part
from dispatch.logs import described
from dispatch.people.scope import WORKER
from dispatch.transaction import TakenMeanwhile
from workers.sender import BrokerAway, Sender
from workers.stopping import Backoff, Life

_log = structlog.get_logger()

_LOOK = 0.2
_ASK_THE_BROKER_AGAIN = 2.0


class Relay:
    """Sends what waits; knows since when the broker has been away."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        settings = deployment.settings
        self._sender = Sender(settings.kafka_bootstrap, settings.topic_prefix)
        self._away_since: float | None = None
        self._noted_away: bool | None = None
        """What the pages were told last; None before the broker was asked."""

    def send(self) -> int:
        """Send one batch of what waits and return how many messages were dealt with.

        Raises:
            BrokerAway, KafkaError: nothing was marked.
        """
        began = time.monotonic()
        deployment = self._deployment
        try:
            with deployment.work(WORKER) as work:
                done = relay_outbox(work=work, send=self._sender.send, now=deployment.clock.now())
        except (BrokerAway, KafkaError):
            self._sender.close()
            self._away_since = self._away_since or began
            self._note(away=True)
            raise
        if done:
            metrics.RELAYED.add(done)
            self._away_since = None
            self._note(away=False)
        return done

    def hand_over(self) -> None:
        """Take what phones reported without the broker, once it has been away long enough."""
        deployment = self._deployment
        patience = deployment.settings.hand_over_after_seconds
        if self._away_since is None or time.monotonic() - self._away_since < patience:
            return
        opened = 1
        while opened:
            with deployment.work(WORKER) as work:
                taken = hand_over_reports(
                    work=work, counties=deployment.counties(), now=deployment.clock.now()
                )
            fail_point("hand_over.committed")
            opened = len(taken.opened)
            if opened:
                _log.warning("handed_over", opened=opened)

    def _note(self, *, away: bool) -> None:
        if self._noted_away is away:
            return
        deployment, note = self._deployment, note_away if away else note_back
        with deployment.work(WORKER) as work:
            note(Part.KAFKA, work=work, now=deployment.clock.now())
        self._noted_away = away

    def close(self) -> None:
        """Let go of the broker."""
        self._sender.close()


def run(deployment: Deployment) -> None:
    """Relay until told to stop."""
    life, relay, backoff = Life(deployment, "relay"), Relay(deployment), Backoff()
    with deployment.listening("outbox") as listener:
        while life.goes_on:
            try:
                try:
                    done = relay.send()
                except (BrokerAway, KafkaError) as why:
                    metrics.PUT_BACK.add(worker="relay")
                    _log.error("relay_put_back", why=described(why))
                    relay.hand_over()
                    life.rest(_ASK_THE_BROKER_AGAIN)
                    continue
            except (DBAPIError, TakenMeanwhile, MissingYear, FailPointHit) as why:
                _log.error("relay_put_back", why=described(why))
                life.rest(backoff.next())
                continue
            backoff.reset()
            if not done:
                listener.wait(_LOOK)
    relay.close()
