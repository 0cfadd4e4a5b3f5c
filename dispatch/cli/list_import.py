"""``dispatch list import``: a list's file becomes a draft, row by row.

responsibility.csv ─► as it is
a spreadsheet      ─► understood, or said with its cells what is open and wrong
"""

import json
import sys
from pathlib import Path
from uuid import UUID

import click

from dispatch.cli.list_convert import read_mappings, show
from dispatch.cli.list_drafts import Here, acting, shown
from dispatch.cli.out_file import write_out
from dispatch.flows.bring_list import Bringing, bring_list, merged
from dispatch.flows.drafted import open_draft
from dispatch.flows.keep_draft import begin_draft, replace_file
from dispatch.wire.county.files import LINES
from dispatch.wire.county.written import read_written, write
from dispatch.wire.sheets.apply import Imported, apply_mapping, joined
from dispatch.wire.sheets.chosen import chosen_sheets, unread_fields
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.marked import Found, marked_workbook
from dispatch.wire.sheets.model import SheetRefused
from dispatch.wire.sheets.read import read_tables

_path = click.Path(path_type=Path)
_OWN = frozenset({"row_id", "matter_code", "unit", "role", "duty"})


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="The account that acts.")
@click.option("--draft", type=click.UUID, help="Into this open draft; else into a new one.")
@click.option("--title", default="", help="The new draft's title; else the file's name.")
@click.option("--merge", is_flag=True, help="Keep the draft's rows that FILE does not have.")
@click.option("--mapping", "kept", type=_path, help="What columns mean, and answers given.")
@click.option("--marked", type=_path, help="Where the file goes with every place marked.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def import_list(
    context: click.Context,
    *,
    file: Path,
    by: str,
    draft: UUID | None,
    title: str,
    merge: bool,
    kept: Path | None,
    marked: Path | None,
    as_json: bool,
) -> None:
    """Bring FILE (responsibility.csv, or a spreadsheet) into a draft.

    A spreadsheet is understood first, as `list convert` does: what it leaves open and what is
    wrong is said with its cells, and nothing is changed. A responsibility.csv that can be read
    but not put in force, because a limit leaves open which hours count, is taken: it is mended
    in the draft.
    """
    content = file.read_bytes()
    why = f"导入 {file.name}"
    with acting(by) as here:
        sheet: tuple[Imported, frozenset[str]] | None = None
        if not is_own(content):
            sheet = understood(file, content, kept, marked, here=here, draft=draft)
            if not sheet[0].ready:
                show(sheet[0], as_json=as_json, to_screen=False)
                context.exit(1)
        if draft is None:
            draft = begin_draft(
                title or file.stem,
                actor=here.actor,
                work=here.work,
                county=here.county,
                now=here.now,
            ).draft_id
        if sheet is not None:
            imported, unread = sheet
            after = bring_list(
                draft,
                imported,
                how=Bringing.MERGE if merge else Bringing.REPLACE,
                unread=unread,
                why=why,
                actor=here.actor,
                work=here.work,
                county=here.county,
                now=here.now,
            )
        else:
            table = open_draft(draft, county=here.county.code, work=here.work).table(LINES)
            after = replace_file(
                draft,
                LINES,
                write(merged(table, read_written(LINES, content))) if merge else content,
                why=why,
                actor=here.actor,
                work=here.work,
                county=here.county,
                now=here.now,
            )
        problems = open_draft(draft, county=here.county.code, work=here.work).problems
    if as_json:
        document = shown(after) | {"problems": [str(each) for each in problems]}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(f"draft {after.draft_id}, version {after.version}: {after.title}")
        for problem in problems:
            click.echo(str(problem), err=True)
    sys.exit(1 if problems else 0)


def is_own(content: bytes) -> bool:
    """Say whether a file is a ``responsibility.csv``: its header has the columns' own names."""
    first = content.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    return _OWN.issubset(name.strip() for name in first.split(","))


def understood(
    file: Path,
    content: bytes,
    kept: Path | None,
    marked: Path | None,
    *,
    here: Here,
    draft: UUID | None,
) -> tuple[Imported, frozenset[str]]:
    """Return what a spreadsheet says, and the fields that it has no column for.

    Where ``marked`` is given, the file goes there with every place marked that is open or wrong.

    Raises:
        SheetRefused, MappingUnusable: it cannot be read.
    """
    then = open_draft(draft, county=here.county.code, work=here.work).book if draft else None
    known = Known.of_book(then or here.county.book)
    given = read_mappings(kept) if kept else {}
    try:
        tables = read_tables(file.name, content)
        chosen = chosen_sheets(file.name, tables, given, known)
    except SheetRefused as refused:
        if marked:
            write_out(marked, marked_workbook(content, refused.problems, name=file.name))
        raise
    imported = joined(apply_mapping(table, mapping, known) for table, mapping in chosen)
    if marked and not imported.ready:
        found: tuple[Found, ...] = (*imported.problems, *imported.questions)
        write_out(marked, marked_workbook(content, found, name=file.name))
    return imported, unread_fields(chosen)
