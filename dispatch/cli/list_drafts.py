"""``dispatch list drafts|submit|publish``: the list's way to an edition, by command.

Whoever runs these acts as an account of the county, under the same rules as on the pages: only
those who keep the list, and nobody approves their own work.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.editions.model import Draft, DraftState, NoSuchDraft
from dispatch.errors import Unusable
from dispatch.flows.decide_draft import approve_draft
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.submit_draft import DraftUnreadable, submit_draft
from dispatch.people.scope import WORKER, Actor, actor_of
from dispatch.transaction import Work

_by = click.option("--by", required=True, help="The account that acts.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


class NoSuchAccount(Unusable):
    """Nobody of this name may act."""

    code = "list.no_such_account"


class CountyUnclear(Unusable):
    """The deployment does not serve the county, or serves several and none is named."""

    code = "list.county_unclear"


@dataclass(frozen=True, slots=True)
class Here:
    """One transaction of somebody who acts by command."""

    actor: Actor
    work: Work
    county: LoadedCounty
    now: datetime


@contextmanager
def acting(account: str) -> Iterator[Here]:
    """Act as an account of a county, in one transaction.

    Raises:
        NoSuchAccount: nobody of this name may act.
    """
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        found = work.accounts.find(account)
    if found is None or not found.active or found.county not in deployment.counties():
        raise NoSuchAccount(f"--by: {account!r} is no active account; see `account list`")
    county = deployment.county(found.county)
    actor = actor_of(found.county, found.person, county.book.register)
    with deployment.work(actor.scope) as work:
        yield Here(actor, work, county, deployment.clock.now())


@click.command("drafts")
@click.option("--county", default="", help="The county's code; needed where several are served.")
@_json
def list_drafts(county: str, *, as_json: bool) -> None:
    """List a county's drafts, the last changed first."""
    deployment = assemble(read_settings())
    codes = [code for code in deployment.counties() if county in ("", code)]
    if len(codes) != 1:
        raise CountyUnclear(
            f"--county: give one of {', '.join(sorted(deployment.counties()))}; got {county!r}"
        )
    with deployment.work(WORKER) as work:
        found = work.drafts.latest(codes[0])
    if as_json:
        click.echo(json.dumps([shown(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.draft_id}  {each.state:<10} {each.title}")


@click.command("submit")
@click.argument("draft", type=click.UUID)
@_by
@click.option("--note", required=True, help="What changes and why, for who decides.")
@_json
def submit(draft: UUID, by: str, note: str, *, as_json: bool) -> None:
    """Hand a draft in: it must be readable, pass its own tests, and is audited."""
    try:
        with acting(by) as here:
            after = submit_draft(
                draft,
                note=note,
                actor=here.actor,
                work=here.work,
                county=here.county,
                now=here.now,
            )
    except DraftUnreadable as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        raise
    _say(after, as_json=as_json)


@click.command("publish")
@click.argument("draft", type=click.UUID)
@_by
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="In force from; else today.")
@click.option("--note", default="", help="Words of who approves.")
@_json
def publish(draft: UUID, by: str, day: datetime | None, note: str, *, as_json: bool) -> None:
    """Approve a draft as a second person; it takes effect on its day, at once where that is today.

    Exits 1 when it was held back; the reason is shown.
    """
    with acting(by) as here:
        approve_draft(
            draft,
            in_force_from=day.date() if day else None,
            note=note,
            actor=here.actor,
            work=here.work,
            county=here.county,
            now=here.now,
        )
        code = here.county.code
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        put_in_force(work=work, county=deployment.county(code), now=deployment.clock.now())
        after = next((each for each in work.drafts.latest(code) if each.draft_id == draft), None)
    if after is None:
        raise NoSuchDraft("没有这份草案")
    _say(after, as_json=as_json)
    if after.held_back:
        click.echo(after.held_back, err=True)
        sys.exit(1)


def _say(draft: Draft, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown(draft), ensure_ascii=False))
        return
    told = f"edition {draft.edition}" if draft.state is DraftState.IN_FORCE else draft.state.value
    click.echo(f"draft {draft.draft_id}: {told}")


def shown(draft: Draft) -> dict[str, object]:
    """Return a draft as a document."""
    return {
        "draft": str(draft.draft_id),
        "title": draft.title,
        "state": draft.state.value,
        "base_edition": draft.base_edition,
        "version": draft.version,
        "in_force_from": draft.in_force_from.isoformat() if draft.in_force_from else None,
        "edition": draft.edition,
        "held_back": draft.held_back,
        "submission": draft.submission,
    }
