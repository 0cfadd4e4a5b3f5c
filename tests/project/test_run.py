"""The repository's verbs as a newcomer meets them."""

import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*words: str, here: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [str(here / "run"), *words],
        cwd="/",
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def a_clone(tmp_path: Path) -> Path:
    clone = tmp_path / "a clone"
    (clone / "deploy" / "local").mkdir(parents=True)
    for file in ("run", "requirements-dev.txt", "deploy/local/kafka.lock"):
        (clone / file).write_bytes((ROOT / file).read_bytes())
    (clone / "run").chmod(0o755)
    return clone


class TestRun:
    def test_without_a_verb_says_how_it_is_used(self) -> None:
        done = run()

        assert done.returncode == 2
        assert "usage: ./run VERB" in done.stderr

    def test_refuses_a_verb_it_does_not_know(self) -> None:
        done = run("fly")

        assert done.returncode == 2
        assert done.stderr.startswith("unknown verb: fly")

    def test_helps_when_asked(self) -> None:
        done = run("help")

        assert done.returncode == 0
        for verb in ("setup", "demo", "test", "check", "dispatch"):
            assert f"\n  {verb} " in done.stdout

    def test_passes_the_rest_to_the_command_line(self) -> None:
        done = run("dispatch", "no-such-command")

        assert done.returncode == 2
        assert "no-such-command" in done.stderr

    def test_names_the_folders_when_asked_for_one_that_is_not_there(self) -> None:
        done = run("test", "nowhere")

        assert done.returncode == 1
        assert "there is no tests/nowhere" in done.stderr
        assert "unit" in done.stderr

    def test_hands_pytest_what_follows_the_dashes(self) -> None:
        done = run("test", "project", "--", "--collect-only", "-q", "-k", "hands_pytest")

        assert done.returncode == 0
        assert "test_hands_pytest_what_follows_the_dashes" in done.stdout

    def test_sets_up_at_once_when_nothing_changed(self) -> None:
        run("setup")

        begun = time.monotonic()
        done = run("setup")

        assert done.returncode == 0
        assert done.stdout == ""
        assert time.monotonic() - begun < 2  # measured: 0.01 s


class TestSetup:
    def test_names_the_remedy_for_an_old_python(self, a_clone: Path, tmp_path: Path) -> None:
        for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
            program(tmp_path / "old" / name, "exit 1")

        done = run("setup", here=a_clone, PATH=f"{tmp_path / 'old'}:/usr/bin:/bin")

        assert done.returncode == 1
        assert done.stderr.startswith("Python 3.11 or newer is needed")
        assert done.stderr.count("\n") == 1

    def test_names_the_remedy_for_a_python_without_venv(
        self, a_clone: Path, tmp_path: Path
    ) -> None:
        program(tmp_path / "bare" / "python3", 'case "$2" in *ensurepip*) exit 1;; esac')

        done = run("setup", here=a_clone, PATH=f"{tmp_path / 'bare'}:/usr/bin:/bin")

        assert done.returncode == 1
        assert "apt-get install python3-venv" in done.stderr
        assert done.stderr.count("\n") == 1

    def test_names_the_remedy_when_nothing_can_be_fetched(self, a_clone: Path) -> None:
        done = run(
            "setup",
            here=a_clone,
            PIP_INDEX_URL="http://127.0.0.1:9/",
            PIP_RETRIES="0",
            PIP_FIND_LINKS="",
            HTTPS_PROXY="",
        )

        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("The packages could not be fetched")
        assert not (a_clone / ".venv" / "set-up").exists()
