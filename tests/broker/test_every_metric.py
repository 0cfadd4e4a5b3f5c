"""Every name of docs/metrics.md is told by a process that runs, at its own /metrics."""

import json
import re
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from deploy.local.child import Command, start_child
from deploy.local.server import free_port
from dispatch.flows.sign_in import set_password
from dispatch.people.scope import WORKER
from tests.support.crashing import ROOT, wait_until
from tests.support.working import Working
from tests.web.world import HASHER, PASSWORD

_SECTION = re.compile(r"^## ([\w ]+?)(?: \(.*\))?$")
_NAME = re.compile(r"^\| `(dispatch_\w+)` \|")
WORKERS = ("reports", "relay", "clockwork", "changes", "notifier", "lists")
SECTIONS = {
    "Every process": (*WORKERS, "web", "live"),
    "Every worker": WORKERS,
    "Web": ("web",),
    "Live": ("live",),
    "Reports worker": ("reports",),
    "Relay": ("relay",),
    "Clockwork": ("clockwork",),
}
"""Which processes must tell the names under a heading of the document."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def documented() -> dict[str, set[str]]:
    """Return the names by the heading that they stand under."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in (ROOT / "docs" / "metrics.md").read_text("utf-8").splitlines():
        if section := _SECTION.match(line):
            heading = section[1]
        elif name := _NAME.match(line):
            found.setdefault(heading, set()).add(name[1])
    return found


@dataclass
class Running:
    """Every process of one county, and the port that each is measured at."""

    at_work: Working
    ports: dict[str, int] = field(default_factory=dict)

    def told_by(self, process: str) -> set[str]:
        """Return the names that a process tells just now, without a histogram's parts."""
        url = f"http://127.0.0.1:{self.ports[process]}/metrics"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                shown = answer.read().decode()
        except (OSError, urllib.error.URLError):
            return set()
        names = re.findall(r"^(dispatch_\w+?)(?:_bucket|_sum|_count)?[ {]", shown, re.MULTILINE)
        return set(names)


@pytest.fixture
def running(at_work: Working, tmp_path: Path) -> Iterator[Running]:
    found = Running(at_work)
    for name in (*WORKERS, "web", "live"):
        found.ports[name] = free_port()
    origin = f"http://127.0.0.1:{found.ports['web']}"
    for name in WORKERS:
        at_work.workers.start(name, metrics_port=str(found.ports[name]))
    served = []
    for name, conf, app in (
        ("web", "gunicorn_conf.py", "dispatch.web.wsgi:app"),
        ("live", "gunicorn_live_conf.py", "dispatch.web.live.wsgi:app"),
    ):
        words = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / conf)]
        env = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(tmp_path),
            **at_work.workers.env,
            "DISPATCH_BIND": f"127.0.0.1:{found.ports['web']}",
            "DISPATCH_WEB_PROCESSES": "1",
            "DISPATCH_LIVE_BIND": f"127.0.0.1:{found.ports['live']}",
            "DISPATCH_LIVE_ORIGIN": origin,
        }
        command = Command([*words, "--chdir", str(ROOT), app], env)
        served.append(start_child(command, log=tmp_path / f"{name}.log", death_signal=9))
    yield found
    for process in served:
        process.send_signal(signal.SIGQUIT)
        process.wait(15)
    for name in ("web", "live"):
        print((tmp_path / f"{name}.log").read_text()[-2000:])  # noqa: T201 - for a failure


def something_of_everything(running: Running) -> None:
    """Let every process do what it is for: records good and bad, a rung, a visit, a stream."""
    at_work = running.at_work
    good = at_work.records(3)
    odd = (good[0][0], json.dumps({"specversion": "1.0"}).encode())
    sent = [*good, good[0], odd]
    at_work.produce(sent)
    at_work.settles(len(sent), seconds=60)
    at_work.relayed(seconds=60)
    at_work.county.clock.forward(hours=2)
    here = at_work.deployment
    with here.work(WORKER) as work:
        set_password("desk1", PASSWORD, work=work, by="test", now=here.clock.now(), hasher=HASHER)
    visits(running)


def visits(running: Running) -> None:
    """Sign in as a browser does and listen for a moment."""
    url = f"http://127.0.0.1:{running.ports['web']}"

    def page() -> str:
        try:
            return browser.get(f"{url}/sign-in", timeout=10).text
        except requests.RequestException:
            return ""

    with requests.Session() as browser:
        wait_until(lambda: _TOKEN.search(page()), seconds=60, told="the web serves")
        token = _TOKEN.search(page())
        assert token
        form = {"csrf_token": token[1], "account": "desk1", "password": PASSWORD}
        browser.post(f"{url}/sign-in", data=form, timeout=10, allow_redirects=False)
        assert browser.get(f"{url}/queue", timeout=10).ok
        live = f"http://127.0.0.1:{running.ports['live']}/api/v1/live"
        with browser.get(live, stream=True, timeout=30, headers={"Origin": url}) as stream:
            assert stream.ok, stream.text
            next(stream.iter_content(64))


class TestDocument:
    def test_names_what_each_kind_of_process_tells(self) -> None:
        assert documented().keys() == SECTIONS.keys()


class TestEveryMetric:
    def test_is_told_by_the_process_that_measures_it_and_no_other_name_is(
        self, running: Running
    ) -> None:
        something_of_everything(running)
        names = documented()
        wanted = {
            process: {
                name for heading, of in SECTIONS.items() if process in of for name in names[heading]
            }
            for process in running.ports
        }

        def missing() -> dict[str, set[str]]:
            found = {each: wanted[each] - running.told_by(each) for each in wanted}
            return {each: names for each, names in found.items() if names}

        # The invariants are asked once a minute, the standing every half.
        try:
            wait_until(lambda: not missing(), seconds=120)
        except AssertionError:
            assert missing() == {}
        known = set().union(*names.values())
        unknown = {each: running.told_by(each) - known for each in wanted}
        assert not any(unknown.values()), unknown
