"""The front-end libraries: from the lock file into the folder that the web serves.

    package-lock.json ─► npm ci (no scripts) ─► var/front-end ─► static/vendor/NAME-VERSION/

Nothing of it is committed. Without npm on PATH one comes from PyPI, pinned by
its hash, and only for this. A second call finds everything and asks nobody.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "package.json"
LOCK = ROOT / "package-lock.json"
VENDOR = ROOT / "dispatch" / "web" / "static" / "vendor"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
"""For tests only; nothing serves it."""
_NODE_LOCK = ROOT / "deploy" / "node.lock"
_NODE_MODULES = ROOT / "node_modules"
_MARK = "installed.json"

FILES = {
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
    "echarts": ("dist/echarts.min.js", "LICENSE", "NOTICE"),
    "idb": ("build/index.js", "LICENSE"),
}
"""What pages load, of each package; the rest stays behind."""


class FrontEndMissing(Exception):
    """The libraries cannot be installed; the text says why."""


def versions(lock: Path = LOCK) -> dict[str, str]:
    """Return the locked version of each package that pages load."""
    packages = json.loads(lock.read_text())["packages"]
    return {name: packages[f"node_modules/{name}"]["version"] for name in FILES}


def wanted() -> dict[str, str]:
    """Return what must stand in the mark of an installation to be the locked one."""
    return {"lock": hashlib.sha256(LOCK.read_bytes()).hexdigest()}


def installed() -> bool:
    """Tell whether exactly the locked files lie there, unaltered."""
    try:
        mark = json.loads((VENDOR / _MARK).read_text())
    except (OSError, ValueError):
        return False
    if mark.get("lock") != wanted()["lock"] or not AXE.is_file():
        return False
    return bool(mark["files"]) and all(
        (VENDOR / name).is_file() and _sha256(VENDOR / name) == digest
        for name, digest in mark["files"].items()
    )


def install() -> None:
    """Put the locked files in place, whole or not at all.

    Raises:
        FrontEndMissing: npm cannot be had, or refused.
    """
    with tempfile.TemporaryDirectory(prefix="front-end-") as folder:
        at = Path(folder)
        _run([*_npm(at), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        fresh = at / "vendor"
        found = {}
        for name, version in versions().items():
            target = fresh / f"{name.removesuffix('.org')}-{version}"
            target.mkdir(parents=True)
            for file in FILES[name]:
                copy = target / Path(file).name
                shutil.copyfile(_NODE_MODULES / name / file, copy)
                found[str(copy.relative_to(fresh))] = _sha256(copy)
        (fresh / _MARK).write_text(json.dumps({**wanted(), "files": found}, indent=1) + "\n")
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(fresh, VENDOR)


def _npm(folder: Path) -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    sys.stdout.write("Node.js from PyPI, for npm alone: about 60 MB\n")
    uv = Path(sys.executable).with_name("uv")
    target = folder / "node"
    packages = ["--target", str(target), "--require-hashes", "--no-deps", "-r", str(_NODE_LOCK)]
    _run([str(uv), "pip", "install", "--quiet", "--python", sys.executable, *packages])
    bare = next(target.rglob("bin/node"), None)
    script = next(target.rglob("lib/node_modules/npm/bin/npm-cli.js"), None)
    if bare is None or script is None:
        raise FrontEndMissing(f"the package in {_NODE_LOCK.name} holds no npm")
    return [str(bare), str(script)]


def _run(words: list[str]) -> None:
    try:
        subprocess.run(words, cwd=ROOT, check=True, env={**os.environ, "CI": "1"})  # noqa: S603 - our own words
    except (OSError, subprocess.CalledProcessError) as why:
        raise FrontEndMissing(f"{Path(words[0]).name} failed: {why}") from why


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> int:
    """Install what is missing; exit 1 when it cannot be had."""
    if installed():
        return 0
    try:
        install()
    except FrontEndMissing as why:
        sys.stderr.write(
            f"The front-end libraries could not be fetched: {why}\n"
            "Without a network nothing can be installed; npm's own settings name a mirror.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
