"""Lines against each other: who stands beside whom, and who never stands at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from dispatch.responsibility.audit.model import EVERYWHERE, Audited, Check, Finding, Sighting
from dispatch.responsibility.audit.points import Point, TooManyWorlds, points, zones_of
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.responsibility.specificity import Entry, narrower_in
from dispatch.vocabulary import MatterCode, RowId, UnitCode

_Pair = tuple[Entry, Entry]


@dataclass(slots=True)
class _Seen:
    """Where and when two lines stand beside each other."""

    points: list[tuple[MatterCode, Point]] = field(default_factory=list)
    leaves: int = 0
    first_day: int = date.max.toordinal()
    last_day: int = 0

    def add(self, point: Point, matter: MatterCode) -> None:
        self.points.append((matter, point))
        self.leaves |= point.leaves
        self.first_day = min(self.first_day, point.first_day)
        self.last_day = max(self.last_day, point.last_day)


def rivals(audited: Audited, *, advice: bool) -> Iterator[Finding]:
    """Give multi_lead, duplicate, unreachable, not_judged, and as advice undeclared_exception."""
    zones = zones_of(audited.index.zones)
    beside: dict[_Pair, _Seen] = {}
    nested: dict[_Pair, _Seen] = {}
    asked: dict[RowId, Entry] = {}
    reached: set[RowId] = set()
    for matter in audited.judged:
        leads = leading(audited, matter)
        kinds = points(leads, first=audited.first, last=audited.last, zones=zones)
        try:
            found = list(kinds)
        except TooManyWorlds as why:
            rows = tuple(entry.line.row_id for entry in leads)
            yield Finding(Check.NOT_JUDGED, matter, EVERYWHERE, rows=rows, what=str(why))
            reached.update(rows)
            continue
        asked.update((e.line.row_id, e) for e in leads if audited.in_days(e.line))
        for point in found:
            reached |= _unbeaten(point.covering)
            for pair in _pairs(audited.index.standing(point.covering).top):
                beside.setdefault(pair, _Seen()).add(point, matter)
            for pair in _nested(point.covering) if advice else ():
                nested.setdefault(pair, _Seen()).add(point, matter)
    for pair, seen in beside.items():
        yield from _two_leads(pair, seen, audited)
    for row in sorted(asked.keys() - reached):
        line = asked[row].line
        yield Finding(
            Check.UNREACHABLE,
            line.matter,
            audited.written_all([line.areas]),
            units=(line.unit,),
            rows=(row,),
        )
    for pair, seen in nested.items():
        yield _of_pair(Check.UNDECLARED_EXCEPTION, pair, seen, seen.leaves, audited)


def leading(audited: Audited, matter: MatterCode) -> tuple[Entry, ...]:
    """Return the lead/dispose lines on a matter and on those above it, by row."""
    return tuple(entry for entry in audited.index.entries(matter) if entry.leads)


def _unbeaten(covering: tuple[Entry, ...]) -> frozenset[RowId]:
    return frozenset(
        entry.line.row_id
        for entry in covering
        if not any(narrower_in(other, entry) for other in covering if other is not entry)
    )


def _nested(covering: tuple[Entry, ...]) -> tuple[_Pair, ...]:
    return tuple(
        (narrow, wide)
        for narrow in covering
        for wide in covering
        if narrow.line.unit != wide.line.unit
        and wide.line.row_id not in narrow.line.overrides
        and narrower_in(narrow, wide)
    )


def _pairs(top: tuple[Entry, ...]) -> Iterator[_Pair]:
    return ((a, b) for n, a in enumerate(top) for b in top[n + 1 :])


def _two_leads(pair: _Pair, seen: _Seen, audited: Audited) -> Iterator[Finding]:
    """Say of two lines that stand beside each other where they name one unit, and where two."""
    same = _same_unit(pair, audited) & seen.leaves
    if other := seen.leaves & ~same:
        yield _of_pair(Check.MULTI_LEAD, pair, seen, other, audited)
    if same:
        yield _of_pair(Check.DUPLICATE, pair, seen, same, audited)


def _same_unit(pair: _Pair, audited: Audited) -> int:
    one, other = pair[0].line.unit, pair[1].line.unit
    if one == other:
        return -1
    if AT_TOWNSHIP not in (one, other):
        return 0
    # ``@township`` is the other's own unit in that one township, and a rival everywhere else.
    township = audited.territory.get(other if one == AT_TOWNSHIP else one)
    return township.leaves if township else 0


def _of_pair(check: Check, pair: _Pair, seen: _Seen, leaves: int, audited: Audited) -> Finding:
    lines = [entry.line for entry in pair]
    deeper = max(pair, key=lambda entry: entry.depth)
    there = [(matter, point) for matter, point in seen.points if point.leaves & leaves]
    return Finding(
        check,
        deeper.line.matter,
        audited.written(leaves),
        units=tuple(sorted({UnitCode(line.unit) for line in lines})),
        rows=tuple(sorted(line.row_id for line in lines)),
        first=date.fromordinal(seen.first_day),
        last=date.fromordinal(seen.last_day),
        judged=tuple(dict.fromkeys(matter for matter, _ in there)),
        seen=_sighting(*there[0], leaves),
    )


def _sighting(matter: MatterCode, point: Point, leaves: int) -> Sighting:
    day = date.fromordinal(point.first_day)
    return Sighting(matter, point.leaves & leaves, day, point.zone, point.said)
