"""However the process that holds a stack ends, no server outlives it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from deploy.local.identity import Identity
from deploy.local.stack import LocalStack
from tests.stack.leftovers import HOLDER, ROOT, left_of

LEAVER = HOLDER.replace("time.sleep(600)", "")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_stack_ends_with_the_process_that_holds_it(
    a_holder: Callable[..., subprocess.Popen[str]],
    tmp_path_factory: pytest.TempPathFactory,
    how: signal.Signals,
) -> None:
    data = tmp_path_factory.mktemp("held")
    holder = a_holder(data)

    holder.send_signal(how)
    holder.wait(timeout=30)

    assert left_of(data) == []


def test_a_stack_ends_with_a_process_that_forgot_it(
    a_holder: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    holder = a_holder(tmp_path, LEAVER)

    holder.wait(timeout=30)

    assert left_of(tmp_path) == []


def test_a_stack_comes_up_again_at_once_after_its_holder_was_killed(
    a_holder: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    holder = a_holder(tmp_path)
    with psycopg.connect(_said(tmp_path)) as connection:
        connection.execute("create table kept (n int)")
    holder.send_signal(signal.SIGKILL)
    holder.wait()

    with (
        LocalStack(tmp_path) as stack,
        psycopg.connect(stack.endpoints.owner_database_url) as connection,
    ):
        found = connection.execute("select to_regclass('kept')").fetchone()

    assert found == ("kept",)
    assert left_of(tmp_path) == []


def _said(data: Path) -> str:
    password = (data / "postgres" / "password").read_text()
    server = Identity.read(data / "logs" / "postgres.process")
    words = psutil.Process(server.pid).cmdline()
    port = next(word for word in words if word.startswith("port=")).removeprefix("port=")
    return f"postgresql://dispatch_owner:{password}@127.0.0.1:{port}/dispatch"


class TestWatchdog:
    def test_ends_the_server_when_its_own_parent_has_ended(self) -> None:
        with subprocess.Popen(["/bin/sleep", "60"]) as server:
            identity = Identity.of(server.pid)
            asker = (
                "import subprocess, sys, time;"
                "subprocess.Popen([sys.executable, '-m', 'deploy.local.watchdog', *sys.argv[1:]]);"
                "time.sleep(0.7)"
            )
            words = [str(identity.pid), str(identity.started), str(int(signal.SIGKILL))]

            subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-c", asker, *words], cwd=ROOT, check=True
            )

            assert server.wait(timeout=5) == -signal.SIGKILL


class TestIdentity:
    def test_is_not_that_of_a_later_process_with_the_same_pid(self) -> None:
        with subprocess.Popen(["/bin/sleep", "60"]) as process:
            earlier = Identity(process.pid, time.time() - 3600)

            earlier.end(signal.SIGKILL, patience=1)

            assert not earlier.alive()
            assert process.poll() is None
            process.kill()

    def test_survives_being_written_down(self, tmp_path: Path) -> None:
        with subprocess.Popen(["/bin/sleep", "60"]) as process:
            Identity.of(process.pid).keep(tmp_path / "note")

            assert Identity.read(tmp_path / "note").alive()
            process.kill()

    def test_of_a_half_written_note_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "note").write_text('{"pid":')

        assert Identity.read(tmp_path / "note") is None
