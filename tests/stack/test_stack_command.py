"""``dispatch stack``: a stack that outlives the command that asked for it."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from dispatch.cli.stack import command
from tests.stack.leftovers import left_of


def stack(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


class TestStackCommand:
    def test_brings_a_stack_up_says_how_it_is_and_takes_it_down(self, tmp_path: Path) -> None:
        up = stack("up", "--data", tmp_path, "--json")
        again = stack("up", "--data", tmp_path, "--json")
        status = stack("status", "--data", tmp_path, "--json")
        down = stack("down", "--data", tmp_path)

        assert set(json.loads(up.stdout)) == {
            "owner_database_url",
            "kafka_bootstrap",
            "redis_url",
        }
        assert again.stdout == up.stdout
        assert status.exit_code == 0
        assert all(part["healthy"] for part in json.loads(status.stdout)["parts"])
        assert down.stdout == "stopped\n"
        assert left_of(tmp_path) == []

    def test_says_that_none_is_up(self, tmp_path: Path) -> None:
        status = stack("status", "--data", tmp_path)
        down = stack("down", "--data", tmp_path, "--json")

        assert status.exit_code == 1
        assert status.stdout == f"no stack is up in {tmp_path}\n"
        assert json.loads(down.stdout) == {"stopped": False}
