"""Whether this process lives, whether it can serve, and what it measured."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from dispatch import metrics
from dispatch.errors import Unusable
from dispatch.web import session
from dispatch.web.deployment import deployment

pages = Blueprint("health", __name__)


@pages.get("/livez")
def lives() -> ResponseReturnValue:
    """Answer, and ask nobody else: a database away must not restart the web."""
    return {"status": "ok"}


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say which part is away. Only the database keeps this process from serving."""
    parts = {"database": _database(), "redis": "ok" if deployment().redis_answers() else "away"}
    serves = parts["database"] == "ok"
    return {"status": "ok" if serves else "unavailable", "parts": parts}, 200 if serves else 503


@pages.get("/metrics")
def measurements() -> ResponseReturnValue:
    """Return what the processes of this server measured."""
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _database() -> str:
    try:
        with deployment().work(session.AT_THE_DOOR) as work:
            work.accounts.find("")
    except SQLAlchemyError:
        return "away"
    except Unusable:
        return "unusable"
    return "ok"
