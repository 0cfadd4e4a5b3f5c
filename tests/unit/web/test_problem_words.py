"""Whatever the readers find wrong with a row, its keeper reads in Chinese, with the mend."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from dispatch.errors import DispatchError
from dispatch.responsibility.conditions import parse_condition
from dispatch.responsibility.model import AT_TOWNSHIP
from dispatch.web.languages import speak
from dispatch.web.lists.problem_words import known, problem_words
from dispatch.web.lists.sheets import SHEETS, field_label
from dispatch.wire.county import (
    agreement,
    checking,
    described,
    lines,
    list_tests,
    matters,
    rows,
)
from dispatch.wire.county import files as names
from dispatch.wire.county.lines import read_lines
from dispatch.wire.county.list_tests import read_tests
from dispatch.wire.county.matters import read_matters
from dispatch.wire.county.problems import Problem, Problems
from dispatch.wire.county.written import COLUMNS

READERS = (agreement, checking, described, lines, list_tests, matters, rows)
_QUOTED = ord("r")
LINE = {
    "row_id": "L-1",
    "matter_code": "M001",
    "area": "*",
    "zone": "all",
    "unit": "U1",
    "role": "lead",
    "duty": "dispose",
}


def messages() -> Iterator[str]:
    """Yield every message that a reader can note, with something in the place of each value."""
    for module in READERS:
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr in {"wrong", "add"}:
                yield from (text for each in call.args[1:2] if (text := sample(each)))


def sample(message: ast.expr) -> str:
    if isinstance(message, ast.Constant):
        return str(message.value)
    if not isinstance(message, ast.JoinedStr):
        return ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else _value(part)
        for part in message.values
    )


def _value(part: ast.expr) -> str:
    assert isinstance(part, ast.FormattedValue)
    if part.conversion == _QUOTED:
        return "'x'"
    named = isinstance(part.value, ast.Name) and part.value.id == "AT_TOWNSHIP"
    return AT_TOWNSHIP if named else "7"


def broken(file: str, **fields: str) -> list[Problem]:
    """Return what the reader of a file says of one row."""
    columns = COLUMNS[file]
    row = ",".join(f'"{fields.get(column, "")}"' for column in columns)
    problems = Problems()
    data = f"{','.join(columns)}\n{row}\n".encode()
    if file == names.LINES:
        read_lines(data, problems, strict=True)
    elif file == names.TESTS:
        read_tests(data, problems)
    else:
        read_matters(data, problems)
    return list(problems)


@pytest.fixture
def chinese() -> Iterator[None]:
    app = Flask("dispatch.web.app")
    app.secret_key = "for tests"
    speak(app)
    with app.test_request_context():
        yield


class TestEveryMessage:
    def test_of_the_readers_has_its_words(self) -> None:
        found = list(messages())

        assert len(found) > 25
        assert [message for message in found if not known(message)] == []

    def test_of_a_condition_has_its_words(self) -> None:
        for text in ("size is big", "size > 'x'", "size > 3 | land = a"):
            with pytest.raises(DispatchError) as why:
                parse_condition(text)

            assert known(str(why.value))

    @pytest.mark.parametrize("broken", ['a,"b\n', "a" * 140_000, 'a,"b"c\n'])
    def test_of_what_is_no_table_has_its_words(self, broken: str) -> None:
        problems = Problems()

        rows.read_rows("x.csv", f"code,name\n{broken}".encode(), ("code",), problems)

        assert [problem.message for problem in problems if not known(problem.message)] == []
        assert list(problems)

    def test_would_be_missed_if_it_had_none(self) -> None:
        assert not known("is of a colour nobody likes")


@pytest.mark.usefixtures("chinese")
class TestProblemWords:
    @pytest.mark.parametrize(
        ("file", "fields", "column", "name", "says"),
        [
            (names.LINES, {**LINE, "unit": ""}, "unit", "责任单位", "不能为空"),
            (names.LINES, {**LINE, "role": "boss"}, "role", "责任", "请选:主责、配合、监督"),
            (names.LINES, {**LINE, "valid_to": "soon"}, "valid_to", "失效日期", "不是日期"),
            (
                names.LINES,
                {**LINE, "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
                "valid_to",
                "失效日期",
                "早于生效日期 2026-02-01",
            ),
            (
                names.LINES,
                {**LINE, "limit_value": "many", "limit_type": "work_day"},
                "limit_value",
                "时限数值",
                "“many”不是时限数值",
            ),
            (
                names.LINES,
                {**LINE, "limit_value": "3", "limit_type": "天"},
                "limit_type",
                "时限类型",
                "紧急工作时、紧急工作日、工作时、工作日",
            ),
            (names.LINES, {**LINE, "condition": "big"}, "condition", "条件", "“big”看不懂"),
            (
                names.MATTERS,
                {"matter_code": "M1", "name": "甲", "required_stages": "dance"},
                "required_stages",
                "须有环节",
                "许可、巡查发现、处置",
            ),
            (
                names.TESTS,
                {"test_id": "T1", "name": "甲", "area": "1", "expect_outcome": "decided"},
                "expect_lead",
                "应由谁主责",
                "须写明应由谁主责",
            ),
        ],
        ids=lambda given: given if isinstance(given, str) and given.isascii() else "",
    )
    def test_name_the_field_the_fault_and_the_mend(
        self, file: str, fields: dict[str, str], column: str, name: str, says: str
    ) -> None:
        found = [problem_words(each) for each in broken(file, **fields)]

        told = {each.field: each for each in found}[column]
        assert told.name == name
        assert says in told.text

    def test_say_what_is_not_known_as_it_was_said(self) -> None:
        told = problem_words(Problem("x.csv", 3, "colour", "is of a colour nobody likes"))

        assert (told.row, told.name, told.text) == (3, "colour", "is of a colour nobody likes")


class TestSheets:
    @pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
    def test_show_every_column_of_their_file_under_a_name(self, sheet) -> None:
        shown = {name for column in sheet.columns for name in column.fields} | {sheet.key}

        assert set(COLUMNS[sheet.file]) <= shown
        assert all(not field_label(sheet.file, name).isascii() for name in COLUMNS[sheet.file])

    def test_name_the_remark_that_an_import_keeps(self) -> None:
        assert field_label(names.LINES, "remark") == "备注"
