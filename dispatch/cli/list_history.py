"""``dispatch list history``: closed cases of the system before this one become history."""

import json
from pathlib import Path

import click

from dispatch.cli.list_convert import read_mappings
from dispatch.cli.list_drafts import acting
from dispatch.cli.out_file import write_out
from dispatch.flows.keep_history import import_history
from dispatch.wire.sheets.bounds import HISTORY
from dispatch.wire.sheets.chosen import chosen_history
from dispatch.wire.sheets.history import ReadHistory, read_history
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.marked import marked_workbook, refused_rows
from dispatch.wire.sheets.model import SheetRefused, told_once
from dispatch.wire.sheets.read import read_tables

_path = click.Path(path_type=Path)
_SHOWN = 200


@click.command("history")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="The account that acts.")
@click.option("--source", required=True, help="What the old system is called.")
@click.option("--mapping", "kept", type=_path, help="What columns mean, and answers given.")
@click.option("--marked", type=_path, help="Where the rows go that are refused, with the reason.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def bring_history(
    context: click.Context,
    *,
    file: Path,
    by: str,
    source: str,
    kept: Path | None,
    marked: Path | None,
    as_json: bool,
) -> None:
    """Bring the closed cases of FILE (.xlsx or CSV) into the county's history.

    A row that is no case refuses itself alone; exit 1 when there was one. A name that is not
    certain is listed as a question; its case is kept without it. Brought in again, with
    answers, a case is brought to what it is now.
    """
    content = file.read_bytes()
    with acting(by) as here:
        known = Known.of_book(here.county.book)
        try:
            tables = read_tables(file.name, content, HISTORY)
        except SheetRefused as refused:
            if marked:
                found = marked_workbook(content, refused.problems, name=file.name, bounds=HISTORY)
                write_out(marked, found)
            raise
        table, mapping = chosen_history(tables, read_mappings(kept) if kept else {}, known)
        read = read_history(table, mapping, known)
        if marked and read.problems:
            write_out(marked, refused_rows(table, read.problems))
        import_history(
            read.cases,
            source=source,
            file_name=file.name,
            refused=read.refused,
            actor=here.actor,
            work=here.work,
            county=here.county,
            now=here.now,
        )
    _say(read, as_json=as_json)
    if read.refused:
        context.exit(1)


def _say(read: ReadHistory, *, as_json: bool) -> None:
    if as_json:
        document = {
            "accepted": read.accepted,
            "refused": read.refused,
            "problems": [each.to_json() for each in read.problems[:_SHOWN]],
            "questions": [each.to_json() for each in read.questions[:_SHOWN]],
            "notes": list(read.notes),
            "warnings": list(read.warnings),
        }
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for note in read.notes:
        click.echo(f"说明  {note}", err=True)
    for warning in read.warnings:
        click.echo(f"注意  {warning}")
    for problem, cells in told_once(read.problems)[:_SHOWN]:
        where = f"{problem.cell} 等 {len(cells)} 处" if len(cells) > 1 else problem.cell
        click.echo(f"改正  {where} {problem.column}  {problem.message_zh}{problem.mend_zh}")
    for question in read.questions[:_SHOWN]:
        click.echo(f"提问  {question.id}  {question.sentence}  ({question.count} 处)")
    click.echo(
        f"{read.accepted} cases kept, {read.refused} rows refused, "
        f"{len(read.questions)} names not certain",
        err=True,
    )
