"""Every request in one log line and one measurement: the route's name, never what was typed."""

import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request

from dispatch import metrics

_log = structlog.get_logger()
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_QUIET = frozenset({"static", "health.lives", "health.ready", "health.measurements"})
"""Asked all day long by machines, or of no interest: measured, not logged."""


def note(app: Flask) -> None:
    """Log and measure every request of the application."""
    metrics.begin("web")
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(response: Response) -> Response:
    began = g.get("request_began")
    if began is None:
        return response
    seconds = time.perf_counter() - began
    route = request.url_rule.rule if request.url_rule else "unmatched"
    method = request.method if request.url_rule else "any"
    metrics.HTTP.observe(seconds, route=route, method=method, status=response.status_code)
    if response.status_code >= 500:  # noqa: PLR2004 - the first status that is ours
        metrics.DEFECTS.add()
    if request.endpoint not in _QUIET:
        _log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
    response.headers["X-Request-ID"] = g.request_id
    return response
