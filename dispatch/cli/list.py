"""``dispatch list``: what a county's responsibility list says, without any server."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from dispatch.cli.lazily import LazyGroup
from dispatch.cli.progress import shown
from dispatch.cli.reports_file import day_of, read_reports
from dispatch.intake.model import Report
from dispatch.responsibility.audit import Audited, Finding, audit
from dispatch.responsibility.audit.words import message_en, message_zh
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question
from dispatch.routing.replay import Replay
from dispatch.routing.sentence import sentence_zh
from dispatch.routing.unknowns import ZONE
from dispatch.routing.whatif import Move, WhatIf
from dispatch.triage.model import Suggestion
from dispatch.triage.sort import sort
from dispatch.vocabulary import MatterCode, UnitCode
from dispatch.wire.county.auditing import AuditFiles, read_audited
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_folder, read_with_lines

_CONVERT = "dispatch.cli.list_convert"
_DRAFTS = "dispatch.cli.list_drafts"
_OVERRIDES = "优先于条目（overrides）"
"""Who audits files knows the column by its header."""


@click.group(
    cls=LazyGroup,
    waiting={
        "convert": (_CONVERT, "convert", "A spreadsheet becomes responsibility.csv, by asking."),
        "template": (_CONVERT, "write_template", "An empty workbook of a county's own words."),
        "drafts": (_DRAFTS, "list_drafts", "The drafts of a county, with the system running."),
        "import": (
            "dispatch.cli.list_import",
            "import_list",
            "A list file becomes a draft, row by row.",
        ),
        "history": (
            "dispatch.cli.list_history",
            "bring_history",
            "Closed cases of the system before this one become history.",
        ),
        "submit": (_DRAFTS, "submit", "Hand a draft in for a second person."),
        "publish": (_DRAFTS, "publish", "Approve a draft as a second person, from a day on."),
        "upgrade": (
            "dispatch.cli.list_upgrade",
            "upgrade_county",
            "What a new master catalogue means for a county.",
        ),
    },
)
def command() -> None:
    """The responsibility list: audit, compare, convert, decide, import, publish."""


_path = click.Path(path_type=Path)
_day = click.DateTime(["%Y-%m-%d"])


@command.command("audit")
@click.argument("lines", metavar="RESPONSIBILITY.csv", type=_path)
@click.option("--units", required=True, type=_path, help="The units: who is active.")
@click.option("--divisions", type=_path, help="The ground; else what units and lines name.")
@click.option("--matters", type=_path, help="The catalogue: matters that somebody must lead.")
@click.option("--catalogue", default="", help="The catalogue as codes: M001,M002,…")
@click.option("--powers", type=_path, help="Enforcement powers given to townships.")
@click.option("--permits", type=_path, help="The permit list (权力清单).")
@click.option("--oversight", type=_path, help="The oversight list (监管清单).")
@click.option("--enforcement", type=_path, help="The enforcement catalogue (执法目录).")
@click.option("--from", "first", type=_day, help="Judge from this day.")
@click.option("--to", "last", type=_day, help="Judge up to this day.")
@click.option("--advice", is_flag=True, help="Also what is only worth a look.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def audit_list(
    context: click.Context,
    *,
    lines: Path,
    units: Path,
    divisions: Path | None,
    matters: Path | None,
    catalogue: str,
    powers: Path | None,
    permits: Path | None,
    oversight: Path | None,
    enforcement: Path | None,
    first: datetime | None,
    last: datetime | None,
    advice: bool,
    as_json: bool,
) -> None:
    """Say what is wrong with a list; exit 1 when anything is."""
    audited = read_audited(
        AuditFiles(
            lines=lines,
            units=units,
            divisions=divisions,
            matters=matters,
            powers=powers,
            permits=permits,
            oversight=oversight,
            enforcement=enforcement,
        ),
        catalogue=[MatterCode(code) for each in catalogue.split(",") if (code := each.strip())],
        first=first.date() if first else None,
        last=last.date() if last else None,
    )
    findings = audit(audited, advice=advice)
    if as_json:
        found = [_finding(each, audited) for each in findings]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for each in findings:
            click.echo(f"{each.severity:<6}  {message_zh(each, audited, overrides=_OVERRIDES)}")
        many = "finding" if len(findings) == 1 else "findings"
        click.echo(f"{len(findings)} {many}, {audited.first} to {audited.last}", err=True)
    if findings:
        context.exit(1)


def _finding(finding: Finding, audited: Audited) -> dict[str, Any]:
    return {
        "check": finding.check,
        "matter": finding.matter,
        "area": finding.area,
        "units": list(finding.units),
        "rows": list(finding.rows),
        "from": finding.first.isoformat() if finding.first else None,
        "to": finding.last.isoformat() if finding.last else None,
        "severity": finding.severity,
        "message_zh": message_zh(finding, audited, overrides=_OVERRIDES),
        "message_en": message_en(finding, audited),
    }


@command.command("decide")
@click.argument("county", metavar="COUNTY_DIR", type=_path)
@click.option(
    "--reports",
    required=True,
    type=_path,
    help="One report a line, as JSON: the body of a message, plus its id.",
)
@click.option(
    "--on",
    type=_day,
    help="Decide as of this day instead of each report's own.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def decide_reports(county: Path, reports: Path, on: datetime | None, *, as_json: bool) -> None:
    """Say of each report whose it is, and why."""
    book = read_folder(county)
    day = on.date() if on else None
    show = _as_json if as_json else _as_text
    for report in read_reports(reports, on=day):
        click.echo(show(report, _decided(report, book, day)))


@command.command("compare")
@click.argument("county", metavar="COUNTY_DIR", type=_path)
@click.option("--draft", required=True, type=_path, help="Another responsibility.csv.")
@click.option("--reports", required=True, type=_path, help="Past reports, one a line, as JSON.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def compare_lists(county: Path, draft: Path, reports: Path, *, as_json: bool) -> None:
    """Say which reports another unit would lead under a draft, and what that does to loads."""
    now, then = read_folder(county), read_with_lines(county, draft)
    tried = read_reports(reports, on=None)
    replay = Replay(now, then)
    # Where the draft brings or drops a matter or a zone, the report may be taken otherwise.
    moves = [
        move
        for report in shown(tried, total=len(tried), what="reports")
        if (move := replay.count(_as_case(report, then), before=_as_case(report, now)))
    ]
    found = replay.result()
    if as_json:
        click.echo(json.dumps(_compared(found, moves), ensure_ascii=False))
        return
    name = then.register.name
    for move in moves:
        click.echo(f"{move.case_id}  {_name(move.before, name)} -> {_name(move.after, name)}")
    for unit, load in found.load.items():
        if load.before != load.after:
            click.echo(f"{name(unit)}: {load.before} -> {load.after}")
    click.echo(
        f"{found.reports} reports, {found.moved} moved; "
        f"gaps {found.gaps.before} -> {found.gaps.after}, "
        f"conflicts {found.conflicts.before} -> {found.conflicts.after}"
    )


def _name(unit: UnitCode | None, name: Callable[[UnitCode], str]) -> str:
    return "nobody" if unit is None else name(unit)


def _compared(found: WhatIf, moves: list[Move]) -> dict[str, Any]:
    return {
        "reports": found.reports,
        "moved": found.moved,
        "moves": [{"id": m.case_id, "from": m.before, "to": m.after} for m in moves],
        "load": {unit: each._asdict() for unit, each in found.load.items()},
        "gaps": found.gaps._asdict(),
        "conflicts": found.conflicts._asdict(),
    }


class _Tried(NamedTuple):
    """A report as a case of the past."""

    case_id: str
    matter: MatterCode | None
    area: str
    occurred_on: date
    attributes: Mapping[str, object]
    unit: UnitCode | None = None
    returns: int = 0
    returned_by: tuple[UnitCode, ...] = ()


def _as_case(report: Report, book: CountyBook) -> _Tried:
    question = _question(report, book, day_of(report))
    attributes = report.attributes
    if question.zone is not None and ZONE not in attributes:
        # What outlines say of a point counts as if the report had said it.
        attributes = {**attributes, ZONE: question.zone}
    return _Tried(report.record_id, question.matter, report.area_code, question.day, attributes)


def _decided(report: Report, book: CountyBook, on: date | None) -> Decision:
    return decide(_question(report, book, on or day_of(report)), book)


def _question(report: Report, book: CountyBook, day: date) -> Question:
    suggestion = _sorted(report, book)
    question = Question(
        matter=suggestion.asked(book.index),
        matter_source=suggestion.source,
        matter_words=suggestion.reasons,
        area=report.area_code,
        day=day,
        attributes=report.attributes,
    )
    return book.located(question, lon=report.lon, lat=report.lat, crs=report.crs)


def _sorted(report: Report, book: CountyBook) -> Suggestion:
    return sort(
        book.triage,
        text=report.text,
        title=report.title,
        matter_hint=report.matter_hint,
        urgency_hint=report.urgency_hint,
        matters=book.matters,
    )


def _as_json(report: Report, decision: Decision) -> str:
    line: dict[str, Any] = {
        "id": report.record_id,
        "outcome": decision.outcome,
        "lead": decision.lead,
        "receiver": decision.receiver,
        "supporting": list(decision.supporting),
        "rows": list(decision.rows),
        "edition": decision.edition,
        "reason": decision.reason,
        "because": document(decision.because),
    }
    return json.dumps(line, ensure_ascii=False)


def _as_text(report: Report, decision: Decision) -> str:
    return f"{report.record_id}  {decision.outcome}  {sentence_zh(decision.because)}"
