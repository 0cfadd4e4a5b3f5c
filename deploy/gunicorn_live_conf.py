"""How gunicorn serves the live process: one, with a light thread for each open page.

    gunicorn -c deploy/gunicorn_live_conf.py dispatch.web.live.wsgi:app

Pages that only listen would hold every thread of the web for hours; here one
process holds thousands. More processes share nothing but the change log.
"""

import os
import resource
from typing import Any

bind = os.environ.get("DISPATCH_LIVE_BIND", "127.0.0.1:8001")
workers = int(os.environ.get("DISPATCH_LIVE_PROCESSES", "1"))
worker_class = "gevent"
worker_connections = int(os.environ.get("DISPATCH_LIVE_CONNECTIONS", "5000"))
# Streams end by themselves within two seconds of being told; see post_worker_init.
graceful_timeout = 5
timeout = 30
# Nothing follows a stream on its connection: kept open it would only hold up the end.
keepalive = 0
forwarded_allow_ips = os.environ.get("DISPATCH_TRUSTED_PROXIES", "127.0.0.1")
control_socket_disable = True
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

_SPARE_FILES = 200


def post_fork(_server: Any, _worker: Any) -> None:
    """Allow a file for each connection; shells give 1,024 to a process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = worker_connections + _SPARE_FILES
    if soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def post_worker_init(worker: Any) -> None:
    """Let the reader know when the worker is told to end, so that it ends the streams.

    The server itself only waits for open answers, and these never end.
    """
    # Imported here: the server patches the standard library before it loads the application.
    from dispatch.web.live.wsgi import reader  # noqa: PLC0415

    reader.told_to_end = lambda: not worker.alive
