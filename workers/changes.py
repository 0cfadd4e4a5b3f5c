"""The teller of changes: what happens to cases goes to Kafka for other systems, in order.

Any number may run; one tells at a time. Woken by Redis when something was
written, by the clock otherwise.
"""

import structlog
from kafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError

from dispatch.bootstrap import Deployment
from dispatch.failpoints import FailPointHit
from dispatch.flows.tell_changes import ChangeRefused, tell_changes
from dispatch.journal.changes import ToldMeanwhile
from dispatch.logs import described
from dispatch.people.scope import WORKER
from workers.sender import BrokerAway, Sender
from workers.stopping import Life

_log = structlog.get_logger()

_LOOK = 0.5
_PAUSE = 2.0


def run(deployment: Deployment) -> None:
    """Tell until told to stop."""
    life = Life(deployment, "changes")
    settings = deployment.settings
    sender = Sender(settings.kafka_bootstrap, settings.topic_prefix)
    with deployment.listening("changes") as listener:
        while life.goes_on:
            try:
                with deployment.work(WORKER) as work:
                    told = tell_changes(work=work, send=sender.send)
            except (BrokerAway, KafkaError, DBAPIError, FailPointHit, ToldMeanwhile) as why:
                _log.error("changes_put_back", why=described(why))
                sender.close()
                life.rest(_PAUSE)
                continue
            except ChangeRefused as why:
                _log.critical("change_refused", why=described(why))
                sender.close()
                life.rest(_PAUSE)
                continue
            if not told:
                listener.wait(_LOOK)
    sender.close()
