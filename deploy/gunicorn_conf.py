"""How gunicorn serves the web: ``gunicorn -c deploy/gunicorn_conf.py dispatch.web.wsgi:app``.

Several processes with a few threads each: a page holds a database connection
for its whole transaction, so threads beyond the pool only wait.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

bind = os.environ.get("DISPATCH_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("DISPATCH_WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 25
keepalive = 5
# A leak, should there be one, ends with the process; the spread keeps them from ending together.
max_requests = 20_000
max_requests_jitter = 2_000
# Behind a proxy only the proxy may say what the scheme and the client's address were.
forwarded_allow_ips = os.environ.get("DISPATCH_TRUSTED_PROXIES", "127.0.0.1")
# Nothing outside the data folder is written: containers are read-only.
control_socket_disable = True
# The application logs every request itself: the route's name, never what was typed.
accesslog = None
errorlog = "-"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "dispatch.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "stream": "ext://sys.stderr",
        }
    },
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
    },
}

# Where the processes of one server put their measurements together, for /metrics.
_PREFIX = "dispatch-metrics-"
_made_here = ""
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    # What a server that was killed left behind is named by its process.
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if not Path("/proc", left.name.split("-")[2]).exists():
            shutil.rmtree(left, ignore_errors=True)
    _made_here = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _made_here


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a process that has ended; what it counted stays counted."""
    # Only after the folder above is named may the library be imported.
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it publishes none


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    if _made_here:
        shutil.rmtree(_made_here, ignore_errors=True)
