"""Whether this process lives, and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from dispatch.web import session
from dispatch.web.deployment import deployment

pages = Blueprint("health", __name__)


@pages.get("/livez")
def lives() -> ResponseReturnValue:
    """Answer, and ask nobody else: a database away must not restart the web."""
    return {"status": "ok"}


@pages.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether the database answers."""
    try:
        with deployment().work(session.AT_THE_DOOR) as work:
            work.accounts.find("")
    except SQLAlchemyError:
        return {"status": "database away"}, 503
    return {"status": "ok"}
