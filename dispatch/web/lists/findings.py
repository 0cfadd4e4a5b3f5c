"""The audit of a draft: what is wrong, how grave it is, and its mending by one press.

GET  …/audit             findings in groups, the gravest first; advice apart
POST …/audit/repairs     one way to mend one finding, made as edits of the draft
POST …/audit/reversals   the last repair taken back
POST …/audit/dismissals  advice set aside with a reason …/shown-again
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from dispatch.clock import COUNTY_ZONE
from dispatch.editions.model import Action, Change, Dismissal
from dispatch.errors import Refused
from dispatch.flows.dismiss_finding import dismiss_finding, show_again
from dispatch.flows.drafted import Drafted
from dispatch.flows.look_over import (
    MOST_CASES,
    Item,
    LookedOver,
    is_advice,
    look_over_draft,
    look_over_edition,
    name_of,
    new_and_gone,
)
from dispatch.flows.mend_finding import repairing_edits
from dispatch.flows.past_edition import open_edition
from dispatch.responsibility.audit import Finding, Severity
from dispatch.responsibility.audit.choices import Choice
from dispatch.responsibility.audit.practice import Shown
from dispatch.vocabulary import LABELS, LimitType, MatterCode
from dispatch.web.languages import error_text, said
from dispatch.web.lists.editing import make, reversed_edit
from dispatch.web.lists.finding_words import (
    MEANINGS,
    finding_words,
    plain_words,
    teach,
    tried_with,
)
from dispatch.web.lists.frame import draft_page, opened, people
from dispatch.web.lists.problem_words import placed_words
from dispatch.web.lists.sheets import field_label
from dispatch.web.navigation import LIST_KEEPERS
from dispatch.web.visit import Visit, page
from dispatch.wire.county import files as names

pages = Blueprint("draft_audit", __name__)
teach(pages)

_FINDINGS_SHOWN = 40
"""Of one group; the others are counted."""
_MENDED = 24
"""Of so many findings the ways to mend are worked out at once; of the others when asked."""
_WHY_LENGTH = 200
_LONGEST = 2000
_LAST = 200
MENDING = "体检修复:"
"""With this a repair's edits begin their reason."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to mend a finding, as a form offers it."""

    number: int
    choice: Choice
    needs: str
    """What the word is called that a person has to give."""


@dataclass(frozen=True, slots=True)
class Said:
    """One exact finding on the page."""

    name: str
    key: str
    text: str
    rows: tuple[str, ...]
    cases: int | None
    is_new: bool
    ways: tuple[Way, ...] | None
    """None where they are worked out only when asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One group on the page."""

    item: Item
    findings: tuple[Said, ...]
    more: int
    new: int
    tried: dict[str, str] | None
    """What the trial's form is filled with to meet it."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Advice that somebody set aside, and whether the list still gives cause for it."""

    dismissal: Dismissal
    holds: bool


