"""The front-end libraries are the locked ones, and nothing of them is committed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from deploy import front_end

ROOT = Path(__file__).parents[2]


class TestInstalled:
    def test_files_are_the_locked_ones_unaltered(self):
        assert front_end.installed()

        mark = json.loads((front_end.VENDOR / "installed.json").read_text())
        named = {Path(name).parts[0] for name in mark["files"]}
        assert named == {
            f"{name.removesuffix('.org')}-{version}"
            for name, version in front_end.versions().items()
        }

    def test_an_altered_file_is_noticed(self, tmp_path, monkeypatch):
        copy = tmp_path / "vendor"
        shutil.copytree(front_end.VENDOR, copy)
        monkeypatch.setattr(front_end, "VENDOR", copy)
        assert front_end.installed()

        next(copy.glob("*/*.js")).write_text("altered")

        assert not front_end.installed()

    def test_pages_name_the_locked_versions(self):
        named = set()
        for page in (ROOT / "dispatch" / "web" / "templates").rglob("*.html"):
            named |= set(re.findall(r"vendor/([\w.-]+)/", page.read_text()))

        locked = {
            f"{name.removesuffix('.org')}-{version}"
            for name, version in front_end.versions().items()
        }
        assert "htmx-4.0.1" in named
        assert named <= locked

    def test_is_not_committed(self):
        ignored = subprocess.run(
            ["git", "check-ignore", "node_modules/x", "dispatch/web/static/vendor/x"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert len(ignored.stdout.splitlines()) == 2


class TestLock:
    def test_names_no_registry_and_a_hash_for_everything(self):
        packages = json.loads(front_end.LOCK.read_text())["packages"]

        assert all("integrity" in package for name, package in packages.items() if name)
        assert "http://" not in front_end.LOCK.read_text()
        assert "https://registry" not in front_end.LOCK.read_text()
