"""Two thousand open pages on the live process, beside people who work.

A whole house runs as the demo starts it; cases open while the pages listen.
What each page heard is counted, and how late it was after the commit.
"""

import os
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from unittest.mock import patch

from rich.console import Console

from deploy.bench.figures import Asked, Emit, Figure, Goal
from deploy.bench.ground import EXAMPLE, Ground
from deploy.bench.records import believable
from deploy.bench.viewers import Viewers, sign_in
from deploy.demo.house import House, house
from deploy.demo.options import Options
from deploy.demo.saying import Saying
from deploy.local.server import free_pair
from dispatch.flows.take_reports import take_reports
from dispatch.intake.arrival import Arrival
from dispatch.people.scope import WORKER

_FEW = 100
_P99 = 98
_CASES = 20
_EVERY = 0.25
_PAGES = 30
_PATIENCE = 240.0
# One account looks through every page: what each may see is the same for all of them.
_ONE_FOR_ALL = {"DISPATCH_LIVE_STREAMS_PER_ACCOUNT": "10000"}


def run(ground: Ground, asked: Asked, emit: Emit) -> None:
    """Measure the board with few and with many viewers."""
    many = 500 if asked.quick else 2_000
    tails: dict[int, list[float]] = {_FEW: [], many: []}
    shares: list[float] = []
    pages: list[float] = []
    with tempfile.TemporaryDirectory(prefix="dispatch-board-") as data:
        options = Options(
            county=EXAMPLE,
            example=True,
            data=Path(data),
            port=free_pair(),
            speed=1,
            traffic=False,
            check=False,
        )
        with (
            patch.dict(os.environ, _ONE_FOR_ALL),
            house(options, Saying(Console(quiet=True))) as home,
        ):
            settings = home.deployment.settings
            cookie = sign_in(home.url, "desk1", home.password)
            for number in range(asked.rounds):
                _, alone = _open_cases(ground, home, cookie, f"board-{number}-alone")
                for count in (_FEW, many):
                    with Viewers(
                        settings.live_url, origin=home.url, cookies=[cookie], count=count
                    ) as viewers:
                        if not viewers.wait_until_connected(_PATIENCE):
                            raise TimeoutError(f"{viewers.connected} of {count} viewers connected")
                        sent, page = _open_cases(ground, home, cookie, f"board-{number}-{count}")
                        if count == many:
                            pages.append(alone / page)
                        viewers.wait_for(sent.keys(), 30)
                        late = [
                            (heard - sent[change]) * 1000
                            for change in sent
                            for heard in viewers.arrivals.get(change, ())
                        ]
                        tails[count].append(quantiles(late, n=100)[_P99])
                        shares.append(len(late) / (len(sent) * count) * 100)
    of = f"{_CASES} cases a round, one every {_EVERY} s; viewers, servers and web on the same cores"
    emit(Figure("board", "messages delivered", "%", tuple(shares), of, Goal(at_least=100)))
    for count, took in tails.items():
        emit(Figure("board", f"p99 from commit to page, {count:,} viewers", "ms", tuple(took), of))
    over = tuple(a / b for a, b in zip(tails[many], tails[_FEW], strict=True))
    emit(Figure("board", f"p99 at {many:,} ÷ at {_FEW}", "×", over, of, Goal(at_most=5)))
    emit(Figure("board", "pages with viewers ÷ without", "×", tuple(pages), of, Goal(at_least=0.8)))


def _open_cases(
    ground: Ground, home: House, cookie: str, run_: str
) -> tuple[dict[tuple[str, int], float], float]:
    """Open cases one by one and ask for pages meanwhile.

    Return when each case was committed, and the milliseconds of a page.
    """
    with ThreadPoolExecutor(1) as somebody:
        page = somebody.submit(_page, home, cookie)
        return _opened(ground, home, run_), page.result()


def _opened(ground: Ground, home: House, run_: str) -> dict[tuple[str, int], float]:
    deployment = home.deployment
    committed: dict[tuple[str, int], float] = {}
    for n, (key, value) in enumerate(believable(ground.book, _CASES, run=run_)):
        with deployment.work(WORKER) as work:
            taken = take_reports(
                [Arrival(run_, 0, n, key, value, {})],
                work=work,
                counties=deployment.counties(),
                now=deployment.clock.now(),
            )
        for new in taken.opened:
            committed[(new.case.number, new.entry.seq)] = time.time()
        time.sleep(_EVERY)
    return committed


def _page(home: House, cookie: str) -> float:
    """Return the milliseconds of an ordinary page, the middle of many."""
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    took = []
    for _ in range(_PAGES):
        asked = urllib.request.Request(f"{home.url}/queue", headers={"Cookie": cookie})  # noqa: S310 - our own server
        begun = time.perf_counter()
        with browser.open(asked, timeout=30) as answer:
            answer.read()
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)
