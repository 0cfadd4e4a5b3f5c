"""A draft is handed in: readable, agreed, its own tests passed, audited; then nobody edits it.

open ─► base still in force? ─► readable strictly? ─► the list's tests pass? ─► audited
     ─► submitted: checksum, findings and tests kept with it, as the second person will see them
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.lifecycle import check
from dispatch.editions.model import Draft
from dispatch.errors import Refused
from dispatch.flows.audit_list import audited_of
from dispatch.flows.drafted import Drafted, open_draft, strictly
from dispatch.flows.list_tests import failed, run_tests
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.move_case import words
from dispatch.people.scope import Actor
from dispatch.responsibility.audit import Finding, audit
from dispatch.responsibility.audit.keys import key_of
from dispatch.transaction import Work
from dispatch.wire.county.problems import Problem


class NothingChanged(Refused):
    """The draft says what its base says."""

    code = "editions.nothing_changed"


class BaseMoved(Refused):
    """Another edition came into force since the draft was begun."""

    code = "editions.base_moved"


class DraftUnreadable(Refused):
    """The draft could not be put in force; ``problems`` says why."""

    code = "editions.unreadable"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("草案有 %(n)s 处须先改正才能提交", n=len(problems))
        self.problems = problems


class OwnTestsFailed(Refused):
    """Reports would not go where the list's own tests say."""

    code = "editions.tests_failed"


def submit_draft(
    draft_id: UUID,
    *,
    note: str,
    actor: Actor,
    work: Work,
    county: LoadedCounty,
    now: datetime,
) -> Draft:
    """Hand a draft in for another person to decide on.

    Findings of the audit do not keep it back: they are shown to whoever decides, beside ``note``,
    which must say why they stand.

    Raises:
        NoSuchDraft, DraftNotNow, NotTheKeeper, WordsMissing: it cannot be handed in so.
        NothingChanged, BaseMoved, DraftUnreadable, OwnTestsFailed: it is not ready.
    """
    here = open_draft(draft_id, county=county.code, work=work, lock=True)
    move = check("submit", here.draft, actor)
    today = now.astimezone(COUNTY_ZONE).date()
    submission = _examine(here, county, today) | {"note": words(note, "提交说明")}
    after = replace(
        here.draft,
        state=move.end,
        submitted_by=actor.account,
        submitted_at=now,
        submission=submission,
        decided_by=None,
        decided_at=None,
        decision_note="",
        changed_at=now,
    )
    work.drafts.save(after)
    work.audit.note(
        county=county.code,
        actor=actor.account,
        action="draft.submitted",
        object=str(draft_id),
        body={"sha256": submission["sha256"], "findings": submission["found"]},
        at=now,
    )
    return after


def _examine(here: Drafted, county: LoadedCounty, today: date) -> dict[str, Any]:
    if not here.changed:
        raise NothingChanged("草案与现行清单没有差别,无须提交")
    if here.draft.base_edition != county.edition:
        raise BaseMoved(
            "草案以第 %(base)s 版为基础,现行已是第 %(now)s 版,请先并入新版",
            base=here.draft.base_edition,
            now=county.edition,
        )
    problems = here.problems or strictly(here.files)
    if problems or here.book is None:
        raise DraftUnreadable(problems)
    verdicts = run_tests(here.book, today=today)
    if wrong := failed(verdicts):
        raise OwnTestsFailed(
            "清单自带检验有 %(n)s 条未通过:%(which)s;请改正清单或检验",
            n=len(wrong),
            which="、".join(each.test.name for each in wrong[:5]),
        )
    before, after = (audited_of(book, today=today) for book in (county.book, here.book))
    findings = audit(after)
    known = {key_of(each, before) for each in audit(before)}
    return {
        "sha256": checksum(here.draft.files),
        "version": here.draft.version,
        "files": sorted(here.changed),
        "tests": len(verdicts),
        "found": _counts(findings),
        "new": _counts(each for each in findings if key_of(each, after) not in known),
    }


def checksum(files: Mapping[str, bytes]) -> str:
    """Return what a draft's files are known by from handing in to taking effect."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{len(files[name])}\0".encode())
        whole.update(files[name])
    return whole.hexdigest()


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in findings:
        found[each.check.value] = found.get(each.check.value, 0) + 1
    return found
