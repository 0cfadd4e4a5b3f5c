"""The live process as it is served: gevent before a real PostgreSQL, ended by a signal."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.bench.viewers import Viewers
from deploy.local.server import free_port
from dispatch.flows.comment_on_case import comment_on_case
from tests.web.people import Opens
from tests.web.world import World

ROOT = Path(__file__).parents[2]
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def process(world: World, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    settings = world.deployment.settings
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DISPATCH_DATABASE_URL": settings.database_url,
        # Nobody answers there: it looks every second instead.
        "DISPATCH_REDIS_URL": settings.redis_url,
        "DISPATCH_WEB_SECRET": settings.web_secret,
        "DISPATCH_CLOCK_FILE": str(settings.clock_file),
        "DISPATCH_LIVE_BIND": f"127.0.0.1:{port}",
        "DISPATCH_LIVE_ORIGIN": ORIGIN,
        "DISPATCH_LIVE_STREAMS_PER_ACCOUNT": "200",
    }
    conf = str(ROOT / "deploy" / "gunicorn_live_conf.py")
    started = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "gunicorn", "-c", conf, "dispatch.web.live.wsgi:app"],
        env=env,
        cwd=ROOT,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield started
    if started.poll() is None:
        started.kill()
        started.wait()


class TestProcess:
    def test_tells_hundreds_without_redis_and_ends_them_all_when_told(
        self, process: "subprocess.Popen[bytes]", port: int, world: World, browser: Opens
    ):
        number = world.arrives("占道。", "330521001001", matter="M014")
        cookie = browser("desk1").client.get_cookie("dispatch")
        assert cookie

        with Viewers(
            f"http://127.0.0.1:{port}",
            origin=ORIGIN,
            cookies=[f"dispatch={cookie.value}"],
            count=150,
        ) as viewers:
            assert viewers.wait_until_connected(60)
            for text in ("一", "二"):
                world.acts(comment_on_case, "wk-zfd-01", number, text=text)
            heard = viewers.wait_for([(number, 2), (number, 3)], seconds=60)

            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            ended = process.wait(30)
            took = time.monotonic() - began
            closed = viewers.wait_until_lost(150, seconds=10)

        assert heard
        assert all(len(at) == 150 for at in viewers.arrivals.values())
        assert ended == 0
        assert closed
        assert took < 10
