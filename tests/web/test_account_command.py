"""``dispatch account``: passwords from stdin, never from the command's words."""

import json

import pytest
from click.testing import CliRunner, Result

from dispatch.cli.account import command
from tests.web.people import Opens
from tests.web.world import PASSWORD, World


@pytest.fixture
def environment(
    database: str, clock_file: object, world: World, monkeypatch: pytest.MonkeyPatch
) -> World:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", database)
    monkeypatch.setenv("DISPATCH_CLOCK_FILE", str(clock_file))
    return world


def runs(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(command, list(words), input=stdin)


@pytest.mark.usefixtures("environment")
class TestAccountPassword:
    def test_sets_what_it_reads_from_stdin(self, browser: Opens):
        result = runs("password", "wk-bm-02", stdin="a quite new password\n")

        assert result.exit_code == 0
        assert browser().signs_in("wk-bm-02", "a quite new password").status == 303

    def test_refuses_a_weak_one_and_sets_none(self, browser: Opens):
        result = runs("password", "desk1", "wk-bm-02", stdin="short\n")

        assert result.exit_code == 1
        assert browser().signs_in("desk1", PASSWORD).status == 303

    def test_sets_none_when_one_account_is_unknown(self, browser: Opens):
        result = runs("password", "desk1", "nobody", stdin="another new password\n")

        assert "nobody" in str(result.exception)
        assert browser().signs_in("desk1", PASSWORD).status == 303

    def test_takes_no_password_as_a_word(self):
        assert runs("password", "--password", "x", "desk1").exit_code == 2


@pytest.mark.usefixtures("environment")
class TestAccountList:
    def test_says_who_may_sign_in_and_no_hash(self):
        result = runs("list", "--json")

        rows = {row["account"]: row for row in map(json.loads, result.stdout.splitlines())}
        assert rows["desk1"]["roles"] == ["county_desk"]
        assert rows["desk1"]["password"] is True
        assert rows["wk-scs-02"]["password"] is False
        assert "argon2" not in result.stdout
