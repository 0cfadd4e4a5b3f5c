"""The import contracts hold, and they bite."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = ROOT / ".venv" / "bin" / "lint-imports"


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own linter
        [LINTER, "--no-cache", "--no-logo"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("dispatch", "workers", "config", "deploy"):
        shutil.copytree(
            ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return copy


@pytest.fixture
def breaking(a_copy: Path) -> Iterator[Callable[[str, str], str]]:
    """Append lines to a module of the copy, lint it, and put the module back."""
    changed: dict[Path, str | None] = {}

    def breaks(module: str, line: str) -> str:
        file = a_copy / module
        changed[file] = file.read_text() if file.exists() else None
        file.parent.mkdir(exist_ok=True)
        file.write_text((changed[file] or "") + f"\n{line}\n")
        done = lint(a_copy)
        assert done.returncode == 1, done.stdout
        return done.stdout

    yield breaks
    for file, text in changed.items():
        if text is None:
            shutil.rmtree(file.parent)
        else:
            file.write_text(text)


def test_every_contract_holds() -> None:
    done = lint(ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("dispatch/routing/decide.py", "import dispatch.deadlines.ladder", "A stage never knows"),
        ("dispatch/routing/decide.py", "import sqlalchemy", "Decisions know no database"),
        ("dispatch/triage/sort.py", "import yaml", "Decisions know no database"),
        ("dispatch/flows/take_reports.py", "import config.settings", "Only the wiring reads"),
        ("dispatch/flows/take_reports.py", "import workers.reports", "Processes use the product"),
        ("dispatch/flows/take_reports.py", "import dispatch.casework.store", "opens a store"),
        ("dispatch/web/app.py", "import dispatch.casework.tables", "knows the tables"),
        ("dispatch/web/app.py", "import kafka", "never knows the broker"),
        ("dispatch/errors.py", "import dispatch.clock", "No import runs in a circle"),
        ("dispatch/helpers/__init__.py", "", "A stage never knows"),
    ],
)
def test_a_broken_contract_is_named(
    breaking: Callable[[str, str], str], module: str, line: str, contract: str
) -> None:
    said = breaking(module, line)

    verdict = re.search(rf"{contract}.*?(KEPT|BROKEN)", said, re.DOTALL)
    assert verdict is not None
    assert verdict[1] == "BROKEN"
