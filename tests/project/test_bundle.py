"""The bundle holds what a closed network needs, and setup then asks no network.

Making one takes minutes and 300 MB. Done by hand: unpacked in an empty home with
every proxy pointing nowhere, ``./run setup`` took 41 s and ``list decide`` answered.
"""

import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from deploy import bundle

ROOT = Path(__file__).parents[2]


PIN = re.search(r"^uv==(\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)[1]
UV = f'[ "$1" = --version ] && echo "uv {PIN}" && exit 0; echo "$@" >&2; exit 1'


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names in a bundle whose wheels are one empty file."""
    monkeypatch.setattr(bundle, "wheels", lambda into: (into / "a-1-py3-none-any.whl").touch())
    out = tmp_path / "bundle.tar"
    size = bundle.make(out)
    assert size == out.stat().st_size
    with tarfile.open(out) as tar:
        return {name.removeprefix(f"{bundle.NAME}/") for name in tar.getnames()}


class TestBundle:
    def test_holds_sources_wheels_jars_and_front_end(self, made: set[str]) -> None:
        assert {"run", "requirements-dev.txt", "dispatch/__init__.py", "README.md"} <= made
        assert "wheelhouse/python/a-1-py3-none-any.whl" in made
        assert sum(name.startswith("wheelhouse/kafka/") for name in made) > 40
        assert "dispatch/web/static/vendor/installed.json" in made

    def test_holds_nothing_of_this_machine(self, made: set[str]) -> None:
        tops = {name.split("/")[0] for name in made}

        assert not tops & {".git", ".venv", "var", ".mypy_cache"}
        assert not [name for name in made if name.endswith(".pyc")]


class TestSetupFromABundle:
    def test_asks_no_network_and_says_so_when_the_wheels_do_not_fit(self, tmp_path: Path) -> None:
        for file in ("run", "requirements-dev.txt", "package-lock.json", "deploy/local/kafka.lock"):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_bytes((ROOT / file).read_bytes())
        (tmp_path / "run").chmod(0o755)
        (tmp_path / "wheelhouse" / "python").mkdir(parents=True)
        program(tmp_path / ".venv" / "bin" / "python", "exit 0")
        program(tmp_path / ".venv" / "bin" / "uv", UV)

        done = subprocess.run(  # noqa: S603 - our own script
            [str(tmp_path / "run"), "setup"],
            env={**os.environ, "DISPATCH_CACHE": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 1
        assert "without a network" in done.stdout
        assert f"--offline --no-index --find-links {tmp_path}/wheelhouse/python" in done.stderr
        assert done.stderr.splitlines()[-1].startswith("The wheels in the bundle do not fit")
