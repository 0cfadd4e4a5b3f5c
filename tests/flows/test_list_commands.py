"""The list by command: imported into a draft, handed in, published by a second account."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from dispatch.cli.list import command
from dispatch.flows.drafted import open_draft
from dispatch.people.scope import WORKER
from dispatch.wire.county.files import LINES, MATTERS
from dispatch.wire.sheets.chosen import mappings_to_json
from dispatch.wire.sheets.known import Known
from dispatch.wire.sheets.mapping import propose_mapping
from dispatch.wire.sheets.read import read_tables
from tests.support.county import CountyWorld
from tests.support.settings import environment
from tests.web.sheets import MISTAKES, ten_mistakes

ANSWERS = {
    "unit": "330521-ZHZF",
    "lead": "公安局",
    "limit": "work_day",
    "area": "330521102",
    "matter": "new",
}
FOLDER = Path(__file__).parents[2] / "config" / "counties" / "330521"


@pytest.fixture
def run(database: str, county: CountyWorld, tmp_path: Path) -> Any:
    variables = environment(database, tmp_path / "clock.json")
    assert county.loaded.edition == 1

    def run(*words: str) -> Result:
        return CliRunner().invoke(command, [*words], env=variables)

    return run


def a_list(folder: Path, old: str = "", new: str = "", *, of: str = "M014") -> Path:
    """Return the example list with something else on the lines of one matter."""
    text = (FOLDER / "responsibility.csv").read_text("utf-8")
    file = folder / "新清单.csv"
    file.write_text(
        "".join(
            line.replace(old, new) if old and line.startswith(of) else line
            for line in text.splitlines(keepends=True)
        ),
        "utf-8",
    )
    return file


def said(answer: Result) -> dict[str, Any]:
    document = json.loads(answer.stdout)
    assert isinstance(document, dict)
    return document


class TestListCommands:
    def test_bring_a_file_into_force_by_two_people(
        self, run: Any, county: CountyWorld, tmp_path: Path
    ) -> None:
        file = a_list(tmp_path, "330521-ZHZF,lead,dispose", "330521-ZJ,lead,dispose")

        draft = said(run("import", str(file), "--by", "qingdan1", "--json"))
        assert (draft["title"], draft["problems"]) == ("新清单", [])
        submitted = run("submit", draft["draft"], "--by", "qingdan1", "--note", "划转", "--json")
        assert said(submitted)["state"] == "submitted", submitted.output
        alone = run("publish", draft["draft"], "--by", "qingdan1")
        assert "另一人" in str(alone.exception)
        published = run("publish", draft["draft"], "--by", "qingdan2", "--json")

        assert (said(published)["state"], said(published)["edition"]) == ("in_force", 2)
        listed = run("drafts", "--json")
        assert [each["edition"] for each in json.loads(listed.stdout)] == [2]
        county.look_for_editions()
        assert county.loaded.edition == 2

    def test_takes_what_must_be_mended_and_says_it_when_handed_in(
        self, run: Any, tmp_path: Path
    ) -> None:
        file = a_list(tmp_path, "work_hour", "小时")

        draft = said(run("import", str(file), "--by", "qingdan1", "--json"))
        answer = run("submit", draft["draft"], "--by", "qingdan1", "--note", "划转")

        assert answer.exit_code == 1
        assert "column limit_type: '小时' leaves open which hours count" in answer.stderr

    @pytest.mark.parametrize(
        ("account", "told"),
        [("nobody", "is no active account"), ("desk1", "清单只能由清单管理员办理")],
    )
    def test_refuses_who_does_not_keep_the_list(
        self, run: Any, tmp_path: Path, account: str, told: str
    ) -> None:
        answer = run("import", str(a_list(tmp_path)), "--by", account)

        assert answer.exit_code == 1
        assert told in str(answer.exception)


def a_sheet(folder: Path, content: bytes) -> Path:
    file = folder / "责任清单.xlsx"
    file.write_bytes(content)
    return file


class TestASpreadsheet:
    def test_is_asked_about_and_changes_nothing_until_it_is_understood(
        self, run: Any, tmp_path: Path
    ) -> None:
        file = a_sheet(tmp_path, ten_mistakes(["formula"]))
        marked = tmp_path / "待改.xlsx"

        answer = run("import", str(file), "--by", "qingdan1", "--marked", str(marked))

        assert answer.exit_code == 1
        assert "改正  清单!H3 生效日期" in answer.stdout
        assert "提问  unit:城管大队" in answer.stdout
        assert "清单!E3" in answer.stdout
        assert load_workbook(marked).sheetnames == ["问题汇总", "清单"]
        assert json.loads(run("drafts", "--json").stdout) == []

    def test_that_cannot_be_read_comes_back_marked(self, run: Any, tmp_path: Path) -> None:
        file = a_sheet(tmp_path, ten_mistakes())
        marked = tmp_path / "待改.xlsx"

        answer = run("import", str(file), "--by", "qingdan1", "--marked", str(marked))

        assert "改正  清单!F2" in answer.stdout
        assert load_workbook(marked)["清单"]["F2"].comment is not None
        assert json.loads(run("drafts", "--json").stdout) == []

    def test_with_answers_becomes_rows_and_new_matters(
        self, run: Any, county: CountyWorld, tmp_path: Path
    ) -> None:
        file = a_sheet(tmp_path, ten_mistakes(MISTAKES))
        mapping = tmp_path / "对应.json"
        asked = said(run("import", str(file), "--by", "qingdan1", "--json"))
        known = Known.of_book(county.loaded.book)
        tables = read_tables(file.name, file.read_bytes())
        kept = mappings_to_json((table, propose_mapping(table, known)) for table in tables)
        kept["sheets"]["清单"]["answers"] = {
            each["id"]: ANSWERS[each["kind"]] for each in asked["questions"]
        }
        mapping.write_text(json.dumps(kept), "utf-8")

        answer = run(
            *("import", str(file), "--by", "qingdan1"),
            *("--merge", "--mapping", str(mapping), "--json"),
        )

        draft = UUID(said(answer)["draft"])
        assert answer.exit_code == 0
        with county.deployment.work(WORKER) as work:
            here = open_draft(draft, county=county.code, work=work)
            changed = work.drafts.changes(county.code, draft)
        assert here.table(LINES).find("row_id", "X-1")
        assert here.table(LINES).find("row_id", "M001-01")
        assert [each.after["name"] for each in changed if each.file == MATTERS] == [
            "夜市扰民新事项"
        ]

    def test_replaces_the_list_unless_it_is_merged(
        self, run: Any, county: CountyWorld, tmp_path: Path
    ) -> None:
        lines = (FOLDER / "responsibility.csv").read_text("utf-8").splitlines(keepends=True)
        file = tmp_path / "一半.csv"
        file.write_text("".join(lines[:200]), "utf-8")

        merged = said(run("import", str(file), "--by", "qingdan1", "--merge", "--json"))
        whole = said(run("import", str(file), "--by", "qingdan1", "--json"))

        with county.deployment.work(WORKER) as work:
            rows = [
                len(
                    open_draft(UUID(each["draft"]), county=county.code, work=work).table(LINES).rows
                )
                for each in (merged, whole)
            ]
        assert rows == [len(lines) - 1, 199]


class TestHistory:
    def test_takes_what_is_certain_and_gives_the_rest_back(
        self, run: Any, county: CountyWorld, tmp_path: Path
    ) -> None:
        file, marked = tmp_path / "旧.csv", tmp_path / "未收.xlsx"
        rows = ["案件编号,发生时间,所属镇街,事项,内容"]
        rows += ["A1,2025-03-01,新市镇,流动摊贩占道经营,摆摊", "A2,昨天,新市镇,没有的,摆摊"]
        file.write_text("\n".join(rows), "utf-8")

        answer = run(
            *("history", str(file), "--by", "qingdan1", "--source", "旧平台"),
            *("--marked", str(marked), "--json"),
        )

        assert answer.exit_code == 1
        found = said(answer)
        assert (found["accepted"], found["refused"]) == (1, 1)
        assert [each["cell"] for each in found["problems"]] == ["旧!B3"]
        assert [row[0] for row in load_workbook(marked).worksheets[0].values] == ["案件编号", "A2"]
        with county.deployment.work(WORKER) as work:
            assert work.history.find(county.code, "旧平台", "A1")
            (noted,) = work.history.imports(county.code)
        assert (noted.accepted, noted.refused, noted.source) == (1, 1, "旧平台")

    @pytest.mark.parametrize(
        ("account", "source", "told"),
        [
            ("desk1", "旧平台", "清单只能由清单管理员办理"),
            ("qingdan1", "live", "不能用 live"),
        ],
    )
    def test_is_refused(
        self, run: Any, tmp_path: Path, account: str, source: str, told: str
    ) -> None:
        file = tmp_path / "旧.csv"
        file.write_text("案件编号,发生时间,所属镇街\nA1,2025-03-01,新市镇", "utf-8")

        answer = run("history", str(file), "--by", account, "--source", source)

        assert answer.exit_code == 1
        assert told in str(answer.exception)
