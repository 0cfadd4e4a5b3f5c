"""Lists with a row for each matter: columns say who leads, who helps, who watches.

How each column reads is written down in docs/decisions/0016.
"""

from collections.abc import Iterator
from dataclasses import replace

from dispatch.responsibility.model import AT_TOWNSHIP, Duty, ListKind, Part
from dispatch.vocabulary import UnitCode
from dispatch.wire.sheets.matter_codes import FoundMatter
from dispatch.wire.sheets.plain import plain
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record
from dispatch.wire.sheets.statement import Statement
from dispatch.wire.sheets.unit_cells import NOBODY, Named, all_codes, units_in, who_leads

_LEADERS = ("leads", "handlers", "county_unit", "recalled_by")
_KEPT = ("filing", "closing", "township", *_LEADERS, "cooperators", "supervisors")
"""What a line has no place for, or has in codes only: the words themselves are kept beside it."""


def wide_statements(record: Record, matter: FoundMatter, reading: Reading) -> Iterator[Statement]:
    """Yield what a row says; nothing while any of it is asked about or wrong."""
    kind = reading.choice(record, "list_kind")
    if "recalled_by" in record.headers:
        kind = ListKind.RECALLED
    leads, helpers = _who(record, matter, reading, kind)
    watchers = _units(record, "supervisors", reading)
    helpers += _units(record, "cooperators", reading)
    township = _township(record, reading, kind, leads, helpers)
    base = _base(record, matter, reading, kind)
    if reading.open:
        return
    _check_clash(record, reading, leads, helpers)
    if not leads:
        reading.wrong(
            record.problem(
                next((name for name in _LEADERS if name in record.headers), "matter_name"),
                f"“{matter.name}”没有牵头单位。",
                f"nobody leads {matter.code}",
                "请填写牵头(责任)单位,或在对应关系里指明哪一列是责任单位。",
            )
        )
    if reading.open:
        return
    without = replace(base, limit=("", ""))
    for lead in leads:
        yield replace(base, unit=lead)
    for unit in dict.fromkeys((*helpers, *township)):
        yield replace(without, unit=unit, role=Part.COOPERATE)
    for unit in watchers:
        role = Part.LEAD if len(watchers) == 1 else Part.SUPERVISE
        yield replace(without, unit=unit, role=role, duty=Duty.SUPERVISE)


def _who(
    record: Record, matter: FoundMatter, reading: Reading, kind: str
) -> tuple[tuple[UnitCode, ...], tuple[UnitCode, ...]]:
    """Return who leads, and who stands beside in the same cell."""
    field = next((name for name in _LEADERS if record.text(name)), None)
    if field is None:
        if kind == ListKind.BASIC:
            reading.note("基本履职清单没有单位列:由事发地所在的乡镇(街道)牵头处置。")
            return (AT_TOWNSHIP,), ()
        return (), ()
    text, cell = record.text(field), record.cell(field)
    named = units_in(text, cell, reading.known, reading.asked)
    shared = who_leads(text, named, _called(matter), cell, known=reading.known, asked=reading.asked)
    if shared is None:
        reading.open = True
        return (), ()
    return ((shared.lead,) if shared.lead else ()), shared.others


def _units(record: Record, field: str, reading: Reading) -> tuple[UnitCode, ...]:
    text = record.text(field)
    if not text or plain(text) in NOBODY:
        return ()
    codes = all_codes(units_in(text, record.cell(field), reading.known, reading.asked))
    if codes is None:
        reading.open = True
        return ()
    return codes


def _township(
    record: Record,
    reading: Reading,
    kind: str,
    leads: tuple[UnitCode, ...],
    helpers: tuple[UnitCode, ...],
) -> tuple[UnitCode, ...]:
    """Return the townships that help: their own column says so, or the kind of list does."""
    if kind == ListKind.RECALLED or AT_TOWNSHIP in leads:
        return ()
    text = plain(record.text("township"))
    if kind == ListKind.COOPERATIVE:
        reading.note("配合履职清单:上级部门牵头处置,事发地所在的乡镇(街道)配合。")
        return (AT_TOWNSHIP,)
    if not text or text in NOBODY:
        return ()
    named = tuple(
        Named(each.text, each.codes)
        for each in units_in(text, record.cell("township"), reading.known, reading.asked.quiet())
    )
    codes = all_codes(named)
    if codes:
        return tuple(code for code in codes if code not in helpers)
    reading.note("“乡镇(街道)”列写了内容的事项:由事发地所在的乡镇(街道)配合,原文留在备注里。")
    return (AT_TOWNSHIP,)


def _base(record: Record, matter: FoundMatter, reading: Reading, kind: str) -> Statement:
    filing = " ".join(record.text("filing").split())
    limit = reading.limit(record)
    remarks = [record.text("remark")] + [
        f"{record.headers[name]}:{' '.join(text.split())}"
        for name in _KEPT
        if (text := record.text(name))
    ]
    return Statement(
        matter=matter,
        unit="",
        role=Part.LEAD,
        duty=Duty.DISPOSE,
        area=reading.area(record),
        zone=reading.zone(record),
        filing=filing,
        condition=record.text("condition"),
        platform=reading.choice(record, "platform"),
        valid_from=reading.day(record, "valid_from"),
        valid_to=reading.day(record, "valid_to"),
        limit=limit,
        basis=record.text("basis"),
        basis_kind=reading.choice(record, "basis_kind"),
        list_kind=kind,
        item_id=plain(record.text("item_id")) or matter.code,
        remark="；".join(filter(None, remarks)),
        cell=record.row,
    )


def _check_clash(
    record: Record,
    reading: Reading,
    leads: tuple[UnitCode, ...],
    helpers: tuple[UnitCode, ...],
) -> None:
    for unit in leads:
        if unit in helpers:
            name = reading.known.unit_names.written(unit)
            reading.wrong(
                record.problem(
                    "cooperators",
                    f"“{name}”既是牵头又是配合。",
                    f"{unit} leads and cooperates in one row",
                    "请只保留一处。",
                )
            )


def _called(matter: FoundMatter) -> str:
    return f"{matter.code} {matter.name}"
