"""The web application, put together."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from dispatch.bootstrap import Deployment
from dispatch.errors import Unusable
from dispatch.web import entrance, errors, headers, health, languages, limiter, session, words
from dispatch.web.deployment import EXTENSION
from dispatch.web.desk import case, contact, moves, quarantine, queue, sorting
from dispatch.web.report import form, mine
from dispatch.web.supervisor import alerts

_BODY_LIMIT = 256 * 1024
_LONGEST_SESSION = timedelta(days=7)
_SHORTEST_SECRET = 32


class WebSecretMissing(Unusable):
    """Sessions cannot be signed, or could be forged."""

    code = "web.secret_missing"


def create_app(deployment: Deployment) -> Flask:
    """Return the application of one deployment.

    Raises:
        WebSecretMissing: there is no secret, or in production too short a one.
    """
    app = Flask(__name__)
    settings = deployment.settings
    # Made up here, every process would sign with another and nobody would stay signed in.
    if not settings.web_secret or (
        settings.production and len(settings.web_secret) < _SHORTEST_SECRET
    ):
        raise WebSecretMissing(
            f"setting DISPATCH_WEB_SECRET must be at least {_SHORTEST_SECRET} random characters"
        )
    app.config.update(
        SECRET_KEY=settings.web_secret,
        SESSION_COOKIE_NAME="dispatch",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        PERMANENT_SESSION_LIFETIME=_LONGEST_SESSION,
        MAX_CONTENT_LENGTH=_BODY_LIMIT,
        # A form may lie open on a phone for hours; its token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.production:
        # Production stands behind one proxy; without this all people would share its address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # as the framework documents it
    app.extensions[EXTENSION] = deployment
    CSRFProtect(app)
    limiter.protect(app, settings.redis_url)
    session.watch(app)
    headers.guard(app)
    errors.translate(app)
    languages.speak(app)
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
