"""``dispatch list audit`` on a list by itself, and on the county that is shipped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.list import command
from dispatch.wire.county.problems import CountyRefused

ROOT = Path(__file__).parents[4]
EXAMPLE = ROOT / "config" / "counties" / "330521"
UNITS = """unit_code,name,level,kind,parent,active
330521-ZHZF,德清县综合行政执法局,county,department,,1
330521-OLD,已撤并的局,county,department,,0
330521-SHZL,德清县社会治理中心,county,command_center,,1
330521001,武康街道,township,township,330521,1
330521002,舞阳街道,township,township,330521,1
"""
_COLUMNS = (
    "row_id,item_id,matter_code,matter_name,gov_code,platform,area,zone,unit,role,duty,"
    "valid_from,valid_to,limit_value,limit_type,basis"
)
_PLATFORM = "comprehensive_law_enforcement"


def a_row(
    row: str = "A1",
    matter: str = "M001",
    *,
    area: str = "*",
    zone: str = "all",
    unit: str = "330521-ZHZF",
    duty: str = "dispose",
    valid: str = "2026-01-01,",
    limit: str = "40,work_hour",
) -> str:
    what = f"{row},I,{matter},乱倒垃圾,,{_PLATFORM}"
    return f"{what},{area},{zone},{unit},lead,{duty},{valid},{limit},REC"


def audit(
    folder: Path, *rows: str, args: tuple[str, ...] = ("--json",), units: str = UNITS
) -> Result:
    (folder / "清单.csv").write_text("\n".join((_COLUMNS, *rows)) + "\n")
    (folder / "单位.csv").write_text(units)
    call = ["audit", str(folder / "清单.csv"), "--units", str(folder / "单位.csv"), *args]
    return CliRunner().invoke(command, call)


def found(result: Result) -> list[tuple[str, str, str]]:
    return [(each["check"], each["matter"], each["area"]) for each in json.loads(result.stdout)]


class TestOutput:
    def test_is_one_document_with_all_that_others_rely_on(self, tmp_path: Path):
        result = audit(
            tmp_path,
            a_row(valid="2026-01-01,2026-06-30"),
            a_row("A2", valid="2026-08-01,"),
            args=("--json",),
        )

        assert result.exit_code == 1
        (only,) = json.loads(result.stdout)
        assert only == {
            "check": "handover_gap",
            "matter": "M001",
            "area": "*",
            "units": [],
            "rows": ["A1", "A2"],
            "from": "2026-07-01",
            "to": "2026-07-31",
            "severity": "high",
            "message_zh": "脱管：“乱倒垃圾 M001”在全县自2026-07-01至2026-07-31无人牵头处置；"
            "请把前后条目的有效期接上",
            "message_en": "Nobody leads 乱倒垃圾 M001 in the whole county from 2026-07-01 to "
            "2026-07-31; join the validities",
        }

    def test_of_a_clean_list_is_empty_and_the_exit_is_0(self, tmp_path: Path):
        result = audit(tmp_path, a_row())

        assert (result.exit_code, json.loads(result.stdout)) == (0, [])

    def test_for_people_is_a_line_each_and_the_days_judged(self, tmp_path: Path):
        result = audit(tmp_path, a_row(unit="330521-OLD"), args=())

        assert result.stdout.startswith("high    失管：“乱倒垃圾 M001”的牵头单位已撤并的局已停用")
        assert result.stderr == "1 finding, 2026-01-01 to 2026-12-31\n"


class TestHeldAgainst:
    def test_a_catalogue_of_codes(self, tmp_path: Path):
        result = audit(tmp_path, a_row(), args=("--json", "--catalogue", "M001, M002,M003"))

        assert found(result) == [("omitted", "M002", "*"), ("omitted", "M003", "*")]

    def test_a_file_of_matters_of_which_a_heading_needs_no_lead_itself(self, tmp_path: Path):
        (tmp_path / "m.csv").write_text(
            "matter_code,name,gov_code,platform,keywords,list_kind,parent_code\n"
            "M001,乱倒垃圾,,,,,\nM9,治水,,,,,\nM91,河道,,,,,M9\nM92,水库,,,,,M9\n"
        )

        result = audit(tmp_path, a_row(), args=("--json", "--matters", str(tmp_path / "m.csv")))

        assert found(result) == [("omitted", "M91", "*"), ("omitted", "M92", "*")]

    def test_powers_that_a_township_was_given(self, tmp_path: Path):
        (tmp_path / "p.csv").write_text("matter_code,township\nM001,330521001\n")
        rows = a_row(), a_row("A2", unit="@township", duty="enforce"), a_row("A3", duty="patrol")

        without = audit(tmp_path, *rows)
        with_one = audit(tmp_path, *rows, args=("--json", "--powers", str(tmp_path / "p.csv")))

        assert found(without) == [("township_without_power", "M001", "*")]
        assert found(with_one) == [("township_without_power", "M001", "330521002")]

    def test_other_days(self, tmp_path: Path):
        rows = a_row(valid="2026-01-01,2026-06-30"), a_row("A2", "M002")

        first_half = audit(tmp_path, *rows, args=("--json", "--to", "2026-06-30"))
        second_half = audit(tmp_path, *rows, args=("--json", "--from", "2026-07-01"))

        too_early = audit(tmp_path, *rows, args=("--json", "--to", "2020-06-30"))

        assert found(first_half) == []
        assert "2020-06-30 lies before --from 2026-01-01 (the newest valid_from is of 2026)" in str(
            too_early.exception
        )
        assert found(second_half) == [("handover_gap", "M001", "*")]

    def test_villages_named_without_divisions_are_only_a_part_of_their_township(
        self, tmp_path: Path
    ):
        result = audit(
            tmp_path,
            a_row(),
            a_row("A2", unit="330521-SHZL", area="330521001001"),
            args=("--json",),
        )

        assert found(result) == [], "the village is an exception, no second lead everywhere"

    def test_a_grid_named_without_divisions_lies_in_the_village_that_is_named(self, tmp_path: Path):
        rows = (
            a_row(),
            a_row("A2", unit="330521-SHZL", area="330521001001"),
            a_row("A3", area="330521001001002"),
            a_row("A4", unit="330521-SHZL", area="330521001001002"),
        )

        assert found(audit(tmp_path, *rows)) == [("multi_lead", "M001", "330521001001002")]

    def test_a_matter_that_was_recalled_below_one_that_the_township_leads(self, tmp_path: Path):
        (tmp_path / "m.csv").write_text(
            "matter_code,name,gov_code,platform,keywords,list_kind,parent_code\n"
            "M9,治水,,,,,\nM91,河道,,,,recalled,M9\nM92,水库,,,,recalled,M9\n"
        )
        rows = a_row(matter="M9", unit="@township"), a_row("A2", "M92")

        result = audit(tmp_path, *rows, args=("--json", "--matters", str(tmp_path / "m.csv")))

        assert found(result) == [("recalled_to_township", "M91", "*")]

    def test_a_county_without_townships(self, tmp_path: Path):
        units = "\n".join(line for line in UNITS.splitlines() if ",township," not in line)
        rows = a_row(area="330383001"), a_row("A2", "M002", area="330383001;330383002")

        result = audit(tmp_path, *rows, units=units)

        assert found(result) == [("no_mans_land", "M001", "330383002")]

    def test_advice_only_when_asked_for(self, tmp_path: Path):
        rows = a_row(limit=","), a_row("A2", "M002", zone="urban")

        assert found(audit(tmp_path, *rows)) == []
        assert found(audit(tmp_path, *rows, args=("--json", "--advice"))) == [
            ("zone_gap", "M002", "*"),
            ("missing_limit", "M001", "*"),
        ]


class TestRefusal:
    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([a_row(valid="2026-13-01,")], "清单.csv, row 2, column valid_from: '2026-13-01'"),
            ([a_row(), a_row()], "清单.csv, row 3, column row_id: 'A1' stands in row 2 already"),
            ([a_row(valid=",")], "清单.csv, column valid_from: no line says from when"),
        ],
    )
    def test_names_the_file_as_it_was_given_with_row_and_column(
        self, tmp_path: Path, rows: list[str], said: str
    ):
        result = audit(tmp_path, *rows)

        assert isinstance(result.exception, CountyRefused)
        assert str(result.exception).startswith(said)

    def test_of_a_file_that_is_not_there(self, tmp_path: Path):
        result = audit(tmp_path, a_row(), args=("--powers", str(tmp_path / "none.csv")))

        assert "none.csv: cannot be opened: No such file" in str(result.exception)

    def test_of_days_that_run_backwards(self, tmp_path: Path):
        result = audit(tmp_path, a_row(), args=("--from", "2026-05-01", "--to", "2026-04-30"))

        assert "--to 2026-04-30 lies before --from 2026-05-01" in str(result.exception)

    def test_of_an_area_that_no_division_names(self, tmp_path: Path):
        divisions = str(EXAMPLE / "divisions.csv")
        result = audit(tmp_path, a_row(area="330521999"), args=("--divisions", divisions))

        assert "清单.csv, row 2, column area: '330521999'" in str(result.exception)

    def test_of_an_area_of_another_county_without_divisions(self, tmp_path: Path):
        result = audit(tmp_path, a_row(area="330522001"))

        assert isinstance(result.exception, CountyRefused)
        assert "清单.csv, row 2, column area: '330522001'" in str(result.exception)

    def test_of_a_township_that_nobody_can_name(self, tmp_path: Path):
        units = "\n".join(line for line in UNITS.splitlines() if ",township," not in line)
        result = audit(tmp_path, a_row(unit="@township"), units=units)

        assert "清单.csv, row 2, column unit: @township: no unit of kind township" in str(
            result.exception
        )


class TestExample:
    def test_has_the_four_disputes_that_it_is_meant_to_show(self):
        files = {
            "--units": "units.csv",
            "--divisions": "divisions.csv",
            "--matters": "matters.csv",
            "--powers": "powers.csv",
        }
        args = [part for name, file in files.items() for part in (name, str(EXAMPLE / file))]
        result = CliRunner().invoke(
            command, ["audit", str(EXAMPLE / "responsibility.csv"), *args, "--json"]
        )

        assert [check for check, _, _ in found(result)] == ["no_mans_land", *["multi_lead"] * 3]

    def test_agrees_with_its_permits_oversight_and_enforcement_until_one_is_broken(
        self, tmp_path: Path
    ):
        broken = (EXAMPLE / "enforcement_catalogue.csv").read_text("utf-8")
        broken = broken.replace(
            "M014,ZF-014,对占道经营与店外经营的行政处罚,330521-ZHZF", "M014,Z,某,330521-GA"
        )
        (tmp_path / "执法目录.csv").write_text(broken, encoding="utf-8")
        args = ("--units", "units.csv", "--permits", "permit_list.csv")
        args += ("--oversight", "oversight_list.csv", "--enforcement")
        whole = [str(EXAMPLE / part) if part.endswith(".csv") else part for part in args]
        call = ["audit", str(EXAMPLE / "responsibility.csv"), *whole]

        now = CliRunner().invoke(
            command, [*call, str(EXAMPLE / "enforcement_catalogue.csv"), "--json"]
        )
        then = CliRunner().invoke(command, [*call, str(tmp_path / "执法目录.csv"), "--json"])

        new = [each for each in found(then) if each not in found(now)]
        assert new == [("lists_disagree", "M014", "*"), ("wrong_enforcer", "M014", "*")]

    def test_names_a_catalogue_by_the_name_that_it_was_given(self, tmp_path: Path):
        (tmp_path / "权力.csv").write_text("matter_code\nM001\n")

        result = audit(tmp_path, a_row(), args=("--permits", str(tmp_path / "权力.csv")))

        assert "权力.csv, row 1, column item_code: the column is missing" in str(result.exception)

    def test_is_looked_through_without_the_broker_or_the_database(self):
        script = (
            "import sys\n"
            "from dispatch.cli import main\n"
            "try:\n    main()\n"
            "except SystemExit as leave:\n    assert leave.code == 1, leave.code\n"
            "heavy = {'kafka', 'sqlalchemy', 'psycopg', 'flask', 'redis'} & sys.modules.keys()\n"
            "assert not heavy, heavy\n"
        )
        lines, units = str(EXAMPLE / "responsibility.csv"), str(EXAMPLE / "units.csv")
        ran = subprocess.run(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-c", script, "list", "audit", lines, "--units", units],
            cwd=ROOT,
            capture_output=True,
            check=False,
            text=True,
        )

        assert ran.returncode == 0, ran.stderr
