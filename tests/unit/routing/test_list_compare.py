"""``dispatch list compare``: a draft tried on reports of the past."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from dispatch.cli.reports_file import ReportsRefused
from dispatch.wire.county.problems import CountyRefused
from tests.unit.routing.folders import LINES, a_report, write_folder

RURAL_TO_BUREAU = LINES.replace("rural,@township,lead", "rural,330521-ZHZF,lead")
WITHOUT_RURAL = "\n".join(line for line in LINES.splitlines() if not line.startswith("A2"))
TWO_RURAL = LINES + LINES.splitlines()[2].replace("A2", "A9").replace("@township", "330521-ZHZF")
URBAN, RURAL = "330521001001", "330521001002"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = [
        a_report(id="city", area_code=URBAN),
        a_report(id="farm", area_code=RURAL),
        a_report(id="mill", area_code=RURAL),
    ]
    text = "".join(json.dumps(each) + "\n" for each in reports)
    (tmp_path / "reports.jsonl").write_text(text)
    return write_folder(tmp_path)


def compare(folder: Path, draft: str, *more: str) -> Result:
    (folder / "草案.csv").write_text(draft)
    args = ["--draft", str(folder / "草案.csv"), "--reports", str(folder / "reports.jsonl")]
    return CliRunner().invoke(command, ["compare", str(folder), *args, *more])


def test_says_which_reports_move_to_whom_and_what_that_does_to_loads(folder: Path):
    result = compare(folder, RURAL_TO_BUREAU, "--json")

    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {
            "reports": 3,
            "moved": 2,
            "moves": [
                {"id": "farm", "from": "330521001", "to": "330521-ZHZF"},
                {"id": "mill", "from": "330521001", "to": "330521-ZHZF"},
            ],
            "load": {
                "330521-ZHZF": {"before": 1, "after": 3},
                "330521001": {"before": 2, "after": 0},
            },
            "gaps": {"before": 0, "after": 0},
            "conflicts": {"before": 0, "after": 0},
        },
    )


def test_counts_the_gaps_and_conflicts_that_a_draft_would_make(folder: Path):
    gaps = json.loads(compare(folder, WITHOUT_RURAL, "--json").stdout)
    conflicts = json.loads(compare(folder, TWO_RURAL, "--json").stdout)

    assert gaps["gaps"] == {"before": 0, "after": 2}
    assert gaps["moves"][0] == {"id": "farm", "from": "330521001", "to": None}
    assert conflicts["conflicts"] == {"before": 0, "after": 2}


def test_moves_nothing_where_a_line_is_only_written_otherwise(folder: Path):
    line = LINES.splitlines()[2]
    city, farm = (line.replace(",*,rural", f",{area},rural") for area in (URBAN, RURAL))
    split = LINES.replace(line, city + "\n" + farm.replace("A2", "A8"))

    assert json.loads(compare(folder, split, "--json").stdout)["moved"] == 0


def test_is_told_to_people_by_names(folder: Path):
    said = compare(folder, RURAL_TO_BUREAU).stdout.splitlines()

    assert said[0] == "farm  武康街道 -> 德清县综合行政执法局"
    assert said[-1] == "3 reports, 2 moved; gaps 0 -> 0, conflicts 0 -> 0"


def test_a_draft_that_cannot_be_read_is_refused_under_its_own_name(folder: Path):
    wrong = compare(
        folder, LINES.replace(",lead,dispose,2026-01-01,,40", ",lead,dispose,1 May,,40")
    )
    gone = CliRunner().invoke(
        command,
        ["compare", str(folder), "--draft", "none.csv", "--reports", str(folder / "reports.jsonl")],
    )

    assert isinstance(wrong.exception, CountyRefused)
    assert str(wrong.exception).startswith("草案.csv, row 3, column valid_from: '1 May'")
    assert str(gone.exception) == "none.csv: cannot be opened: No such file or directory"


def test_a_history_that_cannot_be_read_is_refused(folder: Path):
    (folder / "reports.jsonl").write_text('{"id": "r1"}\n')

    assert isinstance(compare(folder, LINES).exception, ReportsRefused)
