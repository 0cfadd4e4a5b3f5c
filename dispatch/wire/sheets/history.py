"""Closed cases of another system, read row by row: one bad row refuses itself alone.

A text that names no unit or matter for certain is asked about; until somebody answers, the
case counts without it and keeps the text. A case whose place or day is not certain is refused.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dispatch.history.model import PastCase
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.territory.model import Level
from dispatch.territory.tree import OutsideCounty
from dispatch.vocabulary import MatterCode, UnitCode
from dispatch.wire.sheets.asking import LEAVE_OUT, LEAVE_ROWS_OUT
from dispatch.wire.sheets.case_places import CasePlaces, left_out
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import SheetMapping, unread_columns
from dispatch.wire.sheets.model import Choice, Question, SheetProblem, Table
from dispatch.wire.sheets.moments import read_day
from dispatch.wire.sheets.plain import key, plain
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record, records_of
from dispatch.wire.sheets.unit_cells import all_codes, units_in

_PENALTY = ("处罚", "罚款", "立案查处")
_LIKE, _MOST = 0.5, 3


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """What became of a sheet of closed cases; every row is a case or has a problem."""

    cases: tuple[PastCase, ...]
    problems: tuple[SheetProblem, ...]
    questions: tuple[Question, ...]
    refused: int
    """Rows that are no case as they stand."""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the cases will be of no use for."""

    @property
    def accepted(self) -> int:
        """Rows that became cases."""
        return len(self.cases)


def read_history(table: Table, mapping: SheetMapping, known: Known) -> ReadHistory:
    """Read closed cases as a mapping says; ``constants["source"]`` names their system."""
    reader = _Reader(table, mapping, known)
    cases = []
    refused = sum(1 for row in table.rows if row.number in table.broken) if table.broken else 0
    for record in records_of(table, mapping):
        case = reader.case(record)
        if case is None:
            refused += 1
        else:
            cases.append(case)
    reading = reader.reading
    return ReadHistory(
        tuple(cases),
        (*table.problems, *reading.problems),
        reading.asked.open(),
        refused,
        (*table.notes, *unread_columns(table, mapping), *reading.notes),
        tuple(_useless(mapping)),
    )


def _useless(mapping: SheetMapping) -> Iterator[str]:
    """Yield what the cases will be of no use for, because no column is read that says it."""
    read = set(mapping.columns.values())
    if not read & {"matter", "matter_code"}:
        yield (
            "没有读取写明事项的列:这样的案件不知道是什么事项,推演时检验不了清单。"
            "请指明哪一列是“事项”。"
        )
    if not read & {"text", "title"}:
        yield ("没有读取写明内容的列:这样的案件没有文字,研判词试不出结果。请指明哪一列是“内容”。")


