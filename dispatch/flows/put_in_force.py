"""Approved drafts take effect on their day: each becomes the county's next edition.

approved, day reached ─► what it changed still as in its base? ─► county's files + the draft's
    ─► read strictly ─► published: workers and pages have it within two seconds
    └─ no: held back, and says why; nothing of it is in force

What the county changed meanwhile beside the list – people, calendar – stays as it is.
"""

from dataclasses import replace
from datetime import datetime

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.model import Draft, DraftState
from dispatch.errors import DispatchError
from dispatch.flows.drafted import FILE_LABELS, files_moved
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.publish_county import publish_county
from dispatch.flows.submit_draft import checksum
from dispatch.people.model import Origin
from dispatch.transaction import Work
from dispatch.wire.county.reader import read_files


class ListMoved(DispatchError):
    """What a draft was made on is not what is in force."""

    code = "editions.list_moved"


def put_in_force(*, work: Work, county: LoadedCounty, now: datetime) -> tuple[int, ...]:
    """Put the county's approved drafts in force whose day has come; return the editions.

    One that cannot take effect is held back with the reason, and keeps no other from it.
    """
    today = now.astimezone(COUNTY_ZONE).date()
    done: list[int] = []
    for draft in work.drafts.due(county.code, today):
        try:
            with work.connection.begin_nested():
                number = _publish(draft, work, county, now)
        except DispatchError as why:
            _hold_back(draft, str(why), work, now)
        else:
            done.append(number)
    return tuple(done)


def _publish(draft: Draft, work: Work, county: LoadedCounty, now: datetime) -> int:
    present = work.counties.lock(county.code)
    base = work.counties.files(draft.county, draft.base_edition)
    current = work.counties.files(draft.county, present)
    if moved := files_moved(draft, base, current):
        raise ListMoved(
            "第 %(now)s 版已改动%(files)s,与草案的基础(第 %(base)s 版)不同;"
            "请退回草案,并入新版后重新提交审定",
            now=present,
            files="、".join(FILE_LABELS[name] for name in moved),
            base=draft.base_edition,
        )
    if checksum(draft.files) != (draft.submission or {}).get("sha256"):
        raise ListMoved("草案内容与审定时不一致;请退回后重新提交审定")
    book = read_files({**current, **draft.files}, strict=True)
    number = publish_county(
        book,
        by=draft.decided_by or "",
        work=work,
        before=county if county.edition == present else LoadedCounty(read_files(current), present),
        now=now,
        origin=Origin(
            draft.draft_id,
            draft.title,
            draft.decided_by or "",
            draft.in_force_from or now.astimezone(COUNTY_ZONE).date(),
        ),
    )
    work.drafts.save(replace(draft, state=DraftState.IN_FORCE, edition=number, changed_at=now))
    return number


def _hold_back(draft: Draft, why: str, work: Work, now: datetime) -> None:
    work.drafts.save(replace(draft, held_back=why, changed_at=now))
    work.audit.note(
        county=draft.county,
        actor="system",
        action="draft.held_back",
        object=str(draft.draft_id),
        body={"why": why},
        at=now,
    )
