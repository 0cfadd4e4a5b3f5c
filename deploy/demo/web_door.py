"""Reports by phone: through the web's own door, then over Kafka like all others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from deploy.demo.people import grid_workers
from deploy.demo.pictures import photo_of
from deploy.demo.points import Point, leaves_of
from deploy.demo.traffic import Traffic
from dispatch.bootstrap import Deployment
from dispatch.clock import COUNTY_ZONE
from dispatch.flows.accept_report import ReportDraft, accept_report
from dispatch.flows.keep_photo import keep_photo
from dispatch.people.scope import Actor
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode

_HINTED = 0.3
_WITH_PHOTO = 3


class PhoneReports:
    """Grid workers who report what they see on their rounds."""

    def __init__(
        self,
        deployment: Deployment,
        code: CountyCode,
        traffic: Traffic,
        *,
        seed: str,
        choose: Callable[[datetime], Point] | None = None,
    ) -> None:
        """Prepare the workers' reports; ``choose`` says what is seen at an hour of the year."""
        self._deployment = deployment
        self._code = code
        self._traffic = traffic
        self._choose = choose
        self._rng = Random(seed)  # noqa: S311 - believable, not secret
        self._workers = grid_workers(deployment.county(code))
        self._sent = 0

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
            draft = replace(draft, photos=self._photos(draft.area_code, actor, work))
            answer = accept_report(draft, actor=actor, work=work, county=county, now=now)
        deployment.wake("outbox")
        return answer.receipt

    def _photos(self, place: str, actor: Actor, work: Work) -> tuple[str, ...]:
        """Bring a made-up photo with every third report."""
        self._sent += 1
        if self._sent % _WITH_PHOTO:
            return ()
        now = self._deployment.clock.now()
        taken = f"{now.astimezone(COUNTY_ZONE):%Y:%m:%d %H:%M:%S}"
        content = photo_of(place, settled=False, taken=taken)
        blobs = self._deployment.blobs
        return (keep_photo(content, actor=actor, work=work, blobs=blobs, now=now).photo_id,)

    def _draft(self, actor: Actor) -> ReportDraft:
        rng = self._rng
        territory = self._deployment.county(self._code).book.territory
        places = [
            leaf
            for leaf in leaves_of(self._deployment.county(self._code).book)
            if actor.scope.areas & set(leaf.path)
        ] or [territory.county]
        area = rng.choice(places)
        point = (
            self._choose(self._deployment.clock.now())
            if self._choose
            else rng.choice(self._traffic.points)
        )
        return ReportDraft(
            key=str(UUID(int=rng.getrandbits(128), version=4)),
            text=self._traffic.words_for(point.matter, area),
            area_code=area.code,
            occurred_at=self._deployment.clock.now() - timedelta(minutes=rng.randrange(30)),
            matter_hint=point.matter.code if rng.random() < _HINTED else None,
            attributes=dict(point.attributes),
        )
