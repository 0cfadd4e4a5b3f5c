"""``dispatch verify``: exit 0 where everything holds; else 1, and the first row that breaks it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dispatch.board.invariants import INVARIANTS
from dispatch.cli.verify import command
from tests.support.county import CountyWorld
from tests.support.databases import as_owner
from tests.support.settings import environment

NAMES = [invariant.name for invariant in INVARIANTS]


@pytest.fixture
def variables(lived_in: CountyWorld, lived_in_database: str, tmp_path: Path) -> dict[str, str]:
    return environment(lived_in_database, tmp_path / "clock.json")


def verify(variables: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(command, list(words), env=variables)


def read(answer: Result) -> tuple[bool, dict[str, dict[str, Any]]]:
    document = json.loads(answer.stdout)
    return document["holds"], {each["name"]: each for each in document["invariants"]}


def forget_a_clock(url: str) -> str:
    """Break one invariant; return the number of the case that nobody watches."""
    with as_owner(url) as owner:
        row = owner.execute(
            "select number, case_id from cases where state = 'dispatched' limit 1"
        ).fetchone()
        assert row
        owner.execute("delete from promise where subject_id = %s", [row[1]])
    return str(row[0])


class TestVerify:
    def test_finds_nothing_where_everything_holds(self, variables: dict[str, str]) -> None:
        answer = verify(variables, "--json", "--chain")

        holds, found = read(answer)
        assert (answer.exit_code, holds) == (0, True)
        assert list(found) == [*NAMES, "chain"]
        assert all(each == {"name": name, "holds": True} for name, each in found.items())

    def test_names_what_is_broken_and_its_first_row(
        self, variables: dict[str, str], lived_in_database: str
    ) -> None:
        number = forget_a_clock(lived_in_database)

        answer = verify(variables, "--json")

        holds, found = read(answer)
        assert (answer.exit_code, holds) == (1, False)
        assert found["open_case_watched"] == {
            "name": "open_case_watched",
            "holds": False,
            "first": number,
        }
        assert found["report_once"]["holds"]

    def test_replays_timelines_only_when_asked(
        self, variables: dict[str, str], lived_in_database: str
    ) -> None:
        with as_owner(lived_in_database) as owner:
            owner.execute("update journal set actor = 'somebody' where seq = 1")

        quick, thorough = verify(variables, "--json"), verify(variables, "--json", "--chain")

        assert quick.exit_code == 0
        assert thorough.exit_code == 1
        assert "does not match its seal" in read(thorough)[1]["chain"]["first"]

    def test_is_as_patient_as_it_is_told(
        self, variables: dict[str, str], lived_in: CountyWorld
    ) -> None:
        # A report waits for its case, a rung for its tick, a message for the notifier: all alike.
        lived_in.relay()
        lived_in.a_case()
        lived_in.clock.forward(hours=1, minutes=30)

        patient = verify(variables, "--json", "--grace", "7200")
        strict = verify(variables, "--json", "--grace", "60")

        assert (patient.exit_code, strict.exit_code) == (0, 1)
        broken = [name for name, each in read(strict)[1].items() if not each["holds"]]
        assert broken == ["rung_on_time", "message_ends"]

    def test_says_it_in_lines_for_people(
        self, variables: dict[str, str], lived_in_database: str
    ) -> None:
        number = forget_a_clock(lived_in_database)

        lines = verify(variables).stdout.splitlines()

        assert f"✗ open_case_watched: {number}" in lines
        assert "✓ report_once" in lines
        assert len(lines) == len(NAMES)


class TestVerifyAsAProcess:
    def test_exits_with_1_where_something_is_broken(
        self, variables: dict[str, str], lived_in_database: str
    ) -> None:
        forget_a_clock(lived_in_database)

        done = subprocess.run(
            [sys.executable, "-m", "dispatch", "verify", "--json"],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)["holds"] is False

    def test_exits_with_2_where_the_settings_cannot_be_used(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "dispatch", "verify"],
            env={name: value for name, value in os.environ.items() if "DISPATCH" not in name},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert done.returncode == 2
        assert "DATABASE_URL" in done.stderr

    def test_decides_every_case_again_by_its_edition(
        self, variables: dict[str, str], lived_in_database: str
    ) -> None:
        whole = verify(variables, "--json", "--decisions")
        with as_owner(lived_in_database) as owner:
            row = owner.execute(
                "update cases set because = jsonb_set(because, '{routing,lead}', '\"330521-ZJ\"')"
                " where case_id = (select case_id from cases where outcome = 'decided'"
                " order by case_id limit 1) returning number"
            ).fetchone()
        changed = verify(variables, "--json", "--decisions")

        assert row is not None
        assert read(whole)[1]["decisions"] == {"name": "decisions", "holds": True}
        assert changed.exit_code == 1
        assert read(changed)[1]["decisions"]["first"] == row[0]
