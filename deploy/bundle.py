"""Everything for a closed network in one tar: unpack it there, then ``./run setup``.

    the repository's files ─┐
    wheels of the lock ─────┤
    Kafka's jars ───────────┼─► four-platforms-VERSION.tar
    front-end libraries ────┘

``./run setup`` finds the folder ``wheelhouse`` in it and asks no network. The
wheels fit machines like the one that made the bundle: same system, same Python.
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.front_end import AXE, VENDOR
from deploy.local.jars import folder as jars_folder
from deploy.local.jars import locked
from dispatch import __version__

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements-dev.txt"
NAME = f"four-platforms-{__version__}"
_LEFT_OUT = {".git", ".venv", "var", "node_modules", "wheelhouse", "__pycache__"}
_CACHES = (".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache")


class BundleFailed(Exception):
    """The wheels could not be fetched."""


def sources() -> Iterator[Path]:
    """Return the repository's files: what git knows or would; without git, all but caches."""
    asked = subprocess.run(  # noqa: S603 - our own words
        ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard"],  # noqa: S607 - whichever git
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        names = (ROOT / name for name in asked.stdout.decode().split("\0") if name)
        yield from (file for file in names if file.is_file())
        return
    for file in sorted(ROOT.rglob("*")):
        inside = set(file.relative_to(ROOT).parts)
        if file.is_file() and not inside & {*_LEFT_OUT, *_CACHES}:
            yield file


def fetched() -> Iterator[tuple[Path, str]]:
    """Return what setup fetched on this machine, with its place in the bundle."""
    for jar in locked():
        yield jars_folder() / jar.file, f"wheelhouse/kafka/{jar.file}"
    for file in (*sorted(VENDOR.rglob("*")), AXE):
        if file.is_file():
            yield file, file.relative_to(ROOT).as_posix()


def wheels(into: Path) -> None:
    """Fetch every locked package as this machine needs it, each checked by its hash.

    Raises:
        BundleFailed: one cannot be had.
    """
    words = ["download", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "pip", *words, "-r", str(LOCK), "-d", str(into)], check=False
    )
    if done.returncode:
        raise BundleFailed("the packages could not be fetched; the reason stands above")


def make(out: Path) -> int:
    """Write the bundle and return its size in bytes."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        wheelhouse = Path(folder)
        wheels(wheelhouse)
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = out.with_name(f"{out.name}.part")
        with tarfile.open(fresh, "w") as tar:
            for file in sources():
                tar.add(file, f"{NAME}/{file.relative_to(ROOT).as_posix()}", recursive=False)
            for file, place in fetched():
                tar.add(file, f"{NAME}/{place}", recursive=False)
            for file in sorted(wheelhouse.iterdir()):
                tar.add(file, f"{NAME}/wheelhouse/python/{file.name}", recursive=False)
        shutil.move(fresh, out)
    return out.stat().st_size


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Make the bundle and say what to do with it."""
    parser = argparse.ArgumentParser(
        prog="./run bundle", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--out", type=Path, default=ROOT / "var" / f"{NAME}.tar", metavar="FILE")
    out: Path = parser.parse_args().out
    _say("Collecting the locked packages (about 300 MB the first time) …")
    try:
        size = make(out)
    except BundleFailed as why:
        sys.stderr.write(f"{why}\n")
        return 1
    _say(f"{out}: {size / 1e6:.0f} MB\nThere: tar -xf {out.name} && cd {NAME} && ./run setup")
    return 0


if __name__ == "__main__":
    sys.exit(main())
