"""``dispatch verify``: do the invariants hold on the running system."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta

import click

from dispatch.board.invariants import INVARIANTS, Breach, first_breaches, first_broken_chain
from dispatch.bootstrap import assemble, read_settings
from dispatch.flows.check_photos import broken_photos
from dispatch.flows.replay_decisions import differing_decisions
from dispatch.people.scope import WORKER
from dispatch.transaction import Work


@click.command("verify")
@click.option("--chain", is_flag=True, help="Replay every case from its timeline as well.")
@click.option("--photos", is_flag=True, help="Read every photo from its store as well.")
@click.option("--decisions", is_flag=True, help="Decide every case again by its edition as well.")
@click.option("--grace", default=120, help="County seconds a due rung may still be on its way.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def command(*, chain: bool, photos: bool, decisions: bool, grace: int, as_json: bool) -> None:
    """Check the invariants; exit 1 and name the first row that breaks one."""
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        now = deployment.clock.now()
        breaches = list(first_breaches(work.connection, now=now, grace=timedelta(seconds=grace)))
        broken = first_broken_chain(work.connection) if chain else None
        lost = next(broken_photos(work=work, blobs=deployment.blobs), None) if photos else None
        changed = next(_changed(work), None) if decisions else None
    if broken:
        breaches.append(broken)
    if lost:
        breaches.append(Breach("photos", "每张照片都可从存储中读出", lost.photo_id))
    if changed:
        breaches.append(Breach("decisions", "每件案子的定责都可按其清单版本逐字节重放", changed))
    asked_for = (("chain", chain), ("photos", photos), ("decisions", decisions))
    more = [name for name, asked in asked_for if asked]
    _say(breaches, more, as_json=as_json)
    sys.exit(1 if breaches else 0)


def _changed(work: Work) -> Iterator[str]:
    for county in sorted(work.counties.editions()):
        yield from (number for number, _ in differing_decisions(county, work=work))


def _say(breaches: list[Breach], more: list[str], *, as_json: bool) -> None:
    names = [*(invariant.name for invariant in INVARIANTS), *more]
    broken = {breach.name: breach for breach in breaches}
    if as_json:
        found = [
            {"name": name, "holds": name not in broken}
            | ({"first": broken[name].first} if name in broken else {})
            for name in names
        ]
        click.echo(json.dumps({"holds": not breaches, "invariants": found}, ensure_ascii=False))
        return
    for name in names:
        breach = broken.get(name)
        click.echo(f"{'✗' if breach else '✓'} {name}" + (f": {breach.first}" if breach else ""))
