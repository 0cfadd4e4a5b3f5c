"""What might mend each kind of finding. Whether it does is tried afterwards."""

from collections.abc import Iterator
from datetime import date, timedelta

from dispatch.responsibility.audit.box_words import Words, area_words
from dispatch.responsibility.audit.choices import Case, Choice, overriding
from dispatch.responsibility.audit.edits import CHOSEN, AddRow, DropRow, Edit, SetField
from dispatch.responsibility.model import AT_TOWNSHIP, Duty, Line, Part
from dispatch.vocabulary import LABELS, LimitType, UnitCode

_DAY = timedelta(days=1)
_BLANK = (
    ("role", Part.LEAD.value),
    ("condition", ""),
    ("overrides", ""),
    ("hand_over", ""),
    ("list_kind", ""),
)
_OTHER = UnitCode(CHOSEN)


def let_one_win(case: Case) -> Iterator[Choice]:
    """Say which of two lines wins, or leave the place to one of them, or drop the other."""
    for winner, loser in _both_ways(case.lines):
        name, other = case.named(winner.unit), case.named(loser.unit)
        edits: list[Edit] = [
            SetField(winner.row_id, "overrides", overriding(winner, added=loser.row_id))
        ]
        if winner.row_id in loser.overrides:
            dropped = overriding(loser, dropped=winner.row_id)
            edits.append(SetField(loser.row_id, "overrides", dropped))
        yield Choice(
            Words(
                f"以{name.zh}为准：第{winner.row_id}条优先于第{loser.row_id}条（填写“优先于条目”）",
                f"{name.en} wins: line {winner.row_id} overrides {loser.row_id}",
            ),
            tuple(edits),
        )
        if left := case.leaves_of(loser) & ~case.leaves:
            where = area_words(case.leaves, case.audited)
            yield Choice(
                Words(
                    f"分地域：{where.zh}只由{name.zh}牵头，第{loser.row_id}条（{other.zh}）不再含该地",
                    f"split by area: {name.en} alone leads in {where.en}, "
                    f"line {loser.row_id} ({other.en}) leaves it",
                ),
                (SetField(loser.row_id, "area", case.audited.written(left)),),
            )
        yield _drop(loser, case)


def drop_repeats(case: Case) -> Iterator[Choice]:
    """Drop one of two lines that say the same, or say which of them speaks."""
    for winner, loser in _both_ways(case.lines):
        yield _drop(loser, case)
        if left := case.leaves_of(loser) & ~case.leaves:
            yield Choice(
                Words(
                    f"从第{loser.row_id}条中去掉已由第{winner.row_id}条覆盖的地域",
                    f"take out of line {loser.row_id} what line {winner.row_id} covers",
                ),
                (SetField(loser.row_id, "area", case.audited.written(left)),),
            )
    for winner, loser in _both_ways(case.lines):
        yield Choice(
            Words(
                f"保留两条，以第{winner.row_id}条为准（填写“优先于条目”）",
                f"keep both, line {winner.row_id} overrides {loser.row_id}",
            ),
            (SetField(winner.row_id, "overrides", overriding(winner, added=loser.row_id)),),
        )


def drop_unreachable(case: Case) -> Iterator[Choice]:
    """Drop a line that never leads."""
    for line in case.lines:
        yield _drop(line, case)


def hand_to_another(case: Case) -> Iterator[Choice]:
    """Name another lead in the lines of a unit that is gone or empty."""
    (gone,) = case.finding.units
    for unit in (*_but(gone, case.units(also=_over(gone, case))), _OTHER):
        edits: list[Edit] = []
        for line in case.lines:
            edits += _handed(line, gone, unit, case)
        name = case.named(unit)
        yield Choice(
            Words(f"改由{name.zh}承接", f"hand it to {name.en}"), tuple(edits), _needs(unit)
        )


def move_from_township(case: Case) -> Iterator[Choice]:
    """Give what was taken back to a unit of the county."""
    (line,) = case.lines
    matter = case.finding.matter
    for unit in (*case.units(townships=False), _OTHER):
        name = case.named(unit)
        if line.matter == matter:
            edits: tuple[Edit, ...] = (SetField(line.row_id, "unit", unit),)
        else:
            row = next(case.new_rows(line.row_id))
            known = case.audited.matters[matter]
            values = (
                ("matter_code", matter),
                ("matter_name", known.name),
                ("unit", unit),
                ("overrides", ""),
            )
            edits = (AddRow(row, line.row_id, values),)
        yield Choice(Words(f"改由{name.zh}牵头", f"let {name.en} lead it"), edits, _needs(unit))


