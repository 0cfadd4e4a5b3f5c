"""A table's rows by field, each value still with the cell that it stands in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dispatch.wire.sheets.asking import Asked
from dispatch.wire.sheets.fields import REMARK, TEMPLATE
from dispatch.wire.sheets.mapping import SheetMapping, limit_unit
from dispatch.wire.sheets.model import Choice, SheetProblem, Table

_NUMBER = re.compile(r"\d+(\.\d+)?")
_JOINED = "；"
_OWN_REMARK = (REMARK, TEMPLATE[REMARK])


_UNITS = ("leads", "handlers", "cooperators", "supervisors", "county_unit", "recalled_by")


@dataclass(frozen=True, slots=True)
class Record:
    """One row by field. A field that several columns give has their texts, joined."""

    number: int
    fields: Mapping[str, str]
    cells: Mapping[str, str]
    """Where each field stands, or would stand."""
    headers: Mapping[str, str]
    row: str
    """The row itself, as an address."""

    def text(self, name: str) -> str:
        """Return a field, or the empty text."""
        return self.fields.get(name, "")

    def cell(self, name: str) -> str:
        """Return where a field stands; the row where no column has it."""
        return self.cells.get(name, self.row)

    def problem(self, name: str, message_zh: str, message_en: str, mend_zh: str) -> SheetProblem:
        """Return what is wrong with a field."""
        return SheetProblem(
            self.cell(name), self.headers.get(name, ""), message_zh, message_en, mend_zh
        )


def records_of(table: Table, mapping: SheetMapping) -> Iterator[Record]:
    """Yield the rows of a table that can be read and have a value in any column that is read."""
    columns = [
        (at, column, mapping.columns[column.name])
        for at, column in enumerate(table.columns)
        if mapping.columns.get(column.name)
    ]
    headers: dict[str, str] = {}
    for _, column, to in columns:
        headers.setdefault(to, column.name)
    for row in table.rows:
        if row.number in table.broken:
            continue
        fields: dict[str, str] = {}
        cells: dict[str, str] = {}
        for at, column, to in columns:
            address = table.address(row.number, at)
            cells.setdefault(to, address)
            if not (value := row.values[at]):
                continue
            if to == "limit" and _NUMBER.fullmatch(value):
                value += limit_unit(column.name)[1]
            if to == REMARK and column.name not in _OWN_REMARK:
                value = f"{column.name}:{value}"
            if to not in fields:
                cells[to] = address
            fields[to] = f"{fields[to]}{_JOINED}{value}" if to in fields else value
        if any(name != "serial" for name in fields):
            yield Record(row.number, fields, cells, headers, f"{table.sheet}!{row.number}")


def filled_down(
    records: Iterable[Record], asked: Asked, wanted: Callable[[Record], bool]
) -> Iterator[Record]:
    """Yield the records, those without a matter as going on with the one above if somebody says so.

    A merged cell says by itself how far it reaches; a blank one does not.
    """
    above: Record | None = None
    for record in records:
        if record.text("matter_name") or record.text("matter_code"):
            above = record
            yield record
            continue
        if above is None or not wanted(record):
            yield record
            continue
        answer = asked.answer("fill_down")
        if answer == "yes":
            names = ("matter_name", "matter_code", "gov_code", "class_code", "small_code")
            inherited = {n: above.text(n) for n in (*names, *_UNITS) if above.text(n)}
            fields = {**inherited, **record.fields}
            yield Record(record.number, fields, record.cells, record.headers, record.row)
        elif answer == "no":
            yield record
        else:
            asked.ask(
                "fill_down",
                kind="fill_down",
                text="",
                sentence="这些行没有写事项名称:它们是接着上一行的同一事项(原表合并过单元格),还是漏填了?",
                choices=(
                    Choice("yes", "接着上一行的事项(空着的单位也随上一行)"),
                    Choice("no", "漏填了"),
                ),
                cell=record.cell("matter_name"),
            )
