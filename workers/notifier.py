"""The notifier: notices leave the house by the county's channels.

    decide, county by county ─► claim (commit) ─► send, several at a time ─► record (commit)

Any number of notifiers may run. One that dies between send and record leaves
a lease behind; when it has run out the message is sent once more.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from dispatch.bootstrap import Deployment
from dispatch.errors import DispatchError
from dispatch.failpoints import FailPointHit, fail_point
from dispatch.flows.decide_deliveries import decide_deliveries
from dispatch.flows.deliver_notices import Outcome, Outgoing, claim_messages, record_outcome
from dispatch.logs import described
from dispatch.people.scope import WORKER
from workers.stopping import Backoff, Life

_log = structlog.get_logger()

_LOOK = 2.0
_AT_ONCE = 8
"""Messages that are sent at the same time."""
_LONGEST = 30.0
"""Seconds of the machine that a try may take, all its waiting included."""
_LEASE = timedelta(seconds=120)
"""How long nobody else tries what this one has claimed, in the machine's time."""


class Notifier:
    """Decides, sends and records for every county."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="send")

    def round(self) -> int:
        """Do what is due now; return how many notices and messages were dealt with."""
        decided = self._decide()
        outgoing = self._claim()
        fail_point("notifier.claimed")
        # As many as there are threads: what waited for a thread would use up its lease.
        for first in range(0, len(outgoing), _AT_ONCE):
            self._send(outgoing[first : first + _AT_ONCE])
        return decided + len(outgoing)

    def close(self) -> None:
        """Let go of the threads; what hangs is left to its own time-out."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _decide(self) -> int:
        decided = 0
        for county in self._deployment.counties().values():
            with self._deployment.work(WORKER) as work:
                decided += decide_deliveries(
                    work=work, county=county, now=self._deployment.clock.now()
                )
        return decided

    def _claim(self) -> Sequence[Outgoing]:
        here = self._deployment
        factor, _ = here.clock.course()
        with here.work(WORKER) as work:
            return claim_messages(
                work=work,
                counties=here.counties(),
                now=here.clock.now(),
                lease=_LEASE * max(factor, 1.0),
                public_url=here.settings.public_url,
                limit=_AT_ONCE * 4,
            )

    def _send(self, outgoing: Sequence[Outgoing]) -> None:
        begun = time.monotonic()
        under_way = {self._pool.submit(self._one, each): each for each in outgoing}
        wait(under_way, timeout=_LONGEST)
        fail_point("notifier.sent")
        for future, each in under_way.items():
            outcome = _outcome(future)
            here = self._deployment
            with here.work(WORKER) as work:
                state = record_outcome(
                    each, outcome, work=work, counties=here.counties(), now=here.clock.now()
                )
            _log.info(
                "message_tried",
                county=each.delivery.county,
                channel=each.channel.kind.value,
                state=state.value,
                seconds=round(time.monotonic() - begun, 2),
            )

    def _one(self, each: Outgoing) -> Outcome:
        here = self._deployment
        try:
            url = here.seal.open(each.channel.sealed)
            to = here.seal.open(each.to) if each.to else ""
            answer = here.carrier.send(each.channel.kind, url, each.message, to=to)
        except DispatchError as why:
            return Outcome(arrived=False, said=str(why))
        return Outcome(answer.arrived, answer.said)


def _outcome(future: "Future[Outcome]") -> Outcome:
    if not future.done():
        future.cancel()
        return Outcome(arrived=False, said="发送超时")
    failure = future.exception()
    if failure is not None:
        # Its text may hold the address.
        _log.error("message_defect", kind=type(failure).__name__)
        return Outcome(arrived=False, said="发送时出错")
    return future.result()


def run(deployment: Deployment) -> None:
    """Notify until told to stop."""
    life = Life(deployment, "notifier")
    notifier, pause = Notifier(deployment), Backoff()
    while life.goes_on:
        try:
            done = notifier.round()
            pause.reset()
        except (DBAPIError, DispatchError, FailPointHit) as why:
            _log.error("notifier_put_back", why=described(why))
            life.rest(pause.next())
            continue
        if not done:
            life.rest(_LOOK)
    notifier.close()