def move_enforcement(case: Case) -> Iterator[Choice]:
    """Give the enforcement to a unit of the county where townships lack the power."""
    (line,) = case.lines
    left = case.leaves_of(line) & ~case.leaves
    mine = [
        other.unit
        for other in case.audited.lines
        if other.matter in case.audited.index.lineage(line.matter)
        and other.duty is Duty.ENFORCE
        and other.part is Part.LEAD
    ]
    for unit in (*case.units(townships=False, also=tuple(dict.fromkeys(mine))), _OTHER):
        name = case.named(unit)
        if not left:
            edits: tuple[Edit, ...] = (SetField(line.row_id, "unit", unit),)
        else:
            row = next(case.new_rows(line.row_id))
            here = ("area", case.audited.written(case.leaves))
            edits = (
                SetField(line.row_id, "area", case.audited.written(left)),
                AddRow(row, line.row_id, (here, ("unit", unit), ("overrides", ""))),
            )
        yield Choice(
            Words(f"执法改由{name.zh}牵头", f"let {name.en} enforce it"), edits, _needs(unit)
        )


def name_a_lead(case: Case) -> Iterator[Choice]:
    """Add a line where nobody leads; first, where there is one, the line that leads elsewhere."""
    finding, audited = case.finding, case.audited
    zone = finding.what or "all"
    leads = [
        line
        for line in audited.lines
        if line.matter == finding.matter
        and (line.part, line.duty) == (Part.LEAD, Duty.DISPOSE)
        and audited.in_days(line)
    ]
    if zone == "all":
        for line in leads:
            if line.areas is None or line.conditions or line.zone not in ("", "all"):
                continue
            name, where = case.named(line.unit), area_words(case.leaves, audited)
            wider = audited.written(case.leaves_of(line) | case.leaves)
            yield Choice(
                Words(
                    f"把第{line.row_id}条（{name.zh}）的地域扩大，把{where.zh}也包括进来",
                    f"widen line {line.row_id} ({name.en}) by {where.en}",
                ),
                (SetField(line.row_id, "area", wider),),
            )
    row = next(case.new_rows(finding.matter))
    for unit in (*case.units(), _OTHER):
        name = case.named(unit)
        like = next((line for line in leads if line.unit == unit), None) or next(iter(leads), None)
        yield Choice(
            Words(f"补一条：由{name.zh}牵头处置", f"add a line: {name.en} leads"),
            (AddRow(row, like.row_id if like else None, _lead(unit, zone, case, like)),),
            _needs(unit),
        )


def join_validities(case: Case) -> Iterator[Choice]:
    """Let the line before last longer, the line after begin earlier, or put one between."""
    first, last = case.finding.first, case.finding.last
    if first is None or last is None:
        return
    here = [line for line in case.lines if case.leaves_of(line) & case.leaves]
    before = [line for line in here if line.valid_to is not None and line.valid_to < first]
    after = [line for line in here if line.valid_from is not None and line.valid_from > last]
    ended = max((line.valid_to for line in before if line.valid_to), default=None)
    begins = min((line.valid_from for line in after if line.valid_from), default=None)
    latest = [line for line in before if line.valid_to == ended]
    soonest = [line for line in after if line.valid_from == begins]
    if latest:
        until = begins - _DAY if begins else None
        yield Choice(
            Words(
                f"把{_rows(latest)}的有效期延到{until or '长期'}",
                f"let {_lines(latest)} last until {until or 'further notice'}",
            ),
            tuple(SetField(line.row_id, "valid_to", str(until or "")) for line in latest),
        )
    if soonest and ended:
        since = ended + _DAY
        yield Choice(
            Words(
                f"让{_rows(soonest)}提前到{since}生效", f"let {_lines(soonest)} begin on {since}"
            ),
            tuple(SetField(line.row_id, "valid_from", str(since)) for line in soonest),
        )
    for line in latest:
        row = next(case.new_rows(line.row_id))
        span = _between(ended, begins, first)
        values = (("area", case.audited.written(case.leaves)), ("overrides", ""), *span)
        yield Choice(
            Words(
                f"在空档内补一条，仍由{case.named(line.unit).zh}牵头",
                f"add a line for the days between, led by {case.named(line.unit).en}",
            ),
            (AddRow(row, line.row_id, values),),
        )


