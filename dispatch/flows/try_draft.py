"""A draft is tried on the county's history: who would have got other cases, what would be bare.

asked on a page ─► waits ─► a worker claims it ─► every past case under both lists, chunk by chunk
    ─► how far it is, and is it still wanted? after each chunk
    ─► sums, groups and every moved case kept; or the trouble, in words

A worker that dies leaves a trial running without a heartbeat; the next worker begins it anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.lifecycle import keeper
from dispatch.editions.model import MovedCase, WhatIfRun, WhatIfState
from dispatch.errors import Refused
from dispatch.flows.drafted import Drafted, drafted
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.history.model import PastCase
from dispatch.people.scope import Actor
from dispatch.routing.model import Outcome
from dispatch.routing.replay import Replay
from dispatch.routing.whatif import Box, Moved, WhatIf
from dispatch.transaction import Work
from dispatch.wire.county.files import LINES
from dispatch.wire.county.reader import read_files

SILENT = timedelta(seconds=30)
"""After so long without a heartbeat, in the machine's time, a trial is somebody else's."""
_SHOWN_GROUPS = 200


class NoHistory(Refused):
    """There is nothing to try a draft on."""

    code = "what_if.no_history"


class DraftNotReadable(Refused):
    """The draft cannot be decided by; what is wrong stands on its page."""

    code = "what_if.not_readable"


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial with the two lists that it holds against each other."""

    run: WhatIfRun
    replay: Replay
    total: int

    def feed(self, cases: Sequence[PastCase]) -> tuple[MovedCase, ...]:
        """Hold some more cases against both lists; return those that would move."""
        cases = [replace(each, occurred_on=self.run.as_of) for each in cases]
        self.replay.feed(cases)
        # A number is one system's own: two systems may have the same.
        return tuple(
            MovedCase(
                source,
                move.case_id,
                move.matter,
                move.township,
                move.before,
                move.after,
                move.outcome_before.value,
                move.outcome_after.value,
            )
            for source, of_source in groupby(cases, key=attrgetter("source"))
            for move in self.replay.moves(of_source)
        )


def ask_what_if(
    draft_id: UUID, *, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> WhatIfRun:
    """Put a trial of a draft as it is now in line.

    Past cases are asked about as if they came on the day from which the last of the draft's own
    lines holds, at the earliest today: most of a history is older than the lines of any list.

    Raises:
        NotTheKeeper, NoSuchDraft: it cannot be asked.
        NoHistory, DraftNotReadable: there is nothing to try, or to try it on.
    """
    keeper(actor)
    here = drafted(work.drafts.get(county.code, draft_id), work=work)
    if here.book is None:
        raise DraftNotReadable("草案有 %(n)s 处读不懂,请先改正", n=len(here.problems))
    total = work.history.count(county.code)
    if not total:
        raise NoHistory("还没有历史案件,请先导入旧平台的办结案件")
    run = WhatIfRun(
        county=county.code,
        what_if_id=uuid7(),
        draft_id=draft_id,
        version=here.draft.version,
        as_of=_when(here, now),
        state=WhatIfState.WAITING,
        done=0,
        total=total,
        asked_by=actor.account,
        asked_at=now,
    )
    work.what_ifs.ask(run)
    return run


def _when(here: Drafted, now: datetime) -> date:
    """Return the first day, from today on, on which all that the draft adds is in force."""
    before = {line["row_id"]: line for line in here.table_before(LINES).rows}
    fresh = {row["row_id"] for row in here.table(LINES).rows if before.get(row["row_id"]) != row}
    begins = [
        line.valid_from
        for line in (here.book.lines if here.book else ())
        if line.row_id in fresh and line.valid_from
    ]
    return max([now.astimezone(COUNTY_ZONE).date(), *begins])


def claim_what_if(*, work: Work, silent: timedelta, now: datetime) -> WhatIfRun | None:
    """Take the trial that has waited longest, or one whose worker fell silent."""
    return work.what_ifs.claim(stale_before=now - silent, at=now)


def open_trial(run: WhatIfRun, *, work: Work) -> Trial:
    """Return a trial ready to be fed: the edition that the draft is based on, and the draft.

    Raises:
        DraftNotReadable: the draft was edited meanwhile, or cannot be read.
    """
    here = drafted(work.drafts.get(run.county, run.draft_id), work=work)
    if here.book is None or here.draft.version != run.version:
        raise DraftNotReadable("草案在推演前又改过,请重新推演")
    replay = Replay(read_files(here.base), here.book)
    return Trial(run, replay, work.history.count(run.county))


def document(found: WhatIf) -> Mapping[str, Any]:
    """Return what a trial found as plain JSON values, the largest groups first."""
    return {
        "reports": found.reports,
        "moved": found.moved,
        "moves": [_moved(each) for each in found.moves[:_SHOWN_GROUPS]],
        "load": {unit: list(figures) for unit, figures in found.load.items()},
        "outcomes": {name.value: list(found.outcomes[name]) for name in Outcome},
        "new_gaps": [_box(each) for each in found.new_gaps[:_SHOWN_GROUPS]],
        "new_conflicts": [_box(each) for each in found.new_conflicts[:_SHOWN_GROUPS]],
        "settled": {
            "cases": found.settled.cases,
            "handed_back": [_box(each) for each in found.settled.handed_back[:_SHOWN_GROUPS]],
            "contested": [_box(each) for each in found.settled.contested[:_SHOWN_GROUPS]],
        },
    }


def _moved(each: Moved) -> dict[str, Any]:
    return {
        "matter": each.matter,
        "township": each.township,
        "from": each.before,
        "to": each.after,
        "outcome_before": each.outcome_before.value,
        "outcome_after": each.outcome_after.value,
        "cases": each.cases,
        "sample": list(each.sample),
    }


def _box(each: Box) -> dict[str, Any]:
    return {
        "matter": each.matter,
        "township": each.township,
        "cases": each.cases,
        "sample": list(each.sample),
    }
