"""A sheet understood: the rows of a list, or what has to be asked and mended first.

table + mapping ─► records ─► statements ─► rows ─► read once more as the list they become
                      └── open questions, problems: nothing of that row is taken
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dispatch.errors import Refused
from dispatch.wire.sheets.judging import csv_of, judged
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.long import long_statements
from dispatch.wire.sheets.mapping import Layout, SheetMapping, unread_columns
from dispatch.wire.sheets.matter_codes import FoundMatter, MatterCodes
from dispatch.wire.sheets.model import Question, SheetProblem, Table
from dispatch.wire.sheets.reading import Reading
from dispatch.wire.sheets.record import Record, filled_down, records_of
from dispatch.wire.sheets.statement import Statement, condensed, rows_of
from dispatch.wire.sheets.wide import wide_statements

_CONTENT = ("matter_name", "matter_code", "handlers", "leads", "county_unit", "filing", "unit")


class NotReady(Refused):
    """A sheet with open questions or problems is no list yet."""

    code = "sheets.not_ready"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet. Rows stand only for what is fully understood."""

    rows: tuple[Mapping[str, str], ...]
    """In the columns of ``responsibility.csv``, and a ``remark``."""
    origins: tuple[str, ...]
    """For each row the row of the sheet that it comes from: ``清单!7``."""
    matters: tuple[Mapping[str, str], ...]
    """In the columns of ``matters.csv``, and ``new``: 1 where the county has it not yet."""
    questions: tuple[Question, ...] = ()
    problems: tuple[SheetProblem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it is a list: nothing is open and nothing is wrong."""
        return bool(self.rows) and not self.questions and not self.problems

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "rows": [dict(row) for row in self.rows],
            "matters": [dict(matter) for matter in self.matters],
            "questions": [each.to_json() for each in self.questions],
            "problems": [each.to_json() for each in self.problems],
            "notes": list(self.notes),
        }


@dataclass(slots=True)
class _Gathered:
    statements: list[Statement] = field(default_factory=list)
    matters: dict[str, FoundMatter] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=dict)
    platforms: dict[str, str] = field(default_factory=dict)


def apply_mapping(table: Table, mapping: SheetMapping, known: Known) -> Imported:
    """Read a sheet of a list as a mapping says. What is not certain is asked, not guessed."""
    reading = Reading(known, mapping)
    reading.problems += table.problems
    gathered = _Gathered()
    records = tuple(records_of(table, mapping))
    if mapping.layout is not Layout.LONG:
        records = tuple(filled_down(records, reading.asked, _has_content))
    codes = MatterCodes(reading, records)
    for record in records:
        reading.open = False
        matter = codes.find(record)
        if matter is None:
            continue
        if not matter.asked:
            gathered.matters.setdefault(matter.code, matter)
        _take(record, matter, reading, mapping, gathered)
    reading.problems += _contradictions(gathered.statements)
    statements = tuple(gathered.statements)
    if mapping.layout is not Layout.LONG:
        statements = condensed(statements)
    rows = rows_of(statements)
    origins = tuple(each.cell for each in statements)
    if not records and not table.broken:
        reading.wrong(_nothing(table))
    questions = reading.asked.open()
    # Lines may name each other, so the list is judged whole or not at all.
    if not questions and not reading.problems:
        headers = {mapping.columns.get(each.name, ""): each for each in reversed(table.columns)}
        reading.problems += judged(rows, origins, known, headers)
    return Imported(
        rows,
        origins,
        tuple(_matter_rows(gathered)),
        questions,
        tuple(reading.problems),
        (
            *table.notes,
            *unread_columns(table, mapping),
            *reading.notes,
            *_told(statements, gathered),
        ),
    )


def joined(parts: Iterable[Imported]) -> Imported:
    """Return several sheets of one file as one list.

    A row id that two sheets bear is a problem; a matter that both name is one matter.
    """
    given = tuple(parts)
    rows = tuple(row for each in given for row in each.rows)
    origins = tuple(origin for each in given for origin in each.origins)
    questions: dict[str, Question] = {}
    for each in (question for part in given for question in part.questions):
        seen = questions.get(each.id)
        questions[each.id] = each if seen is None else replace(seen, cells=seen.cells + each.cells)
    matters = {each["matter_code"]: each for part in reversed(given) for each in part.matters}
    problems = [problem for each in given for problem in each.problems]
    problems += _repeated(rows, origins)
    return Imported(
        rows,
        origins,
        tuple(matters[code] for code in sorted(matters)),
        tuple(questions.values()),
        tuple(problems),
        tuple(note for each in given for note in each.notes),
    )


def to_responsibility_csv(imported: Imported) -> bytes:
    """Return the list as ``responsibility.csv``: exact, for programs; people get an export.

    Raises:
        NotReady: questions or problems are open.
    """
    if not imported.ready:
        raise NotReady(
            "还有 %(questions)s 个问题没有回答、%(problems)s 处没有改正,不能生成清单。",
            questions=len(imported.questions),
            problems=len(imported.problems),
        )
    return csv_of(imported.rows)


def _take(
    record: Record,
    matter: FoundMatter,
    reading: Reading,
    mapping: SheetMapping,
    gathered: _Gathered,
) -> None:
    if mapping.layout is Layout.LONG:
        found = list(long_statements(record, matter, reading))
    else:
        found = list(wide_statements(record, matter, reading))
    gathered.statements += found
    for each in found:
        gathered.kinds.setdefault(matter.code, set()).add(each.list_kind)
        gathered.platforms.setdefault(matter.code, each.platform)


def _has_content(record: Record) -> bool:
    return any(record.text(name) for name in _CONTENT)


def _contradictions(statements: Iterable[Statement]) -> Iterable[SheetProblem]:
    """Yield rows that give one unit two limits for the same thing."""
    first: dict[Statement, Statement] = {}
    for each in statements:
        if each.row_id:
            continue
        bare = replace(each, limit=("", ""), remark="", cell="", basis="", item_id="")
        seen = first.setdefault(bare, each)
        if seen.limit != each.limit:
            yield SheetProblem(
                each.cell,
                "",
                f"“{each.matter.name}”同一条件下有两种时限(另见 {seen.cell})。",
                f"{each.matter.code} has two limits under one condition, see {seen.cell}",
                "请只保留一种时限,或写明不同的立案条件。",
            )


def _repeated(
    rows: Iterable[Mapping[str, str]], origins: tuple[str, ...]
) -> Iterable[SheetProblem]:
    first: dict[str, str] = {}
    for row, origin in zip(rows, origins, strict=True):
        seen = first.setdefault(row["row_id"], origin)
        if seen.rsplit("!", 1)[0] != origin.rsplit("!", 1)[0]:
            yield SheetProblem(
                origin,
                "",
                f"条目编号 {row['row_id']} 在 {seen} 已经出现。",
                f"row_id {row['row_id']} stands in {seen} already",
                "请改成另一个编号,或删除重复的条目。",
            )


def _matter_rows(gathered: _Gathered) -> Iterable[Mapping[str, str]]:
    for code in sorted(gathered.matters):
        matter = gathered.matters[code]
        kinds = gathered.kinds.get(code, set())
        yield {
            "matter_code": code,
            "name": matter.name,
            "gov_code": matter.gov_code,
            "platform": gathered.platforms.get(code, ""),
            "keywords": "",
            "list_kind": next(iter(kinds)) if len(kinds) == 1 else "",
            "new": "1" if matter.new else "0",
        }


def _told(statements: Iterable[Statement], gathered: _Gathered) -> Iterable[str]:
    apart = {each.matter.code for each in statements if "立案条件 =" in each.condition}
    if apart:
        yield (
            f"{len(apart)} 个事项的时限随立案条件不同:每种条件一行,上报时须写明“立案条件”,"
            "没有写明的转人工判断。"
        )
    new = sum(1 for each in gathered.matters.values() if each.new)
    if new:
        yield f"{new} 个事项在县事项目录里没有,已给出建议编码。"


def _nothing(table: Table) -> SheetProblem:
    return SheetProblem(
        "",
        "",
        f"工作表“{table.sheet}”的表头下没有可以导入的行。",
        f"sheet {table.sheet} has no rows below its header that could be read",
        "请检查对应关系:至少要有事项名称和责任单位两列。",
    )