def name_a_watcher(case: Case) -> Iterator[Choice]:
    """Add the line of supervision that enforcement lacks."""
    first = case.lines[0]
    row = next(case.new_rows(first.row_id))
    area = case.finding.area
    for unit in (*case.units(also=tuple(case.finding.units)), _OTHER):
        name = case.named(unit)
        values = (
            ("unit", unit),
            ("role", Part.LEAD.value),
            ("duty", Duty.SUPERVISE.value),
            ("area", area),
            ("limit_value", ""),
            ("limit_type", ""),
            ("overrides", ""),
            ("hand_over", ""),
        )
        yield Choice(
            Words(f"补一条：由{name.zh}牵头监管", f"add a line: {name.en} supervises"),
            (AddRow(row, first.row_id, values),),
            _needs(unit),
        )


def say_which_hours(case: Case) -> Iterator[Choice]:
    """Say which of the four kinds a limit is; a guess is never made, the likelier come first."""
    (line,) = case.lines
    if line.limit is None:
        return
    days = any(sign in line.limit.raw for sign in "天日") or "day" in line.limit.raw
    kinds = sorted(LimitType, key=lambda kind: ("day" in kind.value) is not days)
    value = line.limit.value
    for kind in kinds if value is not None else ():
        yield Choice(
            Words(
                f"按“{LABELS[kind]}”计：{value:g}个{LABELS[kind]}",
                f"count it as {kind.value}: {value:g} {kind.value}",
            ),
            (SetField(line.row_id, "limit_type", kind.value),),
        )
    yield Choice(
        Words("先去掉这个时限，另行明确", "take the limit out until it is settled"),
        (SetField(line.row_id, "limit_value", ""), SetField(line.row_id, "limit_type", "")),
    )


def _both_ways(lines: tuple[Line, ...]) -> Iterator[tuple[Line, Line]]:
    one, other = lines
    return iter(((one, other), (other, one)))


def _drop(line: Line, case: Case) -> Choice:
    name = case.named(line.unit)
    return Choice(
        Words(f"删去第{line.row_id}条（{name.zh}）", f"drop line {line.row_id} ({name.en})"),
        (*case.forget(line.row_id), DropRow(line.row_id)),
    )


def _handed(line: Line, gone: UnitCode, unit: UnitCode, case: Case) -> Iterator[Edit]:
    if line.unit != AT_TOWNSHIP:
        yield SetField(line.row_id, "unit", unit)
        return
    # Only in this township: everywhere else ``@township`` is somebody who is there.
    here = case.audited.territory.get(gone)
    if here is None:
        return
    row = next(case.new_rows(line.row_id))
    both = case.leaves_of(line) & here.leaves
    values = (("area", case.audited.written(both)), ("unit", unit), ("overrides", ""))
    yield AddRow(row, line.row_id, values)
    if left := case.leaves_of(line) & ~here.leaves:
        yield SetField(line.row_id, "area", case.audited.written(left))
    else:
        yield DropRow(line.row_id)


def _over(gone: UnitCode, case: Case) -> tuple[UnitCode, ...]:
    """Return who stands above a unit: where it belonged and whose trade it plied."""
    unit = case.audited.register.get(gone)
    return (UnitCode(unit.parent_functional), UnitCode(unit.parent)) if unit else ()


def _but(gone: UnitCode, units: tuple[UnitCode, ...]) -> tuple[UnitCode, ...]:
    return tuple(unit for unit in units if unit not in (gone, AT_TOWNSHIP))


def _lead(unit: UnitCode, zone: str, case: Case, like: Line | None) -> tuple[tuple[str, str], ...]:
    known = case.audited.matters.get(case.finding.matter)
    values = (
        ("unit", unit),
        ("area", case.finding.area),
        ("zone", zone),
        ("duty", Duty.DISPOSE.value),
        ("valid_from", case.audited.first.isoformat()),
        ("valid_to", ""),
        *_BLANK,
    )
    if like is not None:
        return values
    return (
        ("matter_code", case.finding.matter),
        ("matter_name", known.name if known else ""),
        ("platform", known.platform.value if known and known.platform else ""),
        *values,
    )


def _between(ended: date | None, begins: date | None, first: date) -> tuple[tuple[str, str], ...]:
    since = ended + _DAY if ended else first
    until = str(begins - _DAY) if begins else ""
    return ("valid_from", str(since)), ("valid_to", until)


def _needs(unit: UnitCode) -> str:
    return "unit" if unit == CHOSEN else ""


def _rows(lines: list[Line]) -> str:
    return "、".join(f"第{line.row_id}条" for line in lines)


def _lines(lines: list[Line]) -> str:
    return ", ".join(f"line {line.row_id}" for line in lines)
