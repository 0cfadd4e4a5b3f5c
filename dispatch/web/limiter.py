"""Not more than so many attempts at the door from one address, and so many asks by one person.

Counted in Redis for all processes together; while Redis is away each process
counts for itself. A lock on the account stands behind it.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "30 per minute; 300 per hour"
SUGGESTIONS = "60 per minute; 1200 per hour"
"""One person writes no faster."""

limiter = Limiter(
    get_remote_address,
    key_prefix="dispatch",
    in_memory_fallback_enabled=True,
    swallow_errors=False,
    headers_enabled=True,
)


def protect(app: Flask, redis_url: str) -> None:
    """Count the attempts at this application's doors."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = (
        {"socket_connect_timeout": 1, "socket_timeout": 1} if redis_url else {}
    )
    limiter.init_app(app)
