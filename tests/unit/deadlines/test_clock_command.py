import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dispatch.cli.clock import command
from dispatch.deadlines.budget import AmbiguousLimit, BadLimit
from dispatch.deadlines.years import MissingYear
from dispatch.errors import Unusable

CALENDAR = {
    "2026": {"status": "final", "off": {"2026-10-01": "National Day"}, "work": {}},
    "2027": {"status": "provisional", "off": {}, "work": {}},
}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A folder with nothing but a calendar."""
    (tmp_path / "calendar.json").write_text(json.dumps(CALENDAR))
    return tmp_path


def said(*arguments: str | Path) -> str:
    result = CliRunner().invoke(command, [str(word) for word in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


class TestClockDue:
    def test_gives_due_and_derivation(self, county: Path) -> None:
        answer = said(
            *("due", county, "--start", "2026-11-23T08:00", "--limit", "8"),
            *("--type", "work_hour", "--json"),
        )

        found = json.loads(answer)
        assert found["due"] == "2026-11-23T18:00:00+08:00"
        assert found["provisional"] is False
        assert [step["minutes"] for step in found["steps"]] == [240, 240]

    def test_reads_an_offset(self, county: Path) -> None:
        answer = said(
            *("due", county, "--start", "2026-12-31T00:00:00Z", "--limit", "2"),
            *("--type", "work_day", "--json"),
        )

        found = json.loads(answer)
        assert found["due"] == "2027-01-01T18:00:00+08:00"
        assert found["provisional"] is True

    def test_leaves_suspensions_out(self, county: Path) -> None:
        answer = said(
            *("due", county, "--start", "2026-11-23T08:00", "--limit", "8", "--type", "work_hour"),
            *("--suspend", "2026-11-23T10:00/2026-11-23T12:00"),
            *("--suspend", "2026-11-23T14:00/2026-11-24T08:00", "--json"),
        )

        assert json.loads(answer)["due"] == "2026-11-24T16:00:00+08:00"

    def test_keeps_the_hours_of_the_county_and_of_an_area(self, county: Path) -> None:
        (county / "county.yaml").write_text(
            "periods:\n  default: ['09:00-12:00']\n"
            "  areas: [{areas: ['330521104'], periods: ['06:00-07:00']}]\n"
        )
        asked = ("due", county, "--start", "2026-11-23", "--limit", "1", "--type", "work_day")

        assert "due 2026-11-23T12:00:00+08:00" in said(*asked)
        assert "due 2026-11-23T07:00:00+08:00" in said(*asked, "--area", "330521104201")

    @pytest.mark.parametrize(
        ("changed", "error", "text"),
        [
            ({"--start": "2027-12-31T17:00"}, MissingYear, "2028"),
            ({"--start": "tomorrow"}, Unusable, "--start 'tomorrow' is no instant"),
            ({"--start": "0001-01-01T00:00+09:00"}, Unusable, "is no instant"),
            ({"--type": "天"}, AmbiguousLimit, "'天' is ambiguous"),
            ({"--limit": "-1"}, BadLimit, "limit -1"),
            ({"--suspend": "2026-11-23T08:00"}, Unusable, "is no FROM/TO"),
            ({"--suspend": "2026-11-24/2026-11-23"}, Unusable, "ends before it begins"),
        ],
    )
    def test_refuses_what_cannot_be_used(
        self, county: Path, changed: dict[str, str], error: type[Unusable], text: str
    ) -> None:
        asked = {"--start": "2026-11-23T08:00", "--limit": "1", "--type": "work_day"} | changed

        with pytest.raises(error) as refused:
            said("due", county, *(word for pair in asked.items() for word in pair))

        assert text in str(refused.value)

    def test_refuses_a_folder_without_a_calendar(self, tmp_path: Path) -> None:
        with pytest.raises(Unusable, match=r"calendar\.json: cannot be opened"):
            said("due", tmp_path, "--start", "2026-11-23", "--limit", "1", "--type", "work_day")

    def test_refuses_a_bad_calendar_naming_the_field(self, county: Path) -> None:
        (county / "calendar.json").write_text('{"2026": {}}')

        with pytest.raises(Unusable, match="column 2026: needs a status"):
            said("due", county, "--start", "2026-11-23", "--limit", "1", "--type", "work_day")


class TestClockSpent:
    @pytest.mark.parametrize(
        ("end", "type_", "spent"),
        [
            ("2026-11-24T08:00", "work_day", "1.0000"),
            ("2026-11-23T08:01", "work_hour", "0.0167"),
            ("2026-11-23T08:03", "work_day", "0.0063"),
            ("2026-11-23T08:00", "urgent_day", "0.0000"),
        ],
    )
    def test_is_exact_to_four_decimals(
        self, county: Path, end: str, type_: str, spent: str
    ) -> None:
        asked = ("spent", county, "--start", "2026-11-23T08:00", "--end", end, "--type", type_)

        assert said(*asked, "--json") == f'{{"spent": {spent}}}\n'
        assert said(*asked).startswith(spent)

    def test_refuses_an_end_before_the_start(self, county: Path) -> None:
        with pytest.raises(Unusable, match="lies before"):
            said(
                *("spent", county, "--start", "2026-11-23", "--end", "2026-11-22"),
                *("--type", "work_day"),
            )


class TestClock:
    def test_needs_neither_kafka_nor_the_database(self) -> None:
        loaded = "import dispatch.cli.clock, sys; print(*sys.modules)"

        modules = subprocess.run(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", loaded], check=True, capture_output=True, text=True
        ).stdout.split()

        assert not {"kafka", "sqlalchemy", "flask", "redis", "marshmallow"} & set(modules)

    def test_ends_with_2_on_unusable_input(self, county: Path) -> None:
        asked = [sys.executable, "-m", "dispatch", "clock", "due", str(county)]

        ended = subprocess.run(  # noqa: S603 - our own interpreter and words
            [*asked, "--start", "2027-12-31", "--limit", "9", "--type", "work_day"],
            capture_output=True,
            text=True,
            check=False,
        )

        assert (ended.returncode, ended.stdout) == (2, "")
        assert "2028" in ended.stderr
