"""``./run demo``: a whole county on real Kafka, PostgreSQL and Redis."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import structlog
from rich.console import Console

from deploy.demo.check import SPEED, check
from deploy.demo.house import house
from deploy.demo.live import live
from deploy.demo.options import Options
from deploy.demo.saying import Saying
from deploy.local.server import free_pair
from dispatch.errors import DispatchError

_ROOT = Path(__file__).parents[2]
_COUNTY = _ROOT / "config" / "counties" / "330521"
_DATA = _ROOT / "var" / "demo"
_PORT = 8000
_PLAIN_WIDTH = 132


@click.command("demo")
@click.option("--port", type=int, default=None, help=f"Where the web listens; {_PORT}.")
@click.option("--data", type=click.Path(path_type=Path), default=None, help="Where all is kept.")
@click.option("--county", type=click.Path(path_type=Path), default=_COUNTY, help="Its folder.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0.0, min_open=True),
    default=60.0,
    help="County seconds a second; 60.",
)
@click.option("--no-traffic", is_flag=True, help="Nobody reports and nobody acts.")
@click.option("--check", "checks", is_flag=True, help="Run one course, prove it, exit 0 or 1.")
def demo(
    *,
    port: int | None,
    data: Path | None,
    county: Path,
    speed: float,
    no_traffic: bool,
    checks: bool,
) -> None:
    """Start a county, and end it with Ctrl-C; with --check, prove that it works."""
    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _as_ctrl_c)
    with _folder(data, checks=checks) as folder:
        options = Options(
            county=county,
            example=county.resolve() == _COUNTY.resolve(),
            data=folder.absolute(),
            port=port or (free_pair() if checks else _PORT),
            speed=SPEED if checks else speed,
            traffic=not no_traffic,
            check=checks,
        )
        sys.exit(_run(options, Saying(console)))


def _run(options: Options, say: Saying) -> int:
    try:
        with house(options, say) as running:
            if options.check:
                return 0 if check(running, say) else 1
            live(running, say, traffic=options.traffic)
    except KeyboardInterrupt:
        say.line("everything is stopped")
        return 1 if options.check else 0
    except DispatchError as why:
        click.echo(str(why), err=True)
        return 2
    return 0


@contextmanager
def _folder(data: Path | None, *, checks: bool) -> Iterator[Path]:
    """Give the data folder; one made for a check goes unless something in it can tell why not."""
    if data is not None or not checks:
        yield data or _DATA
        return
    made = Path(tempfile.mkdtemp(prefix="dispatch-check-"))
    try:
        yield made
    except SystemExit as end:
        if end.code == 0 or not (made / "logs").exists():
            shutil.rmtree(made, ignore_errors=True)
        else:
            click.echo(f"its data and logs: {made}", err=True)
        raise


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
