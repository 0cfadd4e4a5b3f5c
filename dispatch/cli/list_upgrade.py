"""``dispatch list upgrade``: a county held against a new master catalogue, without any server."""

import json
from pathlib import Path
from typing import Any

import click

from dispatch.responsibility.master import Changed, Upgrade
from dispatch.responsibility.model import Matter
from dispatch.responsibility.upgrade_words import FIELDS_ZH, todo_en, todo_zh
from dispatch.wire.county.upgrading import Upgrading, read_upgrading, write_upgraded

_path = click.Path(path_type=Path)


@click.command("upgrade")
@click.argument("county", metavar="COUNTY_DIR", type=_path)
@click.option("--master", required=True, type=_path, help="The new master.csv.")
@click.option("--out", type=_path, help="Write the county with the new master here.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def upgrade_county(
    context: click.Context, county: Path, master: Path, out: Path | None, *, as_json: bool
) -> None:
    """Say what a new master catalogue means for a county; exit 1 when it cannot be taken yet."""
    upgrading = read_upgrading(county, master)
    said = json.dumps(_document(upgrading), ensure_ascii=False, indent=1)
    if out is not None:
        write_upgraded(upgrading, out, said=said)
    if as_json:
        click.echo(said)
    else:
        _show(upgrading)
    if upgrading.upgrade.blocked:
        context.exit(1)


def _show(upgrading: Upgrading) -> None:
    found = upgrading.upgrade
    for title, lines in _sections(found):
        if lines:
            click.echo(f"{title} {len(lines)}")
            for line in lines:
                click.echo(f"  {line}")
    for each in found.todo:
        mark = "须办" if each.blocks else "核对"
        click.echo(f"{mark}  {todo_zh(each, upgrading.names)}")
    if not found.todo:
        click.echo("无需处理，可以直接换用新目录")


def _sections(found: Upgrade) -> list[tuple[str, list[str]]]:
    return [
        ("新增", [_called(matter) for matter in found.added]),
        ("删除", [f"{each.matter} {each.name}" for each in found.removed]),
        ("改名", [_change(each) for each in found.renamed]),
        ("移位", [_change(each) for each in found.moved]),
        ("改动", [_change(each) for each in found.changed]),
    ]


def _called(matter: Matter) -> str:
    return f"{matter.code} {matter.name}"


def _change(each: Changed) -> str:
    kept = f"（本县仍为：{each.kept}）" if each.kept else ""
    before, after = each.before or "空", each.after or "空"
    return f"{each.matter} {FIELDS_ZH[each.field]}：{before} → {after}{kept}"


def _document(upgrading: Upgrading) -> dict[str, Any]:
    found = upgrading.upgrade
    return {
        "added": [
            {"matter": each.code, "name": each.name, "parent": each.parent} for each in found.added
        ],
        "removed": [
            {
                "matter": each.matter,
                "name": each.name,
                "rows": list(each.rows),
                "carried_on": each.carried_on,
                "successor": each.successor,
            }
            for each in found.removed
        ],
        "renamed": _changes(found.renamed),
        "moved": _changes(found.moved),
        "changed": _changes(found.changed),
        "todo": [
            {
                "task": each.task,
                "matter": each.matter,
                "rows": list(each.rows),
                "blocks": each.blocks,
                "message_zh": todo_zh(each, upgrading.names),
                "message_en": todo_en(each, upgrading.names),
            }
            for each in found.todo
        ],
        "blocked": found.blocked,
    }


def _changes(changes: tuple[Changed, ...]) -> list[dict[str, Any]]:
    return [
        {
            "matter": each.matter,
            "field": each.field,
            "before": each.before,
            "after": each.after,
            "kept": each.kept or None,
        }
        for each in changes
    ]
