"""What might mend a broken chain from permit to penalty, as far as the list itself can.

An item that is missing from a catalogue is mended in the catalogue, by whoever keeps it.
"""

from collections.abc import Callable, Iterator

from dispatch.responsibility.audit.box_words import Words
from dispatch.responsibility.audit.choices import Case, Choice
from dispatch.responsibility.audit.edits import CHOSEN, AddRow, DropRow, SetField
from dispatch.responsibility.model import Duty, Line, Part
from dispatch.vocabulary import UnitCode

_STAGES_ZH = {Duty.PERMIT: "许可", Duty.SUPERVISE: "监管", Duty.ENFORCE: "执法"}


def led_by_somebody(duty: Duty) -> Callable[[Case], Iterator[Choice]]:
    """Return what adds a line of a stage that nobody does."""

    def propose(case: Case) -> Iterator[Choice]:
        matter = case.finding.matter
        row = next(case.new_rows(matter))
        like = next((line for line in case.audited.lines if line.matter == matter), None)
        listed = tuple(unit for unit in case.finding.units if case.audited.register.active(unit))
        for unit in (*case.units(also=listed), UnitCode(CHOSEN)):
            name = case.named(unit)
            yield Choice(
                Words(
                    f"补一条：由{name.zh}牵头{_STAGES_ZH[duty]}",
                    f"add a line: {name.en} leads {duty.value}",
                ),
                (AddRow(row, like.row_id if like else None, _values(unit, duty, case, like)),),
                _needs(unit),
            )

    return propose


def follow_the_catalogue(case: Case) -> Iterator[Choice]:
    """Name in the lines the unit that the catalogue names, where it names one."""
    stage = case.lines[0].duty if case.lines else None
    if stage is None:
        return
    index = case.audited.index
    branch = index.lineage(case.finding.matter) or (case.finding.matter,)
    items = case.audited.catalogues.of(stage) or ()
    units = {item.unit for item in items if item.matter in branch}
    for unit in sorted(units):
        name = case.named(unit)
        yield Choice(
            Words(f"按目录改为{name.zh}", f"make it {name.en}, as in the catalogue"),
            tuple(SetField(line.row_id, "unit", unit) for line in case.lines),
        )


def drop_what_is_not_listed(case: Case) -> Iterator[Choice]:
    """Drop the lines that enforce what no catalogue lists."""
    rows = "、".join(line.row_id for line in case.lines)
    own = [line for line in case.lines if line.matter == case.finding.matter]
    yield Choice(
        Words(
            f"删去执法条目{rows}（或在执法目录中增补该事项）",
            f"drop the lines {rows}, or add the matter to the enforcement catalogue",
        ),
        tuple(DropRow(line.row_id) for line in own),
    )


def enforce_by_another(case: Case) -> Iterator[Choice]:
    """Name a unit of the right kind in the lines of enforcement."""
    if not case.lines:
        return
    wrong = case.finding.units
    others = [unit for unit in case.units(townships=False) if unit not in wrong]
    for unit in (*others, UnitCode(CHOSEN)):
        name = case.named(unit)
        yield Choice(
            Words(f"执法改由{name.zh}牵头", f"let {name.en} enforce it"),
            tuple(SetField(line.row_id, "unit", unit) for line in case.lines),
            _needs(unit),
        )


def _values(
    unit: UnitCode, duty: Duty, case: Case, like: Line | None
) -> tuple[tuple[str, str], ...]:
    known = case.audited.matters.get(case.finding.matter)
    values = (
        ("unit", unit),
        ("role", Part.LEAD.value),
        ("duty", duty.value),
        ("area", case.finding.area),
        ("zone", "all"),
        ("valid_from", case.audited.first.isoformat()),
        ("valid_to", ""),
        *((column, "") for column in ("condition", "overrides", "hand_over")),
        *((column, "") for column in ("limit_value", "limit_type", "basis", "basis_kind")),
    )
    if like is not None:
        return values
    name = ("matter_name", known.name if known else "")
    return (("matter_code", case.finding.matter), name, *values)


def _needs(unit: UnitCode) -> str:
    return "unit" if unit == CHOSEN else ""