@pages.get("/lists/drafts/<uuid:draft_id>/audit")
@page(LIST_KEEPERS)
def show(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show what is wrong with the list as the draft makes it."""
    here = opened(visit, draft_id)
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    if looked is None:
        return draft_page(visit, here, "lists/unreadable.html", **unreadable(here))
    before = look_over_edition(
        open_edition(here.draft.base_edition, county=visit.county, work=visit.work),
        work=visit.work,
        today=today_of(visit),
    )
    last = visit.work.drafts.changes(visit.county.code, draft_id, limit=1)
    return draft_page(
        visit,
        here,
        "lists/audit.html",
        accounts=_who(visit),
        last_repair=_last_repair(visit, last),
        units=[unit for unit in looked.book.register if unit.active],
        limit_types={each.value: said(LABELS[each]) for each in LimitType},
        **_found(visit, looked, before),
    )


@pages.get("/lists/editions/<int:edition>/audit")
@page(LIST_KEEPERS)
def show_edition(visit: Visit, edition: int) -> ResponseReturnValue:
    """Show what is wrong with an edition; nothing can be done about it here."""
    county = open_edition(edition, county=visit.county, work=visit.work)
    looked = look_over_edition(county, work=visit.work, today=today_of(visit))
    return render_template(
        "lists/edition_audit.html",
        number=edition,
        may=(),
        names=people(visit, {*_who(visit)}),
        **_found(visit, looked, None),
    )


@pages.post("/lists/drafts/<uuid:draft_id>/audit/repairs")
@page(LIST_KEEPERS)
def mend(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Mend a finding in the way that was chosen."""
    here = opened(visit, draft_id)
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    finding = looked.by_name.get(request.form.get("finding", "")) if looked else None
    choice = _chosen(looked, finding) if looked and finding else None
    if looked is None or finding is None or choice is None:
        flash(_("这处问题已经变化,请看现在的检查结果"), "refused")
        return _back(draft_id)
    label = said(field_label(names.LINES, choice.needs)) if choice.needs else ""
    word = request.form.get("word", "").strip()[:_LONGEST]
    if choice.needs and not word:
        flash(_("请先填写或选择“%(what)s”", what=label), "refused")
        return _back(draft_id, name_of(finding))
    why = f"{MENDING}{plain_words(finding, looked.audited)}"[:_WHY_LENGTH]
    try:
        mended = choice.with_word(word) if choice.needs else choice
        edits = repairing_edits(mended.edits, here.table(names.LINES), why=why)
    except Refused as refused:
        flash(error_text(refused), "refused")
        return _back(draft_id, name_of(finding))
    except ValueError:
        flash(_("“%(what)s”填得不对,没有改动", what=label), "refused")
        return _back(draft_id, name_of(finding))
    done = make(visit, draft_id, edits)
    if done.draft is None:
        flash(done.text, "refused")
        return _back(draft_id, name_of(finding))
    flash(_("已按建议修改草案,共 %(n)s 条", n=len(edits)), "done")
    return _back(draft_id)


@pages.post("/lists/drafts/<uuid:draft_id>/audit/reversals")
@page(LIST_KEEPERS)
def reverse(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Take back the repair that was made last, if nothing was changed since."""
    version = request.form.get("version", "")
    opened(visit, draft_id)
    changes = visit.work.drafts.changes(visit.county.code, draft_id, limit=_LAST)
    if not changes or str(changes[0].version) != version or not _is_repair(changes[0]):
        flash(_("草案后来又改过,请到“修改记录”里撤销"), "refused")
        return _back(draft_id)
    found = [each for each in changes if str(each.version) == version]
    done = make(visit, draft_id, [reversed_edit(each) for each in found])
    flash(_("已撤销修复") if done.draft else done.text, "done" if done.draft else "refused")
    return _back(draft_id)


@pages.post("/lists/drafts/<uuid:draft_id>/audit/dismissals")
@page(LIST_KEEPERS)
def dismiss(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Set advice aside with a reason."""
    here = opened(visit, draft_id)
    looked = look_over_draft(here, work=visit.work, today=today_of(visit))
    what = _words_of(looked, request.form.get("key", "")) if looked else None
    if what is None:
        flash(_("这处问题已经变化,请看现在的检查结果"), "refused")
        return _back(draft_id)
    try:
        with visit.undone_if_refused():
            dismiss_finding(
                request.form["key"],
                what,
                reason=request.form.get("reason", "")[:_LONGEST],
                actor=visit.actor,
                work=visit.work,
                county=visit.county,
                now=visit.now,
            )
    except Refused as why:
        flash(error_text(why), "refused")
    else:
        flash(_("已不再列出,可随时重新显示"), "done")
    return _back(draft_id)


@pages.post("/lists/drafts/<uuid:draft_id>/audit/shown-again")
@page(LIST_KEEPERS)
def again(visit: Visit, draft_id: UUID) -> ResponseReturnValue:
    """Show advice again that was set aside."""
    opened(visit, draft_id)
    show_again(
        request.form.get("key", ""),
        actor=visit.actor,
        work=visit.work,
        county=visit.county,
        now=visit.now,
    )
    flash(_("已重新列出"), "done")
    return _back(draft_id)


def findings_of_rows(looked: LookedOver) -> dict[str, tuple[str, ...]]:
    """Return the checks that each line is part of a finding of, in the audit's order."""
    return {
        row: tuple(dict.fromkeys(each.check.value for each in found))
        for row, found in looked.by_row.items()
    }


def today_of(visit: Visit) -> date:
    """Return the county's day."""
    return visit.now.astimezone(COUNTY_ZONE).date()


def unreadable(here: Drafted) -> dict[str, Any]:
    """Return what a page says of a draft that cannot be read."""
    return {"problems": placed_words(here.problems, here.files)}


def _found(visit: Visit, looked: LookedOver, before: LookedOver | None) -> dict[str, Any]:
    dismissed = visit.work.dismissals.all(visit.county.code)
    items = looked.items(dismissed)
    new, gone = new_and_gone(looked, before) if before else (frozenset[str](), ())
    asked = request.args.get("finding", "")
    room = _MENDED
    groups: list[Told] = []
    for item in items:
        groups.append(_told(item, looked, new, asked=asked, room=room))
        room -= sum(each.ways is not None for each in groups[-1].findings)
    settled = [each for each in groups if each.item.severity is not Severity.ADVICE]
    of_weight = dict.fromkeys(Severity, 0)
    for item in items:
        for finding in item.findings:
            of_weight[looked.weights[finding].severity] += 1
    keys = set(looked.keys.values()) | {each.key for each in looked.practice}
    return {
        "groups": settled,
        "advice": [each for each in groups if each.item.severity is Severity.ADVICE],
        "of_weight": of_weight,
        "meanings": {severity: said(text) for severity, text in MEANINGS.items()},
        "new": sum(looked.keys[f] in new and not is_advice(f) for f in looked.findings),
        "gone": [finding_words(f, before.audited) for f in gone if not is_advice(f)]
        if before
        else [],
        "practice": [each for each in looked.practice if each.key not in dismissed],
        "aside": [SetAside(each, key in keys) for key, each in sorted(dismissed.items())],
        "recent": looked.recent,
        "most_cases": MOST_CASES,
        "years": (looked.audited.first, looked.audited.last),
    }


def _told(item: Item, looked: LookedOver, new: frozenset[str], *, asked: str, room: int) -> Told:
    shown = list(item.findings[:_FINDINGS_SHOWN])
    # The one that was asked for is always there.
    if (wanted := looked.by_name.get(asked)) in item.findings and wanted not in shown:
        shown[-1:] = [wanted] if wanted else []
    found = []
    for finding in shown:
        name = name_of(finding)
        mended = room > 0 or name == asked
        room -= mended
        found.append(
            Said(
                name=name,
                key=looked.keys[finding],
                text=finding_words(finding, looked.audited),
                rows=tuple(finding.rows),
                cases=looked.weights[finding].cases,
                is_new=looked.keys[finding] in new,
                ways=_ways(looked, finding) if mended else None,
            )
        )
    example = item.example
    return Told(
        item=item,
        findings=tuple(found),
        more=len(item.findings) - len(found),
        new=sum(looked.keys[each] in new for each in item.findings),
        tried=tried_with(example, _matter(looked, example.matter)) if example else None,
    )


def _ways(looked: LookedOver, finding: Finding) -> tuple[Way, ...]:
    return tuple(
        Way(number, choice, said(field_label(names.LINES, choice.needs)) if choice.needs else "")
        for number, choice in enumerate(looked.repair(finding).choices)
    )


def _chosen(looked: LookedOver, finding: Finding) -> Choice | None:
    """Return the way that was chosen, if it still is what the chooser read."""
    number, read = request.form.get("way", ""), request.form.get("read", "")
    choices = looked.repair(finding).choices
    if not number.isascii() or not number.isdigit() or int(number) >= len(choices):
        return None
    choice = choices[int(number)]
    return choice if read in ("", choice.words.zh) else None


def _words_of(looked: LookedOver, key: str) -> str | None:
    """Return what is said of the advice or the practice that has a key."""
    for finding, known in looked.keys.items():
        if known == key and is_advice(finding):
            return plain_words(finding, looked.audited)
    shown: Shown | None = next((each for each in looked.practice if each.key == key), None)
    return shown.words.zh if shown else None


def _last_repair(visit: Visit, last: list[Change]) -> Change | None:
    """Return the last change of a draft if it is a repair that the visitor may take back."""
    return last[0] if last and last[0].by == visit.actor.account and _is_repair(last[0]) else None


def _is_repair(change: Change) -> bool:
    return change.why.startswith(MENDING) and change.action is not Action.REPLACE


def _matter(looked: LookedOver, code: str) -> str:
    known = looked.audited.matters.get(MatterCode(code))
    return known.name if known and known.name else code


def _who(visit: Visit) -> set[str]:
    return {each.by for each in visit.work.dismissals.all(visit.county.code).values()}


def _back(draft_id: UUID, finding: str = "") -> ResponseReturnValue:
    anchor = f"f-{finding}" if finding else None
    return redirect(
        url_for("draft_audit.show", draft_id=draft_id, finding=finding or None, _anchor=anchor),
        303,
    )
