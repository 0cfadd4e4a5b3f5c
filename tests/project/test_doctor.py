"""``./run doctor`` says what is missing and the one command that mends it."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.doctor import Finding, findings

ROOT = Path(__file__).parents[2]


def doctor(here: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [str(here / "run"), "doctor"],
        env={
            name: value
            for name, value in os.environ.items()
            if not name.startswith("DISPATCH_") or name == "DISPATCH_CACHE"
        }
        | env,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone on which nothing was set up."""
    for file in (
        "run",
        "requirements-dev.txt",
        "package-lock.json",
        "deploy/__init__.py",
        "deploy/doctor.py",
        "deploy/local/kafka.lock",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    (tmp_path / "run").chmod(0o755)
    return tmp_path


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def found(name: str, **env: str) -> Finding:
    return next(each for each in findings(env, set_up=True) if each.name == name)


class TestDoctor:
    def test_before_setup_names_setup_and_exits_1(self, bare: Path) -> None:
        done = doctor(bare, PATH="/usr/bin:/bin", DISPATCH_CACHE=str(bare / "cache"))

        if "Python 3.11 or newer" in done.stderr:
            pytest.skip("the system's own Python is older than 3.11")
        lines = done.stdout.splitlines()
        broken = [number for number, line in enumerate(lines) if line.startswith(" ✗")]
        assert done.returncode == 1
        assert {lines[number].split()[1] for number in broken} >= {"packages", "Kafka's", "Java"}
        assert all(lines[number + 1].strip().startswith("→ ") for number in broken)
        assert "→ ./run setup" in done.stdout

    def test_without_a_python_says_which_one_is_needed(self, bare: Path, tmp_path: Path) -> None:
        tools = tmp_path / "tools"
        tools.mkdir()
        for name in ("dirname", "sed", "cat", "cksum", "sh"):
            (tools / name).symlink_to(f"/usr/bin/{name}")

        done = doctor(bare, PATH=str(tools))

        assert done.returncode == 1
        assert done.stderr.startswith("Python 3.11 or newer is needed")

    def test_after_setup_finds_nothing_missing(self) -> None:
        done = doctor(ROOT)

        assert " ✗" not in done.stdout
        assert done.returncode == 0

    def test_asks_the_servers_that_the_environment_names(self, listening: int) -> None:
        here = found("Kafka", DISPATCH_KAFKA_BOOTSTRAP=f"127.0.0.1:{listening},other:9092")
        away = found("Redis", DISPATCH_REDIS_URL="redis://127.0.0.1:1/0")

        assert here.mend == ""
        assert "yours at 127.0.0.1" in here.found
        assert "does not answer" in away.found
        assert away.mend == "unset DISPATCH_REDIS_URL"

    def test_keeps_the_database_password_to_itself(self) -> None:
        said = found("PostgreSQL", DISPATCH_DATABASE_URL="postgresql://a:canary@127.0.0.1:1/x")

        assert "canary" not in said.found

    def test_takes_a_port_in_use_for_no_fault(self, monkeypatch, listening: int) -> None:
        monkeypatch.setattr("deploy.doctor._PORTS", (listening,))

        taken = found(f"port {listening}")

        assert taken.mend
        assert not taken.needed

    def test_without_redis_names_what_to_install(self, monkeypatch, bare: Path) -> None:
        monkeypatch.setattr("deploy.doctor.ROOT", bare)
        monkeypatch.setenv("PATH", str(bare))

        assert found("Redis").mend == "apt-get install redis-server"
