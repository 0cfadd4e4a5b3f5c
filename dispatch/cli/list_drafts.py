"""``dispatch list drafts|import|submit|publish``: the list's way to an edition, by command.

Whoever runs these acts as an account of the county, under the same rules as on the pages: only
those who keep the list, and nobody approves their own work.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.editions.model import Draft, DraftState, NoSuchDraft
from dispatch.errors import Unusable
from dispatch.flows.decide_draft import approve_draft
from dispatch.flows.drafted import open_draft
from dispatch.flows.keep_draft import begin_draft, replace_file
from dispatch.flows.loaded_county import LoadedCounty
from dispatch.flows.put_in_force import put_in_force
from dispatch.flows.submit_draft import DraftUnreadable, submit_draft
from dispatch.people.scope import WORKER, Actor, actor_of
from dispatch.transaction import Work
from dispatch.wire.county.files import LINES

_by = click.option("--by", required=True, help="The account that acts.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


class NoSuchAccount(Unusable):
    """Nobody of this name may act."""

    code = "list.no_such_account"


class CountyUnclear(Unusable):
    """The deployment does not serve the county, or serves several and none is named."""

    code = "list.county_unclear"


@dataclass(frozen=True, slots=True)
class _Here:
    """One transaction of somebody who acts by command."""

    actor: Actor
    work: Work
    county: LoadedCounty
    now: datetime


@contextmanager
def _acting(account: str) -> Iterator[_Here]:
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        found = work.accounts.find(account)
    if found is None or not found.active or found.county not in deployment.counties():
        raise NoSuchAccount(f"--by: {account!r} is no active account; see `account list`")
    county = deployment.county(found.county)
    actor = actor_of(found.county, found.person, county.book.register)
    with deployment.work(actor.scope) as work:
        yield _Here(actor, work, county, deployment.clock.now())


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
        click.echo(json.dumps([_shown(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.draft_id}  {each.state:<10} {each.title}")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_by
@click.option("--draft", type=click.UUID, help="Into this open draft; else into a new one.")
@click.option("--title", default="", help="The new draft's title; else the file's name.")
@_json
def import_list(file: Path, by: str, draft: UUID | None, title: str, *, as_json: bool) -> None:
    """Bring FILE (responsibility.csv, or a spreadsheet) into a draft.

    What cannot be understood is said with its cell, and nothing is changed. What can be read but
    not put in force, such as a limit that leaves open which hours count, is taken: it is mended
    in the draft.
    """
    with _acting(by) as here:
        content = file.read_bytes()
        if draft is None:
            draft = begin_draft(
                title or file.stem,
                actor=here.actor,
                work=here.work,
                county=here.county,
                now=here.now,
            ).draft_id
        after = replace_file(
            draft,
            LINES,
            content,
            why=f"导入 {file.name}",
            actor=here.actor,
            work=here.work,
            county=here.county,
            now=here.now,
        )
        problems = open_draft(draft, county=here.county.code, work=here.work).problems
    if as_json:
        document = _shown(after) | {"problems": [str(each) for each in problems]}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(f"draft {after.draft_id}, version {after.version}: {after.title}")
        for problem in problems:
            click.echo(str(problem), err=True)
    sys.exit(1 if problems else 0)


@click.command("submit")
@click.argument("draft", type=click.UUID)
@_by
@click.option("--note", required=True, help="What changes and why, for who decides.")
@_json
def submit(draft: UUID, by: str, note: str, *, as_json: bool) -> None:
    """Hand a draft in: it must be readable, pass its own tests, and is audited."""
    try:
        with _acting(by) as here:
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
    with _acting(by) as here:
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
        click.echo(json.dumps(_shown(draft), ensure_ascii=False))
        return
    told = f"edition {draft.edition}" if draft.state is DraftState.IN_FORCE else draft.state.value
    click.echo(f"draft {draft.draft_id}: {told}")


def _shown(draft: Draft) -> dict[str, object]:
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
