"""``list convert`` and ``list template``: without a server, in files and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from dispatch.cli.out_file import CannotWrite
from dispatch.errors import Unusable
from dispatch.wire.county.reader import read_with_lines
from dispatch.wire.sheets.mapping import MappingUnusable
from dispatch.wire.sheets.model import SheetRefused
from tests.unit.wire.sheets.building import a_workbook

COUNTY = Path("tests/counties/330122")
ROWS = (("事项名称", "责任主体", "处置时限"), ("违法建设", "综合行政执法局", "5工作日"))
OPEN = (*ROWS, ("占道经营", "综合行政执法局、公安局", "2天"))


def run(*arguments: str | Path) -> Result:
    words = [str(word) for word in arguments]
    return CliRunner().invoke(command, words, catch_exceptions=False)


def convert(file: Path, *more: str | Path) -> Result:
    return run("convert", file, "--county", COUNTY, *more)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "list.xlsx"
    path.write_bytes(a_workbook(*OPEN))
    return path


class TestConvert:
    def test_writes_a_list_that_the_county_reads(self, tmp_path: Path) -> None:
        file, out = tmp_path / "list.xlsx", tmp_path / "responsibility.csv"
        file.write_bytes(a_workbook(*ROWS))

        result = convert(file, "--out", out)

        assert result.exit_code == 0
        (line,) = read_with_lines(COUNTY, out).lines
        assert (line.unit, line.matter) == ("TL.CITY", "T01")

    def test_lists_what_is_open_writes_nothing_and_exits_1(self, sheet: Path) -> None:
        out, marked = sheet.with_name("out.csv"), sheet.with_name("marked.xlsx")

        result = convert(sheet, "--json", "--out", out, "--marked", marked)

        found = json.loads(result.stdout)
        assert result.exit_code == 1
        assert {q["kind"] for q in found["questions"]} == {"limit", "matter", "lead"}
        assert set(found) >= {"rows", "matters", "questions", "problems"}
        assert not out.exists()
        assert openpyxl.load_workbook(marked).sheetnames[0] == "问题汇总"

    @pytest.mark.parametrize("option", ["--out", "--save-mapping"])
    def test_says_of_a_file_that_it_cannot_write(self, tmp_path: Path, option: str) -> None:
        file = tmp_path / "list.xlsx"
        file.write_bytes(a_workbook(*ROWS))

        for target in (tmp_path / "nowhere" / "x", tmp_path):
            with pytest.raises(CannotWrite, match=f"{target}: cannot be written: .*another file"):
                convert(file, option, target)

    def test_refuses_a_mapping_that_is_nested_too_deeply(self, sheet: Path) -> None:
        kept = sheet.with_name("deep.json")
        kept.write_bytes(b"[" * 100_000)

        with pytest.raises(MappingUnusable, match=r"deep\.json: is nested too deeply"):
            convert(sheet, "--mapping", kept)

    def test_says_it_in_words_too(self, sheet: Path) -> None:
        result = convert(sheet)

        assert result.exit_code == 1
        assert "提问  matter:占道经营" in result.stdout
        assert "(一起回答: matter:*)" in result.stdout
        assert "limit:2天" in result.stdout

    def test_takes_the_answers_that_were_written_into_the_kept_mapping(self, sheet: Path) -> None:
        kept, out = sheet.with_name("mapping.json"), sheet.with_name("out.csv")
        convert(sheet, "--save-mapping", kept)
        data = json.loads(kept.read_text())
        (mapping,) = data["sheets"].values()
        mapping["answers"] = {
            "matter:*": "new",
            "limit:2天": "work_day",
            "lead:综合行政执法局、公安局": "公安局",
        }
        kept.write_text(json.dumps(data))

        result = convert(sheet, "--mapping", kept, "--out", out)

        assert result.exit_code == 0
        assert len(read_with_lines(COUNTY, out).lines) == 3

    @pytest.mark.parametrize(
        ("content", "said"),
        [("{", "no JSON"), ("[]", "sheets"), ('{"sheets": {"甲": {"layout": "x"}}}', "layout")],
    )
    def test_refuses_a_mapping_that_is_none(self, sheet: Path, content: str, said: str) -> None:
        kept = sheet.with_name("mapping.json")
        kept.write_text(content)

        with pytest.raises(MappingUnusable, match=said):
            convert(sheet, "--mapping", kept)

    def test_refuses_a_file_that_cannot_be_used_and_marks_it(self, tmp_path: Path) -> None:
        file, marked = tmp_path / "list.xlsx", tmp_path / "marked.xlsx"
        file.write_bytes(b"PK\x03\x04 no workbook")

        with pytest.raises(SheetRefused, match="no workbook"):
            convert(file, "--marked", marked)

        assert marked.exists()
        assert issubclass(SheetRefused, Unusable)  # which the command line answers with 2

    def test_marks_a_formula_with_the_rest(self, tmp_path: Path) -> None:
        file, marked = tmp_path / "list.xlsx", tmp_path / "marked.xlsx"
        file.write_bytes(a_workbook(*ROWS, ("噪声", "=A1", ""), ("占道经营", "公安局", "2天")))

        result = convert(file, "--marked", marked)

        assert result.exit_code == 1
        assert "改正  清单表!B3" in result.stdout
        assert "提问  limit:2天" in result.stdout
        assert openpyxl.load_workbook(marked)["清单表"]["B3"].comment

    def test_refuses_a_file_without_any_list(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_text("姓名,电话\n张三,1\n")

        with pytest.raises(SheetRefused, match="looks like a list"):
            convert(file)


def test_template_writes_a_workbook(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"

    assert run("template", "--county", COUNTY, "--out", out).exit_code == 0
    with pytest.raises(CannotWrite, match="cannot be written"):
        run("template", "--county", COUNTY, "--out", tmp_path / "nowhere" / "t.xlsx")

    assert "清单" in openpyxl.load_workbook(out).sheetnames


def test_the_other_commands_pay_nothing_for_it() -> None:
    code = "import sys, dispatch.cli.list; print('openpyxl' in sys.modules)"

    said = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "False"
