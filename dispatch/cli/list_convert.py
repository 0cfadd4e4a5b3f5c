"""``dispatch list convert`` and ``list template``: a spreadsheet into a list."""

import json
from pathlib import Path
from typing import Any

import click

from dispatch.cli.out_file import write_out
from dispatch.wire.county.files import bytes_of
from dispatch.wire.county.reader import read_folder
from dispatch.wire.sheets.apply import Imported, apply_mapping, joined, to_responsibility_csv
from dispatch.wire.sheets.chosen import chosen_sheets, mappings_from, mappings_to_json
from dispatch.wire.sheets.export import template
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import MappingUnusable, SheetMapping
from dispatch.wire.sheets.marked import Found, marked_workbook
from dispatch.wire.sheets.model import SheetRefused
from dispatch.wire.sheets.read import read_tables

_path = click.Path(path_type=Path)
_SHOWN = 3


@click.command("convert")
@click.argument("file", metavar="FILE.xlsx|csv", type=_path)
@click.option("--county", required=True, type=_path, help="The county's folder.")
@click.option("--mapping", "kept", type=_path, help="What columns mean, and answers given.")
@click.option("--out", type=_path, help="Where responsibility.csv goes; else to the screen.")
@click.option("--marked", type=_path, help="Where the file goes with every place marked.")
@click.option("--save-mapping", type=_path, help="Where what was understood is kept for next time.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def convert(
    context: click.Context,
    *,
    file: Path,
    county: Path,
    kept: Path | None,
    out: Path | None,
    marked: Path | None,
    save_mapping: Path | None,
    as_json: bool,
) -> None:
    """Turn a spreadsheet into a list; exit 1 while anything has to be answered or mended.

    Nothing is guessed: what the sheet leaves open is listed as a question. Answers go into
    the file of --save-mapping, under "answers", and come back with --mapping.
    """
    known = Known.of_book(read_folder(county))
    given = read_mappings(kept) if kept else {}
    data = bytes_of(file)
    try:
        tables = read_tables(file.name, data)
        chosen = chosen_sheets(file.name, tables, given, known)
    except SheetRefused as refused:
        if marked:
            write_out(marked, marked_workbook(data, refused.problems, name=file.name))
        raise
    imported = joined(apply_mapping(table, mapping, known) for table, mapping in chosen)
    if save_mapping:
        mapping = json.dumps(mappings_to_json(chosen), ensure_ascii=False, indent=1)
        write_out(save_mapping, mapping)
    if marked and not imported.ready:
        found: tuple[Found, ...] = (*imported.problems, *imported.questions)
        write_out(marked, marked_workbook(data, found, name=file.name))
    if out and imported.ready:
        write_out(out, to_responsibility_csv(imported))
    show(imported, as_json=as_json, to_screen=out is None)
    if not imported.ready:
        context.exit(1)


@click.command("template")
@click.option("--county", required=True, type=_path, help="The county's folder.")
@click.option("--out", required=True, type=_path, help="Where the workbook goes.")
def write_template(*, county: Path, out: Path) -> None:
    """Write an empty list to fill in, with the county's units and matters to choose from."""
    write_out(out, template(Known.of_book(read_folder(county))))


def read_mappings(path: Path) -> dict[str, SheetMapping]:
    """Return the mappings that a file keeps.

    Raises:
        MappingUnusable: it holds none.
    """
    try:
        data = json.loads(bytes_of(path))
    except ValueError as error:
        raise MappingUnusable(f"{path.name}: is no JSON: {error}") from None
    except RecursionError:
        raise MappingUnusable(f"{path.name}: is nested too deeply") from None
    return mappings_from(data, path.name)


def show(imported: Imported, *, as_json: bool, to_screen: bool) -> None:
    """Say what a sheet came to: what is asked and wrong with its cells, the list if wanted."""
    if as_json:
        click.echo(json.dumps(imported.to_json(), ensure_ascii=False, indent=1))
        return
    for note in imported.notes:
        click.echo(f"说明  {note}", err=True)
    for problem in imported.problems:
        click.echo(f"改正  {problem.cell} {problem.column}  {problem.message_zh}{problem.mend_zh}")
    for question in imported.questions:
        cells = "、".join(question.cells[:_SHOWN])
        click.echo(f"提问  {question.id}  {question.sentence}  ({question.count} 处:{cells})")
        click.echo(f"      {_choices(question.to_json())}")
    if imported.ready and to_screen:
        click.echo(to_responsibility_csv(imported).decode(), nl=False)
    click.echo(
        f"{len(imported.rows)} rows, {len(imported.matters)} matters, "
        f"{len(imported.questions)} questions, {len(imported.problems)} problems",
        err=True,
    )


def _choices(question: dict[str, Any]) -> str:
    offered = "  ".join(f"[{each['value']}] {each['label']}" for each in question["choices"])
    return f"{offered}  (一起回答: {question['group']})" if question["group"] else offered
