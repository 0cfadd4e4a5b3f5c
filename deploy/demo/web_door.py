"""Reports by phone: through the web's own door, then over Kafka like all others."""

from datetime import timedelta
from random import Random
from uuid import UUID

from deploy.demo.people import grid_workers
from deploy.demo.points import leaves_of
from deploy.demo.traffic import Traffic
from dispatch.bootstrap import Deployment
from dispatch.flows.accept_report import ReportDraft, accept_report
from dispatch.people.scope import Actor
from dispatch.vocabulary import CountyCode

_HINTED = 0.3


class PhoneReports:
    """Grid workers who report what they see on their rounds."""

    def __init__(
        self, deployment: Deployment, code: CountyCode, traffic: Traffic, *, seed: str
    ) -> None:
        self._deployment = deployment
        self._code = code
        self._traffic = traffic
        self._rng = Random(seed)  # noqa: S311 - believable, not secret
        self._workers = grid_workers(deployment.county(code))

    def one(self) -> str | None:
        """Hand in one report and return its receipt; None in a county without grid workers."""
        if not self._workers:
            return None
        deployment = self._deployment
        county = deployment.county(self._code)
        actor = self._rng.choice(self._workers)
        with deployment.work(actor.scope) as work:
            now = deployment.clock.now()
            draft = self._draft(actor)
            answer = accept_report(draft, actor=actor, work=work, county=county, now=now)
        deployment.wake("outbox")
        return answer.receipt

    def _draft(self, actor: Actor) -> ReportDraft:
        rng = self._rng
        territory = self._deployment.county(self._code).book.territory
        places = [
            leaf
            for leaf in leaves_of(self._deployment.county(self._code).book)
            if actor.scope.areas & set(leaf.path)
        ] or [territory.county]
        area = rng.choice(places)
        point = rng.choice(self._traffic.points)
        return ReportDraft(
            key=str(UUID(int=rng.getrandbits(128), version=4)),
            text=self._traffic.words_for(point.matter, area),
            area_code=area.code,
            occurred_at=self._deployment.clock.now() - timedelta(minutes=rng.randrange(30)),
            matter_hint=point.matter.code if rng.random() < _HINTED else None,
            attributes=dict(point.attributes),
        )
