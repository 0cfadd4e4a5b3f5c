"""The list's slow work: drafts take effect, open cases are proposed for, drafts tried on history.

    each county ─► approved drafts whose day has come ─► edition in force
                ─► an edition nobody looked at ─► proposals for open cases
                ─► closed cases ─► history
                ─► a long file of past cases that somebody uploaded ─► history
    uploads that are a week old ─► forgotten
    whoever waits ─► a draft tried on history, a chunk at a time, with a heartbeat

Each is a transaction of its own; any number of these workers may run.
"""

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from dispatch.bootstrap import Deployment
from dispatch.editions.model import WhatIfRun
from dispatch.errors import DispatchError
from dispatch.failpoints import FailPointHit, fail_point
from dispatch.flows.keep_history import keep_closed
from dispatch.flows.keep_upload import forget_uploads
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.reroute_cases import propose_reroutes
from dispatch.flows.take_in_history import take_in_waiting
from dispatch.flows.try_draft import SILENT, Trial, claim_what_if, document, open_trial
from dispatch.history.model import PastCase
from dispatch.logs import described
from dispatch.people.scope import WORKER
from workers.stopping import Backoff, Life

_log = structlog.get_logger()

_LOOK = 1.0
_FORGET = timedelta(hours=1)
"""How often uploads are looked through for those that are too old."""


class ListKeeper:
    """Does what the lists of every county wait for."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._forgotten: datetime | None = None

    def round(self) -> int:
        """Do what is due now; return how much was done."""
        done = sum(self._well(county) for county in self._deployment.counties().values())
        return done + self._try_a_draft() + self._forget()

    def _well(self, county: LoadedCounty) -> int:
        try:
            return self._of(county)
        except (DBAPIError, FailPointHit):
            raise
        except Exception:  # noqa: BLE001 - the outermost loop: what ails one county stays its own
            _log.exception("county_put_back", county=county.code)
            return 0

    def _of(self, county: LoadedCounty) -> int:
        here = self._deployment
        with here.work(WORKER) as work:
            editions = put_in_force(work=work, county=county, now=here.clock.now())
            fail_point("lists.before_commit")
        for number in editions:
            _log.info("edition_in_force", county=county.code, edition=number)
        with here.work(WORKER) as work:
            proposed = propose_reroutes(work=work, county=county, now=here.clock.now())
        if proposed is not None:
            _log.info(
                "reroutes_proposed", county=county.code, edition=county.edition, cases=proposed
            )
        with here.work(WORKER) as work:
            kept = keep_closed(county.code, work=work)
        with here.work(WORKER) as work:
            taken = take_in_waiting(work=work, county=county, now=here.clock.now())
            fail_point("lists.history_before_commit")
        if taken is not None:
            _log.info("history_taken_in", county=county.code, rows=taken)
        return len(editions) + (proposed or 0) + kept + (taken is not None)

    def _forget(self) -> int:
        now = self._deployment.clock.now()
        if self._forgotten is not None and now - self._forgotten < _FORGET:
            return 0
        self._forgotten = now
        with self._deployment.work(WORKER) as work:
            return forget_uploads(work=work, now=now)

    def _try_a_draft(self) -> int:
        """Try the draft that has waited longest; what ails it is kept with the trial."""
        here = self._deployment
        factor, _ = here.clock.course()
        silent = SILENT * max(factor, 1.0)
        with here.work(WORKER) as work:
            run = claim_what_if(work=work, silent=silent, now=here.clock.now())
        if run is None:
            return 0
        began = time.monotonic()
        try:
            with here.work(WORKER) as work:
                trial = open_trial(run, work=work)
            wanted = self._feed(trial)
        except DispatchError as why:
            return self._failed(run, str(why))
        except (DBAPIError, FailPointHit):
            raise
        except Exception:  # noqa: BLE001 - the outermost loop: it would end each worker in turn
            _log.exception("draft_not_tried", county=run.county)
            return self._failed(run, "推演时出错,已记入日志,请告诉管理员")
        if wanted:
            found = trial.replay.result()
            with here.work(WORKER) as work:
                work.what_ifs.finish(run, result=document(found), at=here.clock.now())
            _log.info(
                "draft_tried",
                county=run.county,
                cases=found.reports,
                moved=found.moved,
                seconds=round(time.monotonic() - began, 2),
            )
        return 1

    def _failed(self, run: WhatIfRun, trouble: str) -> int:
        with self._deployment.work(WORKER) as work:
            now = self._deployment.clock.now()
            work.what_ifs.finish(run, result=None, trouble=trouble, at=now)
        return 1

    def _feed(self, trial: Trial) -> bool:
        """Feed the whole history, a chunk a transaction; False when it is not wanted any more."""
        here, run = self._deployment, trial.run
        last: PastCase | None = None
        done = 0
        while True:
            with here.work(WORKER) as work:
                chunk = work.history.chunk(run.county, last)
                if not chunk:
                    return True
                work.what_ifs.keep_moves(run, trial.feed(chunk))
                done += len(chunk)
                at = here.clock.now()
                if not work.what_ifs.beat(run, done=done, total=trial.total, at=at):
                    return False
            last = chunk[-1]


def run(deployment: Deployment) -> None:
    """Work until told to stop."""
    life = Life(deployment, "lists")
    keeper, pause = ListKeeper(deployment), Backoff()
    while life.goes_on:
        try:
            done = keeper.round()
            pause.reset()
        except (DBAPIError, DispatchError, FailPointHit) as why:
            _log.error("lists_put_back", why=described(why))
            life.rest(pause.next())
            continue
        if not done:
            life.rest(_LOOK)
