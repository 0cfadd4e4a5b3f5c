"""The cookie that carries a session: the same for the pages and for the live process."""

from datetime import timedelta
from typing import Any

from dispatch.bootstrap import Deployment
from dispatch.errors import Unusable

_LONGEST_SESSION = timedelta(days=7)
_SHORTEST_SECRET = 32


class WebSecretMissing(Unusable):
    """Sessions cannot be signed, or could be forged."""

    code = "web.secret_missing"


def cookie_settings(deployment: Deployment) -> dict[str, Any]:
    """Return what the framework must know of the cookie.

    Raises:
        WebSecretMissing: there is no secret, or in production too short a one.
    """
    settings = deployment.settings
    # Made up here, every process would sign with another and nobody would stay signed in.
    if not settings.web_secret or (
        settings.production and len(settings.web_secret) < _SHORTEST_SECRET
    ):
        raise WebSecretMissing(
            f"setting DISPATCH_WEB_SECRET must be at least {_SHORTEST_SECRET} random characters"
        )
    return {
        "SECRET_KEY": settings.web_secret,
        "SESSION_COOKIE_NAME": "dispatch",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        "PERMANENT_SESSION_LIFETIME": _LONGEST_SESSION,
        # Sent only when something in it changed: an answer that was on its way while
        # somebody signed out must not bring the old one back.
        "SESSION_REFRESH_EACH_REQUEST": False,
    }
