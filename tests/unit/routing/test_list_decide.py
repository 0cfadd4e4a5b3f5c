"""``dispatch list decide`` on a folder with nothing in it but what deciding needs."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from dispatch.cli.reports_file import ReportsRefused
from tests.unit.routing.folders import a_report, write_folder

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def decided(folder: Path, *reports: dict[str, object], arguments: tuple[str, ...] = ()) -> Result:
    lines = folder / "reports.jsonl"
    lines.write_text("".join(json.dumps(report) + "\n" for report in reports))
    return CliRunner().invoke(command, ["decide", str(folder), "--reports", str(lines), *arguments])


def answers(
    folder: Path, *reports: dict[str, object], arguments: tuple[str, ...] = ()
) -> list[dict[str, object]]:
    result = decided(folder, *reports, arguments=("--json", *arguments))
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


class TestListDecide:
    def test_answers_each_report_on_a_line(self, folder: Path) -> None:
        urban, rural = answers(folder, a_report(), a_report(id="r2", area_code="330521001002"))

        assert urban["id"] == "r1"
        assert urban["outcome"] == "decided"
        assert urban["lead"] == urban["receiver"] == "330521-ZHZF"
        assert urban["supporting"] == ["330521001"]
        assert urban["rows"] == ["A1"]
        assert urban["reason"] == "one_lead"
        assert rural["lead"] == "330521001"
        assert rural["supporting"] == []

    def test_lets_a_drawn_zone_say_where_a_reports_point_lies(self, folder: Path) -> None:
        ring = [[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]]
        town = {
            "type": "Feature",
            "properties": {"zone": "urban", "name": "县城建成区"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        whole = {"type": "FeatureCollection", "features": [town]}
        (folder / "zones.geojson").write_text(json.dumps(whole), encoding="utf-8")
        village = a_report(area_code="330521001002")

        inside, outside = answers(
            folder, village | {"lon": 120.5, "lat": 30.5}, village | {"lon": 122, "lat": 30.5}
        )

        assert (inside["lead"], outside["lead"]) == ("330521-ZHZF", "330521001")
        assert inside["because"]["inputs"]["zone_source"] == "polygon:县城建成区"

    def test_names_the_edition_by_the_sum_of_the_files_bytes(self, folder: Path) -> None:
        digest = hashlib.sha256((folder / "responsibility.csv").read_bytes()).hexdigest()

        (answer,) = answers(folder, a_report())

        assert answer["edition"] == f"sha256:{digest}"

    def test_takes_the_day_in_the_county(self, folder: Path) -> None:
        last, after = answers(
            folder,
            a_report(occurred_at="2026-06-30T15:59:59Z"),
            a_report(occurred_at="2026-06-30T16:00:00Z"),
        )

        assert last["outcome"] == "decided"
        assert after["outcome"] == "gap"

    def test_decides_as_of_another_day_when_told(self, folder: Path) -> None:
        (answer,) = answers(folder, a_report(), arguments=("--on", "2026-07-01"))

        assert answer["outcome"] == "gap"

    def test_needs_no_time_of_a_report_when_the_day_is_told(self, folder: Path) -> None:
        report = a_report(channel=None, occurred_at=None)

        (answer,) = answers(folder, report, arguments=("--on", "2026-03-02"))

        assert answer["outcome"] == "decided"

    def test_names_the_zone_that_a_township_cannot_tell(self, folder: Path) -> None:
        (answer,) = answers(folder, a_report(area_code="330521001000"))

        assert (answer["outcome"], answer["reason"]) == ("not_evaluated", "zone_unknown")
        assert answer["because"]["missing"] == ["zone"]  # type: ignore[index]  # JSON

    def test_leaves_unsorted_what_triage_cannot_tell(self, folder: Path) -> None:
        (answer,) = answers(folder, a_report(matter_hint="M999", text="你好"))

        assert (answer["outcome"], answer["reason"]) == ("unsorted", "matter_unknown")

    def test_speaks_in_sentences_without_json(self, folder: Path) -> None:
        assert "由德清县综合行政执法局牵头处置" in decided(folder, a_report()).output

    @pytest.mark.parametrize(
        ("report", "field"),
        [
            (a_report(id=7), "id"),
            (a_report(area_code=None), "area_code"),
            (a_report(area_code="33"), "area_code"),
            (a_report(text=" "), "text"),
            (a_report(occurred_at=None), "occurred_at"),
            (a_report(occurred_at="2026-03-02 09:30"), "occurred_at"),
            (a_report(attributes=["zone"]), "attributes"),
            (a_report(matter_hint=1), "matter_hint"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_refuses_a_line_naming_file_row_and_field(
        self, folder: Path, report: dict[str, object], field: str
    ) -> None:
        result = decided(folder, a_report(), report)

        assert isinstance(result.exception, ReportsRefused)
        assert f"reports.jsonl, row 2: {field} " in str(result.exception)
        assert result.output == ""

    def test_names_every_line_it_refuses(self, folder: Path) -> None:
        result = decided(folder, a_report(id=""), a_report(), a_report(text=1))

        assert str(result.exception).count("reports.jsonl, row ") == 2

    def test_refuses_a_file_that_is_not_there(self, folder: Path) -> None:
        result = CliRunner().invoke(
            command, ["decide", str(folder), "--reports", str(folder / "none.jsonl")]
        )

        assert isinstance(result.exception, ReportsRefused)
        assert "cannot be read" in str(result.exception)

    def test_imports_neither_the_broker_nor_the_database(self, folder: Path) -> None:
        (folder / "reports.jsonl").write_text(json.dumps(a_report()))
        script = (
            "import sys\n"
            "from dispatch.cli import main\n"
            "try:\n    main()\n"
            "except SystemExit as leave:\n    assert not leave.code, leave.code\n"
            "heavy = {'kafka', 'sqlalchemy', 'psycopg', 'flask', 'redis'} & sys.modules.keys()\n"
            "assert not heavy, heavy\n"
        )

        arguments = ["list", "decide", str(folder), "--reports", str(folder / "reports.jsonl")]
        ran = subprocess.run(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-c", script, *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ran.returncode == 0, ran.stderr