class _Reader:
    def __init__(self, table: Table, mapping: SheetMapping, known: Known) -> None:
        self.reading = Reading(known, mapping)
        self._known = known
        self._source = mapping.constants.get("source") or table.sheet
        self._rows: dict[str, str] = {}
        self._places = CasePlaces(self.reading)
        self._named_matters: dict[str, MatterCode | None] = {}
        self._named_units: dict[str, tuple[UnitCode, ...] | None] = {}

    def case(self, record: Record) -> PastCase | None:
        """Return the case of a row, or None after noting why it is none."""
        reading = self.reading
        reading.open = False
        days = {name: self._day(record, name) for name in ("occurred", "opened", "closed")}
        occurred = days["occurred"] or days["opened"]
        if occurred is None and not reading.open:
            self._wrong(record, "occurred", "没有发生(上报)时间。", "has no day", "请填写日期。")
        area = self._places.find(record)
        returns = self._returns(record)
        case_id = self._case_id(record)
        if occurred and days["closed"] and days["closed"] < occurred:
            self._wrong(
                record,
                "closed",
                "办结时间早于发生时间。",
                "was closed before it happened",
                "请核对两个时间。",
            )
        matter = self._matter(record)
        units = self._units(record, "unit")
        returned_by = self._units(record, "returned_by")
        if reading.open or occurred is None or area is None or returns is None:
            return None
        unit = self._led(units, area)
        outcome = record.text("outcome")
        return PastCase(
            source=self._source,
            case_id=case_id,
            occurred_on=occurred,
            area=area,
            matter=matter,
            unit=unit,
            title=record.text("title"),
            text=record.text("text"),
            attributes=_kept(record, matter, unit),
            opened_on=days["opened"],
            closed_on=days["closed"],
            returns=max(returns, len(returned_by or ())),
            returned_by=returned_by or (),
            penalty=any(word in outcome for word in _PENALTY),
        )

    def _day(self, record: Record, field: str) -> date | None:
        text = record.text(field)
        if not text:
            return None
        day = read_day(text)
        if day is None:
            self._wrong(
                record,
                field,
                f"“{text[:40]}”不是能确定的日期。",
                f"{text[:40]!r} is no certain date",
                "请写成 2026-01-31 或 2026-01-31 08:05。",
            )
        return day

    def _matter(self, record: Record) -> MatterCode | None:
        code = MatterCode(plain(record.text("matter_code")))
        if code in self._known.matters:
            return code
        text = plain(record.text("matter")) or code
        if not text:
            return None
        if self._named_matters.get(text) is None:
            self._named_matters[text] = self._look_for_matter(record, text)
        return self._named_matters[text]

    def _look_for_matter(self, record: Record, text: str) -> MatterCode | None:
        known = self._known
        id_ = f"matter:{text}"
        answer = self.reading.asked.answer(id_)
        if answer == LEAVE_ROWS_OUT:
            self.reading.wrong(left_out(record, "matter", text))
        if answer in (LEAVE_OUT, LEAVE_ROWS_OUT):
            return None
        if answer is not None and MatterCode(answer) in known.matters:
            return MatterCode(answer)
        by_code = MatterCode(text)
        found = by_code if by_code in known.matters else known.matters_by_name.get(key(text))
        if found:
            return found
        close: list[str] = []
        if not self.reading.asked.crowded:
            close = difflib.get_close_matches(key(text), known.matters_by_name, _MOST, _LIKE)
        likely = [known.matters[known.matters_by_name[name]] for name in close]
        self.reading.asked.ask(
            id_,
            kind="matter",
            text=text,
            sentence=f"类别“{text}”对应县里的哪个事项?",
            choices=(
                *(Choice(matter.code, f"{matter.code} {matter.name}") for matter in likely),
                Choice(LEAVE_OUT, "不对应任何事项"),
                Choice(LEAVE_ROWS_OUT, "这些行不导入"),
            ),
            cell=record.cell("matter"),
        )
        return None

    def _units(self, record: Record, field: str) -> tuple[UnitCode, ...] | None:
        """Return the units that a field names; None while one of them is asked about."""
        text = record.text(field)
        if not text:
            return ()
        if self._named_units.get(text) is None:
            cell, asked = record.cell(field), self.reading.asked
            self._named_units[text] = all_codes(units_in(text, cell, self._known, asked))
        return self._named_units[text]

    def _led(self, units: tuple[UnitCode, ...] | None, area: str) -> UnitCode | None:
        if units and len(units) > 1:
            self.reading.note("责任单位写了几个的案件,没有写明谁牵头,按“不知道谁牵头”读取。")
        if not units or len(units) > 1:
            return None
        if units[0] != AT_TOWNSHIP:
            return units[0]
        place = self._known.territory.resolve(area)
        if isinstance(place, OutsideCounty):
            return None
        township = self._known.above(place.code, Level.TOWNSHIP)
        unit = UnitCode(township or "")
        return unit if unit in self._known.units else None

    def _returns(self, record: Record) -> int | None:
        text = plain(record.text("returns")).removesuffix("次")
        if not text:
            return 0
        if text.isdecimal() and text.isascii():
            return int(text)
        self._wrong(
            record,
            "returns",
            f"退回次数“{text[:20]}”不是整数。",
            f"returns {text[:20]!r} is no whole number",
            "请写成 0、1、2……",
        )
        return None

    def _case_id(self, record: Record) -> str:
        case_id = plain(record.text("case_id"))
        if not case_id:
            self._wrong(
                record,
                "case_id",
                "没有案件编号。",
                "has no case_id",
                "请填写编号:再次导入时靠它认出同一案件。",
            )
            return ""
        seen = self._rows.setdefault(case_id, record.row)
        if seen != record.row:
            self._wrong(
                record,
                "case_id",
                f"案件编号“{case_id[:40]}”在 {seen} 已经出现。",
                f"case_id {case_id[:40]!r} stands in {seen} already",
                "请只保留一行,或改成不同的编号。",
            )
        return case_id

    def _wrong(self, record: Record, field: str, zh: str, en: str, mend: str) -> None:
        self.reading.wrong(record.problem(field, zh, en, mend))


def _kept(record: Record, matter: MatterCode | None, unit: UnitCode | None) -> Mapping[str, str]:
    """Return the words of the old system that nothing else of the case holds."""
    words = {
        "old_matter": "" if matter else record.text("matter") or record.text("matter_code"),
        "old_unit": "" if unit else record.text("unit"),
        "old_place": record.text("place"),
        "old_outcome": record.text("outcome"),
    }
    return {name: text for name, text in words.items() if text}
