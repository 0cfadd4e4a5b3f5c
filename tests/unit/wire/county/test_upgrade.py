"""``dispatch list upgrade`` on a county's folder."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from dispatch.wire.county.problems import CountyRefused
from dispatch.wire.county.reader import read_folder
from dispatch.wire.county.upgrading import FolderNotEmpty

FolderBuilder = Callable[..., dict[str, bytes]]
HEADER = "matter_code,name,gov_code,platform,keywords,list_kind,parent_code,required_stages\n"
OLD = HEADER + "M0,噪声,,social_governance,吵,cooperative,,\nM8,占道,,,,,,\n"


@pytest.fixture
def county(a_folder: FolderBuilder, tmp_path: Path) -> Path:
    folder = tmp_path / "county"
    folder.mkdir()
    own = ("matters.csv", "M0,噪声,,social_governance,吵,cooperative,,\n", "")
    for name, data in (a_folder(own) | {"master.csv": OLD.encode()}).items():
        (folder / name).write_bytes(data)
    return folder


def upgraded(county: Path, new: str, *args: str) -> Result:
    master = county.parent / "新目录.csv"
    master.write_text(HEADER + new, encoding="utf-8")
    return CliRunner().invoke(command, ["upgrade", str(county), "--master", str(master), *args])


class TestUpgradeCommand:
    def test_says_what_is_new_and_what_is_only_to_be_looked_at(self, county: Path) -> None:
        result = upgraded(
            county, "M0,噪音,,social_governance,吵,cooperative,,\nM8,占道,,,,,,\nM9,新,,,,,,\n"
        )

        assert result.exit_code == 0
        assert "新增 1\n  M9 新" in result.output
        assert "改名 1\n  M0 名称：噪声 → 噪音" in result.output
        assert "核对  新增的“新 M9”还没有任何条目" in result.output

    def test_exits_1_while_the_county_cannot_take_it(self, county: Path) -> None:
        result = upgraded(county, "M8,占道,,,,,,\n", "--json")

        said = json.loads(result.output)
        assert result.exit_code == 1
        assert said["blocked"]
        assert [(each["task"], each["matter"]) for each in said["todo"]] == [("find_parent", "M1")]

    def test_names_the_lines_that_lose_their_matter(self, county: Path) -> None:
        lines = county / "responsibility.csv"
        lines.write_text(lines.read_text().replace("R2,I1,M1", "R2,I1,M8"))

        result = upgraded(county, "M0,噪声,,social_governance,吵,cooperative,,\n", "--json")

        assert result.exit_code == 1
        assert json.loads(result.output)["removed"][0]["rows"] == ["R2"]

    def test_writes_the_county_with_the_new_master_to_try_it(
        self, county: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"

        upgraded(county, "M0,噪音,,,,,,\nM8,占道,,,,,,\n", "--out", str(out))

        assert read_folder(out, strict=True).matters["M0"].name == "噪音"  # type: ignore[index]
        assert (
            json.loads((out / "upgrade.json").read_text("utf-8"))["renamed"][0]["after"] == "噪音"
        )

    def test_writes_over_nothing(self, county: Path) -> None:
        result = upgraded(county, "M0,噪音,,,,,,\n", "--out", str(county))

        assert isinstance(result.exception, FolderNotEmpty)

    def test_names_what_is_wrong_with_the_new_master_under_its_own_name(self, county: Path) -> None:
        result = upgraded(county, "M0,噪音,,,,,M7,\n")

        assert isinstance(result.exception, CountyRefused)
        assert (
            str(result.exception)
            == "新目录.csv, row 2, column parent_code: 'M7' is no known matter"
        )

    def test_takes_a_first_master_for_all_new(self, county: Path) -> None:
        (county / "master.csv").unlink()
        (county / "matters.csv").write_text(HEADER + "M1,噪声扰民,,,,,,\n")

        result = upgraded(county, "M1,噪声扰民,,,,,,\nM2,占道,,,,,,\n", "--json")

        assert result.exit_code == 0
        assert [each["task"] for each in json.loads(result.output)["todo"]] == [
            "check_clash",
            "name_lead",
        ]
