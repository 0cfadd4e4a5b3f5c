"""A second person approves a draft from a day on, or returns it with words.

submitted ─► somebody who neither wrote in it nor handed it in ─► approved, in force from a day
                                                      └─► returned: open again
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.lifecycle import check
from dispatch.editions.model import Draft
from dispatch.errors import Refused
from dispatch.flows.drafted import files_moved, open_draft
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.flows.submit_draft import BaseMoved, checksum
from dispatch.flows.whose_hand import hands_of
from dispatch.people.scope import Actor
from dispatch.transaction import Work


class DayPassed(Refused):
    """A draft cannot take effect on a day that is over."""

    code = "editions.day_passed"


class NotWhatWasAudited(Refused):
    """The draft is not what was handed in: a defect, or somebody wrote past the flows."""

    code = "editions.not_what_was_audited"


def approve_draft(
    draft_id: UUID,
    *,
    in_force_from: date | None,
    note: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Approve a draft; it takes effect on its day, today where none is given.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper: it cannot be decided on.
        SecondPersonNeeded: the actor handed it in, or a change of theirs stands in it.
        DayPassed: the day lies before today.
        BaseMoved: it could not take effect, another edition changed the same files.
        NotWhatWasAudited: its content changed since it was handed in.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    draft = here.draft
    move = check("approve", draft, actor, hands_of(here, work=work))
    today = now.astimezone(COUNTY_ZONE).date()
    day = in_force_from or today
    if day < today:
        raise DayPassed("施行日期 %(day)s 已过,请另选日期", day=day.isoformat())
    if files_moved(draft, here.base, county.book.files):
        raise BaseMoved(
            "草案以第 %(base)s 版为基础,现行已是第 %(now)s 版,请先并入新版",
            base=draft.base_edition,
            now=county.edition,
        )
    if checksum(draft.files) != (draft.submission or {}).get("sha256"):
        raise NotWhatWasAudited("草案内容与提交时不一致,请退回后重新提交")
    after = replace(
        draft,
        state=move.end,
        decided_by=actor.account,
        decided_at=now,
        decision_note=note.replace("\0", "").strip(),
        in_force_from=day,
        held_back=None,
        changed_at=now,
    )
    work.drafts.save(after)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="draft.approved",
        object=str(draft_id),
        body={"from": day.isoformat(), "sha256": (draft.submission or {}).get("sha256")},
        at=now,
    )
    return after


def return_draft(
    draft_id: UUID, *, note: str, actor: Actor, work: Work, county: LoadedCounty, now: datetime
) -> Draft:
    """Give a draft back to be worked on, with what is wanted.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper, WordsMissing: it cannot be returned so.
    """
    draft = work.drafts.get(county.code, draft_id, lock=True)
    move = check("return", draft, actor)
    after = replace(
        draft,
        state=move.end,
        decided_by=actor.account,
        decided_at=now,
        decision_note=words(note, "退回意见"),
        in_force_from=None,
        held_back=None,
        changed_at=now,
    )
    work.drafts.save(after)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="draft.returned",
        object=str(draft_id),
        body={"note": after.decision_note},
        at=now,
    )
    return after
