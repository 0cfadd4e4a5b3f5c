"""``dispatch clock``: when a limit is used up, and how much of it was, without any server."""

import json
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import click

from dispatch.clock import COUNTY_ZONE
from dispatch.deadlines import limits
from dispatch.deadlines.budget import exact, limit_type
from dispatch.deadlines.calendar import Calendar
from dispatch.deadlines.limits import Due
from dispatch.errors import Unusable
from dispatch.vocabulary import LABELS, AreaCode, LimitType
from dispatch.wire.county.about import read_about
from dispatch.wire.county.deadlines import read_calendar
from dispatch.wire.county.files import CALENDAR, COUNTY
from dispatch.wire.county.problems import Problems

_PLACES = Decimal("0.0001")
_CODE_LENGTHS = (6, 9, 12, 15)
"""County, township, village, grid."""


class UnusableArgument(Unusable):
    """An argument of the command cannot be understood."""

    code = "clock.unusable_argument"


@click.group(name="clock")
def command() -> None:
    """Working time: when is it due, how much was spent."""


_folder = click.argument("county_dir", type=click.Path(path_type=Path))
_start = click.option("--start", required=True, help="ISO 8601; Beijing time if without offset.")
_type = click.option("--type", "kind", required=True, help=", ".join(LimitType))
_suspend = click.option("--suspend", multiple=True, metavar="FROM/TO", help="The clock stands.")
_area = click.option("--area", default="", help="An area's code: some keep their own hours.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@command.command(name="due")
@_folder
@_start
@click.option("--limit", required=True, help="How many units of the type.")
@_type
@_suspend
@_area
@_json
def _due(
    *,
    county_dir: Path,
    start: str,
    limit: str,
    kind: str,
    suspend: tuple[str, ...],
    area: str,
    as_json: bool,
) -> None:
    """When a limit that starts then is used up, and step by step why."""
    type_, value = limit_type(kind), exact(limit)
    since, stills = _instant("--start", start), tuple(_still(text) for text in suspend)
    found = limits.due(_calendar(county_dir, area), since, value, type_, stills)
    if as_json:
        document = {
            "due": found.due.isoformat(),
            "provisional": found.provisional,
            "steps": [step.as_json() for step in found.steps],
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _tell(found)


@command.command(name="spent")
@_folder
@_start
@click.option("--end", required=True, help="ISO 8601; Beijing time if without offset.")
@_type
@_suspend
@_area
@_json
def _spent(
    *,
    county_dir: Path,
    start: str,
    end: str,
    kind: str,
    suspend: tuple[str, ...],
    area: str,
    as_json: bool,
) -> None:
    """How much of a limit was used up between two instants."""
    type_ = limit_type(kind)
    since, to = _instant("--start", start), _instant("--end", end)
    if to < since:
        raise UnusableArgument(f"--end {end} lies before --start {start}")
    stills = tuple(_still(text) for text in suspend)
    used = _rounded(limits.spent(_calendar(county_dir, area), since, to, type_, stills))
    click.echo(f'{{"spent": {used}}}' if as_json else f"{used} {LABELS[type_]}")


def _calendar(folder: Path, area: str) -> Calendar:
    problems = Problems()
    dates, about = _bytes(folder / CALENDAR), None
    if (folder / COUNTY).exists():
        about = read_about(_bytes(folder / COUNTY), problems)
    calendar = read_calendar(dates, None if about is None else about.raw, problems)
    problems.raise_if_any()
    if calendar is None:
        raise UnusableArgument(f"{folder / CALENDAR} cannot be read")
    path = [AreaCode(area[:length]) for length in _CODE_LENGTHS if len(area) >= length]
    return calendar.for_area(path)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnusableArgument(f"{file}: cannot be opened: {error.strerror}") from error


def _instant(option: str, text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
        instant = instant.replace(tzinfo=instant.tzinfo or COUNTY_ZONE)
        # The first and last days of the calendar have no room for an offset.
        instant.astimezone(COUNTY_ZONE)
    except (ValueError, OverflowError):
        example = "2026-02-13T09:30 or 2026-02-13T01:30:00Z"
        raise UnusableArgument(f"{option} {text!r:.60} is no instant like {example}") from None
    return instant


def _still(text: str) -> tuple[datetime, datetime]:
    since, slash, to = text.partition("/")
    if not slash:
        raise UnusableArgument(f"--suspend {text!r:.90} is no FROM/TO of two instants")
    still = _instant("--suspend", since), _instant("--suspend", to)
    if still[1] < still[0]:
        raise UnusableArgument(f"--suspend {text} ends before it begins")
    return still


def _rounded(used: Fraction) -> Decimal:
    # Rounded once, from the exact value, half up as people do.
    return Decimal(floor(used * 10_000 + Fraction(1, 2))) * _PLACES


def _tell(found: Due) -> None:
    for step in found.steps:
        line = f"{step.begins:%Y-%m-%d %H:%M} - {step.ends:%Y-%m-%d %H:%M}  {step.kind:<9}"
        click.echo(f"{line} {step.minutes:>6} {step.total:>7}  {step.note}".rstrip())
    click.echo(f"due {found.due.isoformat()}{' (provisional)' if found.provisional else ''}")
