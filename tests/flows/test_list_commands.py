"""The list by command: imported into a draft, handed in, published by a second account."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from tests.support.county import CountyWorld
from tests.support.settings import environment

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
