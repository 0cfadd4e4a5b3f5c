"""Kafka's own jars, by a lock: coordinates, size and SHA-256 of each.

``kafka.lock`` has one jar a line. Each is fetched once into the user's cache
folder and accepted only when its hash is the lock's. Where from: the
repository in DISPATCH_MAVEN_REPOSITORY, else the mirror of central in the
user's Maven settings, else Maven Central.

    python -m deploy.local.jars          fetch what is missing
    python -m deploy.local.jars relock   resolve anew and print a new lock
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

import click
import requests
from jgo.maven import MavenContext

from dispatch.errors import Unusable

LOCK = Path(__file__).with_name("kafka.lock")
WANTED = ("org.apache.kafka:kafka_2.13:4.1.1", "org.slf4j:slf4j-simple:1.7.36")
"""What the lock is resolved from. Without an SLF4J binding Kafka dies without a word."""


class JarsFailed(Unusable):
    """Kafka's jars are not to be had, or one is not what the lock says."""

    code = "stack.jars"


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock."""

    coordinate: str
    """group:artifact:version"""
    size: int
    sha256: str

    @classmethod
    def read(cls, line: str) -> Self:
        """Read one line of the lock."""
        coordinate, size, sha256 = line.split()
        return cls(coordinate, int(size), sha256)

    @property
    def file(self) -> str:
        """Its name in the cache folder."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def locked() -> tuple[Jar, ...]:
    """Return the lock's jars."""
    lines = LOCK.read_text().splitlines()
    return tuple(Jar.read(line) for line in lines if line and not line.startswith("#"))


def folder() -> Path:
    """Return where the jars are kept for this user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    ours = os.environ.get("DISPATCH_CACHE") or Path(base) / "four-platforms"
    return Path(ours) / "kafka"


def class_path() -> str:
    """Return the class path of a Kafka whose jars were all verified.

    Raises:
        JarsFailed: some are missing; `./run setup` fetches them.
    """
    if not verified():
        raise JarsFailed(f"Kafka's jars are not all in {folder()}: fetch them with ./run setup")
    return os.pathsep.join(str(folder() / jar.file) for jar in locked())


def verified() -> bool:
    """Whether every jar of this very lock was fetched and found right, and is still there."""
    seal = folder() / "verified"
    if not seal.exists() or seal.read_text() != _hash(LOCK):
        return False
    files = ((folder() / jar.file, jar.size) for jar in locked())
    return all(file.exists() and file.stat().st_size == size for file, size in files)


def fetch(say: Callable[[int, int], None]) -> None:
    """Bring every jar that is missing or wrong; ``say`` hears (jars, bytes) so far.

    Raises:
        JarsFailed: a jar cannot be fetched, or what came is not what the lock says.
    """
    folder().mkdir(parents=True, exist_ok=True)
    jars, count, size = locked(), 0, 0
    with tempfile.TemporaryDirectory(dir=folder(), prefix="coming-") as coming:
        context = MavenContext(
            repo_cache=Path(coming),
            local_repos=[Path.home() / ".m2" / "repository"],
            remote_repos=repositories(),
            timeout=60,
        )
        with ThreadPoolExecutor(4) as pool:
            for jar in pool.map(lambda jar: _bring(jar, context), jars):
                count, size = count + 1, size + jar.size
                say(count, size)
    (folder() / "verified").write_text(_hash(LOCK))


def _bring(jar: Jar, context: MavenContext) -> Jar:
    place = folder() / jar.file
    if place.exists() and _hash(place) == jar.sha256:
        return jar
    try:
        came = context.create_dependency(jar.coordinate).artifact.resolve()
    except (requests.RequestException, RuntimeError) as error:
        raise JarsFailed(
            f"{jar.coordinate} cannot be fetched: check the network, or name a Maven repository "
            f"that this machine reaches in DISPATCH_MAVEN_REPOSITORY ({error})"
        ) from error
    if (got := _hash(came)) != jar.sha256:
        raise JarsFailed(
            f"{jar.coordinate} is not the file that the lock names: "
            f"SHA-256 {got} came, {jar.sha256} was expected; nothing of it was kept"
        )
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.copyfile(came, fresh)
    fresh.replace(place)
    return jar


def _hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def repositories() -> dict[str, str] | None:
    """Return the one repository to ask, by a name for it; None for Maven Central."""
    if named := os.environ.get("DISPATCH_MAVEN_REPOSITORY"):
        return {"named": named.rstrip("/")}
    settings = Path.home() / ".m2" / "settings.xml"
    if settings.exists():
        tree = ET.parse(settings)  # noqa: S314 - the user's own Maven settings
        for mirror in tree.iterfind(".//{*}mirror"):
            of, url = mirror.findtext("{*}mirrorOf"), mirror.findtext("{*}url")
            if url and of in {"central", "*", "external:*"}:
                return {"mirror": url.rstrip("/")}
    return None


def relock() -> str:
    """Resolve what Kafka needs anew and return the text of a new lock."""
    with tempfile.TemporaryDirectory() as coming:
        context = MavenContext(repo_cache=Path(coming), remote_repos=repositories(), timeout=60)
        asked = [context.create_dependency(coordinate) for coordinate in WANTED]
        inputs, others = context.resolver.resolve(asked)
        lines = []
        for one in (*inputs, *others):
            file = one.artifact.resolve()
            coordinate = f"{one.groupId}:{one.artifactId}:{one.version}"
            lines.append(f"{coordinate} {file.stat().st_size} {_hash(file)}\n")
    head = f"# {' + '.join(WANTED)}\n# group:artifact:version size sha256\n"
    return head + "".join(sorted(lines))


def _main() -> None:
    if verified():
        return
    jars = locked()
    total = sum(jar.size for jar in jars) / 1e6
    begun = time.monotonic()
    live = sys.stdout.isatty()

    def say(count: int, size: int) -> None:
        line = f"  {count} of {len(jars)} jars, {size / 1e6:.0f} of {total:.0f} MB"
        if live:
            click.echo(f"\r{line}", nl=count == len(jars))
        elif count % 10 == 0:
            click.echo(line)

    click.echo(f"Kafka: {len(jars)} jars, {total:.0f} MB, about 10 s; kept in {folder()}")
    fetch(say)
    click.echo(f"Kafka: fetched and verified in {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    if sys.argv[1:] == ["relock"]:
        sys.stdout.write(relock())
    else:
        try:
            _main()
        except JarsFailed as error:
            sys.exit(str(error))
