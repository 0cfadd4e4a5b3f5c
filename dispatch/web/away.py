"""The database is away: say so, promise nothing, and keep what somebody wrote.

    any page         503, and when to look again
    the report form  503, with everything that was filled in and the same key

Nothing here asks the database, not even who is signed in.
"""

import structlog
from flask import Response, g, make_response, render_template, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from dispatch.web import session

_log = structlog.get_logger()

AGAIN_IN_SECONDS = "10"
_FORM = "form.send"
_NOT_KEPT = frozenset({"csrf_token", "text"})


def is_away(error: BaseException) -> bool:
    """Say whether an error tells that the database cannot be asked just now."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError, NoConnectionFree))


def answer_without_database(error: BaseException) -> Response:
    """Answer a request that the database could not serve."""
    _log.error("database_away", kind=type(error).__name__, endpoint=request.endpoint)
    # What a page knows of its visitor came from the database, and would be asked there again.
    g.pop("visit", None)
    session.as_a_stranger()
    answer = make_response(_kept_form() if request.endpoint == _FORM else _page(), 503)
    answer.headers["Retry-After"] = AGAIN_IN_SECONDS
    return answer


def _page() -> str:
    return render_template("away.html", sent=request.method == "POST")


def _kept_form() -> str:
    filled = request.form
    return render_template(
        "report/kept.html",
        text=filled.get("text", ""),
        kept=[pair for pair in filled.items(multi=True) if pair[0] not in _NOT_KEPT],
        files=any(file.filename for file in request.files.values()),
    )
