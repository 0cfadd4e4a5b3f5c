"""``dispatch list``: what a county's responsibility list says, without any server."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from dispatch.cli.reports_file import day_of, read_reports
from dispatch.intake.model import Report
from dispatch.routing.because import document
from dispatch.routing.decide import decide
from dispatch.routing.model import Decision, Question
from dispatch.routing.sentence import sentence_zh
from dispatch.triage.sort import sort
from dispatch.wire.county.book import CountyBook
from dispatch.wire.county.reader import read_folder


@click.group()
def command() -> None:
    """The responsibility list: decide."""


@command.command("decide")
@click.argument("county", metavar="COUNTY_DIR", type=click.Path(path_type=Path))
@click.option(
    "--reports",
    required=True,
    type=click.Path(path_type=Path),
    help="One report a line, as JSON: the body of a message, plus its id.",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
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


def _decided(report: Report, book: CountyBook, on: date | None) -> Decision:
    suggestion = sort(
        book.triage,
        text=report.text,
        title=report.title,
        matter_hint=report.matter_hint,
        urgency_hint=report.urgency_hint,
        matters=book.matters,
    )
    question = Question(
        matter=suggestion.matter,
        matter_source=suggestion.source,
        matter_words=tuple(
            found.word for found in suggestion.because if found.matter == suggestion.matter
        ),
        area=report.area_code,
        day=on or day_of(report),
        attributes=report.attributes,
    )
    return decide(question, book)


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
