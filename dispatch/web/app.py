"""The web application, put together."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from dispatch.bootstrap import Deployment
from dispatch.web import (
    access,
    attributes,
    entrance,
    errors,
    following,
    headers,
    health,
    languages,
    limiter,
    photos,
    session,
    words,
)
from dispatch.web.admin import addresses, channels, delivery_log
from dispatch.web.api.mount import mount as mount_api
from dispatch.web.cookies import cookie_settings
from dispatch.web.deployment import EXTENSION
from dispatch.web.desk import case, checks, contact, moves, quarantine, queue, sorting, trial
from dispatch.web.lists import uploading
from dispatch.web.lists.mount import PAGES as LIST_PAGES
from dispatch.web.report import form, mine, suggest
from dispatch.web.supervisor import alerts

_BODY_LIMIT = 256 * 1024


def create_app(deployment: Deployment) -> Flask:
    """Return the application of one deployment.

    Raises:
        WebSecretMissing: there is no secret, or in production too short a one.
    """
    app = Flask(__name__)
    settings = deployment.settings
    app.config.update(
        **cookie_settings(deployment),
        MAX_CONTENT_LENGTH=_BODY_LIMIT,
        # A form may lie open on a phone for hours; its token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.production:
        # Production stands behind one proxy; without this all people would share its address.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # as the framework documents it
    app.extensions[EXTENSION] = deployment
    access.note(app)
    # Before anything reads a form.
    photos.make_room(app)
    uploading.make_room(app)
    CSRFProtect(app)
    limiter.protect(app, settings.redis_url)
    session.watch(app)
    headers.guard(app, settings.live_url)
    errors.translate(app)
    languages.speak(app)
    following.follow(app, deployment)
    words.teach(app)
    attributes.teach(app)
    for part in (
        entrance,
        form,
        suggest,
        mine,
        queue,
        sorting,
        trial,
        case,
        moves,
        photos,
        contact,
        checks,
        quarantine,
        alerts,
        channels,
        delivery_log,
        addresses,
        health,
    ):
        app.register_blueprint(part.pages)
    for of_the_list in LIST_PAGES:
        app.register_blueprint(of_the_list)
    mount_api(app)
    return app
