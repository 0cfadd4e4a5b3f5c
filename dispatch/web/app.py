"""The web application, put together."""

import secrets
from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from dispatch.bootstrap import Deployment
from dispatch.web import entrance, errors, headers, health, limiter, session, words
from dispatch.web.deployment import EXTENSION
from dispatch.web.desk import case, contact, moves, quarantine, queue, sorting
from dispatch.web.report import form, mine
from dispatch.web.supervisor import alerts

_BODY_LIMIT = 256 * 1024
_LONGEST_SESSION = timedelta(days=7)


def create_app(deployment: Deployment) -> Flask:
    """Return the application of one deployment."""
    app = Flask(__name__)
    settings = deployment.settings
    app.config.update(
        SECRET_KEY=settings.web_secret or secrets.token_hex(32),
        SESSION_COOKIE_NAME="dispatch",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        PERMANENT_SESSION_LIFETIME=_LONGEST_SESSION,
        MAX_CONTENT_LENGTH=_BODY_LIMIT,
        # A form may lie open on a phone for hours; its token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions[EXTENSION] = deployment
    CSRFProtect(app)
    limiter.protect(app, settings.redis_url)
    session.watch(app)
    headers.guard(app)
    errors.translate(app)
    words.teach(app)
    for part in (
        entrance,
        form,
        mine,
        queue,
        sorting,
        case,
        moves,
        contact,
        quarantine,
        alerts,
        health,
    ):
        app.register_blueprint(part.pages)
    return app
