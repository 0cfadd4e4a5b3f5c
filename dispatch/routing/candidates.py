"""What became of each line of a matter: won, lost to which and why, or failed in what."""

from collections.abc import Iterator
from datetime import date

from dispatch.responsibility.conditions import holds, said, written
from dispatch.responsibility.precedence import overridden_by
from dispatch.responsibility.specificity import Entry, narrower_in
from dispatch.routing.because import Candidate, Failure, Result
from dispatch.routing.model import Outcome
from dispatch.routing.settle import Answer, Point, unit_of
from dispatch.routing.unknowns import judge

NEAR_MISSES = 20
"""How many lines that hold elsewhere a gap shows, the nearest first."""


def candidates(here: list[Entry], point: Point, found: Answer) -> tuple[Candidate, ...]:
    """Say what became of each line whose area covers the point."""
    verdicts = [_verdict(entry, point) for entry in here]
    judged = list(zip(here, verdicts, strict=True))
    rivals = [entry for entry, fits in judged if entry.leads and (fits or entry in found.top)]
    overridden = overridden_by(rivals)
    shown = []
    for entry, fits in judged:
        failed = () if fits else tuple(_failures(entry, point))
        if fits is False:
            shown.append(_candidate(entry, point, Result.FAILED, failed=failed))
        elif entry in found.top:
            result = Result.WON if found.outcome is Outcome.DECIDED else Result.STANDS
            shown.append(_candidate(entry, point, result, failed=failed))
        elif fits is None:
            shown.append(_candidate(entry, point, Result.OPEN, failed=failed))
        elif not entry.leads:
            shown.append(_candidate(entry, point, Result.SUPPORTS))
        elif (row := overridden.get(entry.line.row_id)) is not None:
            shown.append(_candidate(entry, point, Result.OVERRIDDEN, to=row))
        elif found.missing:
            shown.append(_candidate(entry, point, Result.STANDS))
        else:
            shown.append(_lost(entry, point, found))
    return tuple(shown)


def near_misses(elsewhere: list[Entry], point: Point) -> tuple[tuple[Candidate, ...], int]:
    """Return the leading lines nearest to a gap, and how many more there are."""
    missed = [
        (_elsewhere(entry, point) + tuple(_failures(entry, point)), entry) for entry in elsewhere
    ]
    missed.sort(key=lambda miss: (len(miss[0]), miss[1].line.row_id))
    shown = [
        _candidate(entry, point, Result.FAILED, failed=failed)
        for failed, entry in missed[:NEAR_MISSES]
    ]
    return tuple(shown), len(missed) - len(shown)


def _verdict(entry: Entry, point: Point) -> bool | None:
    in_force = entry.first_day <= point.day <= entry.last_day
    return in_force and judge(entry, point)


def _lost(entry: Entry, point: Point, found: Answer) -> Candidate:
    for winner in found.top:
        if narrower := narrower_in(winner, entry):
            to = winner.line.row_id
            return _candidate(entry, point, Result.LOST, to=to, narrower_in=narrower)
    # Beaten in every possible world, but by no single line in all of them.
    return _candidate(entry, point, Result.LOST)


def _failures(entry: Entry, point: Point) -> Iterator[Failure]:
    line = entry.line
    if not entry.first_day <= point.day <= entry.last_day:
        bounds = f"{line.valid_from or ''}/{line.valid_to or ''}"
        yield Failure("date", bounds, date.fromordinal(point.day).isoformat())
    if entry.zone is not None and entry.zone != point.zone:
        yield Failure("zone", entry.zone, point.zone)
    for condition in line.conditions:
        value = said(point.attributes, condition.key)
        if value is None or not holds(condition, value):
            yield Failure("condition", written(condition), value)


def _elsewhere(entry: Entry, point: Point) -> tuple[Failure, ...]:
    return (Failure("area", ";".join(sorted(entry.line.areas or ())), point.area.code),)


def _candidate(
    entry: Entry,
    point: Point,
    result: Result,
    *,
    to: str | None = None,
    narrower_in: tuple[str, ...] = (),
    failed: tuple[Failure, ...] = (),
) -> Candidate:
    unit = unit_of(entry, point.area.township) or entry.line.unit
    return Candidate(
        row=entry.line.row_id,
        unit=unit,
        role=entry.line.part,
        result=result,
        to=to,
        narrower_in=narrower_in,
        failed=failed,
    )
