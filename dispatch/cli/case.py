"""``dispatch case clock|because NUMBER``: one case's clocks and reason, derived again."""

import json
import sys
from typing import Any

import click

from dispatch.board.kept_decisions import kept_of
from dispatch.bootstrap import assemble, read_settings
from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines import promise as promises
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.running import Running
from dispatch.flows.replay_decisions import Books, differs
from dispatch.people.scope import WORKER


@click.group("case")
def command() -> None:
    """Single cases."""


@command.command("clock")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def clock(number: str, *, as_json: bool) -> None:
    """Replay how every due of a case follows from budget, ledger and calendar.

    Exits 1 when a stored due is not the one derived.
    """
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        case = work.cases.get(number)
        county = deployment.county(case.county)
        clocks = work.promises.all_of(case.county, case.case_id)
        calendar = county.calendar(case.places)
        derived = [_derive(running, calendar) for running in clocks]
    if as_json:
        click.echo(json.dumps({"number": number, "clocks": derived}, ensure_ascii=False))
    else:
        for each in derived:
            click.echo(f"{each['clock']} {each['cycle']}: {each['budget']} -> {each['due']}")
            for step in each["steps"]:
                click.echo(f"    {json.dumps(step, ensure_ascii=False)}")
    if any(each["due"] != each["stored_due"] for each in derived):
        click.echo("a stored due is not the derived one", err=True)
        sys.exit(1)


@command.command("because")
@click.argument("number")
def because(number: str) -> None:
    """Decide a case again by the edition that it names; show its reason.

    Exits 1 when the stored reason does not come out again, byte for byte.
    """
    deployment = assemble(read_settings())
    with deployment.work(WORKER) as work:
        case = work.cases.get(number)
        kept = kept_of(work.connection, number)
        again = differs(kept, Books(case.county, work)) if kept else None
    click.echo(json.dumps(kept.routing if kept else None, ensure_ascii=False, indent=1))
    if again is not None:
        click.echo(f"decided again it is: {again}", err=True)
        sys.exit(1)


def _derive(running: Running, calendar: Calendar) -> dict[str, Any]:
    due = promises.due(running.promise, calendar)
    held = running.promise
    return {
        "clock": held.clock.value,
        "cycle": held.cycle,
        "budget": held.budget.text,
        "started": held.started.astimezone(COUNTY_ZONE).isoformat(),
        "finished": held.finished.astimezone(COUNTY_ZONE).isoformat() if held.finished else None,
        "due": due.due.astimezone(COUNTY_ZONE).isoformat(),
        "stored_due": running.due_at.astimezone(COUNTY_ZONE).isoformat(),
        "provisional": due.provisional,
        "rungs_fired": running.rungs_fired,
        "steps": [step.as_json() for step in due.steps],
    }
