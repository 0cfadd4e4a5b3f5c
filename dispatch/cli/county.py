"""``dispatch county load DIR``: a county's folder becomes its edition in force."""

from pathlib import Path

import click

from dispatch.bootstrap import assemble, read_settings
from dispatch.flows.publish_county import publish_county
from dispatch.people.scope import WORKER
from dispatch.wire.county.reader import read_folder


@click.group("county")
def command() -> None:
    """Counties of this deployment."""


@command.command("load")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def load(folder: Path) -> None:
    """Read a county's folder whole, refuse it whole, or put it in force."""
    book = read_folder(folder, strict=True)
    deployment = assemble(read_settings())
    before = deployment.counties().get(book.county_code)
    with deployment.work(WORKER) as work:
        edition = publish_county(
            book, by="command line", work=work, before=before, now=deployment.clock.now()
        )
    click.echo(
        f"{book.name} {book.county_code}: edition {edition}, {len(book.lines)} lines, "
        f"{len(book.matters)} matters, {len(book.register)} units, {len(book.people)} people"
    )
