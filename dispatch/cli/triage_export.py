"""``dispatch triage export``: what a county can learn from, with the system running."""

import json
from pathlib import Path

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.cli.out_file import write_out
from dispatch.errors import Unusable
from dispatch.flows.export_messages import messages_to_learn_from
from dispatch.people.scope import WORKER
from dispatch.vocabulary import CountyCode


class CountyNotServed(Unusable):
    """The deployment does not serve this county."""

    code = "triage.county_not_served"


@click.command()
@click.option("--county", "code", required=True, help="The county's six digits.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def export(code: str, out: Path, *, as_json: bool) -> None:
    """Write past cases with their final matter, and verdicts, one JSON object a line.

    Phone, citizen and e-mail numbers are unreadable in it; it still holds what people wrote,
    so it is for its owner's eyes only. `triage train` takes it as it is.
    """
    deployment = assemble(read_settings())
    county = deployment.counties().get(CountyCode(code))
    if county is None:
        raise CountyNotServed(f"--county {code}: is not served here; load it first")
    with deployment.work(WORKER) as work:
        lines = [
            json.dumps(
                {"id": one.id, "title": one.title, "text": one.text, "label": one.label},
                ensure_ascii=False,
            )
            for one in messages_to_learn_from(county, work=work)
        ]
    write_out(out, "".join(f"{line}\n" for line in lines), private=True)
    summary = {"out": str(out), "messages": len(lines)}
    click.echo(json.dumps(summary) if as_json else f"{out}: {len(lines)} messages")
