"""The clockwork: APScheduler ticks; what is due stands in PostgreSQL.

No job is ever stored in the scheduler. A tick that is missed is caught up by
the next, from the table; any number of clockworks may run.
"""

import threading
import time
from collections import Counter
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import DBAPIError

from dispatch import metrics
from dispatch.board.invariants import INVARIANTS, first_breaches
from dispatch.bootstrap import Deployment
from dispatch.deadlines.brake import Held, Reading, expected, jumped
from dispatch.flows.climb_ladder import climb_ladder
from dispatch.flows.forget_photos import forget_photos
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.logs import described
from dispatch.people.scope import WORKER
from workers.measuring import measure_standing
from workers.stopping import Life

_log = structlog.get_logger()

_AUDIT_SECONDS = 60
_MEASURE_SECONDS = 30
_FORGET_SECONDS = 3600
_AUDIT_GRACE = timedelta(minutes=2)
"""What may still be on its way, in the machine's time."""


class Clockwork:
    """Climbs the ladders of every county, tick by tick."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._before: Reading | None = None
        self._one_at_a_time = threading.Lock()
        self._moves_before_audit = 0

    def tick(self) -> None:
        """Fire what is due in every county, unless the clock or a flood put the brake on."""
        began = time.monotonic()
        try:
            with self._one_at_a_time:
                reading = self._read()
                counties = self._deployment.counties().values()
                well = [self._climb(county, reading) for county in counties]
                if all(well):
                    self._before = reading
            metrics.TICK_SECONDS.observe(time.monotonic() - began)
        except DBAPIError as why:
            # The next tick finds the same rows due.
            metrics.PUT_BACK.add(worker="clockwork")
            _log.error("tick_put_back", why=described(why))

    def audit(self) -> None:
        """Check the invariants and say loudly what does not hold."""
        deployment = self._deployment
        factor, moves = deployment.clock.course()
        if moves != self._moves_before_audit:
            # Moved by hand: much is due at once, and is caught up with before it is judged.
            self._moves_before_audit = moves
            return
        now, grace = deployment.clock.now(), _AUDIT_GRACE * max(factor, 1.0)
        try:
            with deployment.work(WORKER) as work:
                broken = {
                    breach.name: breach
                    for breach in first_breaches(work.connection, now=now, grace=grace)
                }
            for breach in broken.values():
                _log.critical("invariant_broken", name=breach.name, first=breach.first)
            for each in INVARIANTS:
                metrics.BROKEN.set(each.name in broken, invariant=each.name)
            metrics.AUDITED.set(time.time())
        except DBAPIError as why:
            _log.error("audit_put_back", why=described(why))

    def forget(self) -> None:
        """Erase the photos that nothing shows; what cannot be erased now is tried again."""
        deployment = self._deployment
        try:
            with deployment.work(WORKER) as work:
                erased = forget_photos(
                    work=work, blobs=deployment.blobs, now=deployment.clock.now()
                )
        except Exception:  # noqa: BLE001 - the outermost loop: a store that is away comes back
            _log.exception("photos_put_back")
            return
        if erased:
            _log.info("photos_forgotten", blobs=erased)

    def _read(self) -> Reading:
        clock = self._deployment.clock
        factor, moves = clock.course()
        return Reading(clock.now(), time.monotonic(), factor, moves)

    def _climb(self, county: LoadedCounty, reading: Reading) -> bool:
        try:
            self._brake(county, reading)
            with self._deployment.work(WORKER) as work:
                fired = climb_ladder(work=work, county=county, now=reading.now)
        except Exception:  # noqa: BLE001 - the outermost loop: what ails one county stays its own
            _log.exception("county_put_back", county=county.code)
            return False
        if fired:
            for strength, rungs in Counter(each.strength for each in fired).items():
                metrics.RUNGS_FIRED.add(rungs, strength=strength.value)
            _log.info("rungs_fired", county=county.code, rungs=len(fired))
        return True

    def _brake(self, county: LoadedCounty, reading: Reading) -> None:
        before = self._before
        with self._deployment.work(WORKER) as work:
            if before and jumped(before, reading):
                course = expected(before, reading.monotonic)
                held = Held(reading.now, "clock_jump", course, reading.now)
            elif work.promises.count_due(county.code, now=reading.now) > (
                self._deployment.settings.brake_flood
            ):
                long_ago = reading.now - timedelta(days=36500)
                held = Held(reading.now, "flood", long_ago, reading.now)
            else:
                return
            if work.promises.hold(county.code, held):
                _log.critical("brake_on", county=county.code, reason=held.reason)


def run(deployment: Deployment) -> None:
    """Tick until told to stop."""
    life = Life(deployment, "clockwork")
    clockwork = Clockwork(deployment)
    scheduler = BackgroundScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(clockwork.tick, "interval", seconds=deployment.settings.tick_seconds)
    scheduler.add_job(clockwork.audit, "interval", seconds=_AUDIT_SECONDS)
    scheduler.add_job(clockwork.forget, "interval", seconds=_FORGET_SECONDS)
    if deployment.settings.metrics_port:
        measure_standing(deployment)
        scheduler.add_job(measure_standing, "interval", args=[deployment], seconds=_MEASURE_SECONDS)
    scheduler.start()
    while life.goes_on:
        life.rest(1)
    scheduler.shutdown(wait=True)
