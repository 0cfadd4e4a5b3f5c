"""A newcomer types one command: a county works and proves it, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.server import free_pair

ROOT = Path(__file__).parents[2]
READY_WITHIN = 120
GONE_WITHIN = 10

Demo = subprocess.Popen[str]
StartsADemo = Callable[..., Demo]


def servers_own(folder: Path) -> dict[str, str]:
    """Return an environment in which a demo starts servers of its own."""
    servers = ("DISPATCH_DATABASE_URL", "DISPATCH_KAFKA_BOOTSTRAP", "DISPATCH_REDIS_URL")
    kept = {name: value for name, value in os.environ.items() if name not in servers}
    return {**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}


def left_of(folder: Path, *, within: float = 0.0) -> list[str]:
    """Return what still works in a demo's data folder after a moment of grace."""
    deadline = time.monotonic() + within
    while left := [str(process) for process in psutil.process_iter() if _works_in(process, folder)]:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.1)
    return []


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        words = [*process.cmdline(), process.cwd(), *process.environ().values()]
    except psutil.Error:
        return False
    return process.pid != os.getpid() and any(str(folder) in word for word in words)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def a_demo(folder: Path) -> Iterator[StartsADemo]:
    """Start a demo in the folder, and end it whatever the test did not."""
    begun: list[Demo] = []

    def start(*options: str) -> Demo:
        demo = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "deploy.demo", "--data", str(folder / "data"), *options],
            cwd=ROOT,
            env=servers_own(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(demo)
        return demo

    yield start
    for demo in begun:
        demo.kill()
        demo.wait()


def said_by(demo: Demo, words: str) -> str:
    """Return the first line in which a demo says ``words``."""
    said = []
    for line in demo.stdout or ():
        said.append(line)
        if words in line:
            return line
    raise AssertionError("".join(said))


class TestCheck:
    @pytest.mark.parametrize("county", ["config/counties/330521", "tests/counties/330122"])
    def test_proves_that_a_county_works(
        self, a_demo: StartsADemo, folder: Path, county: str
    ) -> None:
        checking = a_demo("--check", "--county", county)

        said, _ = checking.communicate(timeout=280)

        assert checking.returncode == 0, said
        assert "✗" not in said
        assert "核查通过 everything held" in said
        assert left_of(folder, within=1) == []


class TestDemo:
    def test_stops_everything_on_ctrl_c(self, a_demo: StartsADemo, folder: Path) -> None:
        demo = a_demo("--port", str(free_pair()))
        said_by(demo, "Ctrl-C")

        demo.send_signal(signal.SIGINT)

        said, _ = demo.communicate(timeout=60)
        assert demo.returncode == 0, said
        assert left_of(folder, within=1) == []

    def test_leaves_a_folder_that_a_check_would_not_count_in(
        self, a_demo: StartsADemo, folder: Path
    ) -> None:
        demo = a_demo("--no-traffic", "--port", str(free_pair()))
        said_by(demo, "Ctrl-C")
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=60)

        said, _ = (check := a_demo("--check")).communicate(timeout=120)

        assert demo.returncode == 0
        assert check.returncode == 2
        assert "holds counties already (330521)" in said.splitlines()[-1]
        assert left_of(folder, within=1) == []

    def test_is_gone_with_everything_when_it_is_killed(
        self, a_demo: StartsADemo, folder: Path
    ) -> None:
        demo = a_demo("--port", str(free_pair()))
        said_by(demo, "Ctrl-C")
        at_work = left_of(folder)

        demo.kill()
        demo.wait()

        assert len(at_work) >= 8
        assert left_of(folder, within=GONE_WITHIN) == []

    def test_says_in_one_line_that_its_port_is_taken(
        self, a_demo: StartsADemo, folder: Path
    ) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])

            said, _ = (demo := a_demo("--port", port)).communicate(timeout=60)

        assert demo.returncode == 2
        assert said.splitlines() == [
            f"port {port} of 127.0.0.1 is taken: end what listens there, or say --port N"
        ]

    def test_says_what_is_wrong_with_a_folder_that_is_no_county(
        self, a_demo: StartsADemo, folder: Path
    ) -> None:
        said, _ = (demo := a_demo("--county", str(folder), "--port", str(free_pair()))).communicate(
            timeout=60
        )

        assert demo.returncode == 2
        assert "responsibility.csv" in said
        assert left_of(folder) == []
