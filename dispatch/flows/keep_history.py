"""Cases of the past are kept for lists and triage: the old system's by file, our own when closed.

file, read and mapped ─► kept under its source; the same number again is the same case
our own, closed since the last look ─► kept, with numbers of people made unreadable
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from dispatch.board.open_questions import ClosedCase, closed_and_not_kept
from dispatch.clock import COUNTY_ZONE
from dispatch.editions.lifecycle import keeper
from dispatch.errors import Refused
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.history.model import LIVE, PastCase
from dispatch.notices.masking import masked
from dispatch.people.scope import Actor
from dispatch.responsibility.conditions import said
from dispatch.transaction import Work
from dispatch.vocabulary import CountyCode

_CHUNK = 2000
_LATE = timedelta(hours=1)
"""So long a transaction may stay open and still have its closed case kept."""


class NothingToKeep(Refused):
    """No row of the file could be taken."""

    code = "history.nothing_to_keep"


class SourceTaken(Refused):
    """The name is this system's own."""

    code = "history.source_taken"


def import_history(
    cases: Sequence[PastCase],
    *,
    source: str,
    file_name: str,
    refused: int,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> UUID:
    """Keep the closed cases of another system; rows that were refused are only counted.

    Raises:
        NotTheKeeper: the actor does not keep the list.
        SourceTaken, NothingToKeep: it cannot be kept so.
    """
    keeper(actor)
    source = source.strip()
    if not source or source == LIVE:
        raise SourceTaken("请写明来源系统的名称(不能用 live)")
    if not cases:
        raise NothingToKeep("文件中没有一行可以导入")
    import_id = uuid7()
    for start in range(0, len(cases), _CHUNK):
        part = [_shown(replace(each, source=source)) for each in cases[start : start + _CHUNK]]
        work.history.keep(county.code, part, import_id=import_id)
    work.history.note_import(
        county.code,
        import_id,
        source=source,
        file_name=file_name,
        accepted=len(cases),
        refused=refused,
        by=actor.account,
        at=now,
    )
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="history.imported",
        object=str(import_id),
        body={"source": source, "file": file_name, "accepted": len(cases), "refused": refused},
        at=now,
    )
    return import_id


def keep_closed(county: CountyCode, *, work: Work) -> int:
    """Keep the county's own cases that were closed since the last look; return how many."""
    newest = work.history.newest_live(county)
    found = closed_and_not_kept(
        work.connection, county, newest - _LATE if newest else None, limit=_CHUNK
    )
    work.history.keep(county, list(map(_past, found)), closed_at=[each.closed_at for each in found])
    return len(found)


def _past(closed: ClosedCase) -> PastCase:
    asked = closed.question
    attributes = {
        key: value for key in asked.attributes if (value := said(asked.attributes, key)) is not None
    }
    return _shown(
        PastCase(
            source=LIVE,
            case_id=asked.number,
            occurred_on=asked.occurred_at.astimezone(COUNTY_ZONE).date(),
            area=asked.area,
            matter=asked.matter,
            unit=asked.lead,
            title=closed.title,
            text=closed.text,
            attributes=attributes,
            opened_on=closed.opened_at.astimezone(COUNTY_ZONE).date(),
            closed_on=closed.closed_at.astimezone(COUNTY_ZONE).date(),
            returns=len(closed.returned_by),
            returned_by=closed.returned_by,
        )
    )


def _shown(case: PastCase) -> PastCase:
    return replace(case, title=masked(case.title), text=masked(case.text))
