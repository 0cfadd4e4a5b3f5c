"""Lists with a row for each unit and duty: our own template, and ``responsibility.csv``."""

from collections.abc import Iterator
from dataclasses import replace

from dispatch.responsibility.model import Part
from dispatch.wire.sheets.fields import REMARK
from dispatch.wire.sheets.matter_codes import FoundMatter
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record
from dispatch.wire.sheets.statement import Statement
from dispatch.wire.sheets.unit_cells import all_codes, units_in, who_leads


def long_statements(record: Record, matter: FoundMatter, reading: Reading) -> Iterator[Statement]:
    """Yield the line of a row, or several where it names several units."""
    role = reading.choice(record, "role", needed=True)
    base = Statement(
        matter=_as_written(matter, record),
        unit="",
        role=role,
        duty=reading.choice(record, "duty", needed=True),
        area=reading.area(record),
        zone=reading.zone(record),
        condition=record.text("condition"),
        platform=reading.choice(record, "platform"),
        valid_from=reading.day(record, "valid_from"),
        valid_to=reading.day(record, "valid_to"),
        limit=reading.limit(record),
        basis=record.text("basis"),
        basis_kind=reading.choice(record, "basis_kind"),
        list_kind=reading.choice(record, "list_kind"),
        overrides=record.text("overrides"),
        hand_over=record.text("hand_over"),
        item_id=record.text("item_id"),
        row_id=record.text("row_id"),
        remark=record.text(REMARK),
        cell=record.row,
    )
    text = reading.needed(record, "unit")
    if not text:
        return
    cell = record.cell("unit")
    named = units_in(text, cell, reading.known, reading.asked)
    codes = all_codes(named)
    if role == Part.LEAD and (codes is None or len(codes) > 1):
        called = f"{matter.code} {matter.name}"
        shared = who_leads(text, named, called, cell, known=reading.known, asked=reading.asked)
        if shared is None or shared.lead is None:
            reading.open = True
            return
        if not reading.open:
            yield replace(base, unit=shared.lead)
            for number, unit in enumerate(shared.others, start=2):
                yield replace(
                    base, unit=unit, role=Part.COOPERATE, limit=("", ""), row_id=_nth(base, number)
                )
        return
    if not codes:
        reading.open = True
        if codes is not None:
            reading.needed(replace(record, fields={}), "unit")
        return
    if not reading.open:
        for number, unit in enumerate(codes, start=1):
            yield replace(base, unit=unit, row_id=_nth(base, number))


def _as_written(matter: FoundMatter, record: Record) -> FoundMatter:
    """Return the matter as the row calls it: where its code stands, its name may be left out."""
    return replace(
        matter,
        name=record.text("matter_name") if record.text("matter_code") else matter.name,
        gov_code=record.text("gov_code") or matter.gov_code,
    )


def _nth(base: Statement, number: int) -> str:
    return f"{base.row_id}-{number}" if base.row_id and number > 1 else base.row_id
