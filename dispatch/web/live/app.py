"""The live application: one door, for pages of one origin."""

import structlog
from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from dispatch import metrics
from dispatch.bootstrap import Deployment
from dispatch.errors import DispatchError
from dispatch.logs import described
from dispatch.people.scope import actor_of
from dispatch.web import session
from dispatch.web.cookies import cookie_settings
from dispatch.web.deployment import EXTENSION, deployment
from dispatch.web.live.hub import Hub, NotReady, TooManyStreams
from dispatch.web.live.reader import Reader
from dispatch.web.live.stream import told
from dispatch.web.navigation import CASE_READERS
from dispatch.web.visit import NoPermission

READER = "live_reader"
_HUB = "live_hub"

pages = Blueprint("live", __name__)
_log = structlog.get_logger()


class SignedOut(DispatchError):
    """Nobody is signed in, or not any more."""

    code = "live.signed_out"


class ForeignOrigin(DispatchError):
    """A page of another origin asks: it may not listen."""

    code = "live.foreign_origin"


_STATUS: dict[type[DispatchError], int] = {
    SignedOut: 401,
    ForeignOrigin: 403,
    NoPermission: 403,
    TooManyStreams: 429,
    NotReady: 503,
}


def create_live(deployment: Deployment) -> Flask:
    """Return the application of one live process; its reader is started by who serves it."""
    app = Flask(__name__, static_folder=None)
    settings = deployment.settings
    hub = Hub(settings.live_streams_per_account)
    metrics.begin("live")
    app.config.update(**cookie_settings(deployment), **{session.LOOKS_ON: True})
    if settings.production:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # as the framework documents it
    app.extensions[EXTENSION] = deployment
    app.extensions[_HUB] = hub
    app.extensions[READER] = Reader(deployment, hub)
    session.watch(app)
    app.after_request(_guarded)
    for situation in _STATUS:
        app.register_error_handler(situation, _refused)
    app.register_error_handler(SQLAlchemyError, _database_away)
    app.register_blueprint(pages)
    return app


@pages.get("/api/v1/live")
def listen() -> ResponseReturnValue:
    """Tell the asker of every change of a case they may see, for as long as they listen."""
    if not _from_our_pages():
        raise ForeignOrigin("只接受本系统页面的连接")
    account, key = session.signed_in(), session.present_key()
    if account is None or key is None:
        raise SignedOut("请先登录")
    here = deployment()
    actor = actor_of(account.county, account.person, here.county(account.county).book.register)
    if not CASE_READERS & actor.roles:
        raise NoPermission("您的职责不查看案件内容")
    hub: Hub = current_app.extensions[_HUB]
    reader: Reader = current_app.extensions[READER]
    viewer = hub.join(actor.account, key, actor.scope)
    # A stream opened anew by a page can name no header; its own reconnection does.
    last_seen = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    answer = Response(told(here, hub, reader, viewer, last_seen), mimetype="text/event-stream")
    answer.call_on_close(lambda: hub.leave(viewer))
    # A proxy that gathers the answer, or a cache that keeps it, would tell nobody anything.
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@pages.get("/livez")
def lives() -> ResponseReturnValue:
    """Answer, and ask nobody else."""
    return {"status": "ok"}


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether the change log is being read."""
    reader: Reader = current_app.extensions[READER]
    return ({"status": "ok"}, 200) if reader.well else ({"status": "database away"}, 503)


@pages.get("/metrics")
def measurements() -> ResponseReturnValue:
    """Return what this process measured, its viewers counted now."""
    hub: Hub = current_app.extensions[_HUB]
    metrics.LIVE_VIEWERS.set(len(hub.viewers()))
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _from_our_pages() -> bool:
    origin = request.headers.get("Origin")
    return origin is None or origin == deployment().settings.live_origin


def _guarded(response: Response) -> Response:
    headers = response.headers
    headers["Cache-Control"] = "no-store, no-transform"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Vary"] = "Origin"
    allowed = deployment().settings.live_origin
    if allowed and request.headers.get("Origin") == allowed:
        headers["Access-Control-Allow-Origin"] = allowed
        headers["Access-Control-Allow-Credentials"] = "true"
    return response


def _refused(error: DispatchError) -> ResponseReturnValue:
    return _problem(_STATUS[type(error)], error.code, str(error))


def _database_away(error: SQLAlchemyError) -> ResponseReturnValue:
    _log.error("live_refused", why=described(error))
    return _problem(503, NotReady.code, "实时更新暂不可用,请稍后再试")


def _problem(status: int, code: str, detail: str) -> ResponseReturnValue:
    answer = jsonify(type="about:blank", title=code, status=status, code=code, detail=detail)
    answer.mimetype = "application/problem+json"
    if status in {429, 503}:
        answer.headers["Retry-After"] = "5"
    return answer, status
